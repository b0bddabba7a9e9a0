"""One row of a sheet becomes an inspection record, or the problems of its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from config.columns import Columns
from config.matching import plain_words
from config.regions import read_region
from ingest.problem import Problem, shortened
from ingest.sheet import Value
from ingest.values import is_blank, read_count, read_day, read_list, read_tax_id, text_of
from register.rules.email_address import domain_of, mailbox, plain_address
from register.rules.record import (
    LARGEST,
    LENGTHS,
    EmailSource,
    InspectionKind,
    InspectionRecord,
    NoEmail,
)
from register.rules.tax_id import DOUBTFUL, check_tax_id

EARLIEST = date(2000, 1, 1)
_MAY_LIE_AHEAD = frozenset({"instruction_due"})
_STORED: Mapping[str, Callable[[str], Any]] = {
    "kind": InspectionKind,
    "email_source": EmailSource,
    "no_email_reason": NoEmail,
    "suspended": lambda code: code == "yes",
    "language": str,
}


@dataclass(frozen=True)
class Known:
    """What the register knows that a row is checked against."""

    bodies: frozenset[str]  # codes
    body_names: Mapping[str, str]  # casefolded name → code
    inspectors: Mapping[str, frozenset[str]]  # ID → codes of the bodies whose rows may name it
    own_addresses: frozenset[str]  # as mailbox() writes them; whole domains as "@geti.gov.kg"
    staff_domains: frozenset[str] = frozenset()  # "@geti.kg": an address there is pointed out


@dataclass
class Row:
    """A row while it is read."""

    number: int  # 1-based
    sheet: str
    letters: Mapping[str, str]  # column code → its letters
    values: Mapping[str, Value]  # column code → cell, None where empty
    problems: list[Problem] = field(default_factory=list)

    def complain(
        self, column: str, code: str, value: str = "", *, warning: bool = False, detail: str = ""
    ) -> None:
        """Note a problem with the cell of `column`."""
        self.problems.append(self.problem(column, code, value, warning=warning, detail=detail))

    def problem(
        self, column: str, code: str, value: str = "", *, warning: bool = False, detail: str = ""
    ) -> Problem:
        """A problem with the cell of `column`; the row itself when it has no such column."""
        letters = self.letters.get(column) or min(self.letters.values(), default="A")
        cell, shown = f"{letters}{self.number}", shortened(value)
        return Problem(cell, column, code, shown, warning, self.number, self.sheet, detail)

    def failed(self) -> bool:
        """Is there a problem that keeps the row out?"""
        return any(not problem.warning for problem in self.problems)


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
        elif column.kind == "date":
            fields[column.code] = _date(row, column.code, value, column.mandatory, today)
        elif column.kind != "email":
            read = _READERS[column.kind]
            fields[column.code] = read(row, column.code, value, column.mandatory, columns)
    _check_order(row, fields)
    _address(row, fields, columns, known)
    _check_known(row, fields, known)
    return None if row.failed() else _record(fields)


def _record(fields: dict[str, Any]) -> InspectionRecord:
    return InspectionRecord(inspector_ids=fields.pop("inspector_id"), **fields)


def _text(row: Row, code: str, value: Value, mandatory: bool, _: Columns) -> str | None:
    text = text_of(value)
    if code in ("registration_no", "body", "business_name"):
        text = " ".join(text.split())
    longest = LENGTHS["body_name" if code == "body" else code]
    if len(text) <= longest:
        return text
    row.complain(code, "too-long", text, warning=not mandatory, detail=str(longest))
    return text[:longest]


def _ids(row: Row, code: str, value: Value, _: bool, __: Columns) -> tuple[str, ...]:
    found = read_list(text_of(value))
    if not found:
        row.complain(code, "missing", text_of(value))
    longest = LENGTHS["inspector_ids"]
    if len(" ".join(found)) > longest:
        row.complain(code, "too-long", " ".join(found), detail=str(longest))
    return found


def _count(row: Row, code: str, value: Value, mandatory: bool, _: Columns) -> int | None:
    count = read_count(value)
    if count is None:
        row.complain(code, "number", text_of(value), warning=not mandatory)
    elif count > LARGEST[code]:
        row.complain(
            code, "too-large", text_of(value), warning=not mandatory, detail=f"{LARGEST[code]}"
        )
        return None
    return count


def _coded(row: Row, code: str, value: Value, mandatory: bool, columns: Columns) -> Any:
    text = text_of(value)
    found = columns.coded[code].get(plain_words(text) or text)
    if found is None:
        row.complain(code, "unknown-value", text, warning=not mandatory)
        return None
    return _STORED[code](found)


def _region(row: Row, code: str, value: Value, mandatory: bool, _: Columns) -> str | None:
    found = read_region(text_of(value))
    if found is None:
        row.complain(code, "unknown-region", text_of(value), warning=not mandatory)
    return found


def _tax_id(row: Row, code: str, value: Value, _: bool, __: Columns) -> str:
    text, restored = read_tax_id(value)
    if restored:
        row.complain(code, "tax-id-zero", text, warning=True)
    if wrong := check_tax_id(text):
        row.complain(code, wrong, text, warning=wrong == DOUBTFUL, detail=str(len(text)))
    return text


def _date(row: Row, code: str, value: Value, mandatory: bool, today: date) -> date | None:
    day = read_day(value)
    if day is None:
        wrong = "date"
    elif day < EARLIEST:
        wrong = "date-before-2000"
    elif day > today and code not in _MAY_LIE_AHEAD:
        wrong = "date-future"
    else:
        return day
    row.complain(code, wrong, text_of(value), warning=not mandatory)
    return None


_READERS: Mapping[str, Callable[[Row, str, Value, bool, Columns], Any]] = {
    "text": _text,
    "ids": _ids,
    "count": _count,
    "coded": _coded,
    "region": _region,
    "tax_id": _tax_id,
}


def _check_order(row: Row, fields: dict[str, Any]) -> None:
    started, finished = fields.get("started_on"), fields.get("finished_on")
    if started and finished and finished < started:
        row.complain(
            "finished_on", "dates-order", f"{finished:%d.%m.%Y}", detail=f"{started:%d.%m.%Y}"
        )


def _address(row: Row, fields: dict[str, Any], columns: Columns, known: Known | None) -> None:
    """The address, or the reason why there is none; a reason typed into its cell is understood."""
    text = text_of(row.values.get("email"))
    reason = fields.get("no_email_reason")
    if not text:
        if reason is None:
            row.complain("email", "missing-email")
        return
    understood = columns.coded["no_email_reason"].get(plain_words(text))
    if understood:
        fields["no_email_reason"] = reason or NoEmail(understood)
        row.complain("email", "reason-in-email", text, warning=True)
        return
    address = plain_address(text)
    if address is None:
        row.complain("email", "several-emails" if text.count("@") > 1 else "email", text)
    elif known and _is_own(address, known):
        row.complain("email", "own-address", address)
    elif known and f"@{domain_of(address)}" in known.staff_domains:
        row.complain("email", "own-domain", address, warning=True)
    if address is not None and reason is not None:
        row.complain("no_email_reason", "reason-not-needed", reason.value, warning=True)
        fields["no_email_reason"] = None
    fields["email"] = address


def _is_own(address: str, known: Known) -> bool:
    named = {mailbox(address), f"@{domain_of(address)}"}
    return not named.isdisjoint(known.own_addresses)


def _check_known(row: Row, fields: dict[str, Any], known: Known | None) -> None:
    if known is None:
        return
    if body := fields.get("body"):
        code = body if body in known.bodies else known.body_names.get(body.casefold())
        if code is None:
            row.complain("body", "unknown-body", body)
        fields["body"] = code
    for inspector in fields.get("inspector_id", ()):
        if inspector not in known.inspectors:
            row.complain("inspector_id", "unknown-inspector", inspector)
        elif fields.get("body") and fields["body"] not in known.inspectors[inspector]:
            row.complain("inspector_id", "foreign-inspector", inspector)
