"""Looking an appeal up: by number, by number and PIN, and what may be told to whom."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.book import Book
from config.trouble import Trouble
from register.appeals.clock import left
from register.appeals.conflict import staff_now
from register.appeals.contact import pin_digest, read_contact, read_words
from register.appeals.tables import Appeal, AppealPart, Decision
from register.appeals.telling import ABOUT, Telling
from register.keys import Keys
from register.letters import Letter
from register.moment import Moment
from register.rules.appeal import WAITING_STATES, PartState
from register.rules.appeal_words import ShownStage as Stage
from register.rules.letter import TO_APPLICANTS
from register.rules.number import Label


@dataclass(frozen=True)
class Standing:
    """Where an appeal stands, as far as the asker may know."""

    stage: Stage
    due_on: date | None
    telling: Telling | None  # of the part that matters most; None for an unknown number


def appeal_by_number(session: Session, number: str) -> Appeal | None:
    """The appeal with these 18 digits."""
    return session.scalar(sa.select(Appeal).filter_by(number=number))


def part_by_label(session: Session, label: Label) -> AppealPart:
    """The part of this label; without a suffix the one that is still open, else the last.

    Trouble when there is none.
    """
    appeal = appeal_by_number(session, label.number)
    if appeal is None:
        raise Trouble(f"no appeal {label.number}; check the digits")
    parts = parts_of(session, appeal)
    if label.part or label.level > 1:
        for part in parts:
            if (part.number, part.level) == (label.part, label.level):
                return part
        raise Trouble(f"appeal {label.number} has no part {label}")
    return main_part(parts)


def parts_of(session: Session, appeal: Appeal) -> list[AppealPart]:
    """Every part of an appeal, in the order of numbers and levels."""
    found = sa.select(AppealPart).filter_by(appeal_id=appeal.id)
    return list(session.scalars(found.order_by(AppealPart.number, AppealPart.level)).all())


def main_part(parts: list[AppealPart]) -> AppealPart:
    """The part that says how the whole stands: what waits, by its due date; else the last."""
    waiting = [part for part in parts if part.state in WAITING_STATES]
    if waiting:
        return min(waiting, key=lambda part: (part.due_on, part.id))
    ended = [part for part in parts if part.state is not PartState.SPLIT]
    return max(ended or parts, key=lambda part: (part.level, part.id))


def pin_fits(keys: Keys, appeal: Appeal | None, number: str, pin: str) -> bool:
    """Whether the PIN is that of the number; takes as long for a number that does not exist."""
    known = appeal.pin if appeal else "-" * 16
    return hmac.compare_digest(pin_digest(keys, number, pin), known) and appeal is not None


def standing_of(session: Session, moment: Moment, book: Book, number: str) -> Standing:
    """How the appeal stands; stage UNKNOWN for a number that is not registered."""
    appeal = appeal_by_number(session, number)
    if appeal is None:
        return Standing(Stage.UNKNOWN, None, None)
    part = main_part(parts_of(session, appeal))
    telling = Telling(session, moment, book, staff_now(session, moment), appeal, part)
    return Standing(stage_of(book, moment.today, part), part.due_on, telling)


def stage_of(book: Book, today: date, part: AppealPart) -> Stage:
    """The stage of one part."""
    ended = {
        PartState.DECIDED: Stage.DECIDED,
        PartState.FORWARDED: Stage.OUTSIDE,
        PartState.ASKED: Stage.ASKED,
    }
    if part.state in ended:
        return ended[part.state]
    days = left(book, today, part.due_on)
    if days < 0:
        return Stage.OVERDUE
    return Stage.NEAR if days <= max(book.warn, default=0) else Stage.ON_TIME


def answer_of(telling: Telling) -> str:
    """The words of the decision; '' while there is none."""
    decision = telling.session.get(Decision, telling.part.id)
    return read_words(telling.moment.keys, decision.words) if decision else ""


def is_applicant(telling: Telling, address: str) -> bool:
    """Whether the appeal's own address or telephone asks: only there its content goes."""
    return bool(address) and address.lower() in _ways(telling.moment.keys, telling.appeal)


def registered_lately(session: Session, moment: Moment, address: str) -> int:
    """How many appeals of an applicant were registered within a day."""
    own = sa.select(sa.func.count()).select_from(Appeal)
    own = own.where(Appeal.applicant == moment.keys.mask(address))
    since = moment.now - timedelta(days=1)
    return session.scalar(own.where(Appeal.registered_at > since)) or 0


def latest_of(session: Session, keys: Keys, address: str) -> Appeal | None:
    """The last appeal of an applicant, by address or telephone; also of one who gave it later."""
    told = sa.select(Letter.about).where(
        Letter.recipient.in_((address, keys.mask(address))), Letter.kind.in_(TO_APPLICANTS)
    )
    about = session.scalar(told.order_by(Letter.created_at.desc(), Letter.id).limit(1))
    if about:
        appeal = session.scalar(sa.select(Appeal).filter_by(key=about.removeprefix(ABOUT)))
        if appeal is not None and address in _ways(keys, appeal):
            return appeal
    own = sa.select(Appeal).where(Appeal.applicant == keys.mask(address))
    return session.scalars(own.order_by(Appeal.id.desc()).limit(1)).first()


def _ways(keys: Keys, appeal: Appeal) -> tuple[str, str]:
    contact = read_contact(keys, appeal)
    return contact.email, contact.phone
