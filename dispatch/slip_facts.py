"""What a slip says: out of the context of its letter, and in words how its due date was counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from config.dates import day_and_month, long_date
from config.languages import catalogue, mark
from register.rules.appeal_words import named
from register.rules.number import Label, read_label

_TERMS = {
    "working": mark("Working days: %(days)s, counted from %(day)s (that day is day 0)"),
    "calendar": mark("Calendar days: %(days)s, counted from %(day)s (that day is day 0)"),
    "months": mark("Months: %(days)s, counted from %(day)s"),
}
_LONGER = {
    "working": mark("Extended by working days: %(days)s"),
    "calendar": mark("Extended by calendar days: %(days)s"),
    "months": mark("Extended by months: %(days)s"),
}


@dataclass(frozen=True)
class Slip:
    """What a slip says; every text is in its language already."""

    label: Label
    received_at: datetime  # aware, in the body's time zone
    registered_at: datetime  # the same
    channel: str  # "by e-mail"
    accepted_by: str  # post and name; '' when no person took part
    due_on: date | None  # None while no deadline runs
    counted: tuple[str, ...]  # how the due date was counted; lines without room are left out
    pin: str | None  # None on a later copy
    status_url: str  # the page to follow it on, without the PIN; '' when there is none
    complain_to: tuple[str, ...]  # who hears complaints: name, telephone, address
    body: str  # the body it is addressed to; '' while there is none
    applicant: str  # '' when unknown
    sender: str  # the installation's name
    language: str  # ky, ru, kk, en
    receipt: tuple[str, str] = ("", "")  # its code; day, quarter, key and signature of it

    def __post_init__(self) -> None:
        """Who sees the code on a desk may not open the page with it: no PIN in the address."""
        if self.pin and _letters(self.pin) in _letters(self.status_url):
            raise ValueError("the address of the status page holds the PIN")


def slip_of(context: Mapping[str, Any], sender: str, language: str) -> Slip:
    """The slip that belongs to a letter of kind appeal_slip.

    `context`: the letter's, with number, label, pin ('' on a later copy), received_at and
    registered_at (ISO, local), channel (its code), counted, due_on, body, applicant, status_url,
    complain_to; accepted_by where a person took it in. `sender`: the installation's name.
    """
    due_on = context["due_on"]
    return Slip(
        label=read_label(context["label"]) or Label(context["number"]),
        received_at=datetime.fromisoformat(context["received_at"]),
        registered_at=datetime.fromisoformat(context["registered_at"]),
        channel=named("channel", context["channel"], language),
        accepted_by=context.get("accepted_by", ""),
        due_on=date.fromisoformat(due_on) if due_on else None,
        counted=counted_lines(context["counted"], language),
        pin=context["pin"] or None,
        status_url=context["status_url"],
        complain_to=tuple(context["complain_to"]),
        body=context["body"],
        applicant=context["applicant"],
        sender=sender,
        language=language,
        receipt=_receipt(context.get("receipt")),
    )


def _receipt(carried: Mapping[str, str] | None) -> tuple[str, str]:
    """A receipt as a page has room for it: whatever is needed to write its lines again."""
    if not carried:
        return "", ""
    said = dict(line.split(": ", 1) for line in carried["text"].splitlines()[1:])
    return said["code"], " ".join(said[name] for name in ("quarter", "day", "key", "signature"))


def slip_name(label: Label) -> str:
    """The name of its file: "261184222301297061.pdf", with the part and level behind the number."""
    return f"{label}".replace("/", "_") + ".pdf"


def counted_lines(counted: Mapping[str, Any], language: str) -> tuple[str, ...]:
    """How a due date was counted: the term and its first day, the law, the days left out.

    `counted`: starts_on (ISO), days, unit (working, calendar, months), law (its name), skipped (a
    list of {day, says}); extensions (a list of {days, unit}) where the term was made longer.
    """
    say = catalogue(language).gettext
    first = long_date(date.fromisoformat(counted["starts_on"]), language)
    term = say(_TERMS[counted["unit"]]) % {"days": counted["days"], "day": first}
    longer = [
        say(_LONGER[one["unit"]]) % {"days": one["days"]} for one in counted.get("extensions", ())
    ]
    left_out = [
        say(mark("Not counted: %(days)s (%(reason)s)")) % {"days": ", ".join(days), "reason": why}
        for why, days in _by_reason(counted["skipped"], language).items()
    ]
    return (term, *longer, *left_out, counted["law"])


def _by_reason(skipped: list[Mapping[str, str]], language: str) -> dict[str, list[str]]:
    """The days left out under their reasons, both in order of time."""
    found: dict[str, list[str]] = {}
    for one in skipped:
        day = day_and_month(date.fromisoformat(one["day"]), language)
        found.setdefault(one["says"], []).append(day)
    return found


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).upper()
