"""One row of an event sheet becomes an event, or the problems of its cells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from config.columns import Columns
from ingest.sheets.row_check import Row, read_cell
from ingest.sheets.values import is_blank, text_of
from register.rules.happening import Happening, HappeningKind
from register.rules.record import LENGTHS

LONGEST = timedelta(days=366)  # from an event to its `until`; what lies further is mistyped
_MAY_LIE_AHEAD = (HappeningKind.SUSPENDED, HappeningKind.RENEWED)
_HAVE_UNTIL = (HappeningKind.PROLONGED, HappeningKind.SUSPENDED)


def read_event(row: Row, columns: Columns, today: date) -> Happening | None:
    """The event of `row`, or None; what is wrong or odd is noted in `row.problems`."""
    kind = _kind(row, columns)
    number = _cell(row, columns, "registration_no", today)
    on: date | None = _cell(row, columns, "event_on", today)
    if on is not None and on > today and kind not in (None, *_MAY_LIE_AHEAD):
        row.complain("event_on", "date-future", f"{on:%d.%m.%Y}")
    until = _until(row, columns, kind, on, today)
    basis = _basis(row)
    if kind is HappeningKind.CANCELLED and basis is None:
        row.complain("event_basis", "event-reason-missing")
    if kind is None or number is None or on is None or row.failed():
        return None
    return Happening(number, kind, on, until, basis)


def _kind(row: Row, columns: Columns) -> HappeningKind | None:
    text = text_of(row.values.get("event"))
    if not text:
        row.complain("event", "missing")
        return None
    code = columns.meant("event", text)
    if code is None:
        row.complain("event", "unknown-event", text)
    return HappeningKind(code) if code else None


def _cell(row: Row, columns: Columns, code: str, today: date) -> Any:
    """A mandatory cell."""
    value = row.values.get(code)
    if is_blank(value):
        row.complain(code, "missing")
        return None
    column = replace(columns.column(code), mandatory=True)
    return read_cell(row, column, value, columns, today)


def _until(
    row: Row, columns: Columns, kind: HappeningKind | None, on: date | None, today: date
) -> date | None:
    value = row.values.get("until")
    if is_blank(value):
        if kind is HappeningKind.PROLONGED:
            row.complain("until", "event-until-missing")
        return None
    if kind not in _HAVE_UNTIL:
        if kind is not None:
            row.complain("until", "until-not-needed", text_of(value), warning=True)
        return None
    until: date | None = _cell(row, columns, "until", today)
    if until is None or on is None:
        return until
    if until < on:
        row.complain("until", "until-before-event", f"{until:%d.%m.%Y}", detail=f"{on:%d.%m.%Y}")
    elif until - on > LONGEST:
        row.complain("until", "until-far", f"{until:%d.%m.%Y}")
    return until


def _basis(row: Row) -> str | None:
    """The order or the reason on one line; what is longer than the register holds is cut off."""
    text, longest = " ".join(text_of(row.values.get("event_basis")).split()), LENGTHS["basis"]
    if len(text) > longest:
        row.complain("event_basis", "too-long", text, warning=True, detail=str(longest))
    return text[:longest] or None
