"""Hidden rows and columns, errors and merges of xlsb sheets, from their records ([MS-XLSB] 2.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from ingest.limits import MEGABYTE
from ingest.sheets.sheet_gate import Refused
from ingest.sheets.unseen import Gathering, Unseen

ERRORS = {  # [MS-XLSB] 2.5.98.2, the same in xls
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_ROW, _CELL_ERROR, _FORMULA_ERROR, _COLUMNS, _BOOK, _SHEET, _MERGE = 0, 3, 11, 60, 153, 156, 176
_TELLING = frozenset({_ROW, _CELL_ERROR, _FORMULA_ERROR, _COLUMNS, _BOOK, _SHEET, _MERGE})
_MOST_ROWS = 1 << 20
_LOOK_AHEAD = 70_000  # the longest text of a cell has 65 534 bytes


def xlsb_sheets(book: IO[bytes]) -> tuple[list[str], bool]:
    """The relations of the sheets in the workbook's order; and whether days count from 1904."""
    relations, date1904 = [], False
    for kind, record in _records(book):
        if kind == _SHEET:
            length = min(_u32(record, 8), 255)
            relations.append(record[12 : 12 + 2 * length].decode("utf-16-le", "replace"))
        elif kind == _BOOK:
            date1904 = bool(_u32(record, 0) & 1)
    return relations, date1904


def xlsb_unseen(file: IO[bytes], date1904: bool) -> Unseen:
    """Of one worksheet part; Refused "bomb" when it has more rows than any sheet."""
    gathering, row, rows = Gathering(date1904), 0, 0
    for kind, record in _records(file):
        if kind == _ROW:
            row, rows = _u32(record, 0) + 1, rows + 1
            if rows > _MOST_ROWS:
                raise Refused("bomb")
            if len(record) > 11 and record[11] & 0x10 and gathering.goes_on():
                gathering.hide_rows(row, row)
        elif kind == _MERGE and gathering.goes_on():
            gathering.merge(_u32(record, 0) + 1, _u32(record, 4) + 1, _u32(record, 8))
        elif kind == _COLUMNS and _u32(record, 16) & 1 and gathering.goes_on():
            gathering.hide_columns(_u32(record, 0), _u32(record, 4))
        elif kind in (_CELL_ERROR, _FORMULA_ERROR) and len(record) > 8 and gathering.goes_on():
            gathering.odd(row, _u32(record, 0), ERRORS.get(record[8], "#ERROR"))
    return gathering.result()


def _u32(record: bytes, at: int) -> int:
    return int.from_bytes(record[at : at + 4], "little")


def _records(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The records that tell something, with at most 600 bytes of each."""
    buffer, at, goes_on = b"", 0, True
    while True:
        if goes_on and len(buffer) - at < _LOOK_AHEAD:
            chunk = file.read(MEGABYTE)
            buffer, at, goes_on = buffer[at:] + chunk, 0, bool(chunk)
        if len(buffer) - at < 2:
            return
        kind, length, at = _header(buffer, at)
        if kind in _TELLING:
            yield kind, buffer[at : at + 600]
        at += length
        if at > len(buffer):
            _skip(file, at - len(buffer))
            buffer, at = b"", 0


def _header(buffer: bytes, at: int) -> tuple[int, int, int]:
    """Kind, length of the record, and where it begins; what is cut off counts as zeros."""
    kind = buffer[at]
    at += 1
    if kind & 0x80:
        kind = (kind & 0x7F) | (buffer[at] & 0x7F) << 7
        at += 1
    length = buffer[at] if at < len(buffer) else 0
    at += 1
    if length < 0x80:
        return kind, length, at
    length &= 0x7F
    for shift in (7, 14, 21):
        byte = buffer[at] if at < len(buffer) else 0
        length |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            break
    return kind, length, at


def _skip(file: IO[bytes], length: int) -> None:
    while length > 0 and (chunk := file.read(min(length, MEGABYTE))):
        length -= len(chunk)
