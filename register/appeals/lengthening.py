"""What makes a deadline later: a question to the applicant, and an extension with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from config.profiles import Term, Unit
from register.appeals.clock import (
    begin_pause,
    counting,
    due_of,
    left,
    read_terms,
    write_terms,
    zone_of,
)
from register.appeals.deed import NO_TEXT, NO_WAY, TOO_LATE, TOO_LONG, Deed, Refused
from register.appeals.moving import move
from register.appeals.telling import Telling, tell_applicant
from register.rules.appeal import MovementKind, Notify, PartState
from register.rules.deadline import add_working, due_on, limit, next_working_moment
from register.rules.letter import LetterKind


def ask(telling: Telling, by: str, post: str, deed: Deed) -> None:
    """Ask the applicant; the clock rests until the answer, or until it has had its time."""
    if not deed.text.strip():
        raise Refused("no_text", NO_TEXT)
    if telling.appeal.notify is Notify.NONE:
        raise Refused("no_way", NO_WAY)
    moment, part, book = telling.moment, telling.part, telling.book
    if part.state is not PartState.ASKED:
        begin_pause(part, moment.today)
    part.state = PartState.ASKED
    zone = zone_of(telling.staff.zones, telling.staff.chain(part.body), moment.zone)
    last = add_working(book.calendar, moment.today, book.answer_within + 1)
    part.look_at = next_working_moment(
        book.calendar, book.hours, datetime.combine(last, time(), zone)
    )
    made = move(
        telling.session, moment, part, MovementKind.ASKED, by=by, post=post, words=deed.text
    )
    move(telling.session, moment, part, MovementKind.SUSPENDED, detail=moment.today.isoformat())
    facts = {
        "question": deed.text,
        "by_post": post,
        "answer_by": add_working(book.calendar, moment.today, book.answer_within).isoformat(),
    }
    tell_applicant(telling, LetterKind.APPEAL_ASKED, str(made.id), facts)


def extend(telling: Telling, by: str, post: str, deed: Deed) -> None:
    """Move the due date as far as the law lets it, and tell the applicant why."""
    moment, part, book = telling.moment, telling.part, telling.book
    if left(book, moment.today, part.due_on) < 0:
        raise Refused("too_late", TOO_LATE)
    law = book.law_of(part.profile)
    unit = Unit.WORKING if law.extension.unit is Unit.WORKING else Unit.CALENDAR
    before, terms = part.due_on, read_terms(part.extensions)
    longer = (*terms, Term(deed.days, unit))
    bare = replace(counting(book, part, moment.today), extensions=())
    latest = limit(law.extension, book.calendar, due_on(bare, book.calendar))
    part.extensions = write_terms(longer)
    part.due_on = due_of(book, part, moment.today)
    if deed.days < 1 or part.due_on > latest:
        part.extensions, part.due_on = write_terms(terms), before
        raise Refused("too_long", TOO_LONG, latest=latest.isoformat())
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
    facts = {
        "event": "extended",
        "reason": deed.reason,
        "due_before": before.isoformat(),
        "parts": [],
        "to_body": "",
    }
    tell_applicant(telling, LetterKind.APPEAL_MOVED, str(made.id), facts)
