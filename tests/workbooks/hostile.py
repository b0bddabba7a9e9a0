"""Hostile files: each as small as it can be, none of them copied from anywhere."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

_NS = "http://schemas.openxmlformats.org"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_TYPES = (
    f'{_HEAD}<Types xmlns="{_NS}/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_RELATION = (
    '{head}<Relationships xmlns="{ns}/package/2006/relationships"><Relationship Id="rId1" '
    'Type="{ns}/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>'
)
_BOOK = (
    f'{_HEAD}<workbook xmlns="{_NS}/spreadsheetml/2006/main" '
    f'xmlns:r="{_NS}/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def sheet_xml(*cells: str, before: str = "", padding: str = "") -> str:
    """A worksheet with a 1 in each cell ("A1"), one cell a row."""
    rows = "".join(
        f'<row r="{cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{cell}"><v>1</v></c></row>'
        for cell in cells
    )
    return (
        f'{_HEAD}{before}<worksheet xmlns="{_NS}/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData>{padding}</worksheet>"
    )


def package(sheet: str, **further: str) -> bytes:
    """An xlsx around `sheet`; `further` parts are named with __ for / and _dot_ for a dot."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATION.format(
            head=_HEAD, ns=_NS, kind="officeDocument", target="xl/workbook.xml"
        ),
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _RELATION.format(
            head=_HEAD, ns=_NS, kind="worksheet", target="worksheets/sheet1.xml"
        ),
        "xl/worksheets/sheet1.xml": sheet,
    }
    parts |= {name.replace("__", "/").replace("_dot_", "."): text for name, text in further.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in parts.items():
            opened.writestr(name, text)
    return out.getvalue()


def far_cell() -> bytes:
    """Two cells, of which the second makes the sheet 17 thousand million cells large."""
    return package(sheet_xml("A1", "XFD1048576"))


def long_sheet() -> bytes:
    """Two cells that ask for eighteen thousand."""
    return package(sheet_xml("A1", "I2000"))


def zip_bomb() -> bytes:
    """A sheet of 64 MB of spaces in 64 KB."""
    return package(sheet_xml("A1", padding=" " * (64 << 20)))


def lying_zip_bomb() -> bytes:
    """The same, with a directory that says the sheet is small."""
    data = zip_bomb()
    true = struct.pack("<I", len(sheet_xml("A1", padding=" " * (64 << 20))))
    return data.replace(true, struct.pack("<I", 5000))


def overlapping_zip() -> bytes:
    """Forty entries in the directory that all name the same packed bytes."""
    packed = zlib.compress(b"\0" * (1 << 20), 9)[2:-4]
    name, crc = b"xl/worksheets/sheet1.xml", zlib.crc32(b"\0" * (1 << 20))
    common = struct.pack("<HHHHIII", 0, 8, 0, 0, crc, len(packed), 1 << 20)
    local = b"PK\x03\x04\x14\0" + common + struct.pack("<HH", len(name), 0) + name + packed
    entry = (
        b"PK\x01\x02\x14\0\x14\0" + common + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0)
    )
    directory = (entry + name) * 40
    end = struct.pack("<HHHHIIH", 0, 0, 40, 40, len(directory), len(local), 0)
    return local + directory + b"PK\x05\x06" + end


def many_entries() -> bytes:
    """Three thousand empty parts beside the sheet."""
    return package(sheet_xml("A1"), **{f"xl__{number}_dot_bin": "" for number in range(3000)})


def doctype() -> bytes:
    """A worksheet that declares entities."""
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    return package(sheet_xml("A1", before=entities))


def external_link() -> bytes:
    """A workbook that refers to another file."""
    return package(sheet_xml("A1"), xl__externalLinks__externalLink1_dot_xml="<externalLink/>")


def embedded_object() -> bytes:
    """A workbook with an OLE object in it."""
    return package(sheet_xml("A1"), xl__embeddings__oleObject1_dot_bin="\u00d0\u00cf")


def truncated() -> bytes:
    """Half of a workbook."""
    data = package(sheet_xml("A1", "B2", padding="<!--" + "x" * 400 + "-->"))
    return data[: len(data) // 2]


def html() -> bytes:
    """What old reporting systems call xls."""
    return b"<html><body><table><tr><td>1</td><td>a, b</td></tr></table></body></html>"


def encrypted_ole() -> bytes:
    """The first sectors of a workbook locked with a password."""
    name = "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + name + b"\0" * 512


def document() -> bytes:
    """A zip that is no spreadsheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        opened.writestr("[Content_Types].xml", "<Types><Override PartName='/word/document.xml'/>")
        opened.writestr("word/document.xml", "<document/>")
    return out.getvalue()


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "far cell": (far_cell, "bomb"),
    "zip bomb": (zip_bomb, "bomb"),
    "overlapping zip": (overlapping_zip, "bomb"),
    "many entries": (many_entries, "bomb"),
    "doctype": (doctype, "doctype"),
    "external link": (external_link, "external-links"),
    "embedded object": (embedded_object, "ole"),
    "truncated": (truncated, "broken"),
    "html": (html, "not-a-spreadsheet"),
    "encrypted": (encrypted_ole, "encrypted"),
    "document": (document, "not-a-spreadsheet"),
    "pdf": (lambda: b"%PDF-1.7\n1 0 obj, << >>", "not-a-spreadsheet"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR,;,", "not-a-spreadsheet"),
    "sentence": (lambda: "Жооп файлы кийин келет".encode(), "not-a-spreadsheet"),
    "blank": (lambda: b" \r\n \t", "empty"),
    "nothing": (lambda: b"", "empty"),
}
