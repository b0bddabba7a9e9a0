"""Which parts wait: for a list of them, and how many are near, overdue or with nobody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.appeals.tables import Appeal, AppealFile, AppealPart
from register.rules.appeal import WAITING_STATES, PartState
from register.rules.file_verdict import FileVerdict


@dataclass(frozen=True)
class AppealCounts:
    """How the parts stand that are not decided."""

    registered: int  # appeals there ever were
    waiting: int  # parts that are open or wait for their applicant's answer
    asked: int  # of these: wait for the applicant
    near: int  # due soon
    overdue: int
    unassigned: int  # with nobody
    oldest_due: date | None  # of the overdue ones
    not_scanned: int  # files that wait for the virus scanner


def waiting_parts(
    session: Session,
    bodies: Collection[str] | None = None,
    overdue_on: date | None = None,
    *,
    unassigned: bool = False,
) -> Sequence[tuple[Appeal, AppealPart]]:
    """Parts that are not decided, by their due date; of these bodies, overdue, with nobody."""
    found = sa.select(Appeal, AppealPart).join(AppealPart, AppealPart.appeal_id == Appeal.id)
    found = found.where(AppealPart.state.in_(WAITING_STATES))
    if bodies is not None:
        found = found.where(AppealPart.body.in_(bodies))
    if overdue_on is not None:
        found = found.where(AppealPart.due_on < overdue_on, AppealPart.state == PartState.OPEN)
    if unassigned:
        found = found.where(AppealPart.holder == "")
    rows = session.execute(found.order_by(AppealPart.due_on, AppealPart.id))
    return [(appeal, part) for appeal, part in rows]


def appeal_counts(session: Session, today: date, near_until: date) -> AppealCounts:
    """The counts on `today`; a part due up to `near_until` is near."""
    is_open = AppealPart.state == PartState.OPEN
    overdue = sa.and_(is_open, AppealPart.due_on < today)
    near = sa.and_(is_open, AppealPart.due_on >= today, AppealPart.due_on <= near_until)
    row = session.execute(
        sa.select(
            sa.func.count(),
            _how_many(AppealPart.state == PartState.ASKED),
            _how_many(near),
            _how_many(overdue),
            _how_many(AppealPart.holder == ""),
            sa.func.min(AppealPart.due_on).filter(overdue),
        ).where(AppealPart.state.in_(WAITING_STATES))
    ).one()
    unscanned = AppealFile.verdict == FileVerdict.NOT_SCANNED.value
    return AppealCounts(
        registered=session.scalar(sa.select(sa.func.count(Appeal.id))) or 0,
        waiting=row[0],
        asked=row[1],
        near=row[2],
        overdue=row[3],
        unassigned=row[4],
        oldest_due=row[5],
        not_scanned=session.scalar(sa.select(sa.func.count()).where(unscanned)) or 0,
    )


def _how_many(condition: sa.ColumnElement[bool]) -> sa.Function[int]:
    return sa.func.count(sa.case((condition, 1)))
