"""Appeals as a test states them, straight into the tables: who wrote when, and what followed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.appeals.contact import Contact, seal_contact, seal_words
from register.appeals.tables import Appeal, AppealPart, Decision, Movement
from register.database import transaction
from register.keys import Keys
from register.rules.appeal import (
    AppealKind,
    Channel,
    DecisionKind,
    MovementKind,
    Notify,
    PartState,
)
from register.rules.likeness import sketch

HOUR = timedelta(hours=1)
Step = tuple[MovementKind, datetime, dict[str, Any]]


def at(text: str) -> datetime:
    """A moment in UTC: "10-05" or "10-05 18:30" of 2026; noon in Bishkek where no time is said."""
    day, _, time = text.partition(" ")
    return datetime.fromisoformat(f"2026-{day}T{time or '06:00'}").replace(tzinfo=UTC)


@dataclass
class Part:
    """One case of an appeal, as a test states it; moments as `at` reads them."""

    due: str = "10-26"  # the day
    decided: str = ""
    decision: DecisionKind = DecisionKind.EXPLAINED
    reason: str = ""
    reply: str = "The inspection was looked into and what was found is told here in full words."
    questions: int = 0
    rating: int | None = None
    rated: str = ""
    body: str = ""  # "": that of the appeal
    number: int = 0
    level: int = 1
    opened: str = ""  # "": as the appeal was registered
    pauses: str = ""
    rung: int = 0
    state: PartState | None = None
    steps: tuple[tuple[MovementKind, str, dict[str, Any]], ...] = ()  # between


@dataclass
class Matter:
    """One appeal."""

    registered: str = "10-05"
    received: str = ""  # "": when it was registered
    body: str = "geti"
    channel: Channel = Channel.MAIL
    kind: AppealKind = AppealKind.COMPLAINT
    region: str = "chuy"
    applicant: str = ""  # a mask
    collective: str = ""
    prompt_until: str = ""  # registration due; "": the day after
    parts: tuple[Part, ...] = field(default_factory=lambda: (Part(),))


_numbers = count(1)


def enter(engine: sa.Engine, *matters: Matter, keys: Keys | None = None) -> list[str]:
    """Put the appeals into the register; their numbers. Without keys nobody reads their words."""
    sealed = (seal_contact(keys, Contact()), seal_words(keys, "x")) if keys else (b"x", b"x")
    with transaction(engine) as session:
        return [_enter(session, matter, *sealed) for matter in matters]


def _enter(session: Session, matter: Matter, contact: bytes, words: bytes) -> str:
    mark = next(_numbers)
    registered = at(matter.registered)
    appeal = Appeal(
        number=f"2610{mark:014d}", key=f"a{mark:015d}", pin="", channel=matter.channel,
        kind=matter.kind, language="ru", received_at=at(matter.received or matter.registered),
        registered_at=registered, applicant=matter.applicant, contact=contact, words=words,
        notify=Notify.MAIL, sameness=None, region=matter.region, collective=matter.collective,
    )  # fmt: skip
    session.add(appeal)
    session.flush()
    for part in matter.parts:
        _enter_part(session, matter, appeal, part)
    return appeal.number


def _enter_part(session: Session, matter: Matter, appeal: Appeal, stated: Part) -> None:
    mark = next(_numbers)
    opened = at(stated.opened) if stated.opened else appeal.registered_at
    due_on = date.fromisoformat(f"2026-{stated.due}")
    prompt = matter.prompt_until or (opened + 24 * HOUR).date().isoformat()[5:]
    body = stated.body or matter.body
    part = AppealPart(
        appeal_id=appeal.id, number=stated.number, level=stated.level, key=f"p{mark:015d}",
        body=body, rung=stated.rung, opened_at=opened, profile="kg-2007", calendar="kg/0",
        state=stated.state or (PartState.DECIDED if stated.decided else PartState.OPEN),
        starts_on=opened.date(), registration_due=date.fromisoformat(f"2026-{prompt}"),
        due_on=due_on, pauses=stated.pauses, rating=stated.rating,
        decided_at=at(stated.decided) if stated.decided else None,
    )  # fmt: skip
    session.add(part)
    session.flush()
    for kind, when, more in sorted(_steps(matter, stated, opened), key=lambda step: step[1]):
        usual = {"body": body, "due_on": due_on, "rung": stated.rung}
        session.add(
            Movement(appeal_id=appeal.id, part_id=part.id, kind=kind, at=when, **(usual | more))
        )
        session.flush()
    if stated.decided:
        session.add(_decision(part, stated, body))


def _steps(matter: Matter, stated: Part, opened: datetime) -> list[Step]:
    first = MovementKind.REGISTERED if (stated.number, stated.level) == (0, 1) else None
    first = first or (MovementKind.REOPENED if stated.level > 1 else MovementKind.ASSIGNED)
    more = {"body": matter.body} if first is MovementKind.REGISTERED else {}
    steps: list[Step] = [(first, opened, more)]
    steps += [(kind, at(when), values) for kind, when, values in stated.steps]
    if stated.decided:
        steps.append((MovementKind.DECIDED, at(stated.decided), {}))
    if stated.rated:
        steps.append((MovementKind.RATED, at(stated.rated), {}))
    return steps


def _decision(part: AppealPart, stated: Part, body: str) -> Decision:
    return Decision(
        part_id=part.id, kind=stated.decision, reason=stated.reason, words=b"x",
        by="officer@geti.kg", body=body, at=at(stated.decided), sketch=sketch(stated.reply),
        length=len(stated.reply), questions=stated.questions,
    )  # fmt: skip
