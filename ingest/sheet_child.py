"""The child that reads one spreadsheet; run by ingest.sheet as `python -m ingest.sheet_child`.

The one module that imports python_calamine. It answers in JSON lines: a line for each sheet,
its rows, and a closing line; or one line with the code of a refusal. calamine's panics and
aborts are not caught here: they end the process, which is what it is for.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from ingest.limits import Limits, answering, take_order
from ingest.sheet_gate import Refused, decode_csv, sheet_format

Row = list[Any]
_DELIMITERS = ";,\t"


def main() -> None:
    """Answer the order on standard input."""
    _, data, limits = take_order()
    write = sys.stdout.buffer.write
    try:
        for line in read(data, limits):
            write(line.encode() + b"\n")
    except Refused as refused:
        write(b"\n" + json.dumps({"refused": refused.code}).encode() + b"\n")


def read(data: bytes, limits: Limits) -> Iterator[str]:
    """The answer, line by line; Refused when the file is not to be read."""
    found = sheet_format(data, limits)
    if found == "csv":
        yield from _csv(data, limits)
    else:
        yield from _workbook(data, found, limits)
    yield '{"end":true}'


def _workbook(data: bytes, found: str, limits: Limits) -> Iterator[str]:
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(io.BytesIO(data))
        for index, about in enumerate(book.sheets_metadata):
            if about.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(index)
            if sheet.end and (sheet.end[0] + 1) * (sheet.end[1] + 1) > limits.cells:
                raise Refused("too-large")
            hidden = about.visible != calamine.SheetVisibleEnum.Visible
            yield _encode({"sheet": about.name, "format": found, "hidden": hidden, "encoding": ""})
            yield from _rows(_from_first_cell(sheet))
    except calamine.PasswordError as error:
        raise Refused("encrypted") from error
    except calamine.CalamineError as error:
        raise Refused("broken") from error


def _from_first_cell(sheet: Any) -> Iterator[Row]:
    """The rows from A1 on: calamine's rows begin at row 1, but at the first filled column."""
    left_out = [None] * (sheet.start or (0, 0))[1]
    for row in sheet.iter_rows():
        yield left_out + row


def _csv(data: bytes, limits: Limits) -> Iterator[str]:
    import csv

    text, encoding = decode_csv(data)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    yield _encode({"sheet": "", "format": "csv", "hidden": False, "encoding": encoding})
    try:
        yield from _rows(_counted(rows, limits))
    except csv.Error as error:
        raise Refused("broken") from error


def _delimiter(text: str) -> str:
    """The sign that parts the first lines into the most columns of equal number."""
    import csv

    lines = text.splitlines()[:30]

    def score(sign: str) -> int:
        widths = [len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1]
        return max((width * widths.count(width) for width in set(widths)), default=0)

    return max(_DELIMITERS, key=score)


def _counted(rows: Iterable[list[str]], limits: Limits) -> Iterator[Row]:
    cells = 0
    for row in rows:
        cells += len(row)
        if cells > limits.cells:
            raise Refused("too-large")
        yield row


def _rows(rows: Iterable[Row]) -> Iterator[str]:
    encode = _encode
    for row in rows:
        while row and (row[-1] is None or row[-1] == ""):
            row.pop()
        yield encode(row)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    raise TypeError(type(value))


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode

if __name__ == "__main__":
    answering(main)
