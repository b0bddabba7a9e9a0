"""xls and xlsb workbooks, byte by byte: [MS-XLS], [MS-CFB], [MS-XLSB] in their least forms."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

Lines = Sequence[Sequence[Any]]
SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_DATE_XF = 1


def xls(name: str, lines: Lines) -> bytes:
    """A BIFF8 workbook of one sheet."""
    return compound("Workbook", _workbook(name, _sheet(lines)))


def compound(stream: str, data: bytes) -> bytes:
    """An OLE file with one stream, long enough never to be a small one."""
    data = data.ljust(4096, b"\0")
    data += b"\0" * (-len(data) % SECTOR)
    count = len(data) // SECTOR
    fat = [_FAT, _END, *range(3, count + 2), _END]
    fat += [_FREE] * (SECTOR // 4 - len(fat))
    assert len(fat) == SECTOR // 4, "one sector of the table is enough for the tests"
    entries = _entry("Root Entry", 5, _END, 0, 1) + _entry(stream, 2, 2, len(data), _FREE)
    entries += bytes(128) * 2
    return _header() + struct.pack(f"<{len(fat)}I", *fat) + entries + data


def _header() -> bytes:
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    return head + struct.pack("<109I", 0, *[_FREE] * 108)


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    return head + struct.pack("<3I36xIQ", _FREE, _FREE, child, start, size)


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _workbook(name: str, sheet: bytes) -> bytes:
    start = _record(0x809, struct.pack("<4H2I", 0x600, 5, 0xDBB, 0x7CC, 0, 6))
    start += _record(0x42, struct.pack("<H", 1200))
    start += _record(0xE0, struct.pack("<3H14x", 0, 0, 0))
    start += _record(0xE0, struct.pack("<3H14x", 0, 14, 0))
    text = name.encode("utf-16-le")
    length = len(start) + 4 + 8 + len(text) + 4
    bound = struct.pack("<IHBB", length, 0, len(name), 1) + text
    return start + _record(0x85, bound) + _record(0x0A) + sheet


def _sheet(lines: Lines) -> bytes:
    out = _record(0x809, struct.pack("<4H2I", 0x600, 0x10, 0xDBB, 0x7CC, 0, 6))
    width = max(map(len, lines))
    out += _record(0x200, struct.pack("<2I3H", 0, len(lines), 0, width, 0))
    for row, line in enumerate(lines):
        for at, value in enumerate(line):
            out += _xls_cell(row, at, value)
    return out + _record(0x0A)


def _xls_cell(row: int, at: int, value: Any) -> bytes:
    if value is None:
        return b""
    if isinstance(value, date):
        return _record(0x203, struct.pack("<3Hd", row, at, _DATE_XF, _serial(value)))
    if isinstance(value, int | float):
        return _record(0x203, struct.pack("<3Hd", row, at, 0, value))
    text = value.encode("utf-16-le")
    return _record(0x204, struct.pack("<4HB", row, at, 0, len(value), 1) + text)


def _serial(day: date) -> int:
    return (day - date(1899, 12, 30)).days


_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"'
    '/><Override PartName="/xl/worksheets/sheet1.bin"'
    ' ContentType="application/vnd.ms-excel.worksheet"/><Override PartName="/xl/styles.bin"'
    ' ContentType="application/vnd.ms-excel.styles"/></Types>'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def _relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATION}{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}<Relationships xmlns="{space}">{rows}</Relationships>'


def xlsb(name: str, lines: Lines) -> bytes:
    """A binary workbook of one sheet."""
    inside = _relations(("worksheet", "worksheets/sheet1.bin"), ("styles", "styles.bin"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", _TYPES)
        made.writestr("_rels/.rels", _relations(("officeDocument", "xl/workbook.bin")))
        made.writestr("xl/_rels/workbook.bin.rels", inside)
        made.writestr("xl/workbook.bin", _xlsb_workbook(name))
        made.writestr("xl/styles.bin", _xlsb_styles())
        made.writestr("xl/worksheets/sheet1.bin", _xlsb_sheet(lines))
    return out.getvalue()


def _part(kind: int, data: bytes = b"") -> bytes:
    """A record of the binary format: type and length in groups of seven bits."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(data)
    while size > 127:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _xlsb_workbook(name: str) -> bytes:
    sheet = struct.pack("<2I", 0, 1) + _wide("rId1") + _wide(name)
    return _part(131) + _part(143) + _part(156, sheet) + _part(144) + _part(132)


def _xlsb_styles() -> bytes:
    plain = struct.pack("<6H4x", 0xFFFF, 0, 0, 0, 0, 0)
    dated = struct.pack("<6H4x", 0xFFFF, 14, 0, 0, 0, 0)
    formats = _part(617, struct.pack("<I", 2)) + _part(47, plain) + _part(47, dated)
    return _part(278) + formats + _part(618) + _part(279)


def _xlsb_sheet(lines: Lines) -> bytes:
    area = struct.pack("<4I", 0, len(lines) - 1, 0, max(map(len, lines)) - 1)
    out = _part(129) + _part(148, area) + _part(145)
    for row, line in enumerate(lines):
        out += _part(0, struct.pack("<3IB", row, 0, 0, 0) + bytes(4))
        out += b"".join(_xlsb_cell(at, value) for at, value in enumerate(line))
    return out + _part(146) + _part(130)


def _xlsb_cell(at: int, value: Any) -> bytes:
    if value is None:
        return b""
    if isinstance(value, date):
        return _part(5, struct.pack("<2Id", at, _DATE_XF, _serial(value)))
    if isinstance(value, int | float):
        return _part(5, struct.pack("<2Id", at, 0, value))
    return _part(6, struct.pack("<2I", at, 0) + _wide(value))
