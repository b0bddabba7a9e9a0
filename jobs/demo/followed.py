"""What became of the play's appeals, counted in the register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from jobs.demo.play import Played
from register.appeals.tables import Appeal, AppealFile, AppealPart, Movement
from register.database import reading
from register.rules.appeal import WAITING_STATES, AppealKind, MovementKind, PartState


@dataclass(frozen=True)
class Followed:
    """The counts of a play; a part is what one official answers."""

    registered: int
    channels: Mapping[str, int]
    kinds: Mapping[str, int]
    alike: int  # appeals that were recognised as one of several alike
    parts: int  # answered or to be answered: one that was split is not
    on_time: int
    late: int
    open: int
    movements: Mapping[str, int]  # by kind
    acknowledged: Sequence[int]  # minutes from the mail to the word of the group, each alert
    ratings: Mapping[int, int]
    locked: int  # files that are handed on to nobody
    extended: str  # number of an appeal whose term was extended: its due date is worth a look
    climbed: str  # and of one that climbed


def followed(played: Played) -> Followed:
    """Count."""
    zone = played.installation.zone
    with reading(played.installation.engine) as session:
        parts = session.scalars(sa.select(AppealPart).where(AppealPart.state != PartState.SPLIT))
        found = parts.all()
        decided = [one for one in found if one.state is PartState.DECIDED]
        in_time = sum(_day(one, zone) <= one.due_on for one in decided)
        alike = sa.select(sa.func.count()).where(Appeal.collective != "")
        locked = sa.select(sa.func.count()).where(AppealFile.verdict != "")
        channels = _by(session, Appeal.channel)
        return Followed(
            registered=sum(channels.values()),
            channels=channels,
            kinds=_by(session, Appeal.kind),
            alike=session.scalar(alike) or 0,
            parts=len(found),
            on_time=in_time,
            late=len(decided) - in_time,
            open=sum(one.state in WAITING_STATES for one in found),
            movements=_by(session, Movement.kind),
            acknowledged=_acknowledged(session),
            ratings=Counter(one.rating for one in found if one.rating is not None),
            locked=session.scalar(locked) or 0,
            extended=_number(session, MovementKind.EXTENDED),
            climbed=_number(session, MovementKind.REOPENED),
        )


def _day(part: AppealPart, zone: ZoneInfo) -> date:
    assert part.decided_at is not None
    return part.decided_at.astimezone(zone).date()


def _by(session: Session, column: Any) -> dict[str, int]:
    rows = session.execute(sa.select(column, sa.func.count()).group_by(column).order_by(column))
    return {str(value): count for value, count in rows}


def _acknowledged(session: Session) -> list[int]:
    alerts = (
        sa.select(Appeal.received_at, Movement.at)
        .join(Movement, Movement.appeal_id == Appeal.id)
        .where(Appeal.kind == AppealKind.ALERT, Movement.kind == MovementKind.ACKNOWLEDGED)
        .order_by(Movement.at)
    )
    return [_minutes(came, taken) for came, taken in session.execute(alerts)]


def _minutes(came: datetime, taken: datetime) -> int:
    return (taken - came) // timedelta(minutes=1)


def _number(session: Session, kind: MovementKind) -> str:
    found = sa.select(Appeal.number).join(Movement, Movement.appeal_id == Appeal.id)
    return session.scalar(found.where(Movement.kind == kind).order_by(Movement.id)) or ""
