"""Workbooks of the formats that no library here writes: ods, xls and xlsb, byte by byte."""

import io
import struct
import zipfile

_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip of the parts, in order; a mimetype is stored, as OpenDocument wants it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            opened.writestr(name, content, how)
    return out.getvalue()


def ods(tables: str, *, before: str = "", manifest: str = "", **further: str | bytes) -> bytes:
    """An OpenDocument spreadsheet of `<table:table>` elements."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    names = "".join(
        f' xmlns:{short}="{office}:{short}:1.0"' for short in ("office", "table", "text")
    )
    calc = ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content{names}{calc}>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content,
        "META-INF/manifest.xml": f"<manifest:manifest>{manifest}</manifest:manifest>",
    }
    return zipped(parts | dict(further))


def ods_cell(text: str, attributes: str = "") -> str:
    """A cell of text."""
    return (
        f'<table:table-cell office:value-type="string"{attributes}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def record(kind: int, content: bytes = b"") -> bytes:
    """A record of BIFF8."""
    return struct.pack("<HH", kind, len(content)) + content


def xls_number(row: int, column: int, value: float) -> bytes:
    """A NUMBER record; row and column count from 0."""
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


def xls_error(row: int, column: int, error: int) -> bytes:
    """A BOOLERR record with an error."""
    return record(0x205, struct.pack("<HHHBB", row, column, 0, error, 1))


def xls(*sheets: bytes, before: bytes = b"", same_place: int = 1, apart: int = 0) -> bytes:
    """A workbook of the records of its sheets; `before` stands among its own records.

    With `same_place` the first sheet is listed so many times, `apart` bytes from one another.
    """
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 0x07CC, 0, 6))
    names = ["S"] * same_place + [f"S{number}" for number in range(2, len(sheets) + 1)]
    listed = [
        record(0x85, struct.pack("<IHBB", 0, 0, len(name), 0) + name.encode()) for name in names
    ]
    place = len(begin + before + b"".join(listed)) + 4
    book, places = b"", []
    for sheet in sheets:
        places.append(place + len(book))
        book += begin.replace(b"\x00\x06\x05\x00", b"\x00\x06\x10\x00") + sheet + record(0x0A)
    further = places[0] + len(begin) if apart else places[0]
    same = [further + apart * number for number in range(same_place - 1)]
    places = [places[0], *same, *places[1:]]
    listing = b"".join(
        record(0x85, struct.pack("<IHBB", at, 0, len(name), 0) + name.encode())
        for at, name in zip(places, names, strict=True)
    )
    return compound({"Workbook": begin + before + listing + record(0x0A) + book})


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (OLE) of version 3 with sectors of 512 bytes ([MS-CFB])."""
    sectors: list[bytes] = []
    links: list[int] = []

    def store(content: bytes) -> int:
        first, count = len(sectors), -(-len(content) // 512)
        for at in range(count):
            sectors.append(content[512 * at : 512 * (at + 1)].ljust(512, b"\0"))
            links.append(first + at + 1 if at + 1 < count else _END)
        return first

    def entry(name: str, kind: int, child: int, right: int, first: int, size: int) -> bytes:
        raw = name.encode("utf-16-le") + b"\0\0"
        head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
        tree = struct.pack("<III", _FREE, right, child)
        return head + tree + b"\0" * 36 + struct.pack("<IQ", first, size)

    entries = [entry("Root Entry", 5, 1, _FREE, _END, 0)]
    for number, (name, content) in enumerate(streams.items(), 1):
        padded = content.ljust(4096, b"\0")
        right = number + 1 if number < len(streams) else _FREE
        entries.append(entry(name, 2, _FREE, right, store(padded), len(padded)))
    directory = store(b"".join(entries))
    count = 1
    while (len(sectors) + count) * 4 > count * 512:
        count += 1
    table = links + [_TABLE] * count
    table += [_FREE] * (128 * count - len(table))
    first_table = len(sectors)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory, 0, 4096, _END, 0, _END, 0
    )
    places = [*range(first_table, first_table + count)]
    header += struct.pack("<109I", *places, *[_FREE] * (109 - count))
    return header + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def xlsb_record(kind: int, content: bytes = b"", length: int | None = None) -> bytes:
    """A record of BIFF12; its `length` may lie."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    left, size = len(content) if length is None else length, b""
    while left >= 0x80:
        size, left = size + bytes([left & 0x7F | 0x80]), left >> 7
    return head + size + bytes([left]) + content


def xlsb_row(row: int, *cells: bytes, hidden: bool = False) -> bytes:
    """A BrtRowHdr and its cells."""
    flags = 0x10 if hidden else 0
    head = struct.pack("<IIHBB", row, 0, 300, 0, flags) + b"\0" + struct.pack("<I", 0)
    return xlsb_record(0, head) + b"".join(cells)


def xlsb_number(column: int, value: float) -> bytes:
    """A BrtCellReal."""
    return xlsb_record(5, struct.pack("<IId", column, 0, value))


def xlsb_error(column: int, error: int) -> bytes:
    """A BrtCellError."""
    return xlsb_record(3, struct.pack("<IIB", column, 0, error))


def xlsb(sheet: bytes, before: bytes = b"") -> bytes:
    """A binary workbook of one sheet; `before` stands before its rows."""
    wide = "rId1".encode("utf-16-le")
    listed = struct.pack("<III", 0, 1, 4) + wide + struct.pack("<I", 1) + "S".encode("utf-16-le")
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/{}" Target="{}"/></Relationships>'
    )
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relation.format("officeDocument", "xl/workbook.bin"),
            "xl/workbook.bin": xlsb_record(0x83)
            + xlsb_record(0x8F)
            + xlsb_record(0x9C, listed)
            + xlsb_record(0x90)
            + xlsb_record(0x84),
            "xl/_rels/workbook.bin.rels": relation.format("worksheet", "worksheets/sheet1.bin"),
            "xl/worksheets/sheet1.bin": xlsb_record(0x81)
            + xlsb_record(0x94, struct.pack("<IIII", 0, 0, 0, 0))
            + before
            + xlsb_record(0x91)
            + sheet
            + xlsb_record(0x92)
            + xlsb_record(0x82),
        }
    )
