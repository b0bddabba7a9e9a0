"""The only door to openpyxl: workbooks are written from plain descriptions; every text as text.

A sender's workbook is opened by `written_anew` alone, and that only in the confined child.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ingest.sheets.sheet import NoValue, column_letters
from ingest.workbooks.mark_notes import AUTHOR
from ingest.workbooks.mark_summary import FORMULA_SIGNS
from ingest.workbooks.plain_book import PLAIN, Look, PlainCell, PlainSheet, Rule

LONGEST_TEXT = 32_767  # letters in a cell, Excel's limit


def saved_book(sheets: Sequence[PlainSheet]) -> bytes:
    """An xlsx with these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for described in sheets:
        _write_sheet(book.create_sheet(described.name), described)
    return _saved(book)


def written_anew(data: bytes) -> bytes | None:
    """A sender's workbook read and saved; None when openpyxl cannot read it. In the child only."""
    try:
        book = load_workbook(io.BytesIO(data), rich_text=True, keep_links=False)
        return _saved(book)
    except Exception as error:  # noqa: BLE001 - openpyxl fails in its own ways on odd workbooks
        print(repr(error), file=sys.stderr)
        return None


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_sheet(sheet: Worksheet, described: PlainSheet) -> None:
    styles: dict[tuple[Look, bool], Any] = {}
    for number, row in enumerate(described.rows, start=1):
        for index, cell in enumerate(row, start=1):
            if cell != (None, PLAIN, ""):
                _write(_cell(sheet, number, index), cell, styles)
    for index in {*described.widths, *described.formats}:
        dimension = sheet.column_dimensions[column_letters(index)]
        dimension.width = described.widths.get(index, 13)
        dimension.number_format = described.formats.get(index, "General")
    for number, height in described.heights.items():
        sheet.row_dimensions[number].height = height
    for index, rule in described.rules.items():
        _add_rule(sheet, column_letters(index), rule)
    for merged in described.merged:
        sheet.merge_cells(merged)
    if described.frozen:
        sheet.freeze_panes = described.frozen
    if described.tint:
        sheet.sheet_properties.tabColor = described.tint
    _fit_to_page(sheet, upright=described.upright)


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell of a sheet of ours, where none are merged yet; both count from 1."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(f"{cell.coordinate} is hidden in a merged range")
    return cell


def _write(cell: Cell, described: PlainCell, styles: dict[tuple[Look, bool], Any]) -> None:
    """Write the cell; `styles` holds the styles that its sheet has: making one takes long."""
    value, look, note = described
    if isinstance(value, str):
        _write_text(cell, value)
    elif isinstance(value, date) and value.year < 1900:
        cell.value = value.isoformat()  # Excel has no number for it
    elif value is not None and not isinstance(value, NoValue):
        cell.value = value
    style = look, cell.quotePrefix
    if style in styles:
        cell._style = styles[style]  # type: ignore[attr-defined]
    else:
        _dress(cell, look)
        styles[style] = cell._style  # type: ignore[attr-defined]
    if note:
        cell.comment = Comment(note, AUTHOR, height=110, width=260)


def _dress(cell: Cell, look: Look) -> None:
    if look is not PLAIN:
        cell.font, cell.fill, cell.alignment = _font(look), _fill(look), _alignment(look)
    if look.format:
        cell.number_format = look.format


def _write_text(cell: Cell, text: str) -> None:
    """Write `text` as text, whatever it begins with (AT3)."""
    if not text:
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(text))[:LONGEST_TEXT]
    cell.data_type = "s"
    if text.startswith(FORMULA_SIGNS):
        cell.quotePrefix = True  # also when a person edits the cell


@lru_cache(maxsize=100)
def _font(look: Look) -> Font:
    colour = look.colour or None
    return Font(name="Calibri", bold=look.bold, italic=look.italic, size=look.size, color=colour)


@lru_cache(maxsize=100)
def _fill(look: Look) -> PatternFill:
    return PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill()


@lru_cache(maxsize=100)
def _alignment(look: Look) -> Alignment:
    return Alignment(wrap_text=True, vertical="top") if look.wrapped else Alignment()


def _add_rule(sheet: Worksheet, letter: str, rule: Rule) -> None:
    """A rule that asks back and lets the value stand: the reader judges, not the sheet."""
    if rule.kind == "list":
        choices = rule.source or f'"{",".join(rule.choices)}"'
        made = DataValidation("list", formula1=choices, allow_blank=True)
    elif rule.kind == "date":
        made = DataValidation("date", operator="greaterThanOrEqual", formula1="36526")
    else:
        made = DataValidation("textLength", operator="between", formula1=str(rule.least),
                              formula2=str(rule.most))  # fmt: skip
    made.errorStyle, made.allow_blank, made.showErrorMessage = "warning", True, True
    made.error = rule.says[:250] or None
    made.add(f"{letter}2:{letter}{rule.rows}")
    sheet.add_data_validation(made)


def _fit_to_page(sheet: Worksheet, *, upright: bool) -> None:
    sheet.page_setup.orientation = "portrait" if upright else "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = int(upright)  # 0: as many pages as it takes
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
