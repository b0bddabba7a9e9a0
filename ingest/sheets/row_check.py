"""One row of a sheet becomes an inspection record, or the problems of its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from typing import Any

from config.columns import Column, Columns
from config.matching import letters_only
from config.regions import read_region
from ingest.sheets.cell_text import is_blank, is_error, text_of
from ingest.sheets.day_value import read_day, serial_day, why_no_day, year_first
from ingest.sheets.row import Row
from ingest.sheets.row_address import read_address
from ingest.sheets.row_known import Known, check_known
from ingest.sheets.sheet import NO_VALUE, Value
from ingest.sheets.values import digits_lost, read_count, read_list, read_tax_id, why_no_count
from register.rules.record import (
    LARGEST,
    LENGTHS,
    EmailSource,
    InspectionKind,
    InspectionRecord,
    NoEmail,
)
from register.rules.tax_id import DOUBTFUL, check_foreign_id, check_tax_id

__all__ = ["Known", "Row", "check_known", "read_address", "read_cell", "read_row"]

EARLIEST = date(2000, 1, 1)
_LONG_AGO = timedelta(days=2 * 366)  # hardly an inspection that is reported now
_LONGEST_NOTHING = 24  # characters of a text that may say that there is nothing
NUMBERS = frozenset({"registration_no", "instruction_no"})
_PARTS = re.compile(r"[,;/()]")
_MAY_LIE_AHEAD = frozenset({"instruction_due", "until", "event_on"})
_STORED: Mapping[str, Callable[[str], Any]] = {
    "kind": InspectionKind,
    "email_source": EmailSource,
    "no_email_reason": NoEmail,
    "suspended": lambda code: code == "yes",
    "language": str,
}


def read_row(
    row: Row, columns: Columns, known: Known | None, today: date
) -> InspectionRecord | None:
    """The record of `row`, or None; what is wrong or odd is noted in `row.problems`."""
    fields: dict[str, Any] = {}
    for column in columns.listed:
        value = row.values.get(column.code)
        if is_blank(value):
            if column.mandatory:
                row.complain(column.code, "missing")
        elif column.kind != "email":
            fields[column.code] = read_cell(row, column, value, columns, today)
    _check_order(row, fields)
    read_address(row, fields, columns, known)
    check_known(row, fields, known)
    return None if row.failed() else _record(fields)


def read_cell(row: Row, column: Column, value: Value, columns: Columns, today: date) -> Any:
    """What a filled cell holds; what is wrong or odd is noted in `row.problems`.

    It depends on the cell and `today` alone: `clean_rows` reads a repeated value once.
    """
    if value is NO_VALUE or is_error(value):
        return _without_value(row, column, value)
    if isinstance(value, str) and says_nothing(value, columns):
        if column.code in columns.nothing_columns and any(map(str.isalpha, value)):
            return None
        if column.mandatory and column.kind in ("text", "ids"):
            row.complain(column.code, "said-none", text_of(value))
            return None
    if column.kind == "date":
        return _date(row, column.code, value, column.mandatory, today)
    return _READERS[column.kind](row, column.code, value, column.mandatory, columns)


def _without_value(row: Row, column: Column, value: Value) -> None:
    code = "formula-no-value" if value is NO_VALUE else "error-cell"
    row.complain(column.code, code, text_of(value), warning=not column.mandatory)


def says_nothing(text: str, columns: Columns) -> bool:
    """Does a short text say that there is nothing: "нет", "б/н", "маалымат жок"?"""
    if len(text) > _LONGEST_NOTHING or text[:1].isdigit():
        return False
    clean = text_of(text)
    return (letters_only(clean) or clean) in columns.nothing


def _record(fields: dict[str, Any]) -> InspectionRecord:
    return InspectionRecord(inspector_ids=fields.pop("inspector_id"), **fields)


def _text(row: Row, code: str, value: Value, mandatory: bool, _: Columns) -> str | None:
    if code in NUMBERS and isinstance(value, date | time | timedelta):
        row.complain(code, "number-as-date", text_of(value), warning=not mandatory)
        return None
    text = text_of(value)
    if code in NUMBERS and (digits_lost(text) or _is_rounded(value)):
        row.complain(code, "number-lost", text, warning=not mandatory)
        return None
    if code in ("registration_no", "body", "business_name"):
        text = " ".join(text.split())
    longest = LENGTHS["body_name" if code == "body" else code]
    if len(text) <= longest:
        return text
    row.complain(code, "too-long", text, warning=not mandatory, detail=str(longest))
    return text[:longest]


def _is_rounded(value: Value) -> bool:
    """A number cell holds fifteen digits; of a longer number the last are others."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 1e15


def _ids(row: Row, code: str, value: Value, _: bool, __: Columns) -> tuple[str, ...]:
    lines = str(value).splitlines() if isinstance(value, str) else [value]
    found = read_list("\n".join(map(text_of, lines)))
    if not found:
        row.complain(code, "missing", text_of(value))
    longest = LENGTHS["inspector_ids"]
    if len(" ".join(found)) > longest:
        row.complain(code, "too-long", " ".join(found), detail=str(longest))
    return found


def _count(row: Row, code: str, value: Value, mandatory: bool, _: Columns) -> int | None:
    count = read_count(value)
    if count is None:
        row.complain(code, why_no_count(value), text_of(value), warning=not mandatory)
    elif count > LARGEST[code]:
        row.complain(
            code, "too-large", text_of(value), warning=not mandatory, detail=f"{LARGEST[code]}"
        )
        return None
    return count


def _coded(row: Row, code: str, value: Value, mandatory: bool, columns: Columns) -> Any:
    text = text_of(value)
    found = columns.meant(code, text)
    if found is None:
        row.complain(code, "unknown-value", text, warning=not mandatory)
        return None
    return _STORED[code](found)


def _region(row: Row, code: str, value: Value, mandatory: bool, _: Columns) -> str | None:
    text = text_of(value)
    found = read_region(text)
    if found is None:
        parts = {read_region(part) for part in _PARTS.split(text)} - {None}
        found = parts.pop() if len(parts) == 1 else None
    if found is None:
        row.complain(code, "unknown-region", text, warning=not mandatory)
    return found


def _tax_id(row: Row, code: str, value: Value, _: bool, __: Columns) -> str:
    text, restored = read_tax_id(value)
    if restored:
        row.complain(code, "tax-id-zero", text, warning=True)
    if wrong := check_tax_id(text):
        wrong = "tax-id-lost" if digits_lost(text) else wrong
        row.complain(code, wrong, text, warning=wrong == DOUBTFUL, detail=str(len(text)))
    return text


def _date(row: Row, code: str, value: Value, mandatory: bool, today: date) -> date | None:
    day = read_day(value)
    serial = serial_day(value, row.since_1904) if day is None else None
    day = day or serial
    if day is None or _may_begin_with_year(value, day, today):
        wrong = why_no_day(value)
    elif day < EARLIEST:
        wrong = "date-before-2000"
    elif day > today and code not in _MAY_LIE_AHEAD:
        wrong = "date-future"
    else:
        if serial is not None:
            row.complain(
                code, "date-serial", text_of(value), warning=True, detail=f"{day:%d.%m.%Y}"
            )
        return day
    row.complain(code, wrong, text_of(value), warning=not mandatory)
    return None


def _may_begin_with_year(value: Value, day: date, today: date) -> bool:
    """Is 26-07-05 a day of 2026 rather than of long ago? Then only its sender knows."""
    other = year_first(value)
    return other is not None and day < today - _LONG_AGO and day < other <= today


def _foreign_id(row: Row, code: str, value: Value, _: bool, __: Columns) -> str:
    """A tax number in a layout whose mapping says that it is another country's."""
    text = "".join(text_of(value).split())
    if wrong := check_foreign_id(text):
        row.complain(code, wrong, text)
    return text


_READERS: Mapping[str, Callable[[Row, str, Value, bool, Columns], Any]] = {
    "text": _text,
    "ids": _ids,
    "count": _count,
    "coded": _coded,
    "region": _region,
    "tax_id": _tax_id,
    "foreign_id": _foreign_id,
}


def _check_order(row: Row, fields: dict[str, Any]) -> None:
    started, finished = fields.get("started_on"), fields.get("finished_on")
    if started and finished and finished < started:
        row.complain(
            "finished_on", "dates-order", f"{finished:%d.%m.%Y}", detail=f"{started:%d.%m.%Y}"
        )
