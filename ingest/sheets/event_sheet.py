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
from ingest.sheets.effort import Effort
from ingest.sheets.event_check import read_event
from ingest.sheets.event_rows import Events, Read
from ingest.sheets.filling import filled, shifted, top_of
from ingest.sheets.header_words import nearest, recognise
from ingest.sheets.headers import SEARCHED_ROWS, Header
from ingest.sheets.problem import Problem
from ingest.sheets.row import Row
from ingest.sheets.row_shape import LEFT_OUT, Shape, shape_of
from ingest.sheets.sheet import Block, Cells, Coming, Value, cell_name
from ingest.sheets.sheet_problems import left_out, line_left_out, sheet_problems
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
    _between: Effort = field(default_factory=Effort)  # for lines between the rows

    def read(self, sheet: Coming, first: Block, effort: Effort, *, nearly: bool = True) -> bool:
        """Read the sheet if it is one of events; `first` is its first block, taken already.

        `effort`: what looking for its header may cost. `nearly`: also say that it is one, and
        left out, where it lacks a mandatory column.
        """
        spec = event_columns()
        header = find_event_header(top_of(first), effort)
        if header is None or (header.missing and not nearly):
            return False
        if header.missing:
            self.lacking.append(header)
            missing = (spec.title(code, "en") for code in header.missing)
            self.problems.append(left_out(sheet, missing))
            return True
        self.whole.append((sheet.name, header))
        self.problems += sheet_problems(sheet, header, spec, near_only=True)
        blocks = chain([first], sheet.blocks)
        for block in filled(sheet, header, spec, blocks, self.problems):
            self._read_block(sheet, header, block, spec)
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

    def _read_block(self, sheet: Coming, header: Header, block: Block, spec: Columns) -> None:
        letters, moved = letters_of(header), shifted(sheet.format, header, block)
        since_1904 = sheet.unseen.date1904
        for index in range(max(header.row + 1 - block.first, 0), block.rows):
            cells = block.row(index)
            values = {code: cells[at] for code, at in header.columns.items() if at < len(cells)}
            row = Row(block.first + index, sheet.name, letters, values, since_1904=since_1904)
            if index in moved:
                row.complain("", "cells-shifted")
            shape = shape_of(cells, values, header.rows, spec, self._between)
            if shape is Shape.INSPECTION or (shape in _PERHAPS and _names_event(values, spec)):
                self._read_row(row, spec)
            elif code := LEFT_OUT.get(shape):
                self.problems.append(line_left_out(row, cells, code))

    def _read_row(self, row: Row, spec: Columns) -> None:
        self._rows += 1
        happening = read_event(row, spec, self.today)
        self.problems += row.problems
        if happening is not None:
            self._good.append((Row(row.number, row.sheet, row.letters, {}), happening))


def find_event_header(top: Cells, effort: Effort | None = None) -> Header | None:
    """The header row of an event sheet among its first rows; None where it is none.

    It names the number and the event, or the event nearly: then `missing` holds "event".
    """
    spec, effort = event_columns(), effort or Effort()
    for number, row in enumerate(top[:SEARCHED_ROWS], start=1):
        cells = effort.left(row[:WIDEST], spec)
        found = _recognised(cells, spec)
        if "registration_no" not in found:
            continue
        unknown = tuple(_unknown(cells, number, found, spec, effort))
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
    cells: tuple[Value, ...], number: int, found: dict[str, int], spec: Columns, effort: Effort
) -> Iterator[tuple[str, str, str | None]]:
    taken = set(found.values())
    for index, value in enumerate(cells):
        if isinstance(value, str) and value.strip() and index not in taken:
            near = recognise(value, spec)
            if near is None and effort.looks_near():
                near = nearest(value, spec)
            yield cell_name(number, index), value, near
