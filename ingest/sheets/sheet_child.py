"""The child that reads one spreadsheet: `python -m ingest.sheets.sheet_child`.

The one module that imports python_calamine. It answers in JSON lines: an object for each sheet,
its rows in blocks, column by column, and a closing object; or one with the code of a refusal.
calamine's panics and aborts are not caught here: they end the process, which is what it is for.
"""

from __future__ import annotations

import gc
import io
import json
import math
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain, islice, zip_longest
from typing import Any

from ingest.limits import Limits, answering, take_order
from ingest.sheets.sheet_gate import Refused, sheet_format
from ingest.sheets.sheet_unseen import read_unseen
from ingest.sheets.text_gate import END_OF_FILE, csv_encoding
from ingest.sheets.unseen import NOTHING, Placing, Unseen, as_json

BLOCK = 2000  # rows in a line of the answer

Row = list[Any]
_DELIMITERS = ";,\t"
_SAYS_DELIMITER = re.compile(r"sep=([;,\t])\r?\n")
_LAST = "\ue000end of the file\ue000"  # signs for private use: no file has such a line
_BEGINNING = 65536  # characters of a csv file, in which its delimiter shows


def main() -> None:
    """Answer the order: the file is standard input."""
    gc.disable()  # millions of cells that hold nothing in a circle
    _, data, limits = take_order()
    write = sys.stdout.buffer.write
    try:
        found = sheet_format(data, limits)
        if found == "csv":
            lines = _csv(data, limits)
        else:
            unseen = read_unseen(data, found, limits)
            del data  # calamine opens the file itself: a large one is held but once
            lines = _workbook("/dev/stdin", found, unseen, limits)
        for line in lines:
            write(line.encode() + b"\n")
        write(b'{"end":true}\n')
    except Refused as refused:
        write(b"\n" + json.dumps({"refused": refused.code}).encode() + b"\n")


def _workbook(path: str, found: str, unseen: list[Unseen], limits: Limits) -> Iterator[str]:
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(path)
        for index, about in enumerate(book.sheets_metadata):
            if about.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(index)
            if sheet.end and (sheet.end[0] + 1) * (sheet.end[1] + 1) > limits.cells:
                raise Refused("too-large")
            hidden = about.visible != calamine.SheetVisibleEnum.Visible
            here = unseen[index] if index < len(unseen) else NOTHING
            yield _opening(about.name, found, hidden=hidden, unseen=as_json(here))
            yield from _blocks(_from_first_cell(sheet), here)
    except calamine.PasswordError as error:
        raise Refused("encrypted") from error
    except (calamine.CalamineError, OSError, OverflowError, ValueError) as error:
        raise Refused("broken") from error


def _opening(
    name: str, found: str, *, hidden: bool = False, encoding: str = "", unseen: object = None
) -> str:
    about = {"sheet": name, "format": found, "hidden": hidden, "encoding": encoding}
    return _encode({**about, "unseen": unseen or {}})


def _from_first_cell(sheet: Any) -> Iterator[Row]:
    """The rows from A1 on: calamine's rows begin at row 1, but at the first filled column."""
    left_out = [""] * (sheet.start or (0, 0))[1]
    for row in sheet.iter_rows():
        yield left_out + row


def _csv(data: bytes, limits: Limits) -> Iterator[str]:
    import csv

    encoding = csv_encoding(data)
    text = io.TextIOWrapper(
        io.BytesIO(data.removesuffix(END_OF_FILE)), encoding=encoding, newline=""
    )
    beginning = text.read(_BEGINNING)
    said = _SAYS_DELIMITER.match(beginning)
    yield _opening("", "csv", encoding=encoding)
    try:
        delimiter = said.group(1) if said else _delimiter(beginning.splitlines()[:30])
        text.seek(0)
        if said:
            text.readline()  # Excel heeds it and shows it to nobody: row 1 is the next
        rows = _until_end(csv.reader(chain(text, [_LAST]), delimiter=delimiter))
        if encoding == "utf-16" or b'="' in data:
            rows = map(_without_formula, rows)
        yield from _blocks(_without_swallowed(_counted(rows, limits), delimiter))
    except csv.Error as error:
        raise Refused("broken") from error


def _until_end(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows before the line that we put at the end.

    Refused when that is part of a cell: a quotation mark that was opened and is never closed has
    swallowed the rest of the file.
    """
    for row in rows:
        if row and row[-1].endswith(_LAST):
            if row != [_LAST]:
                raise Refused("csv-quotes")
            return
        yield row


def _without_formula(row: Row) -> Row:
    """Programs write ="0012" so that Excel keeps the zeros."""
    return [
        cell[2:-1] if cell.startswith('="') and cell.endswith('"') and len(cell) > 3 else cell
        for cell in row
    ]


def _delimiter(lines: list[str]) -> str:
    """The sign that parts the first lines into the most columns of equal number."""
    import csv

    def score(sign: str) -> int:
        widths = [len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1]
        return max((width * widths.count(width) for width in set(widths)), default=0)

    return max(_DELIMITERS, key=score)


def _without_swallowed(rows: Iterable[Row], delimiter: str) -> Iterator[Row]:
    """Refused when a cell of several lines holds a line that looks like a row of its own.

    A quotation mark that stands for "ditto", or for inches, is closed by the next one.
    """
    widest = 0
    for row in rows:
        most = max(3, ((widest or len(row)) - 1) * 2 // 3)
        widest = max(widest, len(row))  # a row that swallowed others may be the widest
        if any(_holds_row(cell, delimiter, most) for cell in row if "\n" in cell):
            raise Refused("csv-quotes")
        yield row


def _holds_row(cell: str, delimiter: str, most: int) -> bool:
    return any(line.count(delimiter) >= most for line in cell.split("\n"))


def _counted(rows: Iterable[list[str]], limits: Limits) -> Iterator[Row]:
    cells = 0
    for row in rows:
        cells += len(row)
        if cells > limits.cells:
            raise Refused("too-large")
        yield row


def _blocks(rows: Iterable[Row], unseen: Unseen = NOTHING) -> Iterator[str]:
    """Lines of `[number of the first row, how many, their cells column by column, told]`.

    `told`: the columns with values that JSON has not; these are texts behind a NUL there.
    """
    coming, first = iter(rows), 1
    placing = Placing(unseen, lambda text: f"\0e{text}", "\0f")
    while block := list(islice(coming, BLOCK)):
        columns: list[Sequence[Any]] = list(zip_longest(*block, fillvalue=""))
        told = {index for index, cells in enumerate(columns) if not _is_plain(cells)}
        for index in told:
            columns[index] = [_told(cell) for cell in columns[index]]
        told |= placing.into(first, columns)
        while columns and {*columns[-1]} <= _EMPTY:
            columns.pop()
        yield _encode([first, len(block), columns, [*told & {*range(len(columns))}]])
        first += len(block)


def _is_plain(cells: Sequence[Any]) -> bool:
    """Whether JSON holds these cells as they are."""
    kinds = {*map(type, cells)}
    if not kinds <= _PLAIN or (float in kinds and _ENDLESS & {*cells}):
        return False
    return "\0" not in "".join(cell for cell in cells if cell.__class__ is str)


def _told(cell: Any) -> Any:
    tell = _TOLD.get(type(cell))
    return tell(cell) if tell else cell


@lru_cache(maxsize=10_000)
def _told_day(day: date) -> str:
    return f"\0{'m' if isinstance(day, datetime) else 'd'}{day.isoformat()}"


_EMPTY = {"", None}
_ENDLESS = {math.inf, -math.inf}  # 1e999 in a cell; JSON has no such number
_PLAIN = {str, int, float, type(None)}
_TOLD: Mapping[type, Callable[[Any], Any]] = {
    float: lambda value: value if math.isfinite(value) else str(value),
    str: lambda value: f"\0t{value}" if value.startswith("\0") else value,
    bool: lambda value: f"\0b{value:d}",
    datetime: _told_day,
    date: _told_day,
    time: lambda value: f"\0c{value.isoformat()}",
    timedelta: lambda value: f"\0s{value.total_seconds()}",
}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

if __name__ == "__main__":
    answering(main)
