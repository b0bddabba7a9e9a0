"""How the register stands: what waits, what is held, what failed, and since when jobs fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.inspections import Inspection
from register.invitations import Invitation
from register.letters import OPEN_STATES, Letter, LetterState
from register.messages import Message, MessageState
from register.responses import Response
from register.runs import Run, RunState, dead_runs, last_runs
from register.uploads import Upload, UploadState


@dataclass(frozen=True)
class Standing:
    """Counts over the whole register."""

    messages: dict[str, int]  # by state
    oldest_message: datetime | None  # arrival of the oldest not yet taken in
    letters: dict[str, int]  # by state
    oldest_letter: datetime | None  # creation of the oldest not yet gone
    failed: dict[str, int]  # letters that will not be tried again, by kind
    repeated: int  # letters sent again because their fate was not known
    invitations: dict[str, int]  # by state
    inspections: int
    responses: int
    unconfirmed: int  # uploads that wait for their sender's yes


@dataclass(frozen=True)
class JobStanding:
    """How a job does."""

    run: Run  # the latest
    died: bool  # it says it is running, but its process is dead
    succeeded_at: datetime | None  # start of the latest run that ended well
    failing_since: datetime | None  # start of the first run since then that failed or died
    says: str  # the sentence of the latest of these that failed; "" where none left one


def standing(session: Session) -> Standing:
    """The register's standing now."""
    waiting = sa.select(sa.func.min(Message.arrived_at)).where(Message.state == MessageState.NEW)
    unsent = sa.select(sa.func.min(Letter.created_at)).where(Letter.state.in_(OPEN_STATES))
    return Standing(
        messages=_by_state(session, Message),
        oldest_message=session.scalar(waiting),
        letters=_by_state(session, Letter),
        oldest_letter=session.scalar(unsent),
        failed=failed_letters(session),
        repeated=_count(session, sa.select(Letter.id).where(Letter.repeats > 0)),
        invitations=_by_state(session, Invitation),
        inspections=_count(session, sa.select(Inspection.id)),
        responses=_count(session, sa.select(Response.digest).where(Response.current)),
        unconfirmed=_count(session, sa.select(Upload.id).filter_by(state=UploadState.UNCONFIRMED)),
    )


def failed_letters(session: Session, since: datetime | None = None) -> dict[str, int]:
    """How many letters have failed for good, by kind; `since`: only those that failed after it."""
    failed = sa.select(Letter.kind, sa.func.count()).where(Letter.state == LetterState.FAILED)
    if since is not None:
        failed = failed.where(Letter.failed_at >= since)
    rows = session.execute(failed.group_by(Letter.kind).order_by(Letter.kind))
    return {kind.value: count for kind, count in rows}


def job_standings(session: Session, now: datetime) -> tuple[JobStanding, ...]:
    """How each job does that was ever run, by name."""
    latest = sa.func.max(Run.started_at).label("at")
    ended_well = sa.select(Run.job, latest).where(Run.state == RunState.DONE).group_by(Run.job)
    succeeded = {row.job: row.at for row in session.execute(ended_well)}
    dead = dead_runs(session, now)
    return tuple(
        _job_standing(session, run, succeeded.get(run.job), dead) for run in last_runs(session)
    )


def _job_standing(
    session: Session, run: Run, succeeded_at: datetime | None, dead: Sequence[Run]
) -> JobStanding:
    failed = sa.select(Run).where(Run.job == run.job, Run.state == RunState.FAILED)
    if succeeded_at is not None:
        failed = failed.where(Run.started_at > succeeded_at)
    first = session.scalar(failed.order_by(Run.started_at).limit(1))
    last = session.scalar(failed.order_by(Run.started_at.desc()).limit(1))
    lost = [one for one in dead if one.job == run.job]
    lost = [one for one in lost if succeeded_at is None or one.started_at > succeeded_at]
    starts = [one.started_at for one in (first, *lost) if one is not None]
    return JobStanding(
        run=run,
        died=run in lost,
        succeeded_at=succeeded_at,
        failing_since=min(starts, default=None),
        says=last.trouble if last is not None else "",
    )


def _count(session: Session, rows: sa.Select[Any]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(rows.subquery())) or 0


def _by_state(
    session: Session, table: type[Message] | type[Letter] | type[Invitation]
) -> dict[str, int]:
    rows = session.execute(sa.select(table.state, sa.func.count()).group_by(table.state))
    return {state.value: count for state, count in rows}
