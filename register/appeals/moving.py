"""Movements: each step of a part is appended, and counts its version."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.appeals.contact import seal_words
from register.appeals.tables import Appeal, AppealPart, Movement
from register.moment import Moment
from register.rules.appeal import MovementKind
from register.rules.number import Label

APPLICANT = "applicant"
PROGRAM = ""

WITHOUT_EFFECT = frozenset(
    {
        MovementKind.WARNED,
        MovementKind.ESCALATED,
        MovementKind.RECOUNTED,
        MovementKind.JOINED,
        MovementKind.PIN,
        MovementKind.EVIDENCE,
        MovementKind.UNDELIVERED,
    }
)
"""Steps that change nothing of what an official is to answer: a draft outlives them."""

_ROUTE = (
    sa.select(Movement).where(Movement.appeal_id == sa.bindparam("appeal")).order_by(Movement.id)
)


def move(
    session: Session,
    moment: Moment,
    part: AppealPart,
    kind: MovementKind,
    *,
    by: str = PROGRAM,
    post: str = "",
    detail: str = "",
    words: str = "",
    flush: bool = True,
) -> Movement:
    """Append a step; body, rung and due date are those the part has now.

    `by`: a registered address, '' the program; `post`: the role, or APPLICANT; `detail`: a code or
    a number; `words`: what was said, stored sealed. Without `flush` it has no id yet: it is written
    with others, at the latest by the commit.
    """
    part.version += kind not in WITHOUT_EFFECT
    movement = Movement(
        appeal_id=part.appeal_id,
        part_id=part.id,
        at=moment.now,
        kind=kind,
        by=by,
        post=post,
        body=part.body,
        rung=part.rung,
        due_on=part.due_on,
        detail=detail[:120],
        words=seal_words(moment.keys, words) if words else None,
    )
    session.add(movement)
    if flush:
        session.flush()
    return movement


def movements_of(session: Session, appeal_id: int) -> Sequence[Movement]:
    """The whole route of an appeal, oldest first."""
    return session.scalars(_ROUTE, {"appeal": appeal_id}).all()


def label_of(appeal: Appeal, part: AppealPart) -> Label:
    """The number of a part as it is shown."""
    return Label(appeal.number, part.number, part.level)
