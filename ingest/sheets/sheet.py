"""Spreadsheets as plain values: the only door to python-calamine, which runs in a confined child.

Formats by content: xlsx, xlsm (macros never run), xlsb, xls, ods; csv in UTF-8, UTF-16 or cp1251.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from config.event_columns import column_title
from ingest.confined import ChildDied, confined_pieces
from ingest.limits import LIMITS, Limits
from ingest.sheets.problem import NEAR_SAYS, REFUSAL_SAYS, Gettext
from ingest.sheets.unseen import NOTHING, Unseen, from_json


class CellError(str):
    """An error that Excel shows in place of a value: "#N/A"."""

    __slots__ = ()


class NoValue:
    """The one NO_VALUE: a formula that was never computed."""

    def __repr__(self) -> str:
        return "NO_VALUE"


NO_VALUE = NoValue()

Value = str | int | float | bool | date | datetime | time | timedelta | NoValue | None
Cells = tuple[tuple[Value, ...], ...]


class Block(NamedTuple):
    """Rows that follow one another, column by column from A on; empty cells are ''."""

    first: int  # number of the first row, 1-based
    columns: list[list[Value]]  # all of one length
    rows: int  # that length, also where there is no column

    def row(self, index: int) -> tuple[Value, ...]:
        """The cells of the row `index`, counted from 0, up to its last filled one."""
        cells = [column[index] for column in self.columns]
        while cells and (cells[-1] == "" or cells[-1] is None):
            cells.pop()
        return tuple([None if cell == "" else cell for cell in cells])


@dataclass(frozen=True)
class Sheet:
    """One worksheet, whole."""

    format: str  # "xlsx", "xlsm", "xlsb", "xls", "ods" or "csv"
    name: str  # '' for csv
    cells: Cells  # from A1 on; rows end at their last filled cell, so they differ in length
    hidden: bool = False  # the sheet is hidden in the workbook; it is read all the same
    encoding: str = ""  # csv only: "utf-8-sig", "utf-16" or "cp1251"


@dataclass(frozen=True)
class Coming:
    """One worksheet while it is read: its blocks can be had once, before the next sheet's."""

    format: str
    name: str
    blocks: Iterator[Block]
    hidden: bool = False
    encoding: str = ""
    unseen: Unseen = NOTHING  # hidden rows and columns, merges: not yet put into the blocks


@dataclass(frozen=True)
class Refusal:
    """Why a file was not read."""

    code: str  # a key of ingest.sheets.problem.REFUSAL_SAYS
    missing: tuple[str, ...] = ()  # "no-header", "missing-columns": mandatory columns not found
    format: str | None = None  # where it was recognised before it was refused
    detail: str = ""  # "mapping-…": the name of the mapping
    near: tuple[tuple[str, str, str], ...] = ()  # header cell with a slip, its text, what is near


class Unread(Exception):
    """The file is not read, or not to its end: nothing of it counts."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def read_sheets(data: bytes, limits: Limits = LIMITS) -> tuple[Sheet, ...] | Refusal:
    """Every worksheet of the file, hidden ones too, or why it is not read (AT1)."""
    try:
        return tuple(_whole(sheet) for sheet in coming_sheets(data, limits))
    except Unread as unread:
        return unread.refusal


def _whole(coming: Coming) -> Sheet:
    rows = [block.row(index) for block in coming.blocks for index in range(block.rows)]
    return Sheet(coming.format, coming.name, tuple(rows), coming.hidden, coming.encoding)


def coming_sheets(data: bytes, limits: Limits = LIMITS) -> Iterator[Coming]:
    """The worksheets one after another while the child still reads; Unread as soon as it fails."""
    if not data:
        raise Unread(Refusal("empty"))
    if len(data) > limits.size:
        raise Unread(Refusal("too-large"))
    pieces = _pieces(data, limits)
    with closing(pieces):
        yield from _sheets(_lines(pieces))


def _pieces(data: bytes, limits: Limits) -> Generator[bytes, None, None]:
    try:
        yield from confined_pieces(
            "ingest.sheets.sheet_child", {}, data, limits.grown_for(len(data))
        )
    except ChildDied as error:
        raise Unread(Refusal(error.died.code)) from error


def as_coming(sheet: Sheet) -> Coming:
    """A sheet that is known whole, as it would come."""
    width = max(map(len, sheet.cells), default=0)
    rows = ((*cells, *[None] * (width - len(cells))) for cells in sheet.cells)
    columns = [
        ["" if cell is None else cell for cell in column] for column in zip(*rows, strict=True)
    ]
    block = Block(1, columns, len(sheet.cells))
    return Coming(sheet.format, sheet.name, iter([block]), sheet.hidden, sheet.encoding)


def refusal_says(refusal: Refusal, gettext: Gettext, language: str = "ru") -> str:
    """The sentence about a refused file; `language` is that of the column names in it."""
    missing = ", ".join(column_title(code, language) for code in refusal.missing)
    said = gettext(REFUSAL_SAYS[refusal.code]) % {"missing": missing, "detail": refusal.detail}
    slips = (dict(zip(("cell", "value", "title"), slip, strict=True)) for slip in refusal.near)
    return " ".join([said, *(gettext(NEAR_SAYS) % slip for slip in slips)])


def cell_name(row: int, column: int) -> str:
    """A cell as a person names it: row 1 and column 0 are "A1"."""
    return f"{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is "A", 26 is "AA"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What the pieces hold, line by line; blank lines are left out."""
    begun: list[bytes] = []
    for piece in pieces:
        *whole, rest = piece.split(b"\n")
        if whole:
            begun.append(whole[0])
            yield from filter(None, (b"".join(begun), *whole[1:]))
            begun.clear()
        begun.append(rest)
    yield from filter(None, (b"".join(begun),))


def _sheets(lines: Iterator[bytes]) -> Iterator[Coming]:
    """An object opens a sheet or closes the answer; blocks that nobody took are passed over."""
    line, filled = next(lines, b"{}"), False
    while not (about := json.loads(line)).get("end"):
        if "sheet" not in about:
            raise Unread(Refusal(about.get("refused", "broken")))
        blocks = _Blocks(lines)
        yield Coming(
            about["format"],
            about["sheet"],
            blocks,
            about["hidden"],
            about["encoding"],
            from_json(about["unseen"]),
        )
        for _ in blocks:
            pass
        line, filled = blocks.after, filled or blocks.filled
    for _ in lines:
        pass  # until the child has ended, and well
    if not filled:
        raise Unread(Refusal("empty"))


class _Blocks(Iterator[Block]):
    """The blocks of a sheet, as their lines come."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self.after = b""  # the line after the last of them
        self.filled = False  # has any cell been seen

    def __next__(self) -> Block:
        if not self.after:
            line = next(self._lines, b"{}")
            if line.startswith(b"["):
                block = _block(line)
                self.filled |= bool(block.columns)
                return block
            self.after = line
        raise StopIteration


def _block(line: bytes) -> Block:
    first, rows, columns, with_told = json.loads(line)
    for index in with_told:
        columns[index] = [
            _read(cell) if isinstance(cell, str) and cell.startswith("\0") else cell
            for cell in columns[index]
        ]
    return Block(first, columns, rows)


@lru_cache(maxsize=10_000)
def _read(told: str) -> Value:
    """A value that JSON has not: the child tells it as a NUL, the letter of its kind, its text."""
    kind, text = told[1], told[2:]
    return _KINDS[kind](text)


_KINDS: Mapping[str, Callable[[str], Value]] = {
    "t": str,
    "b": lambda text: text == "1",
    "d": date.fromisoformat,
    "m": datetime.fromisoformat,
    "c": time.fromisoformat,
    "s": lambda text: timedelta(seconds=float(text)),
    "e": CellError,
    "f": lambda _: NO_VALUE,
}
