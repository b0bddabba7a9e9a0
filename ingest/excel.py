"""Workbooks that people get: their own with the wrong cells marked, a problem list, the template.

The only module that imports openpyxl. A sender's workbook is hostile input: it is opened only in
the confined child that `python -m ingest.excel` is. Every text is written as text, never as a
formula (AT3).
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from config.columns import Column, Columns, TemplateWords, columns
from config.languages import pick
from config.regions import regions
from ingest.confined import Died, run_confined
from ingest.limits import MEGABYTE, Limits, answering, take_order
from ingest.marks import cell_marks, summary
from ingest.package_parts import loses_parts
from ingest.problem import Problem
from ingest.sheet import column_letters
from ingest.sheet_gate import Refused, sheet_format
from ingest.values import read_day

AUTHOR = "Achyk"  # of our comments: they are taken away when the workbook comes back corrected
OUR_SHEET = "AchykSummary"  # code name of our summary sheet, for the same reason

# openpyxl reads some 2 000 rows a second; above 4 MB the list of problems alone goes back.
MARKING = Limits(size=4 * MEGABYTE, seconds=10, seconds_a_megabyte=15)
MOST_COMMENTS = 2000  # each is a drawing; a cell without one is still coloured and listed

_ERROR = PatternFill("solid", fgColor="FFFF9C9C")
_WARNING = PatternFill("solid", fgColor="FFFFEB9C")
_MANDATORY = PatternFill("solid", fgColor="FFBDD7EE")
_OPTIONAL = PatternFill("solid", fgColor="FFEDEDED")
_OURS = {fill.fgColor.rgb for fill in (_ERROR, _WARNING)}
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_FORMULA_SIGNS = ("=", "+", "-", "@")
_AS_TEXT = "@"  # Excel's number format for text: leading zeros stay
_KEPT_AS_TEXT = frozenset({"registration_no", "tax_id", "inspector_id", "instruction_no", "phone"})
_SUMMARY_WIDTHS = (18, 9, 26, 30, 80, 22)
_TEMPLATE_ROWS = 5000  # as far down as the lists to choose from reach


def annotate(data: bytes, problems: Sequence[Problem], language: str) -> bytes | None:
    """The sender's own workbook: wrong cells coloured with a comment, a summary as first sheet.

    None when it is no xlsx, too large to mark in time, or when saving would lose parts of it.
    """
    if not data.startswith(b"PK") or len(data) > MARKING.size:
        return None
    order = {
        "marks": [asdict(found) for found in cell_marks(problems, language)],
        "summary": asdict(summary(problems, language)),
    }
    answer = run_confined("ingest.excel", order, data, MARKING)
    return None if isinstance(answer, Died) or not answer else answer


def problem_workbook(problems: Sequence[Problem], language: str) -> bytes:
    """A workbook of its own with every problem: cell, column, value, what is wrong."""
    book = Workbook()
    _fill_summary(book.worksheets[0], asdict(summary(problems, language)), linked=False)
    return _saved(book)


def template(language: str) -> bytes:
    """The upload template in `language`: headers with notes, lists, an example, instructions."""
    spec = columns()
    words = spec.template
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = pick(words.sheet, language)
    for index, column in enumerate(spec.listed, start=1):
        _template_header(_cell(sheet, 1, index), column, words, language)
        _template_example(_cell(sheet, 2, index), column, spec, language)
        _template_column(sheet, column_letters(index - 1), column, spec, language)
    sheet.freeze_panes = "B2"
    _fit_to_width(sheet)
    sheet.row_dimensions[1].height = 45
    _template_instructions(book.create_sheet(), spec, language)
    return _saved(book)


def _template_header(cell: Cell, column: Column, words: TemplateWords, language: str) -> None:
    _write(cell, column.titled(language) + (" *" if column.mandatory else ""))
    cell.font = Font(name="Calibri", bold=True)
    cell.fill = _MANDATORY if column.mandatory else _OPTIONAL
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    note = pick(column.note, language)
    if column.mandatory:
        note = f"{note} ({pick(words.mandatory, language)})"
    cell.comment = Comment(note, AUTHOR, height=110, width=260)


def _template_example(cell: Cell, column: Column, spec: Columns, language: str) -> None:
    text = column.example
    if column.code == "business_name":
        text = pick(spec.template.example_name, language)
    if column.kind == "coded" and text:
        text = spec.shown(column.code, text, language)
    if column.kind == "date" and text:
        cell.value = read_day(text)
        cell.number_format = "DD.MM.YYYY"
    elif text:
        _write(cell, text)
    cell.font = Font(name="Calibri", italic=True, color="FF808080")


def _template_column(
    sheet: Worksheet, letter: str, column: Column, spec: Columns, language: str
) -> None:
    dimension = sheet.column_dimensions[letter]
    dimension.width = min(34, max(14, len(column.titled(language)) + 4))
    if column.code in _KEPT_AS_TEXT:
        dimension.number_format = _AS_TEXT
        sheet[f"{letter}2"].number_format = _AS_TEXT
    elif column.kind == "date":
        dimension.number_format = "DD.MM.YYYY"
    if choices := _choices(column, spec, language):
        listed = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
        listed.errorStyle = "warning"
        listed.add(f"{letter}2:{letter}{_TEMPLATE_ROWS}")
        sheet.add_data_validation(listed)


def _choices(column: Column, spec: Columns, language: str) -> list[str]:
    if column.kind == "region":
        return [pick(region.name, language) for region in regions()]
    return [pick(value.label, language) for value in spec.values.get(column.code, ())]


def _template_instructions(sheet: Worksheet, spec: Columns, language: str) -> None:
    words = spec.template
    sheet.title = pick(words.instructions_sheet, language)
    lines = words.instructions[language]
    rows = [(line, "") for line in lines] + [("", "")]
    rows.append((pick(words.heading, language), pick(words.meaning, language)))
    for column in spec.listed:
        star = " *" if column.mandatory else ""
        rows.append((column.titled(language) + star, pick(column.note, language)))
    rows.append(("", f"* {pick(words.mandatory, language)}"))
    _write_rows(sheet, rows)
    for number in range(1, len(lines) + 1):
        sheet.merge_cells(f"A{number}:B{number}")
        sheet.row_dimensions[number].height = 32
    _fit_to_width(sheet)
    sheet["A1"].font = Font(name="Calibri", bold=True, size=14)
    for cell in sheet[len(lines) + 2]:
        cell.font = Font(name="Calibri", bold=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 38, 80


def _fill_summary(sheet: Worksheet, found: Mapping[str, Any], *, linked: bool) -> None:
    """Write a Summary; `linked`: its cell names lead to the cells of the same workbook."""
    sheet.title = found["sheet"]
    lines = found["lines"]
    _write_rows(sheet, [(line,) for line in lines] + [(), found["headings"], *found["rows"]])
    head = len(lines) + 2
    sheet["A1"].font = Font(name="Calibri", bold=True, size=14)
    for cell in sheet[head]:
        cell.font, cell.fill = Font(name="Calibri", bold=True), _OPTIONAL
    sheet.freeze_panes = f"A{head + 1}"
    _fit_to_width(sheet)
    for letter, width in zip("ABCDEF", _SUMMARY_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for number, row in enumerate([found["headings"], *found["rows"]], start=head):
        sheet.row_dimensions[number].height = _height(row)
    for number, row in enumerate(found["rows"] if linked else (), start=head + 1):
        if row[0] and row[1]:
            quoted = row[0].replace("'", "''")
            link = Hyperlink(ref=f"B{number}", location=f"'{quoted}'!{row[1]}")
            sheet.cell(number, 2).hyperlink = link


def _write_rows(sheet: Worksheet, rows: Iterable[Sequence[str]]) -> None:
    for number, row in enumerate(rows, start=1):
        for index, text in enumerate(row, start=1):
            cell = _cell(sheet, number, index)
            _write(cell, text)
            if len(row) > 1:
                cell.alignment = _WRAPPED


def _height(row: Sequence[str]) -> int:
    """Points for a wrapped row of the summary; not every program finds the height by itself."""
    lines = (len(text) // width + 1 for text, width in zip(row, _SUMMARY_WIDTHS, strict=True))
    return 15 * max(lines)


def _fit_to_width(sheet: Worksheet) -> None:
    """Printed, the sheet is as wide as one page laid across."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell of a sheet of ours, where none are merged yet; both count from 1."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(f"{cell.coordinate} is hidden in a merged range")
    return cell


def _write(cell: Cell, text: str) -> None:
    """Write `text` as text, whatever it begins with (AT3)."""
    if not text:
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    if text.startswith(_FORMULA_SIGNS):
        cell.quotePrefix = True  # also when a person edits the cell


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def main() -> None:
    """In the child: the marked workbook on standard output, or nothing when it cannot be made."""
    order, data, limits = take_order()
    try:
        if sheet_format(data, limits) != "xlsx":
            return
        book = load_workbook(io.BytesIO(data), rich_text=True, keep_links=False)
    except Refused:
        return
    except Exception as error:  # noqa: BLE001 - openpyxl fails in its own ways on odd workbooks
        print(repr(error), file=sys.stderr)
        return
    _take_away_ours(book)
    _mark(book, order["marks"])
    _fill_summary(book.create_sheet(index=0), order["summary"], linked=True)
    _show_first(book)
    saved = _saved(book)
    if not loses_parts(data, saved):
        sys.stdout.buffer.write(saved)


def _take_away_ours(book: Workbook) -> None:
    """The marks of an earlier answer go before the new ones are set."""
    for sheet in list(book.worksheets):
        if sheet.sheet_properties.codeName == OUR_SHEET:
            book.remove(sheet)
    cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    for cell in cells:
        if isinstance(cell, Cell) and cell.fill.fgColor.rgb in _OURS:
            if cell.comment and cell.comment.author == AUTHOR:
                cell.comment = None
            cell.fill = PatternFill()


def _mark(book: Workbook, marks: Sequence[Mapping[str, Any]]) -> None:
    named = {mark["sheet"] for mark in marks if mark["sheet"] in book.sheetnames}
    usual = book[named.pop()] if named else book.worksheets[0]
    for count, mark in enumerate(marks):
        sheet = book[mark["sheet"]] if mark["sheet"] in book.sheetnames else usual
        cell = sheet[mark["cell"]]
        cell.fill = _WARNING if mark["warning"] else _ERROR
        if isinstance(cell, Cell) and count < MOST_COMMENTS:
            before = f"{cell.comment.text}\n\n" if cell.comment else ""
            cell.comment = Comment(before + mark["says"], AUTHOR, height=120, width=320)


def _show_first(book: Workbook) -> None:
    first = book.worksheets[0]
    first.sheet_properties.codeName = OUR_SHEET
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is first
    book.active = first


if __name__ == "__main__":
    answering(main)
