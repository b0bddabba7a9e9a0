"""Workbooks with what clerks' own workbooks hold: charts, pictures, rules, notes, macros."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from workbooks.make import HEADERS, table

HEADER_ROW = 3  # the rows follow it
NOTE = "Записка инспектора"

# A list to choose from as later Excels write it, when it names another sheet.
_LATER_LIST = (
    b'<ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
    b'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    b'<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    b'<x14:dataValidation type="list"><x14:formula1><xm:f>Lists!$A$1:$A$2</xm:f></x14:formula1>'
    b"<xm:sqref>C4:C100</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
)
_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8"
    "cfc000000301010018dd8db00000000049454e44ae426082"
)


def rich(rows: Sequence[Mapping[str, Any]], *, macros: bool = False) -> bytes:
    """A cover, the rows with much around them, a hidden list, a table; `macros`: an xlsm."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    cover, sheet, lists = (book.add_worksheet(name) for name in ("Cover", "Проверки", "Lists"))
    cover.write(0, 0, "Отчёт за июль")
    cover.activate()
    _write_rows(book, sheet, rows)
    _decorate(book, sheet)
    lists.write_column(0, 0, ["I-001", "I-002"])
    lists.hide()
    listed = book.add_worksheet("Итог")
    listed.add_table("A1:B3", {"data": [["a", 1], ["b", 2]]})
    book.define_name("Инспекторы", "=Lists!$A$1:$A$2")
    book.define_name("Проверки!Местное", "=Проверки!$A$4")
    if macros:
        book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0" + b"\0" * 512), True)
    book.close()
    return with_part(
        out.getvalue(),
        "xl/worksheets/sheet2.xml",
        lambda xml: xml.replace(b"</extLst></worksheet>", _LATER_LIST + b"</extLst></worksheet>"),
    )


def _write_rows(book: Any, sheet: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    day = book.add_format({"num_format": "dd.mm.yyyy", "border": 1})
    framed = book.add_format({"border": 1})
    sheet.merge_range("A1:J1", "Реестр проверок", book.add_format({"bold": 1}))
    for number, line in enumerate(table(rows, HEADERS), start=HEADER_ROW - 1):
        for at, value in enumerate(line):
            if isinstance(value, date):
                sheet.write_datetime(number, at, value, day)
            elif value is not None:
                sheet.write_string(number, at, str(value), framed)


def _decorate(book: Any, sheet: Any) -> None:
    sheet.set_column("A:J", 16)
    sheet.set_column("L:L", 16, book.add_format({"num_format": "@"}))
    sheet.freeze_panes(HEADER_ROW, 1)
    sheet.autofilter("A3:J8")
    sheet.data_validation("D4:D100", {"validate": "list", "source": ["плановая", "контрольная"]})
    sheet.conditional_format("G4:G100", {"type": "data_bar", "data_bar_2010": True})
    blue = book.add_format({"bg_color": "#DDEBF7"})
    sheet.conditional_format("H4:H100", {"type": "no_errors", "format": blue})
    sheet.write_comment("A4", NOTE)
    sheet.write_comment("D4", NOTE)
    sheet.repeat_rows(2)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Проверки!$G$4:$G$8"})
    sheet.insert_chart("B12", chart)
    sheet.insert_image("H12", "dot.png", {"image_data": io.BytesIO(_PICTURE)})


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes] | bytes) -> bytes:
    """The package with one part changed, or one more."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as came, zipfile.ZipFile(out, "w") as made:
        for entry in came.infolist():
            part = came.read(entry)
            if entry.filename == name and callable(change):
                part = change(part)
            made.writestr(entry, part, zipfile.ZIP_DEFLATED)
        if not callable(change):
            made.writestr(name, change)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """Name → bytes of each part."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
