"""Hostile files by name, each with its code: as small as they can be, none copied from anywhere."""

from collections.abc import Callable
from functools import partial

from workbooks import hostile_sheets as sheets
from workbooks import hostile_zip as zips
from workbooks.hostile_sheets import far_cell, long_sheet
from workbooks.hostile_zip import document, lying_zip_bomb
from workbooks.ooxml import package, sheet_xml

__all__ = [
    "FILES",
    "READ",
    "doctype",
    "document",
    "far_cell",
    "html",
    "long_sheet",
    "lying_zip_bomb",
    "package",
    "sheet_xml",
]

_TABLE = "<table><tr><td>1</td><td>a, b; c</td></tr></table>"
_MHTML = (
    "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related;\r\n"
    '\tboundary="----=_NextPart"\r\n\r\n------=_NextPart\r\nContent-Type: text/html\r\n\r\n'
)
_XML_2003 = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:'
    'schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"/></Workbook>, ;'
)
_FLAT = '<?xml version="1.0"?><!-- x --><office:document xmlns:office="urn:oasis"/>, ;'


def doctype() -> bytes:
    """A worksheet that declares entities."""
    return sheets.entities_in("xl/worksheets/sheet1.xml")


def html() -> bytes:
    """What old reporting systems call xls."""
    return f"<html><body>{_TABLE}</body></html>".encode()


def truncated(part: float) -> bytes:
    """The first `part` of a workbook."""
    data = package(sheet_xml("A1", "B2", padding="<!--" + "x" * 400 + "-->"))
    return data[: int(len(data) * part)]


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "far cell": (far_cell, "bomb"),
    "far row ods": (sheets.far_row_ods, "bomb"),
    "far cell xls": (sheets.far_cell_xls, "bomb"),
    "far cell xlsb": (sheets.far_cell_xlsb, "bomb"),
    "beyond xlsb": (sheets.beyond_xlsb, "empty"),
    "long duration": (sheets.long_duration, "broken"),
    "lying record xlsb": (sheets.lying_record_xlsb, "broken"),
    "zip bomb": (zips.zip_bomb, "bomb"),
    "many small bombs": (zips.many_small_bombs, "bomb"),
    "overlapping zip": (zips.overlapping_zip, "bomb"),
    "quoted zip": (zips.quoted_zip, "bomb"),
    "many entries": (zips.many_entries, "bomb"),
    "huge directory": (zips.huge_directory, "bomb"),
    "nested": (zips.nested, "archive"),
    "packed otherwise": (zips.packed_otherwise, "broken"),
    "locked entry": (zips.locked_entry, "encrypted"),
    "doctype": (doctype, "doctype"),
    "doctype in strings": (partial(sheets.entities_in, "xl/sharedStrings.xml"), "doctype"),
    "doctype in styles": (partial(sheets.entities_in, "xl/styles.xml"), "doctype"),
    "doctype in workbook": (partial(sheets.entities_in, "xl/workbook.xml"), "doctype"),
    "doctype in types": (partial(sheets.entities_in, "[Content_Types].xml"), "doctype"),
    "doctype in relations": (partial(sheets.entities_in, "_rels/.rels"), "doctype"),
    "doctype in any part": (partial(sheets.entities_in, "xl/any.part"), "doctype"),
    "doctype in ods": (partial(sheets.entities_in, "content.xml"), "doctype"),
    "doctype behind a comment": (sheets.hidden_entities, "doctype"),
    "doctype in wide letters": (sheets.wide_letters, "doctype"),
    "outside entity": (sheets.outside_entities, "doctype"),
    "external link": (sheets.external_link, "external-links"),
    "renamed link": (sheets.renamed_link, "external-links"),
    "linked ods": (sheets.linked_ods, "external-links"),
    "linked xls": (sheets.linked_xls, "external-links"),
    "embedded object": (sheets.embedded_object, "ole"),
    "embedded in xls": (sheets.embedded_xls, "ole"),
    "locked xlsx": (sheets.locked_xlsx, "encrypted"),
    "locked xls": (sheets.locked_xls, "encrypted"),
    "locked ods": (sheets.locked_ods, "encrypted"),
    "wholly locked ods": (partial(sheets.locked_ods, whole=True), "encrypted"),
    "long cell": (sheets.long_cell, "bomb"),
    "repeated string": (sheets.repeated_string, "bomb"),
    "deep strings": (partial(sheets.deep, "strings"), "empty"),
    "wide row": (sheets.wide_row, "bomb"),
    "many sheets": (sheets.many_sheets, "bomb"),
    "many tables": (sheets.many_tables, "bomb"),
    "many places": (sheets.many_places, "bomb"),
    "staggered places": (sheets.staggered_places, "bomb"),
    **{f"truncated at {part}": (partial(truncated, part), "broken") for part in (0.1, 0.5, 0.99)},
    "html": (html, "web-page"),
    "html behind a prolog": (
        lambda: f'\ufeff<?xml version="1.0"?><!DOCTYPE html>{_TABLE}'.encode(),
        "web-page",
    ),
    "html in wide letters": (lambda: _TABLE.encode("utf-16"), "web-page"),
    "mhtml": (lambda: _MHTML.encode() + html(), "web-page"),
    "xml of 2003": (_XML_2003.encode, "xml-table"),
    "flat ods": (_FLAT.encode, "xml-table"),
    "document": (document, "not-a-spreadsheet"),
    "pdf": (lambda: b"%PDF-1.7\n1 0 obj, << >>", "not-a-spreadsheet"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR,;,", "not-a-spreadsheet"),
    "rar": (lambda: b"Rar!\x1a\x07\x01\0;,;,", "archive"),
    "sentence": (lambda: "Жооп файлы кийин келет".encode(), "not-a-spreadsheet"),
    "open quote": (lambda: b'a;b\n"' + b"x;" * 200_000, "broken"),
    "commas": (lambda: b"," * (7 << 20), "too-large"),
    "blank": (lambda: b" \r\n \t", "empty"),
    "nothing": (lambda: b"", "empty"),
}

# Odd files that are read: name → file, and the one cell of its first sheet (row, column, value).
READ: dict[str, tuple[Callable[[], bytes], tuple[int, int, object]]] = {
    "200 000 merges": (sheets.merges, (0, 0, 1.0)),
    "empty rows": (sheets.empty_rows, (0, 0, 1.0)),
    "empty formatted cells": (sheets.empty_cells, (0, 0, 1.0)),
    "deep sheet": (sheets.deep, (0, 0, 1.0)),
    "deep ods": (partial(sheets.deep, "ods"), (0, 0, "x")),
    "far column ods": (sheets.far_column_ods, (0, 0, "x")),
    "many styles": (sheets.many_styles, (0, 0, 1.0)),
    "climbing names": (zips.climbing_names, (0, 0, 1.0)),
}
