"""A sheet in a foreign layout, its blocks as columns of ours, in rows that are inspections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import compress

from config.columns import columns
from config.matching import plain_words
from ingest.sheets.filling import shifted
from ingest.sheets.foreign_value import Place, Read, leaves_out, reading
from ingest.sheets.mapping import Fit
from ingest.sheets.merging import COUNTED, Mapped, Merged
from ingest.sheets.problem import Problem, shortened
from ingest.sheets.sheet import Block, Value, cell_name
from ingest.sheets.values import is_blank, text_of

_FORMS_A_ROW = ("registration_no", "tax_id", "started_on")  # one of them is filled in a real row


class ForeignSheet:
    """Turns the blocks of a sheet into columns of ours; what is left out is counted."""

    def __init__(self, fit: Fit, sheet: str, file_format: str = "") -> None:
        self.problems: list[Problem] = []  # complete when `read` is used up
        self.refused = 0  # rows that are wrong before they are read: moved, or contradicting
        self._fit, self._sheet, self._format = fit, sheet, file_format
        mapping = fit.mapping
        self._reads: dict[str, Read] = {
            code: reading(code, source, mapping) for code, source in mapping.columns.items()
        }
        self._leaves = {header: leaves_out(header, mapping) for header in mapping.leave_out}
        self._left = dict.fromkeys(mapping.leave_out, 0)

    def read(self, blocks: Iterable[Block]) -> Iterator[Mapped]:
        """The inspections, a Mapped for each block; where rows are merged, all at the end."""
        merged = self._merged()
        odd: list[Problem] = []
        for block in blocks:
            mapped = self._mapped(block, odd)
            if merged is not None:
                merged.add(mapped)
            elif mapped.rows:
                yield self._without_contradiction(mapped)
        if merged is not None:
            yield from map(self._without_contradiction, merged.inspections())
        self._tell(odd, merged)

    def _merged(self) -> Merged | None:
        sources = self._fit.mapping.columns
        if not self._fit.mapping.merges:
            return None
        return Merged(sources, counts=COUNTED in sources and sources[COUNTED].counts)

    def _mapped(self, block: Block, odd: list[Problem]) -> Mapped:
        place = self._kept(block)
        values = {code: read(place) for code, read in self._reads.items()}
        return self._without_odd(place, values, odd)

    def _kept(self, block: Block) -> Place:
        """The cells that the mapping reads, in rows below the header that it does not leave out."""
        skipped = max(0, self._fit.header.row - block.first + 1)
        rows = [*range(block.first + skipped, block.first + block.rows)]
        cells: dict[str, list[Value]] = {
            header: block.columns[index][skipped:]
            if index < len(block.columns)
            else [""] * len(rows)
            for header, index in self._fit.places.items()
        }
        keep = self._keep(cells, len(rows))
        for index in shifted(self._format, self._fit.header, block):
            if index >= skipped and keep[index - skipped]:
                keep[index - skipped] = False
                self._moved(block.first + index, block.row(index))
        if all(keep):
            return Place(rows, cells)
        kept = {header: [*compress(column, keep)] for header, column in cells.items()}
        return Place([*compress(rows, keep)], kept)

    def _keep(self, cells: Mapping[str, list[Value]], rows: int) -> list[bool]:
        keep = [True] * rows
        for header, leaves in self._leaves.items():
            for index, leave in enumerate(map(leaves.__getitem__, cells[header])):
                if leave and keep[index]:
                    keep[index] = False
                    self._left[header] += 1
        for index in self._headers_again(cells):
            keep[index] = False
        return keep

    def _headers_again(self, cells: Mapping[str, list[Value]]) -> list[int]:
        """Rows that say the header again, as on each printed page."""
        top = self._fit.header.rows[0]
        said = {header: top[index] for header, index in self._fit.places.items()}
        header = next(iter(said))
        if said[header] not in cells[header]:
            return []
        return [
            index
            for index, value in enumerate(cells[header])
            if value == said[header] and all(cells[one][index] == said[one] for one in said)
        ]

    def _without_odd(
        self, place: Place, values: dict[str, list[Value]], odd: list[Problem]
    ) -> Mapped:
        """Without blank rows, totals and remarks, which constants would make look full."""
        forming = [values[code] for code in _FORMS_A_ROW]
        if "" not in forming[0] and None not in forming[0]:
            return Mapped(place.rows, values)
        keep = [any(not is_blank(cell) for cell in cells) for cells in zip(*forming, strict=True)]
        for index in (index for index, kept in enumerate(keep) if not kept):
            odd += self._remark(place, index)
        if all(keep):
            return Mapped(place.rows, values)
        kept = {code: [*compress(column, keep)] for code, column in values.items()}
        return Mapped([*compress(place.rows, keep)], kept)

    def _remark(self, place: Place, index: int) -> Iterator[Problem]:
        """A warning about a line that is no inspection; none where it is blank or a total."""
        filled = (header for header in place.cells if not is_blank(place.cells[header][index]))
        header = next(filled, None)
        if header is None:
            return
        text, row = text_of(place.cells[header][index]), place.rows[index]
        words = plain_words(text)
        if words not in columns().totals and words.partition(" ")[0] not in columns().totals:
            cell = cell_name(row, self._fit.places[header])
            yield Problem(cell, "", "not-a-row", shortened(text), True, row, self._sheet)

    def _without_contradiction(self, mapped: Mapped) -> Mapped:
        """What is set for every row holds only where it can: a reason without an address."""
        addresses = mapped.values.get("email")
        for code, needs_address in (("no_email_reason", False), ("email_source", True)):
            source = self._fit.mapping.columns.get(code)
            if source is not None and source.constant is not None and addresses is not None:
                mapped.values[code] = [
                    value if is_blank(address) is not needs_address else None
                    for value, address in zip(mapped.values[code], addresses, strict=True)
                ]
        return mapped

    def _tell(self, odd: list[Problem], merged: Merged | None) -> None:
        self.problems.append(self._about("mapped", self._fit.mapping.name))
        for header, count in self._left.items():
            if count:
                self.problems.append(self._about("rows-left-out", str(count), header))
        if merged is not None:
            merging = self._about("rows-merged", str(merged.rows), str(merged.count()))
            self.problems.append(merging)
            self.refused += len(merged.conflicts)
            self.problems += [self._conflict(*conflict) for conflict in merged.conflicts]
            self.problems += [self._differing(*found) for found in merged.differing.items()]
        self.problems += odd

    def _about(self, code: str, value: str, detail: str = "") -> Problem:
        return Problem("", "", code, shortened(value), True, 0, self._sheet, shortened(detail))

    def _differing(self, code: str, found: tuple[int, int]) -> Problem:
        """Rows that state another fine, or the like, than the first row of their inspection."""
        first, rows = found
        place = self._fit.header.columns.get(code)
        cell = cell_name(first, place) if place is not None else ""
        return Problem(cell, code, "merged-differs", str(rows), True, first, self._sheet)

    def _moved(self, row: int, cells: tuple[Value, ...]) -> None:
        self.refused += 1
        text = text_of(next((cell for cell in cells if not is_blank(cell)), None))
        cell = cell_name(row, min(self._fit.header.columns.values(), default=0))
        told = Problem(cell, "", "cells-shifted", shortened(text), False, row, self._sheet)
        self.problems.append(told)

    def _conflict(self, row: int, number: str, before: int) -> Problem:
        column, code = "registration_no", "registration-conflict"
        cell = cell_name(row, self._fit.header.columns[column])
        return Problem(cell, column, code, shortened(number), False, row, self._sheet, str(before))
