"""Cells of a foreign layout turned into values of ours, a column at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from config.columns import columns
from config.mapping import DAY_FIRST, MONTH_FIRST, SheetMapping, Source
from ingest.sheets.sheet import CellError, NoValue, Value
from ingest.sheets.values import is_blank, read_day, text_of

REMEMBERED = 32_000  # values of a column; they are read anew when there are more
ANY_TEXT = "*"

_KEYS = frozenset({"registration_no", "tax_id"})  # half of one is worse than none
_TIME = r"(?:[T\s,]+\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?|Z|[+-]\d\d:?\d\d)?)?"
_MONTH_FIRST = re.compile(r"(\d{1,2})[./\-](\d{1,2})[./\-](\d{4}|\d{2})" + _TIME)
_YEAR_FIRST = re.compile(r"(\d{4})[./\-](\d{1,2})[./\-](\d{1,2})" + _TIME)
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


class Place(NamedTuple):
    """Rows of a sheet, and of each the cells that a mapping reads."""

    rows: list[int]  # their 1-based numbers
    cells: Mapping[str, list[Value]]  # header of theirs → cells, as many as rows


Read = Callable[[Place], list[Value]]


class Remembered(dict[Value, Any]):
    """What a value reads as; it is read once."""

    def __init__(self, read: Callable[[Value], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, value: Value) -> Any:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[value] = self._read(value)
        return found


def reading(code: str, source: Source, mapping: SheetMapping) -> Read:
    """How the column `code` of ours is read out of the cells of a sheet."""
    if source.constant is not None:
        constant = source.constant
        return lambda place: [constant] * len(place.rows)
    header = source.headers[0]
    if source.counts and source.parts:
        return lambda place: [count(cell, source.parts) for cell in place.cells[header]]
    if source.counts:
        filled = Remembered(count)
        return lambda place: [*map(filled.__getitem__, place.cells[header])]
    dates = (source.dates or mapping.dates) if code in _day_codes() else ""
    if len(source.headers) > 1:
        return _joined(code, source, mapping, dates)
    if code not in _KEYS and _stays(source) and not source.blanks:
        if dates in ("", DAY_FIRST):
            return lambda place: place.cells[header]  # read as in a sheet of ours
        remembered = Remembered(lambda cell: _told_day(cell, dates))
    else:
        remembered = Remembered(_changed_cell(source, dates))
    return lambda place: [*map(remembered.__getitem__, place.cells[header])]


def leaves_out(header: str, mapping: SheetMapping) -> Mapping[Value, bool]:
    """For each value of the column `header`: is its row no inspection?"""
    listed, dates = mapping.leave_out[header], days_under(mapping).get(header, "")
    matches = _matching(dict.fromkeys(listed, ""))
    days = {read_foreign_day(text, dates) for text in listed if dates} - {None}

    def leaves(value: Value) -> bool:
        known = matches(text_of(value)) is not None
        return known or (bool(days) and read_foreign_day(value, dates) in days)

    return Remembered(leaves)


def count(cell: Value, parts: str = "") -> int:
    """How many things a cell names: one if it is filled, or as many as the sign `parts` parts."""
    text = "" if is_blank(cell) else text_of(cell)
    if not parts:
        return int(bool(text))
    return sum(not is_blank(part) for part in text.split(parts))


def read_foreign_day(value: Value, dates: str) -> date | None:
    """The day in a cell; a text is read as `dates` says, and year first beside month first."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or dates == DAY_FIRST:
        return read_day(value)
    text = text_of(value)
    if dates != MONTH_FIRST:
        return _by_pattern(text, dates)
    if found := _MONTH_FIRST.fullmatch(text):
        month, day, year = (int(part) for part in found.groups())
        return _day(year if year > 99 else 2000 + year, month, day)
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(*(int(part) for part in found.groups()))
    return None


def days_under(mapping: SheetMapping) -> dict[str, str]:
    """The headers of theirs under which a day stands, each with how it is written."""
    found: dict[str, str] = {}
    for code in _day_codes() & mapping.columns.keys():
        source = mapping.columns[code]
        if len(source.headers) == 1:
            found[source.headers[0]] = source.dates or mapping.dates
    return found


def _day_codes() -> frozenset[str]:
    return frozenset(column.code for column in columns().listed if column.kind == "date")


def _by_pattern(text: str, pattern: str) -> date | None:
    """The day that is written so; strptime alone would read 1112026 as the 11th of January."""
    if text.isdigit():
        text = text.zfill(len(date(2026, 12, 31).strftime(pattern)))
    try:
        found = datetime.strptime(text, pattern)
    except ValueError:
        return None
    same = _ZEROS.sub("", found.strftime(pattern)).casefold() == _ZEROS.sub("", text).casefold()
    return found.date() if same else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _told_day(cell: Value, dates: str) -> Value:
    """The day; else the text with how it was read, so that no other way of reading takes it."""
    if is_blank(cell) or isinstance(cell, CellError | NoValue):
        return cell
    day = read_foreign_day(cell, dates)
    return day if day is not None else f"{text_of(cell)} ({dates})"


def _joined(code: str, source: Source, mapping: SheetMapping, dates: str) -> Read:
    """Several cells as one text; blank ones are passed over, but a number lacking a part is none.

    A day is written year first in it, so that a number does not change with the file's format.
    """
    under = days_under(mapping)
    parts = [Remembered(_part(source, under.get(header, ""))) for header in source.headers]
    change, join = _change(source), source.join.join
    lacking: Callable[[tuple[str, ...]], str] = (
        (lambda _: "") if code in _KEYS else lambda texts: join(filter(None, texts))
    )

    def read(place: Place) -> list[Value]:
        cells = (place.cells[header] for header in source.headers)
        texts = (map(part.__getitem__, column) for part, column in zip(parts, cells, strict=True))
        joined = [
            lacking(several) if "" in several else join(several)
            for several in zip(*texts, strict=True)
        ]
        if not _stays(source):
            joined = [*map(change, joined)]
        return [_told_day(text, dates) for text in joined] if dates else [*joined]

    return read


def _stays(source: Source) -> bool:
    """Does what stands there stay as it is?"""
    return not (source.values or source.prefix)


def _part(source: Source, dates: str) -> Callable[[Value], str]:
    blank = _matching(dict.fromkeys(source.blanks, ""))

    def part(cell: Value) -> str:
        text = " ".join(text_of(cell).split())
        if blank(text) is not None or isinstance(cell, CellError):
            return ""
        day = read_foreign_day(cell, dates) if dates else None
        return text if day is None else day.isoformat()

    return part


def _changed_cell(source: Source, dates: str) -> Callable[[Value], Value]:
    part, change = _part(source, ""), _change(source)

    def changed(cell: Value) -> Value:
        if isinstance(cell, CellError | NoValue):
            return cell  # told as what it is
        if dates and isinstance(cell, date):
            return cell
        text = change(part(cell))
        return _told_day(text, dates) if dates else text

    return changed


def _change(source: Source) -> Callable[[str], str]:
    """Theirs → ours; what is not listed gets the default, or stays with the prefix."""
    translated = _matching(source.values)

    def change(text: str) -> str:
        ours = translated(text)
        if ours is not None or not text:
            return ours or ""
        return source.prefix + text if source.default is None else source.default

    return change


def _matching(table: Mapping[str, str]) -> Callable[[str], str | None]:
    """A look-up in which case and blanks do not matter, and * stands for any text."""
    exact = {_plain(theirs): ours for theirs, ours in table.items() if ANY_TEXT not in theirs}
    starred = [
        (_plain(theirs).split(ANY_TEXT), ours)
        for theirs, ours in table.items()
        if ANY_TEXT in theirs
    ]

    def look_up(text: str) -> str | None:
        plain = _plain(text)
        if plain in exact or not plain:
            return exact.get(plain)
        return next((ours for pieces, ours in starred if _holds(plain, pieces)), None)

    return look_up


def _holds(text: str, pieces: Sequence[str]) -> bool:
    """Does the text begin with the first piece, end with the last, and hold the rest in order?"""
    first, *inner, last = pieces
    at, end = len(first), len(text) - len(last)
    if end < at or not (text.startswith(first) and text.endswith(last)):
        return False
    for piece in inner:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
