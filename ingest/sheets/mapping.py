"""A sheet in a foreign layout: which mapping fits it, and its blocks as columns of ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import compress

from config.columns import Columns, columns
from config.mapping import ANY, Mappings, SheetMapping
from config.matching import plain_words
from ingest.sheets.foreign_value import Place, Read, leaves_out, reading
from ingest.sheets.headers import SEARCHED_ROWS, Header
from ingest.sheets.merging import COUNTED, Mapped, Merged
from ingest.sheets.problem import Problem, shortened
from ingest.sheets.row_check import Known
from ingest.sheets.sheet import Block, Cells, Refusal, Value, cell_name
from ingest.sheets.values import is_blank, read_list, text_of

LONGEST_HEADER = 200  # a longer text is none
LEAST_FOUND = 3  # columns of a layout, from which a file may be meant to have it
FOREIGN_ID = "foreign_id"  # kind of a tax id column whose numbers are another country's

_FORMS_A_ROW = ("registration_no", "tax_id", "started_on")  # one of them is filled in a real row


@dataclass(frozen=True)
class Fit:
    """A mapping, and where its columns stand in a sheet."""

    mapping: SheetMapping
    header: Header  # `columns`: of each code its first source; constants have none
    places: Mapping[str, int]  # header of theirs → index counted from 0

    @property
    def spec(self) -> Columns:
        """The columns as rows of this sheet are checked against them."""
        tax_id = self.mapping.columns.get("tax_id")
        if tax_id is None or tax_id.check != ANY:
            return columns()
        listed = columns().listed
        return replace(
            columns(),
            listed=tuple(
                replace(one, kind=FOREIGN_ID) if one.code == "tax_id" else one for one in listed
            ),
        )


def foreign(
    mappings: Mappings, top: Cells, known: Known | None, bodies: frozenset[str] | None
) -> Fit | Refusal | None:
    """The mapping that fits a sheet with the first rows `top`, or what is wrong, or None.

    `bodies` are those whose mappings count, None: all. Of several that fit, the one with the most
    columns. Refusal: "mapping-columns" when only some are there, "mapping-unregistered" when a
    body or inspector that it sets is not in `known`, "mapping-broken" when no mapping fits and
    one has a mistake.
    """
    listed = [one for one in mappings.listed if _is_for(one, bodies)]
    whole = [fit for one in listed if isinstance(fit := _fit(one, top), Fit)]
    if whole:
        fit = max(whole, key=lambda one: len(one.places))
        strange = unregistered(fit.mapping, known) if known else ()
        return Refusal("mapping-unregistered", strange, detail=fit.mapping.name) if strange else fit
    near = [refusal for one in listed if isinstance(refusal := _fit(one, top), Refusal)]
    if near:
        return min(near, key=lambda refusal: len(refusal.missing))
    return Refusal("mapping-broken", (*columns().mandatory(), "email")) if mappings.wrong else None


def unregistered(mapping: SheetMapping, known: Known) -> tuple[str, ...]:
    """The body and inspectors that the mapping sets for every row and `known` does not have."""
    body = mapping.columns["body"].constant
    inspectors = read_list(mapping.columns["inspector_id"].constant or "")
    strange = [one for one in inspectors if one not in known.inspectors]
    if body and body not in known.bodies and body.casefold() not in known.body_names:
        strange.insert(0, body)
    return tuple(strange)


def _is_for(mapping: SheetMapping, bodies: frozenset[str] | None) -> bool:
    return bodies is None or not mapping.body or mapping.body in bodies


def _fit(mapping: SheetMapping, top: Cells) -> Fit | Refusal | None:
    """The row that names the most columns of the layout: all of them, half of them, or too few."""
    headers = mapping.headers()
    rows = [_places(cells, headers) for cells in top[:SEARCHED_ROWS]]
    best = max(range(len(rows)), key=lambda index: len(rows[index]), default=None)
    if best is None:
        return None
    found = rows[best]
    missing = tuple(header for header in headers if header not in found)
    if not missing:
        first = {code: source.headers[:1] for code, source in mapping.columns.items()}
        ours = {code: found[header] for code, named in first.items() for header in named}
        header = Header(best + 1, ours, unknown=(), missing=(), rows=(top[best],))
        return Fit(mapping, header, found)
    if len(found) < max(LEAST_FOUND, len(headers) / 2):
        return None
    return Refusal("mapping-columns", missing, detail=mapping.name)


def _places(cells: tuple[Value, ...], headers: tuple[str, ...]) -> dict[str, int]:
    """Where each header stands: the very same text, else one that differs in case and signs."""
    same: dict[str, int] = {}
    alike: dict[str, int] = {}
    for index, value in enumerate(cells):
        text = text_of(value)
        if text and len(text) <= LONGEST_HEADER:
            same.setdefault(text, index)
            alike.setdefault(_alike(text), index)
    found = {header: same.get(header, alike.get(_alike(header))) for header in headers}
    return {header: index for header, index in found.items() if index is not None}


def _alike(text: str) -> str:
    return plain_words(text) or text


class ForeignSheet:
    """Turns the blocks of a sheet into columns of ours; what is left out is counted."""

    def __init__(self, fit: Fit, sheet: str) -> None:
        self.problems: list[Problem] = []  # complete when `read` is used up
        self.conflicts = 0  # rows that contradict an earlier one of their inspection
        self._fit, self._sheet = fit, sheet
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
            self.conflicts = len(merged.conflicts)
            self.problems += [self._conflict(*conflict) for conflict in merged.conflicts]
        self.problems += odd

    def _about(self, code: str, value: str, detail: str = "") -> Problem:
        return Problem("", "", code, shortened(value), True, 0, self._sheet, shortened(detail))

    def _conflict(self, row: int, number: str, before: int) -> Problem:
        column, code = "registration_no", "registration-conflict"
        cell = cell_name(row, self._fit.header.columns[column])
        return Problem(cell, column, code, shortened(number), False, row, self._sheet, str(before))
