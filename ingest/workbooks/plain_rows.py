"""Rows that were read, described so that they can be written again as they were meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from ingest.sheets.sheet import NO_VALUE, Value
from ingest.sheets.values import text_of
from ingest.workbooks.mark_styles import GREY
from ingest.workbooks.plain_book import AS_DAY, AS_TEXT, PLAIN, Look, PlainCell

LONGEST_NAME = 31  # of a sheet, Excel's limit
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_SAMPLE = 300  # rows that the widths are taken from
_NARROWEST, _WIDEST = 9, 42
_EXACT = 10**11  # from here on Excel would show 3,15032E+13

_HEADER = Look(bold=True, fill=GREY, wrapped=True, format=AS_TEXT)
_TEXT = Look(format=AS_TEXT)  # a tax id keeps its zeros also when the cell is edited
_LOOKS: Mapping[type, Look] = {
    datetime: Look(format="DD.MM.YYYY HH:MM"),
    date: Look(format=AS_DAY),
    time: Look(format="HH:MM:SS"),
    timedelta: Look(format="[H]:MM:SS"),
}
_LONG_NUMBER = Look(format="0")


def plain_row(cells: Iterable[Value], *, header: bool = False) -> list[PlainCell]:
    """The cells of a row: texts as text, days as days, numbers as numbers."""
    return [_plain_cell(value, header=header) for value in cells]


def _plain_cell(value: Value, *, header: bool) -> PlainCell:
    if value is None or value is NO_VALUE or value == "":
        return PlainCell(None)
    if isinstance(value, str):
        return PlainCell(str(value), _HEADER if header else _TEXT)
    if isinstance(value, datetime) and value.time() == time():
        return PlainCell(value.date(), _LOOKS[date])
    if isinstance(value, int | float) and abs(value) >= _EXACT:
        whole = int(value) if float(value).is_integer() else value
        return PlainCell(whole, _LONG_NUMBER)
    return PlainCell(value, _LOOKS.get(type(value), PLAIN))


def widths(rows: Sequence[Sequence[Value]], header_row: int) -> dict[int, int]:
    """Widths of the columns by what stands in them; titles above the header do not count."""
    longest: dict[int, int] = {}
    for row in rows[max(header_row, 1) : max(header_row, 1) + _SAMPLE]:
        for at, value in enumerate(row):
            longest[at] = max(longest.get(at, 0), len(text_of(value)))
    for at, value in enumerate(rows[header_row - 1] if 0 < header_row <= len(rows) else ()):
        words = text_of(value).split() or [""]
        longest[at] = max(longest.get(at, 0), 1 + max(map(len, words)))
    return {at: min(_WIDEST, max(_NARROWEST, length + 2)) for at, length in longest.items()}


def header_height(cells: Sequence[Value], wide: Mapping[int, int]) -> int:
    """Points of a header row whose texts are wrapped."""
    lines = (len(text_of(value)) // max(wide.get(at, _NARROWEST) - 3, 1) + 1
             for at, value in enumerate(cells))  # fmt: skip
    return 15 * min(max(lines, default=1), 8)


def sheet_name(name: str, taken: Collection[str], usual: str) -> str:
    """A name that an xlsx sheet can have and none of `taken` has; `usual` where there is none."""
    plain = _NOT_IN_NAMES.sub(" ", name).strip(" '")[:LONGEST_NAME] or usual
    folded = {one.casefold() for one in taken}
    names = (plain if n == 1 else f"{plain[: LONGEST_NAME - 4]} {n}" for n in range(1, 1000))
    return next(one for one in names if one.casefold() not in folded)
