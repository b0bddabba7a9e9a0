"""csv and ods files, written by hand as the programs write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

Lines = Sequence[Sequence[Any]]


def csv_text(lines: Lines, separator: str = ";", end: str = "\r\n") -> str:
    """As Excel saves it: a field is quoted only where it must be."""
    return "".join(separator.join(_field(v, separator) for v in line) + end for line in lines)


def _field(value: Any, separator: str) -> str:
    text = value.strftime("%d.%m.%Y") if isinstance(value, date) else str(value or "")
    if any(mark in text for mark in (separator, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet>"
)
_TAIL = "</office:spreadsheet></office:body></office:document-content>"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.2"'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/"'
    ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def ods(*sheets: tuple[str, Lines], hidden: Sequence[int] = (), merged: int = 0) -> bytes:
    """An ods; rows `hidden` (1-based) of each sheet are collapsed, `merged` cells span line 1."""
    tables = "".join(_table(name, lines, hidden, merged) for name, lines in sheets)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", _HEAD + tables + _TAIL, zipfile.ZIP_DEFLATED)
        made.writestr("META-INF/manifest.xml", _MANIFEST, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _table(name: str, lines: Lines, hidden: Sequence[int], merged: int) -> str:
    rows = []
    for number, line in enumerate(lines, 1):
        shown = ' table:visibility="collapse"' if number in hidden else ""
        cells = "".join(_ods_cell(v, merged if number == 1 and at == 0 else 0)
                        for at, v in enumerate(line))  # fmt: skip
        rows.append(f"<table:table-row{shown}>{cells}</table:table-row>")
    rest = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell'
    rest += ' table:number-columns-repeated="1024"/></table:table-row>'
    return f"<table:table table:name={quoteattr(name)}>{''.join(rows)}{rest}</table:table>"


def _ods_cell(value: Any, span: int) -> str:
    spread = f' table:number-columns-spanned="{span}" table:number-rows-spanned="1"' if span else ""
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        text = value.strftime("%d.%m.%Y")
    elif isinstance(value, int | float):
        kind, text = f'office:value-type="float" office:value="{value}"', str(value)
    else:
        kind, text = 'office:value-type="string"', str(value)
    parts = "".join(f"<text:p>{escape(part)}</text:p>" for part in text.split("\n"))
    covered = f'<table:covered-table-cell table:number-columns-repeated="{span - 1}"/>'
    cell = f"<table:table-cell {kind}{spread}>{parts}</table:table-cell>"
    return cell + (covered if span else "")


def ods_of(data: bytes, old: str, new: str) -> bytes:
    """The ods with `old` in its content replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for entry in before.infolist():
            part = before.read(entry)
            if entry.filename == "content.xml":
                assert old.encode() in part, old
                part = part.replace(old.encode(), new.encode())
            after.writestr(entry, part)
    return out.getvalue()
