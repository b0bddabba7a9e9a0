"""What makes a deadline later: a question to the applicant, and an extension with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

import sqlalchemy as sa

from config.profiles import Term, Unit
from register.appeals.clock import (
    begin_pause,
    counting,
    due_of,
    end_pause,
    left,
    write_terms,
)
from register.appeals.deed import (
    ASKED_OFTEN,
    NO_TEXT,
    NO_WAY,
    TOO_LATE,
    TOO_LONG,
    Deed,
    Refused,
)
from register.appeals.moving import move
from register.appeals.news import tell_moved
from register.appeals.receipting import receipt_facts
from register.appeals.tables import AppealPart, Movement
from register.appeals.telling import Telling, tell_applicant
from register.rules.appeal import MOST_DAYS, MovementKind, Notify, PartState
from register.rules.deadline import add_working, due_on, may_extend, next_working_moment
from register.rules.letter import LetterKind

MOST_QUESTIONS = 3  # about a part and the whole it comes from: each stops the clock


def ask(telling: Telling, by: str, post: str, deed: Deed) -> None:
    """Ask the applicant; the clock rests until the answer, or until it has had its time."""
    if not deed.text.strip():
        raise Refused("no_text", NO_TEXT)
    if telling.appeal.notify is Notify.NONE:
        raise Refused("no_way", NO_WAY)
    if _asked(telling) >= MOST_QUESTIONS:
        raise Refused("asked_often", ASKED_OFTEN, most=MOST_QUESTIONS)
    moment, part, book = telling.moment, telling.part, telling.book
    if part.state is not PartState.ASKED:
        begin_pause(part, moment.today)
    part.state = PartState.ASKED
    last = add_working(book.calendar, moment.today, book.answer_within + 1)
    part.look_at = next_working_moment(
        book.calendar, book.hours, datetime.combine(last, time(), telling.zone)
    )
    made = move(
        telling.session, moment, part, MovementKind.ASKED, by=by, post=post, words=deed.text
    )
    move(telling.session, moment, part, MovementKind.SUSPENDED, detail=moment.today.isoformat())
    facts = {
        "question": deed.text,
        "by_post": post,
        "answer_by": add_working(book.calendar, moment.today, book.answer_within).isoformat(),
        **receipt_facts(telling, made),
    }
    tell_applicant(telling, LetterKind.APPEAL_ASKED, str(made.id), facts)


def _asked(telling: Telling) -> int:
    """How many questions this part has had: a split or a forwarding opens no new ones."""
    part = telling.part
    own = sa.select(AppealPart.id).where(
        AppealPart.appeal_id == part.appeal_id,
        AppealPart.number.in_((0, part.number)),
        AppealPart.level == part.level,
    )
    asked = sa.select(sa.func.count()).select_from(Movement)
    asked = asked.where(Movement.part_id.in_(own), Movement.kind == MovementKind.ASKED)
    return telling.session.scalar(asked) or 0


def run_on(telling: Telling) -> None:
    """The clock runs again; the due date is later by the days it rested."""
    part, moment = telling.part, telling.moment
    end_pause(part, moment.today)
    part.state = PartState.OPEN
    part.due_on = due_of(telling.book, part, moment.today)
    move(telling.session, moment, part, MovementKind.RESUMED, detail=moment.today.isoformat())


def extend(telling: Telling, by: str, post: str, deed: Deed) -> None:
    """Move the due date as far as the law lets it, and tell the applicant why."""
    moment, part, book = telling.moment, telling.part, telling.book
    if left(book, moment.today, due_of(book, part, moment.today)) < 0:
        raise Refused("too_late", TOO_LATE)
    longest = book.law_of(part.profile).extension
    unit = Unit.WORKING if longest.unit is Unit.WORKING else Unit.CALENDAR
    now, more = counting(book, part, moment.today), Term(deed.days, unit)
    if not 1 <= deed.days <= MOST_DAYS or not may_extend(now, more, longest, book.calendar):
        latest = due_on(replace(now, extensions=(longest,)), book.calendar)
        raise Refused("too_long", TOO_LONG, latest=latest)
    before = part.due_on
    part.extensions = write_terms((*now.extensions, more))
    part.due_on = due_of(book, part, moment.today)
    made = move(
        telling.session,
        moment,
        part,
        MovementKind.EXTENDED,
        by=by,
        post=post,
        detail=f"{deed.days} {unit.value}",
        words=deed.reason,
    )
    tell_moved(telling, made, "extended", reason=deed.reason, due_before=before)
