"""What an applicant does after registration: answers, adds, rates, chooses how to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.book import Book
from register.appeals.addressee import OFFICER, Addressee, addressee, rung_of
from register.appeals.assigning import ensure_holder, step_of
from register.appeals.conflict import Barred, barred, staff_now
from register.appeals.contact import read_contact, read_words, seal_contact
from register.appeals.handing_on import fitting
from register.appeals.incoming import KeptFile
from register.appeals.ladder_times import next_look
from register.appeals.lengthening import run_on
from register.appeals.moving import APPLICANT, move
from register.appeals.news import tell_news
from register.appeals.receipting import receipt_facts
from register.appeals.registering import keep_files, open_part
from register.appeals.tables import Appeal, AppealPart, Decision, Movement
from register.appeals.telling import (
    Telling,
    files_of,
    tell_applicant,
    tell_holder,
)
from register.appeals.unassigned import tell_unassigned
from register.letters import sent_lately
from register.moment import Moment
from register.rules.appeal import (
    RATED_BAD,
    WAITING_STATES,
    MovementKind,
    Notify,
    PartState,
)
from register.rules.letter import LetterKind
from register.rules.number import Label

NO_ANSWER = 0  # the rating of a decision that does not answer the question
HIGHEST_LEVEL = 9
NOTES_A_DAY = 20  # that something has reached the case, to one applicant


def write_more(
    session: Session,
    moment: Moment,
    book: Book,
    appeal: Appeal,
    words: str,
    files: tuple[KeptFile, ...] = (),
    *,
    told: bool = True,
) -> str:
    """The applicant's further words: an answer where one was asked, else an addition; what it was.

    "late": every part is decided; the words are kept and shown, and the applicant is told so.
    `told`: whether a machine may write back (LP1).
    """
    waiting = _parts(session, appeal, *WAITING_STATES)
    asked = [part for part in waiting if part.state is PartState.ASKED]
    # A part that rests with an unanswered question is answered; nobody can tell which one, if two.
    made: list[Movement] = []
    for part in asked or waiting or _last(session, appeal):
        telling = _telling(session, moment, book, appeal, part)
        event = _answer(telling, words) if part in asked else _add(telling, words)
        made.append(event)
        keep_files(session, moment, appeal, files, event.id)
        if part.state is PartState.OPEN:
            _to_holder(telling, event, words)
    event_name = "answered" if asked else ("added" if waiting else "late")
    part = (asked or waiting or _last(session, appeal))[0]
    if told:
        telling = _telling(session, moment, book, appeal, part)
        _note(telling, event_name, receipt_facts(telling, made[0]))
    return event_name


def is_asked(session: Session, appeal: Appeal) -> bool:
    """Whether a question to the applicant is open."""
    return bool(_parts(session, appeal, PartState.ASKED))


def _answer(telling: Telling, words: str) -> Movement:
    part, moment = telling.part, telling.moment
    made = move(
        telling.session,
        moment,
        part,
        MovementKind.ANSWERED,
        post=APPLICANT,
        words=words,
    )
    resume(telling)
    return made


def resume(telling: Telling) -> None:
    """The clock runs again, and the ladder looks at the part again."""
    run_on(telling)
    part = telling.part
    part.look_at = next_look(telling.book, telling.zone, part, telling.moment.now)


def _add(telling: Telling, words: str) -> Movement:
    return move(
        telling.session,
        telling.moment,
        telling.part,
        MovementKind.ADDED,
        post=APPLICANT,
        words=words,
    )


def _to_holder(telling: Telling, made: Movement, words: str) -> None:
    """What was written may name its holder: then another one gets the whole case."""
    kept_out = barred(telling.session, telling.moment, telling.appeal, telling.staff, telling.part)
    if not ensure_holder(telling, kept_out):
        files = fitting(files_of(telling, made.id))
        tell_news(telling, str(made.id), made.kind.value, text=words, files=files)


def rate(
    session: Session,
    moment: Moment,
    book: Book,
    appeal: Appeal,
    rating: int,
    words: str = "",
    files: tuple[KeptFile, ...] = (),
    *,
    label: Label | None = None,
    told: bool = True,
) -> AppealPart | None:
    """Rate the last decision, 1 to 5, or NO_ANSWER; a bad rating opens the next level.

    None where nothing can be rated: nothing is decided, it was rated before, or too long ago.
    `label`: of the part that is meant, where that is known; `told`: a machine may write back.
    """
    part = _to_rate(session, moment, book, appeal, label)
    if part is None:
        return None
    telling = _telling(session, moment, book, appeal, part)
    part.rating = rating
    said = str(rating) if rating != NO_ANSWER else "no_answer"
    made = move(session, moment, part, MovementKind.RATED, post=APPLICANT, detail=said, words=words)
    keep_files(session, moment, appeal, files, made.id)
    ends = rating > RATED_BAD or part.level >= HIGHEST_LEVEL
    receipt = receipt_facts(telling, made)  # of the part that is rated, whatever follows
    last = telling if ends else _reopen(telling, words)
    if told:
        _note(last, "rated" if ends else "reopened", {"rating": rating, **receipt})
    return last.part


def _to_rate(
    session: Session, moment: Moment, book: Book, appeal: Appeal, label: Label | None
) -> AppealPart | None:
    """The part that is meant; where none is named, the one decided last, if no question is open."""
    since = moment.now - timedelta(days=book.rate_within)
    named = _named(session, appeal, label)
    if named is None and _parts(session, appeal, PartState.ASKED):
        return None
    found = sa.select(AppealPart).where(
        AppealPart.appeal_id == appeal.id,
        AppealPart.state.in_((PartState.DECIDED, PartState.FORWARDED)),
        AppealPart.rating.is_(None),
        AppealPart.decided_at >= since,
    )
    if named is not None:
        found = found.where(AppealPart.id == named)
    latest = found.order_by(AppealPart.decided_at.desc(), AppealPart.id).limit(1)
    # Of two ratings at once the second sees that the first was taken.
    return session.scalars(latest.with_for_update()).first()


def _named(session: Session, appeal: Appeal, label: Label | None) -> int | None:
    """The part of a label; None also for the whole of one that was split: its parts are meant."""
    if label is None:
        return None
    found = sa.select(AppealPart.id).filter_by(
        appeal_id=appeal.id, number=label.part, level=label.level
    )
    return session.scalar(found.where(AppealPart.state != PartState.SPLIT))


def _reopen(telling: Telling, words: str) -> Telling:
    """The same number one level up, with somebody above who did not decide it."""
    session, moment, appeal, before = (
        telling.session,
        telling.moment,
        telling.appeal,
        telling.part,
    )
    decision = session.get_one(Decision, before.id)
    kept_out = barred(session, moment, appeal, telling.staff, before)
    to = _above(telling, kept_out, decision.by)
    part = open_part(
        session,
        moment,
        telling.book,
        telling.staff,
        appeal,
        to,
        received=moment.now,
        number=before.number,
        level=before.level + 1,
        words=read_words(moment.keys, before.words),
    )
    made = move(
        session,
        moment,
        part,
        MovementKind.REOPENED,
        post=APPLICANT,
        detail=step_of(to.rung) if to.holder else "nobody",
        words=words,
    )
    earlier = {"text": read_words(moment.keys, decision.words), "rating": before.rating}
    reopened = replace(telling, part=part)
    if not tell_holder(reopened, "reopened", str(made.id), {**earlier, "words": words}):
        tell_unassigned(reopened, kept_out)
    return reopened


def _above(telling: Telling, kept_out: Barred, decider: str) -> Addressee:
    staff, before = telling.staff, telling.part
    without = Barred(kept_out.people | {decider}, kept_out.bodies)
    rung = max(rung_of(staff, before, decider), before.rung) + 1
    for at in range(rung, OFFICER - 1, -1):  # nobody above may: then whoever may, but the decider
        found = addressee(telling.session, staff, without, before.body, at)
        if found.holder:
            return found
    return Addressee(before.body, "", OFFICER)


def choose_notices(
    session: Session, moment: Moment, book: Book, appeal: Appeal, notify: Notify, phone: str = ""
) -> bool:
    """Tell the applicant by mail or SMS from now on; False where there is no way to."""
    contact = read_contact(moment.keys, appeal)
    contact = replace(contact, phone=phone or contact.phone)
    if notify is Notify.SMS and not (contact.phone and book.sms):
        return False
    if notify is Notify.MAIL and not contact.email:
        return False
    appeal.contact, appeal.notify = seal_contact(moment.keys, contact), notify
    return True


def _parts(session: Session, appeal: Appeal, *states: PartState) -> list[AppealPart]:
    found = sa.select(AppealPart).where(
        AppealPart.appeal_id == appeal.id, AppealPart.state.in_(states)
    )
    return list(session.scalars(found.order_by(AppealPart.id).with_for_update()).all())


def _last(session: Session, appeal: Appeal) -> list[AppealPart]:
    found = sa.select(AppealPart).filter_by(appeal_id=appeal.id)
    return list(session.scalars(found.order_by(AppealPart.id.desc()).limit(1)).all())


def _telling(
    session: Session, moment: Moment, book: Book, appeal: Appeal, part: AppealPart
) -> Telling:
    return Telling(session, moment, book, staff_now(session, moment), appeal, part)


def note(session: Session, moment: Moment, book: Book, appeal: Appeal, event: str) -> None:
    """Tell the applicant that something reached the appeal, whatever its part."""
    _note(_telling(session, moment, book, appeal, _last(session, appeal)[0]), event)


def _note(telling: Telling, event: str, more: Mapping[str, Any] | None = None) -> None:
    key = f"{telling.part.id}/{telling.part.version}/{event}/{telling.moment.now.isoformat()}"
    facts = {"event": event, "rating": None, "notify": telling.appeal.notify.value, **(more or {})}
    contact = read_contact(telling.moment.keys, telling.appeal)
    to = contact.phone if telling.appeal.notify is Notify.SMS else contact.email
    # A robot that hides what it is would draw notes without end (LP2).
    if sent_lately(telling.session, telling.moment, to, LetterKind.APPEAL_NOTED) >= NOTES_A_DAY:
        return
    tell_applicant(telling, LetterKind.APPEAL_NOTED, key, facts)
