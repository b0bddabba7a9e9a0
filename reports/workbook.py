"""Tables and cover as an Excel workbook; the only module that writes with XlsxWriter.

Every text is written as text, whatever it starts with (AT3). The same input gives the same bytes.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from reports.charts import Drawing, drawing
from reports.cover import Cover
from reports.layout import (
    LINE_POINTS,
    WIDE,
    column_widths,
    header_points,
    row_points,
    styles,
    tab_names,
    table_name,
    wrapped,
)
from reports.table import Cell, Kind, Table

A4 = 9
ONE_PAGE = 28  # rows of a table that are printed on one page, with its chart and notes
POINTS_A_PIXEL = 0.75
LINE_STRETCH = 1.3  # letters of running text against digits, by which widths are counted
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LOCALES = {"ky": "ky-KG", "ru": "ru-RU", "kk": "kk-KZ", "en": "en-GB"}
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
COVER_WIDTHS = (34, 16, 44)


@dataclass(frozen=True)
class _Book:
    """What every sheet of one workbook is written with."""

    file: Any  # xlsxwriter.Workbook
    formats: Mapping[str, Any]
    cover: Cover
    tabs: Mapping[str, str]  # table name → sheet name

    def sheet(self, tab: str, widths: Sequence[int], *, pages: int = 1) -> Any:
        """A new sheet, set up for the screen and for A4; `pages` high, 0: as many as it takes."""
        sheet = self.file.add_worksheet(tab)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.formats["plain"])
        sheet.hide_gridlines(2)
        sheet.set_paper(A4)
        sheet.set_margins(left=0.55, right=0.55, top=0.6, bottom=0.7)
        sheet.fit_to_pages(1, pages)
        if sum(widths) > WIDE:
            sheet.set_landscape()
        title = self.cover.title.replace("&", "&&")
        sheet.set_footer(f"&L&8{title}&R&8{self.cover.headings['page']} &P / &N")
        return sheet

    def text(self, sheet: Any, row: int, column: int, text: str, style: str) -> None:
        """A cell of text."""
        sheet.write_string(row, column, text, self.formats[style])

    def link(self, sheet: Any, place: tuple[int, int], tab: str, text: str) -> None:
        """A cell that leads to the head of another sheet."""
        quoted = tab.replace("'", "''")
        sheet.write_url(*place, f"internal:'{quoted}'!A1", self.formats["link"], text)


def write(tables: Sequence[Table], cover: Cover, target: Path | BinaryIO, language: str) -> None:
    """Write the workbook: cover, contents, methodology, notes, then one table a sheet."""
    buffer = io.BytesIO()
    file = xlsxwriter.Workbook(buffer, OPTIONS)
    formats = {name: file.add_format(style) for name, style in styles().items()}
    book = _Book(file, formats, cover, tab_names(tables))
    _properties(book)
    _cover_sheet(book, tables)
    _contents_sheet(book, tables)
    _methodology_sheet(book)
    _notes_sheet(book)
    for number, table in enumerate(tables, start=1):
        _table_sheet(book, number, table)
    file.close()
    content = _in_language(buffer.getvalue(), LOCALES[language])
    if isinstance(target, Path):
        target.write_bytes(content)
    else:
        target.write(content)


def _properties(book: _Book) -> None:
    cover = book.cover
    made_at = cover.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.file.set_properties(
        {
            "title": cover.title,
            "author": cover.publisher,
            "company": cover.publisher,
            "created": made_at,
        }
    )


def _cover_sheet(book: _Book, tables: Sequence[Table]) -> None:
    cover = book.cover
    sheet = book.sheet(cover.headings["cover"], COVER_WIDTHS)
    size = min(16, int(sum(COVER_WIDTHS) * 12 / len(cover.title)))
    banner = book.file.add_format({**styles()["banner"], "font_size": size})
    for row, height in enumerate((30, 40, 26)):
        sheet.set_row(row, height)
        for column in range(len(COVER_WIDTHS)):
            sheet.write_blank(row, column, None, banner)
    sheet.write_string(0, 0, cover.title, banner)
    book.text(sheet, 1, 0, cover.period, "banner")
    book.text(sheet, 2, 0, cover.publisher, "banner_small")
    row = _highlights(book, sheet, 4)
    row = _cover_chart(book, sheet, tables, row + 1)
    for label, text in cover.facts:
        book.text(sheet, row, 0, label, "fact")
        book.text(sheet, row, 1, text, "plain")
        row += 1
    book.link(sheet, (row + 1, 0), cover.headings["contents"], cover.headings["contents"])
    sheet.print_area(0, 0, row + 1, len(COVER_WIDTHS) - 1)


def _highlights(book: _Book, sheet: Any, row: int) -> int:
    book.text(sheet, row, 0, book.cover.headings["funnel"], "heading")
    for highlight in book.cover.highlights:
        row += 1
        sheet.set_row(row, 27)
        book.text(sheet, row, 0, highlight.label, "label")
        _write_cell(book, sheet, (row, 1), highlight.value, f"{highlight.kind.value}_big")
        book.text(sheet, row, 2, highlight.remark, "remark")
    return row + 1


def _cover_chart(book: _Book, sheet: Any, tables: Sequence[Table], row: int) -> int:
    table = next((t for t in tables if t.name == "funnel"), None)
    return row if table is None else _chart(book, sheet, table, row, COVER_WIDTHS)


def _contents_sheet(book: _Book, tables: Sequence[Table]) -> None:
    says = book.cover.headings
    sheet = book.sheet(says["contents"], (40, 100))
    book.text(sheet, 0, 0, f"{says['contents']}. {book.cover.title}", "title")
    pages = [(says[name], says[name]) for name in ("cover", "methodology", "notes")]
    pages += [(book.tabs[table.name], table.title) for table in tables]
    for row, (tab, title) in enumerate(pages, start=3):
        book.link(sheet, (row, 0), tab, tab)
        book.text(sheet, row, 1, title, "text")
    _real_table(book, sheet, (2, len(pages)), "contents", (says["sheet"], says["title"]))


def _notes_sheet(book: _Book) -> None:
    says, widths = book.cover.headings, (12, 110)
    sheet = book.sheet(says["notes"], widths)
    book.text(sheet, 0, 0, f"{says['notes']}. {book.cover.title}", "title")
    book.link(sheet, (1, 0), says["contents"], says["back"])
    for row, (number, text) in enumerate(book.cover.notes, start=4):
        mark = f"[note {number}]"
        book.text(sheet, row, 0, mark, "text")
        book.text(sheet, row, 1, text, "text")
        sheet.set_row(row, row_points((mark, text), widths))
    shape = (3, len(book.cover.notes))
    _real_table(book, sheet, shape, "notes", (says["note"], says["text"]))


def _real_table(
    book: _Book, sheet: Any, shape: tuple[int, int], name: str, headings: Sequence[str]
) -> None:
    """A real Excel table around cells that are written already; shape: header row, rows."""
    header, rows = shape
    head = book.formats["head_text"]
    columns = [{"header": heading, "header_format": head} for heading in headings]
    options = {"name": name, "columns": columns, "style": None, "autofilter": False}
    sheet.add_table(header, 0, header + rows, len(headings) - 1, options)
    sheet.freeze_panes(header + 1, 0)
    sheet.repeat_rows(header)
    sheet.print_area(0, 0, header + rows, len(headings) - 1)


def _methodology_sheet(book: _Book) -> None:
    says, widths = book.cover.headings, (30, 84)
    sheet = book.sheet(says["methodology"], widths)
    book.text(sheet, 0, 0, f"{says['methodology']}. {book.cover.title}", "title")
    book.link(sheet, (1, 0), says["contents"], says["back"])
    row = 3
    for heading, paragraphs in book.cover.methodology:
        book.text(sheet, row, 0, heading, "subject")
        for paragraph in paragraphs:
            sheet.set_row(row, row_points(("", paragraph), widths) + 5)
            book.text(sheet, row, 1, paragraph, "words")
            row += 1
        row += 1
    sheet.print_area(0, 0, row, 1)


def _table_sheet(book: _Book, number: int, table: Table) -> None:
    widths = column_widths(table)
    pages = 1 if len(table.rows) <= ONE_PAGE else 0
    sheet = book.sheet(book.tabs[table.name], widths, pages=pages)
    sheet.set_row(0, 24)
    book.text(sheet, 0, 0, table.title, "title")
    row = _lines(book, sheet, 1, table.about, "about", sum(widths))
    book.link(sheet, (row, 0), book.cover.headings["contents"], book.cover.headings["back"])
    header = _header_row(table, widths)
    _grid(book, sheet, header, number, table, widths)
    row = header + len(table.rows) + 2
    row = _chart(book, sheet, table, row, widths)
    row = _remarks(book, sheet, table, row, sum(widths))
    sheet.print_area(0, 0, row - 1, len(widths) - 1)


def _header_row(table: Table, widths: Sequence[int]) -> int:
    """The row of the headings: under title, description and link, and one row of air."""
    return 3 + len(wrapped(table.about, int(sum(widths) * LINE_STRETCH)))


def _chart(book: _Book, sheet: Any, table: Table, row: int, widths: Sequence[int]) -> int:
    """Put the table's chart on a sheet; returns the row after it."""
    first = _header_row(table, column_widths(table)) + 1
    drawn = drawing(table, book.tabs[table.name], first, widths)
    if drawn is None:
        return row
    sheet.insert_chart(row, 0, _native(book, drawn), {"description": drawn.says})
    return row + math.ceil(drawn.height * POINTS_A_PIXEL / LINE_POINTS) + 1


def _native(book: _Book, drawn: Drawing) -> Any:
    chart = book.file.add_chart({"type": "bar"})
    chart.add_series(dict(drawn.series))
    chart.set_title(dict(drawn.title))
    chart.set_x_axis(dict(drawn.lengths))
    chart.set_y_axis(dict(drawn.names))
    chart.set_legend({"none": True})
    chart.set_size({"width": drawn.width, "height": drawn.height})
    chart.set_chartarea({"border": {"none": True}})
    return chart


def _lines(book: _Book, sheet: Any, row: int, text: str, style: str, width: int) -> int:
    """A long text in as many rows as it needs; returns the row after it."""
    for line in wrapped(text, int(width * LINE_STRETCH)):
        book.text(sheet, row, 0, line, style)
        row += 1
    return row


def _remarks(book: _Book, sheet: Any, table: Table, row: int, width: int) -> int:
    """Marks, notes and source under the table; returns the row after them."""
    texts = dict(book.cover.notes)
    remarks = [says for mark, says in book.cover.marks.items() if mark in table.marks()]
    remarks += [f"[note {number}] {texts[number]}" for number in table.notes]
    for remark in (*remarks, table.source):
        row = _lines(book, sheet, row, remark, "small", width)
    return row


def _grid(
    book: _Book, sheet: Any, header: int, number: int, table: Table, widths: Sequence[int]
) -> None:
    last = header + len(table.rows)
    columns = [
        {"header": column.heading, "header_format": book.formats[_head(column.kind)]}
        for column in table.columns
    ]
    options = {"columns": columns, "style": None, "autofilter": table.filtered}
    name = table_name(number, table)
    sheet.add_table(header, 0, last, len(columns) - 1, {"name": name, **options})
    sheet.set_row(header, header_points(table.columns, widths))
    for index, cells in enumerate(table.rows):
        emphasis = "_total" if table.total and index == 0 else ""
        sheet.set_row(header + 1 + index, row_points(cells, widths))
        for place, cell in enumerate(cells):
            style = table.columns[place].kind.value + emphasis
            _write_cell(book, sheet, (header + 1 + index, place), cell, style)
    sheet.freeze_panes(header + 1, 1)
    sheet.repeat_rows(header)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _head(kind: Kind) -> str:
    return "head_text" if kind is Kind.TEXT else "head_number"


def _write_cell(book: _Book, sheet: Any, place: tuple[int, int], cell: Cell, style: str) -> None:
    if isinstance(cell, str):
        sheet.write_string(*place, str(cell), book.formats[style])
    else:
        sheet.write_number(*place, cell, book.formats[style])


def _in_language(content: bytes, locale: str) -> bytes:
    """The same file with its language stated, which XlsxWriter cannot do."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            part = _stated(name, before.read(name), locale)
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, part)
    return out.getvalue()


def _stated(name: str, part: bytes, locale: str) -> bytes:
    if name == "docProps/core.xml":
        language = f"<dc:language>{locale}</dc:language></cp:coreProperties>"
        return part.replace(b"</cp:coreProperties>", language.encode())
    if name.startswith("xl/charts/"):
        return part.replace(b'"en-US"', f'"{locale}"'.encode())
    return part
