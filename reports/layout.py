"""How sheets are laid out: column widths, wrapped lines, row heights, tab names, and the styles."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from reports.table import Column, Kind, Table

FONT = "Calibri"
INK, PALE, LINE, BAR = "#1F3A5F", "#EAF1F8", "#C9D3DE", "#A9C8E8"
NUMBER_FORMATS = {
    Kind.TEXT: "@",
    Kind.COUNT: "#,##0",
    Kind.PERCENT: "0.0",
    Kind.DECIMAL: "0.00",
    Kind.TENTH: "0.0",
}
LINE_POINTS = 15.0  # height of a line of text at 11 points
TAB_LENGTH = 31  # of a sheet's name, Excel's limit
FIRST_WIDTH, TEXT_WIDTH, NUMBER_WIDTH = (30, 48), (22, 36), (13, 21)  # least and most characters
WIDE = 112  # characters from which a sheet is printed across
TITLE_STRETCH = 1.3  # a character of the title against one of the cells


def styles() -> dict[str, dict[str, Any]]:
    """Every cell style by name, in XlsxWriter's terms."""
    plain = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
    cell = {**plain, "bottom": 1, "bottom_color": LINE}
    header = {**plain, "bold": True, "font_color": "#FFFFFF", "bg_color": INK, "text_wrap": True}
    named = {
        "plain": plain,
        "title": {**plain, "bold": True, "font_size": 14, "font_color": INK},
        "about": {**plain, "font_color": "#404040"},
        "small": {**plain, "font_size": 10, "font_color": "#404040"},
        "link": {**plain, "font_color": "#0B5CAD", "underline": 1},
        "head_text": {**header, "align": "left"},
        "head_number": {**header, "align": "right", "indent": 1},
        "heading": {**plain, "bold": True, "font_size": 13, "font_color": INK},
        "words": {**plain, "text_wrap": True, "valign": "top"},
        "subject": {
            **plain,
            "bold": True,
            "font_size": 12,
            "font_color": INK,
            "valign": "top",
            "text_wrap": True,
        },
        "banner": {**plain, "bold": True, "font_size": 24, "font_color": "#FFFFFF"},
        "banner_small": {**plain, "font_size": 13, "font_color": "#FFFFFF"},
        "label": {**cell, "font_size": 12},
        "remark": {**cell, "font_color": "#404040", "indent": 1},
        "fact": {**plain, "font_color": "#404040"},
    }
    for name in ("banner", "banner_small"):
        named[name]["bg_color"] = INK
    for kind, pattern in NUMBER_FORMATS.items():
        aligned = (
            {"align": "left", "text_wrap": True}
            if kind is Kind.TEXT
            else {"align": "right", "indent": 1}
        )
        body = {**cell, **aligned, "num_format": pattern}
        named[kind.value] = body
        named[f"{kind.value}_total"] = {**body, "bold": True, "bg_color": PALE}
        named[f"{kind.value}_big"] = {**body, "bold": True, "font_size": 16, "font_color": INK}
    for name in ("text", "text_total", "head_text"):
        named[f"{name}_in"] = {**named[name], "indent": 1}  # beside a column of numbers
    return named


def column_widths(table: Table) -> tuple[int, ...]:
    """Widths in characters; the first column is stretched until the title fits on the page."""
    widths = [_width(table, index) for index in range(len(table.columns))]
    missing = math.ceil(len(table.title) * TITLE_STRETCH) - sum(widths)
    widths[0] += max(0, missing)
    return tuple(widths)


def _width(table: Table, index: int) -> int:
    column = table.columns[index]
    word = max(len(word) for word in column.heading.split())
    if column.kind is not Kind.TEXT:
        least, most = NUMBER_WIDTH
        return max(least, min(word + 5, most))
    least, most = FIRST_WIDTH if index == 0 else TEXT_WIDTH
    longest = max((len(str(row[index])) for row in table.rows), default=0)
    return max(least, min(longest + 3, most), word + 4)


def header_points(columns: Sequence[Column], widths: Sequence[int]) -> float:
    """The height of the header row."""
    lines = (len(wrapped(c.heading, w - 4)) for c, w in zip(columns, widths, strict=True))
    return LINE_POINTS * max(lines) + 6


def row_points(row: Sequence[object], widths: Sequence[int]) -> float:
    """The height of a row, by its longest text."""
    texts = ((cell, w) for cell, w in zip(row, widths, strict=True) if isinstance(cell, str))
    return LINE_POINTS * max((len(wrapped(text, w - 2)) for text, w in texts), default=1) + 3


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` characters; at least one line."""
    return textwrap.wrap(text, max(width, 10)) or [""]


def tab_name(number: int, text: str) -> str:
    """A sheet's name, unique by its number: '7 Satisfied overall, by body'."""
    clean = " ".join(re.sub(r"[\[\]:*?/\\'\x00-\x1f]", " ", text).split())
    name = f"{number} {clean}"
    return name if len(name) <= TAB_LENGTH else name[: TAB_LENGTH - 1].rstrip(" ,") + "…"


def tab_names(tables: Sequence[Table]) -> Mapping[str, str]:
    """Table name → tab."""
    return {table.name: tab_name(n, table.tab) for n, table in enumerate(tables, start=1)}


def table_name(number: int, table: Table) -> str:
    """The name of the table inside the workbook: letters, digits and _ only."""
    return f"t{number:02d}_{table.name}"


def cells(tab: str, places: Sequence[tuple[int, int]]) -> str:
    """A chart's reference to cells (row, column from 0) in their order; runs become ranges."""
    sheet = "'" + tab.replace("'", "''") + "'!"
    ranges = [f"{sheet}{_cell(run[0])}" + _to(run) for run in _runs(places)]
    return "=" + (ranges[0] if len(ranges) == 1 else f"({','.join(ranges)})")


def _to(run: Sequence[tuple[int, int]]) -> str:
    return f":{_cell(run[-1])}" if len(run) > 1 else ""


def _cell(place: tuple[int, int]) -> str:
    return f"${chr(ord('A') + place[1])}${place[0] + 1}"


def _runs(places: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    runs: list[list[tuple[int, int]]] = []
    for place in places:
        if runs and _follows(runs[-1], place):
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _follows(run: list[tuple[int, int]], place: tuple[int, int]) -> bool:
    step = (place[0] - run[-1][0], place[1] - run[-1][1])
    before = (run[-1][0] - run[-2][0], run[-1][1] - run[-2][1]) if len(run) > 1 else step
    return step == before and step in ((0, 1), (1, 0))
