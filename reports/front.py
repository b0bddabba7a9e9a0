"""The sheets before the tables: cover, contents, methodology and notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.layout import row_points, styles, wrapped
from reports.sheets import Book, place_chart, real_table, write_cell
from reports.table import Table

COVER_WIDTHS = (34, 16, 44)


def cover_sheet(book: Book, tables: Sequence[Table]) -> None:
    """The cover: title, the figures of the quarter, the funnel's chart, who and when."""
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
        for line in wrapped(text, sum(COVER_WIDTHS[1:]) - 4):  # what is wider is not printed
            book.text(sheet, row, 1, line, "plain")
            row += 1
    book.link(sheet, (row + 1, 0), cover.headings["contents"], cover.headings["contents"])
    sheet.print_area(0, 0, row + 1, len(COVER_WIDTHS) - 1)


def _highlights(book: Book, sheet: Any, row: int) -> int:
    book.text(sheet, row, 0, book.cover.headings["funnel"], "heading")
    for highlight in book.cover.highlights:
        row += 1
        sheet.set_row(row, 27)
        book.text(sheet, row, 0, highlight.label, "label")
        write_cell(book, sheet, (row, 1), highlight.value, f"{highlight.kind.value}_big")
        book.text(sheet, row, 2, highlight.remark, "remark")
    return row + 1


def _cover_chart(book: Book, sheet: Any, tables: Sequence[Table], row: int) -> int:
    table = next((t for t in tables if t.name == book.cover.chart), None)
    return row if table is None else place_chart(book, sheet, table, row, COVER_WIDTHS)


def contents_sheet(book: Book, tables: Sequence[Table]) -> None:
    """Every sheet by name, linked."""
    says, widths = book.cover.headings, (36, 100)
    sheet = book.sheet(says["contents"], widths)
    book.text(sheet, 0, 0, book.cover.titled("contents"), "title")
    pages = [(says[name], says[name]) for name in ("cover", "methodology", "notes")]
    pages += [(book.tabs[table.name], table.title) for table in tables]
    for row, (tab, title) in enumerate(pages, start=3):
        book.link(sheet, (row, 0), tab, tab)
        book.text(sheet, row, 1, title, "text")
        sheet.set_row(row, row_points((tab, title), widths))
    real_table(book, sheet, (2, len(pages)), "contents", (says["sheet"], says["title"]))


def methodology_sheet(book: Book) -> None:
    """How the figures were made and how to read them."""
    says, widths = book.cover.headings, (24, 84)
    sheet = book.sheet(says["methodology"], widths)
    book.text(sheet, 0, 0, book.cover.titled("methodology"), "title")
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


def notes_sheet(book: Book) -> None:
    """Every note in full."""
    says, widths = book.cover.headings, (12, 110)
    sheet = book.sheet(says["notes"], widths)
    book.text(sheet, 0, 0, book.cover.titled("notes"), "title")
    book.link(sheet, (1, 0), says["contents"], says["back"])
    for row, (number, text) in enumerate(book.cover.notes, start=4):
        mark = f"[note {number}]"
        book.text(sheet, row, 0, mark, "text")
        book.text(sheet, row, 1, text, "text")
        sheet.set_row(row, row_points((mark, text), widths))
    shape = (3, len(book.cover.notes))
    real_table(book, sheet, shape, "notes", (says["note"], says["text"]))
