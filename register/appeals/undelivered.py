"""Letters to applicants that came back or were refused: the route says so, and the official hears.

An applicant who was not reached is not silent: a question that came back was never asked, and an
answer that came back was never given.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.book import Book
from register.appeals.conflict import staff_now
from register.appeals.finding import main_part, parts_of
from register.appeals.moving import move
from register.appeals.news import tell_news
from register.appeals.tables import Appeal, Step
from register.appeals.telling import ABOUT, Telling
from register.database import insert_once
from register.letters import Letter, LetterState
from register.moment import Moment
from register.rules.appeal import WAITING_STATES, MovementKind
from register.rules.letter import LetterKind

BATCH = 500
OWED = (
    LetterKind.APPEAL_SLIP,
    LetterKind.APPEAL_ASKED,
    LetterKind.APPEAL_MOVED,
    LetterKind.APPEAL_DECIDED,
)


def tell_undelivered(
    session: Session, moment: Moment, book: Book, limit: int = BATCH
) -> Mapping[str, int]:
    """Record up to `limit` letters that did not reach their applicant, each once."""
    lost = sa.select(Letter.id, Letter.about, Letter.kind).where(
        Letter.state.in_((LetterState.BOUNCED, LetterState.FAILED)),
        Letter.kind.in_(OWED),
        Letter.about.startswith(ABOUT),
        ~sa.exists().where(Step.step == "undelivered/" + Letter.id),
    )
    letters = session.execute(lost.order_by(Letter.created_at, Letter.id).limit(limit)).all()
    told = 0
    for letter_id, about, kind in letters:
        told += _tell(session, moment, book, (letter_id, about.removeprefix(ABOUT), kind))
    return {"undelivered": told, "left": int(bool(told) and len(letters) == limit)}


def _tell(
    session: Session, moment: Moment, book: Book, letter: tuple[str, str, LetterKind]
) -> bool:
    letter_id, key, kind = letter
    appeal = session.scalar(sa.select(Appeal).filter_by(key=key))
    if appeal is None:
        return False
    part = main_part(parts_of(session, appeal))
    taken = {"part_id": part.id, "step": f"undelivered/{letter_id}", "at": moment.now}
    if not insert_once(session, Step, taken):
        return False
    telling = Telling(session, moment, book, staff_now(session, moment), appeal, part)
    made = move(session, moment, part, MovementKind.UNDELIVERED, detail=kind.value)
    if part.state in WAITING_STATES:
        tell_news(telling, str(made.id), "undelivered")
    return True
