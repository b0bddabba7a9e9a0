"""Alerts: an unlawful inspection reaches the rapid-response group at once, and a clock runs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.appeals.addressee import free
from register.appeals.conflict import Barred
from register.appeals.contact import read_words
from register.appeals.moving import move
from register.appeals.tables import Movement, Step
from register.appeals.telling import Telling, inspection_facts, tell_officer
from register.bodies import Role
from register.database import insert_once
from register.inspections import InspectionEvent
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
    evidence = _evidence(telling)
    if step:
        detail = f"{step}" if told else f"{step}/nobody"
        move(session, moment, part, MovementKind.ESCALATED, detail=f"alert/{detail}")
    facts: dict[str, Any] = {
        "text": read_words(moment.keys, telling.appeal.words),
        "minutes": telling.book.acknowledge,
        "step": step + 1,
        "inspection": evidence,
    }
    for email in told:
        tell_officer(telling, LetterKind.ALERT, f"{part.id}/{step}", email, facts)


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
    """What the register holds of the inspection at this moment."""
    facts = inspection_facts(telling)
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
