"""The address of the business in a row, or the reason why there is none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from config.columns import Columns
from ingest.sheets.address_value import Typed, read_addresses
from ingest.sheets.cell_text import is_error, text_of
from ingest.sheets.row import Row
from ingest.sheets.row_known import Known
from ingest.sheets.sheet import NO_VALUE, Value
from register.rules.email_address import domain_of, mailbox, plain_address
from register.rules.record import NoEmail

_REASON = "no_email_reason"


def read_address(row: Row, fields: dict[str, Any], columns: Columns, known: Known | None) -> None:
    """Put the address into `fields`, or the reason, which may have been typed into its cell."""
    value = row.values.get("email")
    text = _text(value)
    if value is NO_VALUE or is_error(value):
        code = "formula-no-value" if value is NO_VALUE else "error-cell"
        row.complain("email", code, text, warning=fields.get(_REASON) is not None)
    elif not text:
        _nothing_given(row, fields)
    elif "@" not in text and (understood := columns.meant(_REASON, text)):
        fields[_REASON] = fields.get(_REASON) or NoEmail(understood)
        row.complain("email", "reason-in-email", text, warning=True)
    else:
        fields["email"] = _address(row, text, known)
        _without_reason(row, fields)


def _text(value: Value) -> str:
    """The lines of the cell kept apart, for each may hold an address."""
    if isinstance(value, str) and "\n" in value:
        return "\n".join(filter(None, map(text_of, value.splitlines())))
    return text_of(value)


def _nothing_given(row: Row, fields: dict[str, Any]) -> None:
    """Complain that there is no address; a reason that was not understood is that very problem."""
    if fields.get(_REASON) is not None:
        return
    if any(problem.column == _REASON for problem in row.problems):
        row.problems = [
            replace(problem, warning=problem.warning and problem.column != _REASON)
            for problem in row.problems
        ]
    else:
        row.complain("email", "missing-email")


def _without_reason(row: Row, fields: dict[str, Any]) -> None:
    reason = fields.get(_REASON)
    if fields["email"] is not None and reason is not None:
        row.complain(_REASON, "reason-not-needed", reason.value, warning=True)
        fields[_REASON] = None


def _address(row: Row, text: str, known: Known | None) -> str | None:
    """The address to write to; of several the first that is not the inspectorate's own."""
    if text.isascii() and (plain := plain_address(text)):
        typed = Typed((plain,))
    else:
        typed = read_addresses(text)
    if not typed.addresses:
        code = "email-letter" if typed.letters else "email"
        row.complain("email", code, text, detail=typed.letters)
        return None
    theirs = [one for one in typed.addresses if not (known and _is_own(one, known))]
    if not theirs:
        row.complain("email", "own-address", typed.addresses[0])
        return typed.addresses[0]
    _point_out(row, text, typed, theirs[0])
    if known and f"@{domain_of(theirs[0])}" in known.staff_domains:
        row.complain("email", "own-domain", theirs[0], warning=True)
    return theirs[0]


def _point_out(row: Row, text: str, typed: Typed, used: str) -> None:
    if len(typed.addresses) > 1:
        row.complain("email", "several-emails", text, warning=True, detail=used)
    elif typed.changed:
        row.complain("email", "email-read-as", text, warning=True, detail=used)


def _is_own(address: str, known: Known) -> bool:
    named = {mailbox(address), f"@{domain_of(address)}"}
    return not named.isdisjoint(known.own_addresses)
