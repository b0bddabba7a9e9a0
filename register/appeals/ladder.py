"""The ladder: a sweep over open parts warns and escalates, each step once, oldest first.

Steps fall into working hours of the body's own time zone. After a standstill every overdue part
takes one step at once, and the next on the next working day (safety.md SC2).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.book import Book
from register.appeals.addressee import person_on, top_rung
from register.appeals.alerting import alert_step, alert_waits
from register.appeals.applicant import resume
from register.appeals.assigning import ensure_holder
from register.appeals.clock import left
from register.appeals.conflict import Barred, Staff, barred_from, staff_now
from register.appeals.ladder_times import RETRY, next_look, sooner, steps_due
from register.appeals.moving import move
from register.appeals.news import tell_news
from register.appeals.tables import Appeal, AppealPart, Step
from register.appeals.telling import (
    Telling,
    case_of,
    language_of,
    tell_holder,
)
from register.appeals.unassigned import tell_unassigned
from register.letters import enqueue
from register.moment import Moment
from register.rules.appeal import MovementKind, PartState
from register.rules.deadline import is_working_moment, next_working_moment
from register.rules.letter import LetterKind

BATCH = 500
MOST_WHOLE = 20  # cases that are told in full to who did not know them, in one sweep


@dataclass
class Sweep:
    """What one sweep does, and what it has to tell each person in one letter."""

    counts: Counter[str] = field(default_factory=Counter)
    cases: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    climbed: dict[str, list[Telling]] = field(default_factory=lambda: defaultdict(list))
    # Part → the steps it took before, and when.
    taken: dict[int, dict[str, datetime]] = field(default_factory=lambda: defaultdict(dict))


def due_parts(session: Session, moment: Moment, limit: int = BATCH) -> Sequence[int]:
    """The ids of parts whose step is due, the oldest due date first."""
    waiting = sa.select(AppealPart.id).where(AppealPart.look_at <= moment.now)
    return session.scalars(waiting.order_by(AppealPart.due_on, AppealPart.id).limit(limit)).all()


def sweep(session: Session, moment: Moment, book: Book, limit: int = BATCH) -> Mapping[str, int]:
    """Take the due steps of up to `limit` parts, in the caller's commit; counts, "left" among them.

    Every part looked at gets a later moment, so sweeps come to an end.
    """
    staff, doing = staff_now(session, moment), Sweep()
    ids = due_parts(session, moment, limit)
    locked = sa.select(AppealPart).where(AppealPart.id.in_(ids), AppealPart.look_at <= moment.now)
    parts = session.scalars(
        locked.order_by(AppealPart.due_on, AppealPart.id).with_for_update(skip_locked=True)
    ).all()
    appeals = {
        one.id: one
        for one in session.scalars(
            sa.select(Appeal).where(Appeal.id.in_({part.appeal_id for part in parts}))
        )
    }
    for step in session.scalars(sa.select(Step).where(Step.part_id.in_([p.id for p in parts]))):
        doing.taken[step.part_id][step.step] = step.at
    cases = [(appeals[part.appeal_id], part) for part in parts]
    kept_out = barred_from(session, moment, staff, cases)
    with session.no_autoflush:  # nothing below asks for what it adds
        for appeal, part in cases:
            if part.id in kept_out:
                telling = Telling(session, moment, book, staff, appeal, part)
                _look(telling, kept_out[part.id], doing)
            else:  # its seal does not open: it may not keep the others waiting
                part.look_at = moment.now + RETRY
                doing.counts["unreadable"] += 1
    _tell(session, moment, staff, doing)
    # Where another process holds them all, it takes them: asking again at once would only spin.
    doing.counts["left"] = int(bool(parts) and len(ids) == limit)
    return doing.counts


def _look(telling: Telling, kept_out: Barred, doing: Sweep) -> None:
    part, moment, book = telling.part, telling.moment, telling.book
    if part.state is PartState.ASKED:
        _unanswered(telling, kept_out, doing)
        return
    if part.state is not PartState.OPEN:
        part.look_at = None
        return
    zone = telling.zone
    now = moment.now.astimezone(zone)
    if alert_waits(telling) and alert_step(telling, kept_out):
        doing.counts["alerts"] += 1
        return
    if ensure_holder(telling, kept_out):
        doing.counts["reassigned"] += 1
    if is_working_moment(book.calendar, book.hours, now):
        _steps(telling, kept_out, doing, now)
        part.look_at = next_look(book, zone, part, moment.now)
    else:  # what is due is done when the offices open
        part.look_at = next_working_moment(book.calendar, book.hours, now)
    if not part.holder:
        tell_unassigned(telling, kept_out)
        part.look_at = sooner(part.look_at, moment.now + RETRY)


def _steps(telling: Telling, kept_out: Barred, doing: Sweep, now: datetime) -> None:
    """The one step that is due today: a warning, or the next rung."""
    part, book, staff = telling.part, telling.book, telling.staff
    steps = steps_due(book, part.due_on, now.date(), top_rung(staff, part.body))
    taken = doing.taken[part.id]
    new = [step for step in steps if step not in taken]
    if not new:
        return
    step = new[0]
    if step.startswith("overdue") and _went_up(taken, now):
        return
    telling.session.add(Step(part_id=part.id, step=step, at=telling.moment.now))
    what, rung, *week = step.split("/")
    if what == "warned" or week:
        _warn(telling, kept_out, doing, step)
    else:
        _escalate(telling, kept_out, doing, int(rung))


def _warn(telling: Telling, kept_out: Barred, doing: Sweep, step: str) -> None:
    """The holder is told; of what has reached the top and is still open, so is the head there."""
    part, overdue = telling.part, step.startswith("overdue")
    move(telling.session, telling.moment, part, MovementKind.WARNED, detail=step, flush=False)
    doing.counts["warned"] += 1
    head = person_on(telling.staff, kept_out, part.body, int(step.split("/")[1])) if overdue else ""
    for one in {head, part.holder} - {""}:
        doing.cases[one].append(_case(telling, one, "overdue" if overdue else "warned"))


def _escalate(telling: Telling, kept_out: Barred, doing: Sweep, rung: int) -> None:
    """One step up: the person there is told, and so is who still holds it."""
    part, staff = telling.part, telling.staff
    person = person_on(staff, kept_out, part.body, rung)
    part.rung = max(part.rung, rung)
    move(
        telling.session,
        telling.moment,
        part,
        MovementKind.ESCALATED,
        detail=f"{rung}" if person else f"{rung}/nobody",
        flush=False,
    )
    doing.counts["escalated"] += 1
    if person and person != part.holder:
        doing.climbed[person].append(telling)
    for one in {person, part.holder} - {""}:
        doing.cases[one].append(_case(telling, one, "overdue"))


def _went_up(taken: Mapping[str, datetime], now: datetime) -> bool:
    """Whether it went a step up on this day already: one a day, however often it is looked at."""
    ups = (at for step, at in taken.items() if step.startswith("overdue/"))
    return any(at.astimezone(now.tzinfo).date() >= now.date() for at in ups)


def _case(telling: Telling, email: str, event: str) -> dict[str, Any]:
    part, staff = telling.part, telling.staff
    today = telling.moment.today
    return {
        "label": telling.label,
        "case": case_of(telling.moment.keys, part, email),
        "body": telling.body_name(),
        "due_on": part.due_on.isoformat(),
        "days": left(telling.book, today, part.due_on),
        "holder": staff.name_of(part.holder) or part.holder,
        "holder_email": part.holder,
        "event": event,
        "rung": part.rung,
    }


def _tell(session: Session, moment: Moment, staff: Staff, doing: Sweep) -> None:
    """One letter a person for all that this sweep did with that person's cases."""
    for email, cases in doing.cases.items():
        key = f"case_due/{moment.new_id()}/{email}"
        language = language_of(staff, email)
        above = any(case["holder_email"] != email for case in cases)
        context: dict[str, Any] = {"cases": cases, "role": "head" if above else "holder"}
        if len(cases) == 1:
            context["case"] = cases[0]["case"]
        enqueue(session, moment, LetterKind.CASE_DUE, key, email, language, context)
    for email, climbed in doing.climbed.items():
        # Of many cases at once the list is enough: each has the address under which it is asked.
        for telling in climbed if len(climbed) <= MOST_WHOLE else ():
            tell_holder(telling, "escalated", f"{telling.part.id}/{telling.part.rung}", to=email)


def _unanswered(telling: Telling, kept_out: Barred, doing: Sweep) -> None:
    """The applicant had time enough: the clock runs on, and a person decides with what there is."""
    resume(telling)
    doing.counts["unanswered"] += 1
    if not ensure_holder(telling, kept_out):
        tell_news(telling, f"{telling.part.id}/{telling.part.version}", "unanswered")
