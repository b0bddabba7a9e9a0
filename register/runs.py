"""Runs: every execution of a job, the rule that a period is run once, and runs that died.

A run that goes on holds a lease, which its process extends. When the lease is over the process is
dead, and whoever comes next takes the run over: the same row, one attempt more. Who takes it and
who ends it is decided by conditional UPDATEs, so that of two processes one wins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.database import Base, UtcDateTime, insert_once, states
from register.lease import over
from register.moment import Moment

LEASE = timedelta(minutes=5)
DEATHS = 5  # a run that ended its process so often is not tried again
SCHEDULED = "____-__-__T__:__Z"  # what a period of the schedule looks like to LIKE


class RunState(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Run(Base):
    """One execution of a job for a period."""

    __tablename__ = "runs"
    __table_args__ = (sa.UniqueConstraint("job", "period"),)

    id: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    job: Mapped[str] = mapped_column(sa.String(40))
    period: Mapped[str] = mapped_column(sa.String(60))
    state: Mapped[RunState] = mapped_column(states(RunState), index=True)
    attempts: Mapped[int] = mapped_column(default=1, server_default="1")
    covers: Mapped[int] = mapped_column(default=0, server_default="0")  # earlier periods made good
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # then it is dead
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    counts: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)  # what it did
    trouble: Mapped[str] = mapped_column(sa.String(1000), default="")


@dataclass(frozen=True)
class Turn:
    """The right to do the work of a period, as long as nobody took it over."""

    id: str  # of the run
    job: str
    period: str
    attempts: int  # whose turn it is: a process that takes over counts one more


def begin_run(
    session: Session, moment: Moment, job: str, period: str, covers: int = 0
) -> Turn | None:
    """The turn of a period; None if it has had it. `covers`: earlier periods it makes good."""
    turn = Turn(moment.new_id(), job, period, 1)
    values = {"id": turn.id, "job": job, "period": period, "state": RunState.RUNNING}
    lease = {"started_at": moment.now, "lease_until": moment.now + LEASE}
    return turn if insert_once(session, Run, {**values, "covers": covers, **lease}) else None


def begin_scheduled(
    session: Session, moment: Moment, job: str, period: str, count: Callable[[str], int]
) -> Turn | None:
    """The turn of a period that the schedule gives; None if it or a later one has had it.

    `count` tells how many periods lie between an earlier one and this: these it makes good. Runs
    that began in what is now the future count as none: the clock was set back.
    """
    periods = sa.select(Run.period).where(Run.job == job, Run.period.like(SCHEDULED))
    # The first row of the job is its lock: PostgreSQL has no single writer, as SQLite has.
    session.execute(periods.order_by(Run.period).limit(1).with_for_update())
    latest = periods.where(Run.started_at <= moment.now).order_by(Run.period.desc())
    before = session.scalar(latest.limit(1))
    if before is not None and before >= period:
        return None
    return begin_run(session, moment, job, period, count(before) if before else 0)


def had_turn(session: Session, job: str, period: str) -> bool:
    """Whether a run of this period was ever begun."""
    return session.scalar(sa.select(Run.id).filter_by(job=job, period=period)) is not None


def has_dead(session: Session, now: datetime, job: str) -> bool:
    """Whether a run of the job died."""
    return session.scalar(_dead(now, job).limit(1)) is not None


def take_over(session: Session, moment: Moment, job: str) -> Turn | None:
    """The oldest run of the job that died, from now on ours; None if there is none."""
    found = session.execute(_dead(moment.now, job).add_columns(Run.period, Run.attempts)).first()
    if found is None:
        return None
    run_id, period, attempts = found
    turn = Turn(run_id, job, period, attempts + 1)
    # The lease again: its owner may have come back to life between our look and this.
    still = sa.and_(Run.id == run_id, Run.attempts == attempts, _is_dead(moment.now))
    lease = moment.now + LEASE
    return turn if _update(session, still, attempts=turn.attempts, lease_until=lease) else None


def give_up(session: Session, moment: Moment, job: str) -> Sequence[str]:
    """Fail the runs of the job that ended their process too often; the periods of these."""
    hopeless = sa.and_(Run.job == job, Run.attempts >= DEATHS, _is_dead(moment.now))
    says = f"its process ended {DEATHS} times while it ran; the next period tries again"
    failed = sa.update(Run).where(hopeless).values(state=RunState.FAILED, trouble=says)
    failed = failed.values(finished_at=moment.now, lease_until=None).returning(Run.period)
    return sorted(session.connection().execute(failed).scalars())


def extend(session: Session, moment: Moment, turn: Turn) -> bool:
    """Show that the run goes on; False if another took it over."""
    return _update(session, _ours(turn), lease_until=moment.now + LEASE)


def finish_run(
    session: Session, moment: Moment, turn: Turn, counts: Mapping[str, int], trouble: str = ""
) -> bool:
    """Record how a run ended, `trouble` makes it a failed one; False if another took it over."""
    return _update(
        session,
        _ours(turn),
        state=RunState.FAILED if trouble else RunState.DONE,
        finished_at=moment.now,
        lease_until=None,
        counts=dict(counts),
        trouble=trouble[:1000],
    )


def newest_start(session: Session) -> datetime | None:
    """When the newest run began; later than now if the clock was set back."""
    return session.scalar(sa.select(sa.func.max(Run.started_at)))


def last_runs(session: Session) -> Sequence[Run]:
    """The latest run of each job."""
    latest = (
        sa.select(Run.job, sa.func.max(Run.started_at).label("at")).group_by(Run.job).subquery()
    )
    on = sa.and_(Run.job == latest.c.job, Run.started_at == latest.c.at)
    return session.scalars(sa.select(Run).join(latest, on).order_by(Run.job)).all()


def dead_runs(session: Session, now: datetime) -> Sequence[Run]:
    """Every run that says it is running, and whose process is dead."""
    return session.scalars(sa.select(Run).where(_is_dead(now)).order_by(Run.started_at)).all()


def _is_dead(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Run.state == RunState.RUNNING, over(Run.lease_until, now, LEASE))


def _dead(now: datetime, job: str) -> sa.Select[Any]:
    return sa.select(Run.id).where(Run.job == job, _is_dead(now)).order_by(Run.started_at, Run.id)


def _ours(turn: Turn) -> sa.ColumnElement[bool]:
    still = Run.attempts == turn.attempts
    return sa.and_(Run.id == turn.id, still, Run.state == RunState.RUNNING)


def _update(session: Session, which: sa.ColumnElement[bool], **values: Any) -> bool:
    changed = sa.update(Run).where(which).values(**values)
    return session.connection().execute(changed).rowcount == 1
