"""Tables and cover as an Excel workbook; the only module that imports XlsxWriter.

Every text is written as text, whatever it starts with (AT3). The same input gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from reports.cover import Cover
from reports.front import contents_sheet, cover_sheet, methodology_sheet, notes_sheet
from reports.layout import styles, tab_names
from reports.sheets import Book, table_sheet
from reports.table import Table

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LOCALES = {"ky": "ky-KG", "ru": "ru-RU", "kk": "kk-KZ", "en": "en-GB"}
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def write(tables: Sequence[Table], cover: Cover, target: Path | BinaryIO, language: str) -> None:
    """Write the workbook: cover, contents, methodology, notes, then one table a sheet."""
    buffer = io.BytesIO()
    file = xlsxwriter.Workbook(buffer, OPTIONS)
    formats = {name: file.add_format(style) for name, style in styles().items()}
    book = Book(file, formats, cover, tab_names(tables))
    _properties(book)
    cover_sheet(book, tables)
    contents_sheet(book, tables)
    methodology_sheet(book)
    notes_sheet(book)
    for number, table in enumerate(tables, start=1):
        table_sheet(book, number, table)
    file.close()
    content = _in_language(buffer.getvalue(), LOCALES[language])
    if isinstance(target, Path):
        target.write_bytes(content)
    else:
        target.write(content)


def _properties(book: Book) -> None:
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
