"""Hidden rows and columns, errors and merges of xls sheets, from their records ([MS-XLS] 2.4)."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator

from ingest.sheets.sheet_gate import Refused
from ingest.sheets.unseen import Gathering, Unseen
from ingest.sheets.unseen_binary import ERRORS

_FORMULA, _END, _DATES, _PASSWORD = 0x06, 0x0A, 0x22, 0x2F
_COLUMNS, _SHEET, _MERGES, _LINK = 0x7D, 0x85, 0xE5, 0x1AE
_ERROR, _ROW, _BEGIN = 0x205, 0x208, 0x809
_OWN_LINKS = (0x0401, 0x3A01)  # to the workbook itself, to functions of an add-in
_LAST_SECTOR = 0xFFFFFFFA


def xls_unseen(data: bytes) -> list[Unseen]:
    """For every sheet in the workbook's order; [] where calamine would not find its way either.

    Refused "encrypted" and "external-links" (a table of another workbook is referred to).
    """
    try:
        book = _stream(data)
        places, date1904 = _globals(book)
        left = len(book) // 4  # a record has four bytes; only overlapping sheets have more
        result = []
        for place in places:
            gathering = Gathering(date1904)
            left = _sheet(book, place, left, gathering)
            if left <= 0:
                raise Refused("bomb")
            result.append(gathering.result())
        return result
    except (struct.error, LookupError, ValueError):
        return []


def _globals(book: bytes) -> tuple[list[int], bool]:
    """Where each sheet begins, and whether days count from 1904."""
    places, date1904 = [], False
    for kind, at, length in _records(book, 0, 100_000):
        if kind == _PASSWORD:
            raise Refused("encrypted")
        if kind == _LINK and length > 4 and _is_foreign(book[at + 2 : at + 6]):
            raise Refused("external-links")
        if kind == _SHEET:
            places.append(struct.unpack_from("<I", book, at)[0])
        elif kind == _DATES:
            date1904 = book[at] == 1
    return places, date1904


def _is_foreign(link: bytes) -> bool:
    """SUPBOOK 2.4.271: the length of a path, and its first character; " " and NUL are no paths."""
    length = int.from_bytes(link[:2], "little")
    return length not in _OWN_LINKS and (length > 1 or link[3] not in b"\0 ")


def _sheet(book: bytes, place: int, left: int, gathering: Gathering) -> int:
    """Gather one sheet; the number of records that may still be looked at."""
    unpack = struct.unpack_from
    for kind, at, length in _records(book, place, left):
        left -= 1
        if kind == _ROW:
            if book[at + 12] & 0x20:
                row = unpack("<H", book, at)[0] + 1
                gathering.hide_rows(row, row)
        elif kind == _ERROR:
            row, column = unpack("<HH", book, at)
            if book[at + 7]:
                gathering.odd(row + 1, column, ERRORS.get(book[at + 6], "#ERROR"))
        elif kind == _FORMULA and book[at + 6] == 2 and book[at + 12 : at + 14] == b"\xff\xff":
            row, column = unpack("<HH", book, at)
            gathering.odd(row + 1, column, ERRORS.get(book[at + 8], "#ERROR"))
        elif kind == _COLUMNS and book[at + 8] & 1:
            gathering.hide_columns(*unpack("<HH", book, at))
        elif kind == _MERGES:
            for place in range(at + 2, at + length - 7, 8):
                first, last, column = unpack("<HHH", book, place)
                gathering.merge(first + 1, last + 1, column)
    return left


def _records(book: bytes, at: int, most: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of the records of one part; embedded charts are parts inside."""
    depth = 0
    for _ in range(most):
        kind, length = struct.unpack_from("<HH", book, at)
        yield kind, at + 4, length
        at += 4 + length
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return


def _stream(data: bytes) -> bytes:
    """The workbook's stream out of the compound file ([MS-CFB] 2); b'' when there is none."""
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 12)
    table = array("I")
    for sector in _table_sectors(data, size):
        table.frombytes(data[size * (sector + 1) : size * (sector + 2)])
    directory = _chain(data, table, struct.unpack_from("<I", data, 48)[0], size, size)
    entries: dict[str, tuple[int, int]] = {}
    for at in range(0, len(directory) - 127, 128):
        length = min(struct.unpack_from("<H", directory, at + 64)[0], 64)
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace").lower()
        entries.setdefault(name, struct.unpack_from("<II", directory, at + 116))
    start, length = entries.get("workbook") or entries["book"]
    if length >= struct.unpack_from("<I", data, 56)[0]:
        return _chain(data, table, start, size, size)[:length]
    small_table = array("I")
    small_table.frombytes(_chain(data, table, struct.unpack_from("<I", data, 60)[0], size, size))
    small = _chain(data, table, struct.unpack_from("<I", directory, 116)[0], size, size)
    return _chain(small, small_table, start, 64, 0)[:length]


def _table_sectors(data: bytes, size: int) -> list[int]:
    """The sectors that hold the allocation table: 109 in the header, further ones in a chain."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    further = struct.unpack_from("<I", data, 68)[0]
    for _ in range(len(data) // size):
        if further >= _LAST_SECTOR or size * (further + 2) > len(data):
            break
        *more, further = struct.unpack_from(f"<{size // 4}I", data, size * (further + 1))
        sectors += more
    return [sector for sector in sectors if sector < _LAST_SECTOR][: len(data) // size]


def _chain(data: bytes, table: array[int], sector: int, size: int, begin: int) -> bytes:
    """The sectors of a stream, in order; a chain that runs in circles ends at the file's length."""
    pieces = []
    for _ in range(len(data) // size):
        if sector >= len(table):
            break
        pieces.append(data[begin + size * sector : begin + size * (sector + 1)])
        sector = table[sector]
    return b"".join(pieces)
