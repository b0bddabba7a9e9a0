"""The sheets of tables: title, real Excel table, chart, notes, set up for screen and paper.

XlsxWriter's objects come in from reports.workbook, which alone imports it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.charts import Drawing, drawing, height
from reports.cover import Cover
from reports.layout import (
    LINE_POINTS,
    WIDE,
    column_widths,
    header_points,
    row_points,
    table_name,
    wrapped,
)
from reports.table import Cell, Kind, Table

POINTS_A_PIXEL = 0.75
LINE_STRETCH = 1.22  # letters of running text against digits, by which widths are counted
A4 = 9
ONE_PAGE = 28  # rows of a table that are printed on one page, with its chart and notes
TALL = 1300  # pixels of a chart from which it would make that page too small to read


@dataclass(frozen=True)
class Book:
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


def table_sheet(book: Book, number: int, table: Table) -> None:
    """The sheet of one table; `number`: its place among the tables, from 1."""
    widths = column_widths(table)
    pages = 1 if len(table.rows) <= ONE_PAGE and height(table) < TALL else 0
    sheet = book.sheet(book.tabs[table.name], widths, pages=pages)
    sheet.set_row(0, 24)
    book.text(sheet, 0, 0, table.title, "title")
    row = _lines(book, sheet, 1, table.about, "about", sum(widths))
    book.link(sheet, (row, 0), book.cover.headings["contents"], book.cover.headings["back"])
    header = _header_row(table, widths)
    _grid(book, sheet, header, number, table, widths)
    row = header + len(table.rows) + 2
    row = place_chart(book, sheet, table, row, widths)
    row = _remarks(book, sheet, table, row, sum(widths))
    sheet.print_area(0, 0, row - 1, len(widths) - 1)


def _header_row(table: Table, widths: Sequence[int]) -> int:
    """The row of the headings: under title, description and link, and one row of air."""
    return 3 + len(wrapped(table.about, int(sum(widths) * LINE_STRETCH)))


def place_chart(book: Book, sheet: Any, table: Table, row: int, widths: Sequence[int]) -> int:
    """Put the table's chart on a sheet, this table's or another; returns the row after it."""
    first = _header_row(table, column_widths(table)) + 1
    drawn = drawing(table, book.tabs[table.name], first, widths)
    if drawn is None:
        return row
    sheet.insert_chart(row, 0, _native(book, drawn), {"description": drawn.says})
    return row + math.ceil(drawn.height * POINTS_A_PIXEL / LINE_POINTS) + 1


def _native(book: Book, drawn: Drawing) -> Any:
    chart = book.file.add_chart({"type": "bar"})
    chart.add_series(dict(drawn.series))
    chart.set_title(dict(drawn.title))
    chart.set_x_axis(dict(drawn.lengths))
    chart.set_y_axis(dict(drawn.names))
    chart.set_legend({"none": True})
    chart.set_size({"width": drawn.width, "height": drawn.height})
    chart.set_chartarea({"border": {"none": True}})
    return chart


def _lines(book: Book, sheet: Any, row: int, text: str, style: str, width: int) -> int:
    """A long text in as many rows as it needs; returns the row after it."""
    for line in wrapped(text, int(width * LINE_STRETCH)):
        book.text(sheet, row, 0, line, style)
        row += 1
    return row


def _remarks(book: Book, sheet: Any, table: Table, row: int, width: int) -> int:
    """Marks, notes and source under the table; returns the row after them."""
    texts = dict(book.cover.notes)
    remarks = [says for mark, says in book.cover.marks.items() if mark in table.marks()]
    remarks += [f"[note {number}] {texts[number]}" for number in table.notes]
    for remark in (*remarks, table.source):
        row = _lines(book, sheet, row, remark, "small", width)
    return row


def _grid(
    book: Book, sheet: Any, header: int, number: int, table: Table, widths: Sequence[int]
) -> None:
    last = header + len(table.rows)
    columns = [
        {"header": column.heading, "header_format": book.formats[_head(place, column.kind)]}
        for place, column in enumerate(table.columns)
    ]
    options = {"columns": columns, "style": None, "autofilter": table.filtered}
    name = table_name(number, table)
    sheet.add_table(header, 0, last, len(columns) - 1, {"name": name, **options})
    sheet.set_row(header, header_points(table.columns, widths))
    for index, cells in enumerate(table.rows):
        emphasis = "_total" if table.total and index == 0 else ""
        sheet.set_row(header + 1 + index, row_points(cells, widths))
        for place, cell in enumerate(cells):
            style = _styled(place, table.columns[place].kind, emphasis)
            write_cell(book, sheet, (header + 1 + index, place), cell, style)
    sheet.freeze_panes(header + 1, 1)
    sheet.repeat_rows(header)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _head(place: int, kind: Kind) -> str:
    return _inside(place, "head_text") if kind is Kind.TEXT else "head_number"


def _styled(place: int, kind: Kind, emphasis: str) -> str:
    style = kind.value + emphasis
    return _inside(place, style) if kind is Kind.TEXT else style


def _inside(place: int, style: str) -> str:
    """Words that are not the first of their row stand off the numbers before them."""
    return f"{style}_in" if place else style


def write_cell(book: Book, sheet: Any, place: tuple[int, int], cell: Cell, style: str) -> None:
    """A cell of a table: text as text, numbers as numbers."""
    if isinstance(cell, str):
        sheet.write_string(*place, str(cell), book.formats[style])
    else:
        sheet.write_number(*place, cell, book.formats[style])


def real_table(
    book: Book, sheet: Any, shape: tuple[int, int], name: str, headings: Sequence[str]
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
