"""The slip of an appeal: number, PIN, due date and how it was counted, for letter and page."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from config.languages import catalogue, mark
from register.appeals.clock import counting, explanation
from register.appeals.contact import pin_digest, read_contact, read_words
from register.appeals.moving import move
from register.appeals.receipting import registered_facts
from register.appeals.tables import Movement
from register.appeals.telling import Telling, common_facts, files_of, tell_applicant
from register.bodies import Officer
from register.rules.appeal import MovementKind
from register.rules.appeal_words import Post, says
from register.rules.deadline import DayKind
from register.rules.letter import LetterKind
from register.rules.pin import new_pin

_PAUSED = mark("while the applicant was asked")


def tell_slip(telling: Telling, pin: str, registered: Movement | None = None) -> bool:
    """The slip goes to the applicant, where there is a way."""
    facts = slip_facts(telling, pin, registered)
    return tell_applicant(telling, LetterKind.APPEAL_SLIP, str(telling.appeal.id), facts)


def slip_facts(telling: Telling, pin: str, registered: Movement | None = None) -> dict[str, Any]:
    """All that a slip says, as its letter's context has it; `pin` is '' on a later copy.

    `registered`: the movement by which the appeal was registered, where it is at hand.
    """
    appeal, moment = telling.appeal, telling.moment
    zone = telling.zone
    return {
        **common_facts(telling),
        "pin": pin,
        "received_at": appeal.received_at.astimezone(zone).isoformat(timespec="minutes"),
        "registered_at": appeal.registered_at.astimezone(zone).isoformat(timespec="minutes"),
        "channel": appeal.channel.value,
        "kind": appeal.kind.value,
        "accepted_by": _accepted_by(telling),
        "counted": counted(telling, appeal.language),
        "applicant": read_contact(moment.keys, appeal).name,
        "signature": appeal.signature,
        "signer": read_words(moment.keys, appeal.signer),
        "files": [
            {"name": file["name"], "bytes": file["bytes"], "verdict": file["verdict"]}
            for file in files_of(telling)
        ],
        "status_url": f"{telling.book.portal}/status" if telling.book.portal else "",
        "complain_to": list(telling.book.complain),
        "unassigned": not telling.part.holder,
        **registered_facts(telling, registered),
    }


def _accepted_by(telling: Telling) -> str:
    """Post and name of the person who took the appeal in; '' where the program did."""
    email, language = telling.appeal.accepted_by, telling.appeal.language
    if not email:
        return ""
    known = sa.select(Officer).filter_by(email=email).order_by(Officer.id)
    names = [one.name for one in telling.session.scalars(known) if one.name]
    return ", ".join([says(Post.OPERATOR, language), *names[:1]])


def counted(telling: Telling, language: str) -> dict[str, Any]:
    """How the due date was counted, in words and days."""
    part, book = telling.part, telling.book
    law = book.law_of(part.profile)
    days = explanation(book, part, telling.moment.today)
    paused = catalogue(language).gettext(_PAUSED)
    skipped = [
        {
            "day": day.on.isoformat(),
            "says": paused if day.kind is DayKind.PAUSED else day.reasons.get(language, ""),
        }
        for day in days
        if day.kind in (DayKind.HOLIDAY, DayKind.PAUSED)
    ]
    longer = counting(book, part, telling.moment.today).extensions
    return {
        "starts_on": part.starts_on.isoformat(),
        "days": law.consideration.count,
        "unit": law.consideration.unit.value,
        "law": law.law_name(language),
        "extensions": [{"days": one.count, "unit": one.unit.value} for one in longer],
        "skipped": skipped,
    }


def renew_pin(telling: Telling, by: str) -> str:
    """A new PIN in place of the old one, which opens nothing any more; recorded on the route."""
    pin = new_pin(telling.moment.randbytes)
    telling.appeal.pin = pin_digest(telling.moment.keys, telling.appeal.number, pin)
    move(telling.session, telling.moment, telling.part, MovementKind.PIN, by=by, post="operator")
    return pin
