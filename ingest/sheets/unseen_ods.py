"""Hidden rows and columns, errors and merges of an OpenDocument sheet, from its content.xml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from ingest.limits import MEGABYTE, Limits
from ingest.sheets.sheet_gate import Refused
from ingest.sheets.unseen import Gathering, Unseen

_LONGEST_TAIL = 2 * MEGABYTE
_MOST_SHEETS = 4096
_TAGS_A_CELL = 8
_MOST_ROWS = 1 << 20  # of LibreOffice and Excel; calamine would cut them off without a word
_EVENT = re.compile(rb"<table:(table|table-column|table-row)(\s[^<>]*)?/?>")
_CELL = re.compile(rb"<table:(?:covered-)?table-cell(\s[^<>]*)?/?>")
_ODD = re.compile(
    rb"calcext:value-type=\"error\"|\stable:number-rows-spanned=\"(?!1\")|\stable:formula="
)
_ELSEWHERE = re.compile(rb"<(?:table:table-source|office:dde-source|table:cell-range-source)\b")
_HIDDEN = re.compile(rb"\stable:visibility=\"(?:collapse|filter)\"")
_ROWS = re.compile(rb"\stable:number-rows-repeated=\"(\d{1,15})\"")
_COLUMNS = re.compile(rb"\stable:number-columns-repeated=\"(\d{1,15})\"")
_VALUE = re.compile(rb"\soffice:value-type=")
_SPANNED = re.compile(rb"\stable:number-rows-spanned=\"(\d{1,7})\"")
_ERROR_TEXT = re.compile(rb"\s*<text:p[^<>]*>([^<>]{1,40})<")


class _Place:
    """Where in the tables the scan is."""

    def __init__(self) -> None:
        self.sheets: list[Gathering] = []
        self.row = 0  # of the row that is open
        self.next_row = 1
        self.column = 0  # the next one to be defined


def ods_unseen(file: IO[bytes], limits: Limits) -> list[Unseen]:
    """For every table; Refused "external-links" where one is fed from another file."""
    place, tags = _Place(), 0
    for piece in _pieces(file):
        tags += piece.count(b"<")
        if tags > _TAGS_A_CELL * limits.cells:
            raise Refused("bomb")
        if b"-source" in piece and _ELSEWHERE.search(piece):
            raise Refused("external-links")
        _read(piece, place)
    return [gathering.result() for gathering in place.sheets]


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The content in pieces, cut before a row or at least before a tag."""
    tail = b""
    while chunk := file.read(MEGABYTE):
        piece = tail + chunk
        cut = piece.rfind(b"<table:table-row")
        if len(piece) - cut > _LONGEST_TAIL or cut < 0:
            cut = piece.rfind(b"<")
        if len(piece) - cut > _LONGEST_TAIL:
            raise Refused("bomb")  # no cell has so long a text
        yield piece[:cut]
        tail = piece[cut:]
    yield tail


def _read(piece: bytes, place: _Place) -> None:
    """Every table, column and row that begins in the piece, and the odd cells of its rows."""
    events = list(_EVENT.finditer(piece))
    ends = [event.start() for event in events[1:]] + [len(piece)]
    for event, end in zip(events, ends, strict=False):
        kind, tag = event[1], event[2] or b""
        if kind == b"table":
            _open_table(place)
        elif not place.sheets or not place.sheets[-1].goes_on():
            continue
        elif kind == b"table-column":
            _column(tag, place)
        else:
            _row(tag, piece, event.end(), end, place)


def _open_table(place: _Place) -> None:
    if len(place.sheets) >= _MOST_SHEETS:
        raise Refused("bomb")
    place.sheets.append(Gathering())
    place.next_row, place.column = 1, 0


def _column(tag: bytes, place: _Place) -> None:
    first, place.column = place.column, place.column + _number(_COLUMNS, tag)
    if _HIDDEN.search(tag):
        place.sheets[-1].hide_columns(first, place.column - 1)


def _row(tag: bytes, piece: bytes, start: int, end: int, place: _Place) -> None:
    rows, place.row = _number(_ROWS, tag), place.next_row
    place.next_row += rows
    if place.next_row > _MOST_ROWS + 1 and _VALUE.search(piece, start, end):
        raise Refused("bomb")
    if _HIDDEN.search(tag):
        place.sheets[-1].hide_rows(place.row, place.next_row - 1)
    if _ODD.search(piece, start, end):
        _cells(piece, start, end, rows, place)


def _cells(piece: bytes, start: int, end: int, rows: int, place: _Place) -> None:
    gathering, column = place.sheets[-1], 0
    for cell in gathering.each(_CELL.finditer(piece, start, end)):
        tag = cell[1] or b""
        repeated = _number(_COLUMNS, tag)
        text = _odd_text(tag, piece, cell.end())
        if text is not None:
            for at in range(column, column + min(repeated, 1000)):
                gathering.odd(place.row, at, text, rows)
        gathering.merge(place.row, place.row + _number(_SPANNED, tag) - 1, column)
        column += repeated


def _odd_text(tag: bytes, piece: bytes, end: int) -> str | None:
    """The error that stands in a cell, '' for a formula without a value, None for all others."""
    if b'calcext:value-type="error"' in tag:
        text = _ERROR_TEXT.match(piece, end)
        return text[1].decode(errors="replace") if text else "#ERROR"
    return "" if b" table:formula=" in tag and b" office:value-type=" not in tag else None


def _number(pattern: re.Pattern[bytes], tag: bytes) -> int:
    found = pattern.search(tag)
    return max(int(found[1]), 1) if found else 1
