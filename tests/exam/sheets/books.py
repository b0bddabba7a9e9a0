"""xlsx workbooks, by XlsxWriter; a formula without a value by openpyxl, which writes none."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import xlsxwriter

Lines = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Formula:
    """A formula and the value Excel saved with it ("#N/A" makes an error cell)."""

    text: str
    value: Any = 0


@dataclass(frozen=True)
class Shown:
    """A value in a number format of its own."""

    value: Any
    format: str


@dataclass(frozen=True)
class Sheet:
    """A sheet: its lines from A1 on and what else is done to it."""

    name: str
    lines: Lines = ()
    merged: Mapping[str, Any] | None = None  # "A1:F1" -> text
    hidden_rows: Sequence[int] = ()  # 1-based
    hidden_columns: Sequence[str] = ()  # "C:C"
    comments: Mapping[str, str] | None = None  # "B2" -> text
    links: Mapping[str, tuple[str, str]] | None = None  # "B2" -> (address, text shown)
    state: str = ""  # hidden, very_hidden
    autofilter: str = ""  # "A1:F9"
    indent: int = 0  # empty columns to the left of the lines


def book(*sheets: Sheet, **options: Any) -> bytes:
    """The sheets as an xlsx; `options` go to XlsxWriter."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, options or {"in_memory": True})
    for sheet in sheets:
        _write(made, sheet)
    made.close()
    return out.getvalue()


def one(lines: Lines, name: str = "Проверки", **more: Any) -> bytes:
    """A workbook of one sheet."""
    return book(Sheet(name, lines, **more))


def _write(made: Any, sheet: Sheet) -> None:
    page = made.add_worksheet(sheet.name)
    formats = {f: made.add_format({"num_format": f}) for f in _formats(sheet.lines)}
    for number, line in enumerate(sheet.lines):
        for at, value in enumerate(line, sheet.indent):
            _cell(page, number, at, value, formats)
    for area, text in (sheet.merged or {}).items():
        page.merge_range(area, "", formats["General"])
        _cell(page, *_corner(area), text, formats)
    for row in sheet.hidden_rows:
        page.set_row(row - 1, None, None, {"hidden": True})
    for columns in sheet.hidden_columns:
        page.set_column(columns, None, None, {"hidden": True})
    for cell, text in (sheet.comments or {}).items():
        page.write_comment(cell, text)
    for cell, (address, text) in (sheet.links or {}).items():
        page.write_url(cell, address, string=text)
    if sheet.autofilter:
        page.autofilter(sheet.autofilter)
    if sheet.state == "hidden":
        page.hide()
    elif sheet.state:
        page.very_hidden()


USUAL = {date: "dd.mm.yyyy", datetime: "dd.mm.yyyy hh:mm", time: "hh:mm", timedelta: "[h]:mm"}


def _formats(lines: Lines) -> set[str]:
    shown = {cell.format for line in lines for cell in line if isinstance(cell, Shown)}
    return shown | set(USUAL.values()) | {"General"}


def _corner(area: str) -> tuple[int, int]:
    from xlsxwriter.utility import xl_cell_to_rowcol

    row, column = xl_cell_to_rowcol(area.split(":")[0])
    return row, column


def _cell(page: Any, row: int, at: int, value: Any, formats: Mapping[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, Formula):
        page.write_formula(row, at, value.text, None, value.value)
    elif isinstance(value, Shown) and isinstance(value.value, date | time):
        page.write_datetime(row, at, value.value, formats[value.format])
    elif isinstance(value, Shown):
        page.write(row, at, value.value, formats[value.format])
    elif isinstance(value, date | time | timedelta):
        page.write_datetime(row, at, value, formats[USUAL[type(value)]])
    elif isinstance(value, bool):
        page.write_boolean(row, at, value)
    elif isinstance(value, str):
        page.write_string(row, at, value)
    else:
        page.write_number(row, at, value)


def without_values(lines: Lines, name: str = "Проверки") -> bytes:
    """An xlsx as a program writes it that does not reckon: formulas have no saved value."""
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.title = name
    for line in lines:
        page.append([cell.text if isinstance(cell, Formula) else cell for cell in line])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
