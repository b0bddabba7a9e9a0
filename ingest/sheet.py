"""Spreadsheets as plain values: the only door to python-calamine, which runs in a confined child.

Formats by content: xlsx, xlsm (macros never run), xlsb, xls, ods; csv in UTF-8, UTF-16 or cp1251.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from config.columns import columns
from ingest.confined import Died, run_confined
from ingest.limits import LIMITS, Limits
from ingest.problem import REFUSAL_SAYS, Gettext

Value = str | int | float | bool | date | datetime | time | timedelta | None
Cells = tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Sheet:
    """One worksheet."""

    format: str  # "xlsx", "xlsm", "xlsb", "xls", "ods" or "csv"
    name: str  # '' for csv
    cells: Cells  # from A1 on; rows end at their last filled cell, so they differ in length
    hidden: bool = False  # the sheet is hidden in the workbook; it is read all the same
    encoding: str = ""  # csv only: "utf-8-sig", "utf-16" or "cp1251"


@dataclass(frozen=True)
class Refusal:
    """Why a file was not read."""

    code: str  # a key of ingest.problem.REFUSAL_SAYS
    missing: tuple[str, ...] = ()  # "no-header", "missing-columns": mandatory columns not found
    format: str | None = None  # where it was recognised before it was refused


def read_sheets(data: bytes, limits: Limits = LIMITS) -> tuple[Sheet, ...] | Refusal:
    """Every worksheet of the file, hidden ones too, or why it is not read (AT1)."""
    if not data:
        return Refusal("empty")
    if len(data) > limits.size:
        return Refusal("too-large")
    answer = run_confined("ingest.sheet_child", {}, data, limits)
    if isinstance(answer, Died):
        return Refusal(answer.code)
    return _sheets(answer.split(b"\n"))


def refusal_says(refusal: Refusal, gettext: Gettext, language: str = "ru") -> str:
    """The sentence about a refused file; `language` is that of the column names in it."""
    missing = ", ".join(columns().title(code, language) for code in refusal.missing)
    return gettext(REFUSAL_SAYS[refusal.code]) % {"missing": missing}


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


def _sheets(lines: Iterable[bytes]) -> tuple[Sheet, ...] | Refusal:
    """Sheets from the child's lines; an object opens a sheet or closes the answer."""
    sheets: list[Sheet] = []
    about: dict[str, Any] = {}
    rows: list[tuple[Value, ...]] = []
    for line in lines:
        if line.startswith(b"["):
            rows.append(_row(line))
        elif line:
            if about:
                sheets.append(_sheet(about, rows))
            about, rows = json.loads(line), []
            if "refused" in about:
                return Refusal(about["refused"])
    if "end" not in about:
        return Refusal("broken")
    return tuple(sheets) if any(sheet.cells for sheet in sheets) else Refusal("empty")


def _sheet(about: dict[str, Any], rows: list[tuple[Value, ...]]) -> Sheet:
    return Sheet(about["format"], about["sheet"], tuple(rows), about["hidden"], about["encoding"])


def _row(line: bytes) -> tuple[Value, ...]:
    if line == b"[]":
        return ()
    values = json.loads(line, object_hook=_moment) if b"{" in line else json.loads(line)
    return tuple([None if value == "" else value for value in values])


def _moment(found: dict[str, Any]) -> Value:
    """A date, time or duration: JSON has none, the child writes {"date": "2026-07-01"}."""
    (kind, value), *_ = found.items()
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "datetime":
        return datetime.fromisoformat(value)
    return time.fromisoformat(value) if kind == "time" else timedelta(seconds=value)
