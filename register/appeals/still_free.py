"""Letters about an appeal that wait: whether whoever they go to may still read them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.appeals.conflict import Staff, barred, staff_now
from register.appeals.tables import Appeal, AppealPart
from register.appeals.telling import ABOUT
from register.bodies import Officer
from register.letters import Letter
from register.moment import Moment
from register.rules.letter import LetterKind
from register.rules.number import read_label

WITH_WORDS = frozenset({LetterKind.CASE_NEW, LetterKind.CASE_NEWS, LetterKind.ALERT})
"""Letters to officials that hold what an applicant wrote."""


def still_free(session: Session, moment: Moment, letter: Letter) -> bool:
    """False where the appeal bars by now whom the letter goes to; letters of other kinds pass.

    An applicant may name an official a moment after the letter to that official was written.
    """
    if letter.kind not in WITH_WORDS or not letter.about:
        return True
    key = letter.about.removeprefix(ABOUT)
    label = read_label(letter.read_context(moment.keys).get("label", ""))
    appeal = session.scalar(sa.select(Appeal).filter_by(key=key))
    if appeal is None or label is None:
        return True
    part = session.scalar(
        sa.select(AppealPart).filter_by(appeal_id=appeal.id, number=label.part, level=label.level)
    )
    if part is None:
        return True
    staff = staff_now(session, moment)
    kept_out = barred(session, moment, appeal, staff, part)
    people = _people(session, staff, letter.recipient)
    return not any(kept_out.bars(one, staff.bodies_of(one)) for one in people)


def _people(session: Session, staff: Staff, recipient: str) -> frozenset[str]:
    """The registered address, or whose telephone it is."""
    if staff.bodies_of(recipient):
        return frozenset({recipient})
    owners = sa.select(Officer.email).where(Officer.phone == recipient)
    return frozenset({recipient, *session.scalars(owners)})
