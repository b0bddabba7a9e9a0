"""Alerts: an unlawful inspection reaches the rapid-response group at once, and a clock runs."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.appeals.addressee import free
from register.appeals.conflict import Barred
from register.appeals.contact import read_words
from register.appeals.moving import move
from register.appeals.tables import Movement, Step
from register.appeals.telling import Telling, inspection_facts, tell_officer
from register.bodies import Officer, Role
from register.database import insert_once
from register.inspections import Inspection, InspectionEvent
from register.rules.appeal import AppealKind, MovementKind
from register.rules.letter import LetterKind


def first_alert(telling: Telling, kept_out: Barred) -> None:
    """Tell the group at the moment of registration; what the register says then is kept."""
    _raise(telling, kept_out, 0)


def alert_step(telling: Telling, kept_out: Barred) -> bool:
    """One step up where nobody acknowledged in time; False where no further step is to be taken.

    Goes on by day and night: an unlawful inspection does not wait for office hours.
    """
    top = len(telling.staff.chain(telling.part.body))
    taken = sa.select(sa.func.count()).where(
        Step.part_id == telling.part.id, Step.step.startswith("alert/")
    )
    step = telling.session.scalar(taken) or 0
    if step > top:
        return False
    _raise(telling, kept_out, step)
    return True


def alert_waits(telling: Telling) -> bool:
    """Whether the minutes run: a new alert that nobody has taken up. Its parts and levels do not:
    somebody had it in hand.
    """
    part = telling.part
    is_whole = telling.appeal.kind is AppealKind.ALERT and (part.number, part.level) == (0, 1)
    return is_whole and not is_acknowledged(telling.session, part.id)


def is_acknowledged(session: Session, part_id: int) -> bool:
    """Whether anybody of the group, or a head, has taken it up."""
    done = (
        MovementKind.ACKNOWLEDGED,
        MovementKind.ASKED,
        MovementKind.DECIDED,
        MovementKind.FORWARDED,
    )
    found = sa.select(Movement.id).where(Movement.part_id == part_id, Movement.kind.in_(done))
    return session.scalar(found.limit(1)) is not None


def _raise(telling: Telling, kept_out: Barred, step: int) -> None:
    part, moment, session = telling.part, telling.moment, telling.session
    part.look_at = moment.now + timedelta(minutes=telling.book.acknowledge)
    if not insert_once(
        session, Step, {"part_id": part.id, "step": f"alert/{step}", "at": moment.now}
    ):
        return
    told = _people(telling, kept_out, step)
    if step:
        detail = f"{step}" if told else f"{step}/nobody"
        move(session, moment, part, MovementKind.ESCALATED, detail=f"alert/{detail}")
    else:
        kept = json.dumps({"inspection": _evidence(telling)}, ensure_ascii=False)
        move(session, moment, part, MovementKind.EVIDENCE, words=kept)
    facts: dict[str, Any] = {
        "text": read_words(moment.keys, telling.appeal.words),
        "minutes": telling.book.acknowledge,
        "step": step + 1,
        "inspection": _with_events(telling, inspection_facts(telling)),
    }
    for email in told:
        tell_officer(telling, LetterKind.ALERT, f"{part.id}/{step}", email, facts)
        for phone in _phones(telling, email):
            tell_officer(telling, LetterKind.ALERT, f"{part.id}/{step}", email, facts, phone)


def _phones(telling: Telling, email: str) -> list[str]:
    """The telephones with which a person is registered; none where no gateway takes SMS."""
    if not telling.book.sms:
        return []
    known = sa.select(Officer.phone).where(Officer.email == email, Officer.phone != "")
    return list(telling.session.scalars(known.distinct().order_by(Officer.phone)))


def _people(telling: Telling, kept_out: Barred, step: int) -> list[str]:
    """The nearest group above that is not barred; on later steps the heads, one rung each."""
    staff = telling.staff
    chain = staff.chain(telling.part.body)
    if step == 0:
        for code in chain:
            group = free(staff, kept_out, staff.at(code, Role.RAPID))
            if group:
                return group
        step = 1
    return free(staff, kept_out, staff.at(chain[min(step, len(chain)) - 1], Role.HEAD))


def _evidence(telling: Telling) -> dict[str, Any] | None:
    """All that the register states of the inspection at this moment; None where it knows none."""
    if telling.appeal.inspection_id is None:
        return None
    found = telling.session.get_one(Inspection, telling.appeal.inspection_id)
    stated = {column.key: getattr(found, column.key) for column in Inspection.__table__.columns}
    facts = {key: _plain(value) for key, value in stated.items() if value is not None}
    return _with_events(telling, facts)


def _plain(value: object) -> object:
    """A stored value as JSON has it: days and moments as ISO 8601."""
    return value.isoformat() if isinstance(value, date) else value


def _with_events(telling: Telling, facts: dict[str, Any] | None) -> dict[str, Any] | None:
    if facts is None:
        return None
    events = telling.session.execute(
        sa.select(InspectionEvent.kind, InspectionEvent.happened_on)
        .where(InspectionEvent.inspection_id == telling.appeal.inspection_id)
        .order_by(InspectionEvent.id)
    )
    return {
        **facts,
        "events": [{"kind": kind.value, "on": day.isoformat()} for kind, day in events],
    }
