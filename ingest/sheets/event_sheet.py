"""Event sheets among the sheets of an upload: how they are known, and what their rows hold.

An event sheet has the columns of config/event_columns.toml: it may be a file of its own, or stand
beside the sheet of inspections. Nothing is recorded here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from config.columns import Columns
from config.event_columns import event_columns
from config.matching import plain_words
from ingest.sheets.checked import letters_of
from ingest.sheets.event_check import read_event
from ingest.sheets.event_rows import Events, Read
from ingest.sheets.header_words import nearest, nearest_title, recognise
from ingest.sheets.headers import SEARCHED_ROWS, Header
from ingest.sheets.problem import Problem, shortened
from ingest.sheets.row_check import Row
from ingest.sheets.row_shape import LEFT_OUT, Shape, shape_of
from ingest.sheets.sheet import Block, Cells, Coming, Value, cell_name
from ingest.sheets.values import is_blank, text_of
from register.rules.happening import Happening

WIDEST = 100  # columns of a header that are looked at


_PERHAPS = frozenset(Shape) - {Shape.BLANK, Shape.HEADER, Shape.NUMBERING, Shape.EXAMPLE}
"""Shapes by which a short row of an event, too, may look like a line around the rows."""


def _names_event(values: Mapping[str, Value], spec: Columns) -> bool:
    """Whether a number and an event that is known stand in the line."""
    event = plain_words(text_of(values.get("event")))
    return event in spec.coded["event"] and not is_blank(values.get("registration_no"))


@dataclass
class EventReader:
    """What was read of the event sheets of an upload so far."""

    today: date
    whole: list[tuple[str, Header]] = field(default_factory=list)  # those that were read
    lacking: list[Header] = field(default_factory=list)  # of those that lack a mandatory column
    problems: list[Problem] = field(default_factory=list)
    _good: list[Read] = field(default_factory=list)
    _rows: int = 0

    def read(self, sheet: Coming, first: Block, *, nearly: bool = True) -> bool:
        """Read the sheet if it is one of events; `first` is its first block, taken already.

        `nearly`: also say that it is one, and left out, where it lacks a mandatory column.
        """
        spec = event_columns()
        top = tuple(first.row(index) for index in range(min(SEARCHED_ROWS, first.rows)))
        header = find_event_header(top)
        if header is None or (header.missing and not nearly):
            return False
        if header.missing:
            self.lacking.append(header)
            self.problems.append(_left_out(sheet, header, spec))
            return True
        self.whole.append((sheet.name, header))
        self.problems += _sheet_problems(sheet, header, spec)
        for block in chain([first], sheet.blocks):
            self._read_block(sheet.name, header, block, spec)
        return True

    def result(self) -> Events:
        """The events; one that stands there twice counts once, and is pointed out."""
        first: dict[Happening, Row] = {}
        for row, happening in self._good:
            before = first.setdefault(happening, row)
            if before is not row:
                number, place = happening.registration_no, str(before.number)
                self.problems.append(
                    row.problem(
                        "registration_no", "duplicate-row", number, warning=True, detail=place
                    )
                )
        kept = tuple((row, happening) for happening, row in first.items())
        return Events(tuple(self.whole), self._rows, kept, len(self._good) - len(kept))

    def _read_block(self, sheet: str, header: Header, block: Block, spec: Columns) -> None:
        letters = letters_of(header)
        for at in range(max(header.row + 1 - block.first, 0), block.rows):
            cells, number = block.row(at), block.first + at
            values = {code: cells[at] for code, at in header.columns.items() if at < len(cells)}
            row = Row(number, sheet, letters, values)
            shape = shape_of(cells, values, header.rows, number - header.row - 1, spec)
            if shape is Shape.INSPECTION or (shape in _PERHAPS and _names_event(values, spec)):
                self._read_row(row, spec)
            elif code := LEFT_OUT.get(shape):
                text = text_of(next((value for value in cells if not is_blank(value)), None))
                self.problems.append(row.problem("", code, text, warning=True))

    def _read_row(self, row: Row, spec: Columns) -> None:
        self._rows += 1
        happening = read_event(row, spec, self.today)
        self.problems += row.problems
        if happening is not None:
            self._good.append((Row(row.number, row.sheet, row.letters, {}), happening))


def find_event_header(top: Cells) -> Header | None:
    """The header row of an event sheet among its first rows; None where it is none.

    It names the number and the event, or the event nearly: then `missing` holds "event".
    """
    spec = event_columns()
    for number, row in enumerate(top[:SEARCHED_ROWS], start=1):
        cells = row[:WIDEST]
        found = _recognised(cells, spec)
        if "registration_no" not in found:
            continue
        unknown = tuple(_unknown(cells, number, found, spec))
        if "event" in found or any(near == "event" for *_, near in unknown):
            missing = tuple(code for code in spec.mandatory() if code not in found)
            return Header(number, found, unknown, missing, (row,))
    return None


def _recognised(cells: tuple[Value, ...], spec: Columns) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, value in enumerate(cells):
        code = recognise(value, spec) if isinstance(value, str) else None
        if code:
            found.setdefault(code, index)
    return found


def _unknown(
    cells: tuple[Value, ...], number: int, found: dict[str, int], spec: Columns
) -> Iterator[tuple[str, str, str | None]]:
    taken = set(found.values())
    for index, value in enumerate(cells):
        if isinstance(value, str) and value.strip() and index not in taken:
            yield cell_name(number, index), value, recognise(value, spec) or nearest(value, spec)


def _left_out(sheet: Coming, header: Header, spec: Columns) -> Problem:
    missing = ", ".join(spec.title(code, "en") for code in header.missing)
    return Problem("", "", "sheet-left-out", shortened(sheet.name), True, 0, sheet.name, missing)


def _sheet_problems(sheet: Coming, header: Header, spec: Columns) -> Iterator[Problem]:
    """Of other columns only those near to one of events: the rest is about the business."""
    if sheet.hidden:
        yield Problem("", "", "hidden-sheet", shortened(sheet.name), True, 0, sheet.name)
    if sheet.encoding == "cp1251":
        yield Problem("", "", "encoding-lost", "", True, 0, sheet.name)
    for cell, text, near in header.unknown:
        if near is not None:
            code = "column-twice" if near in header.columns else "column-near"
            title, value = nearest_title(text, near, spec), shortened(text)
            yield Problem(cell, near, code, value, True, header.row, sheet.name, title)
