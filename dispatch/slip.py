"""The slip of a registered appeal: a page with its number, its due date and whom to turn to.

Import it where a slip is drawn: reportlab takes longer to load than most commands run.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from config.dates import long_date
from config.languages import catalogue, mark
from dispatch import slip_layout as layout
from dispatch.clean import one_line
from dispatch.pdf_page import Page
from dispatch.slip_facts import Slip, slip_name
from register.rules.number import spaced
from register.rules.pin import read_pin

__all__ = ["Slip", "slip_name", "slip_pdf"]

Say = Callable[[str], str]

_TITLE = mark("Your appeal is registered")
_LONGEST = 400  # characters of a value


def slip_pdf(slip: Slip) -> bytes:
    """The slip as a PDF file of one page; the same slip gives the same bytes."""
    slip = _cleaned(slip)
    say = catalogue(slip.language).gettext
    page = Page(f"{say(_TITLE)}: {spaced(str(slip.label))}", slip.sender, slip.language)
    y = layout.head(page, slip.sender, say(mark("Registration slip")), say(_TITLE))
    y = layout.number(
        page,
        y,
        (say(mark("Number of the appeal")), spaced(str(slip.label))),
        (say(mark("Follow it here")), slip.status_url),
    )
    y = layout.two_fields(page, y, _due(slip, say), _pin(slip, say))
    y = layout.facts(page, y, _facts(slip, say))
    foot = _foot(slip, say)
    room = layout.top_of(foot) - y
    title = say(mark("How the due date was counted"))
    layout.fill(page, y, room, title, slip.counted, lambda count: _left_out(count, say))
    layout.foot(page, foot)
    return page.data()


def _due(slip: Slip, say: Say) -> layout.Field:
    title = say(mark("Answer no later than"))
    if slip.due_on is None:
        return layout.Field(title, "", say(mark("No deadline runs at present.")))
    return layout.Field(title, long_date(slip.due_on, slip.language), "")


def _pin(slip: Slip, say: Say) -> layout.Field:
    title = say(mark("PIN"))
    if slip.pin is None:
        return layout.Field(title, "", say(mark("The PIN stands on the first slip.")))
    note = mark("With the number and the PIN you see every step. Tell the PIN to nobody.")
    return layout.Field(title, slip.pin, say(note))


def _facts(slip: Slip, say: Say) -> list[tuple[str, str, int]]:
    """Name, value and the lines it has at most."""
    by_itself = say(mark("the system itself, without a clerk"))
    facts = [
        (say(mark("Received")), _moment(slip.received_at, slip.language), 1),
        (say(mark("Registered")), _moment(slip.registered_at, slip.language), 1),
        (say(mark("How it came")), slip.channel, 2),
        (say(mark("Accepted by")), slip.accepted_by or by_itself, 2),
        (say(mark("Addressed to")), slip.body, 3),
        (say(mark("Applicant")), slip.applicant, 3),
    ]
    return [fact for fact in facts if fact[1]]


def _foot(slip: Slip, say: Say) -> layout.Foot:
    turn_to = mark("If a slip is refused, a date is wrong or no answer comes in time, turn to:")
    by_mail = mark("To ask by mail where it stands, send the number to any of our addresses.")
    kept = mark("A registered appeal cannot be deleted. Each step is recorded with its date.")
    note = f"{say(kept)} {say(by_mail)}"
    return layout.Foot(say(turn_to), slip.complain_to, note, _receipt(slip, say))


def _receipt(slip: Slip, say: Say) -> str:
    """Code and signature: who came in person has no other receipt."""
    code, signature = slip.receipt
    if not code:
        return ""
    return f"{say(mark('Receipt code'))}: {code}; {say(mark('Its signature'))}: {signature}"


def _left_out(count: int, say: Say) -> str:
    return say(mark("Lines left out here for want of room: %(count)s")) % {"count": count}


def _moment(at: datetime, language: str) -> str:
    return f"{long_date(at.date(), language)}, {at:%H:%M}"


def _cleaned(slip: Slip) -> Slip:
    """The slip with nothing in it that could hide, turn round or pile up letters (AT2)."""
    return replace(
        slip,
        channel=_plain(slip.channel),
        accepted_by=_plain(slip.accepted_by),
        counted=_plain_lines(slip.counted),
        pin=slip.pin and (read_pin(slip.pin) or _plain(slip.pin)),
        status_url=_plain(slip.status_url),
        complain_to=_plain_lines(slip.complain_to),
        body=_plain(slip.body),
        applicant=_plain(slip.applicant),
        sender=_plain(slip.sender),
    )


def _plain_lines(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(plain for line in lines if (plain := _plain(line)))


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFC", text[: 4 * _LONGEST])
    marks = {
        "Mn",
        "Me",
    }  # what is left of them after composing stands over or around its neighbours
    return one_line("".join(c for c in composed if unicodedata.category(c) not in marks), _LONGEST)
