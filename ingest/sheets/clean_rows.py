"""Rows whose every cell reads without doubt, many at a time, column by column.

Of any other row nothing is said here: `row_check.read_row` reads it and names what is wrong. What
a cell means is defined there alone; here a value that comes again is looked up, and plain texts,
addresses and numbers are known as such at a glance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import partial
from typing import Any

from config.columns import Column, Columns
from ingest.sheets.clean_columns import plain_addresses, plain_texts
from ingest.sheets.row_check import (
    NUMBERS,
    Known,
    Row,
    check_known,
    read_address,
    read_cell,
    says_nothing,
)
from ingest.sheets.row_shape import EXAMPLE
from ingest.sheets.sheet import Value
from ingest.sheets.values import is_blank
from register.rules.email_address import DOTS_IGNORED, domain_of
from register.rules.record import LENGTHS, InspectionRecord
from register.rules.tax_id import INN_LENGTH, check_tax_id

DOUBT: Any = object()
"""Stands for what only the exact way may read."""
_REMEMBERED = 5000  # values of a column; more are of the kind that seldom comes again
_SELDOM_AGAIN = frozenset(
    {"registration_no", "business_name", "address", "instruction_no", "contact_person", "phone"}
)
_SHORTENED = re.compile(r"\d[eEеЕ][+]?\d").search  # a long number as Excel shows it: 1.23E+15
_ORDER = tuple(field.name for field in fields(InspectionRecord))
_SOURCE = {"inspector_ids": "inspector_id"}  # field → column, where they differ
_NUMBER = "registration_no"
_BODY, _INSPECTORS = _ORDER.index("body"), _ORDER.index("inspector_ids")

Read = Callable[[Value], Any]


class CleanRows:
    """Reads the clean rows of blocks with the same columns."""

    def __init__(self, spec: Columns, known: Known | None, today: date) -> None:
        self._spec, self._known, self._today = spec, known, today
        self._look_ups = {column.code: self._look_up(column) for column in spec.listed}
        self._mandatory = frozenset(spec.mandatory())
        self._own_domains = _domains(known) if known else frozenset[str]()
        self._at_home: dict[tuple[str, tuple[str, ...]], str] = {}  # those that are fitting

    def read(
        self, values: Mapping[str, Sequence[Value]], rows: int
    ) -> list[InspectionRecord | None]:
        """A record for each of the rows, or None where the exact way has to read it.

        `values` are the cells by column code, `rows` of each.
        """
        columns = [self._column(values.get(_SOURCE.get(name, name)), name, rows) for name in _ORDER]
        doubtful = {
            index
            for column in columns
            if DOUBT in column
            for index, value in enumerate(column)
            if value is DOUBT
        }
        return [
            None if index in doubtful else self._record([*cells])
            for index, cells in enumerate(zip(*columns, strict=True))
        ]

    def _column(self, cells: Sequence[Value] | None, field: str, rows: int) -> list[Any]:
        look_up, exact = self._look_ups[_SOURCE.get(field, field)]
        if cells is None:
            return [exact("")] * rows
        whole = self._whole(_SOURCE.get(field, field), cells)
        if whole is not None:
            return whole
        # True is found in the place of 1 in a dict, but it is no number.
        return [*map(exact if bool in {*map(type, cells)} else look_up, cells)]

    def _whole(self, code: str, cells: Sequence[Value]) -> list[Any] | None:
        """The column where all of it is plain; None where it has to be read cell by cell."""
        if code == "email":
            return plain_addresses(cells, self._own_domains)
        if code not in _SELDOM_AGAIN:
            return None
        found = plain_texts(cells, LENGTHS[code])
        if found is None or (None in found and code in self._mandatory):
            return None
        if code in NUMBERS and any(map(_SHORTENED, filter(None, found))):
            return None
        doubt = {cell for cell in found if cell and says_nothing(cell, self._spec)}
        return None if doubt else found

    def _record(self, cells: list[Any]) -> InspectionRecord | None:
        if self._known is not None:
            where = cells[_BODY], cells[_INSPECTORS]
            cells[_BODY] = self._at_home.get(where) or self._body(where)
            if cells[_BODY] is None:
                return None
        record = InspectionRecord(*cells)
        if record.finished_on < record.started_on:
            return None
        return None if (record.email is None) is (record.no_email_reason is None) else record

    def _body(self, where: tuple[str, tuple[str, ...]]) -> str | None:
        """The code of the body, where all these inspectors may be named for it."""
        row = Row(0, "", {}, {})
        found: dict[str, Any] = {"body": where[0], "inspector_id": where[1]}
        check_known(row, found, self._known)
        if row.problems or found["inspector_id"] != where[1]:
            return None
        return self._at_home.setdefault(where, found["body"])

    def _look_up(self, column: Column) -> tuple[Read, Read]:
        """How a cell of the column is read fast, and how exactly."""
        if column.kind == "email":
            return self._exact_address, self._exact_address
        exact = partial(self._exact, column)
        if column.kind == "tax_id":
            return partial(_usual_tax_id, exact), exact
        return (exact if column.code in _SELDOM_AGAIN else _Remembered(exact).__getitem__), exact

    def _exact(self, column: Column, value: Value) -> Any:
        if is_blank(value):
            return DOUBT if column.mandatory else None
        row = Row(0, "", {}, {})
        found = read_cell(row, column, value, self._spec, self._today)
        if row.problems or (column.code == _NUMBER and found.lower().startswith(EXAMPLE)):
            return DOUBT
        return found

    def _exact_address(self, value: Value) -> Any:
        if is_blank(value):
            return None
        row, found = Row(0, "", {}, {"email": value}), dict[str, Any]()
        read_address(row, found, self._spec, self._known)
        return DOUBT if row.problems or found.get("email") is None else found["email"]


def _domains(known: Known) -> frozenset[str]:
    """Domains at which an address may be the inspectorate's own."""
    ours = {domain_of(one) for one in (*known.own_addresses, *known.staff_domains)}
    return frozenset(ours | DOTS_IGNORED if ours & DOTS_IGNORED else ours)


class _Remembered(dict[Value, Any]):
    """What was read before is not read again, up to a bound."""

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, value: Value) -> Any:
        found = self._read(value)
        if len(self) < _REMEMBERED:
            self[value] = found
        return found


def _usual_tax_id(exact: Read, value: Value) -> Any:
    if value.__class__ is str and len(value) == INN_LENGTH and check_tax_id(value) is None:
        return value
    return exact(value)
