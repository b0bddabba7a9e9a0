"""Runs: every execution of a job, and the rule that a period is run once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.database import Base, UtcDateTime, insert_once, states
from register.moment import Moment


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
    state: Mapped[RunState] = mapped_column(states(RunState))
    attempts: Mapped[int] = mapped_column(default=1, server_default="1")
    covers: Mapped[int] = mapped_column(default=0, server_default="0")  # earlier periods made good
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # then it is dead
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    counts: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)  # what it did
    trouble: Mapped[str] = mapped_column(sa.String(1000), default="")


def begin_run(session: Session, moment: Moment, job: str, period: str) -> str | None:
    """The id of a new run; None if the period has had its turn."""
    run_id = moment.new_id()
    values = {"id": run_id, "job": job, "period": period, "state": RunState.RUNNING}
    started = insert_once(session, Run, {**values, "started_at": moment.now, "trouble": ""})
    return run_id if started else None


def finish_run(
    session: Session, moment: Moment, run_id: str, counts: Mapping[str, int], trouble: str = ""
) -> None:
    """Record how a run ended; `trouble` makes it a failed one."""
    run = session.get_one(Run, run_id)
    run.state = RunState.FAILED if trouble else RunState.DONE
    run.finished_at, run.counts, run.trouble = moment.now, dict(counts), trouble[:1000]


def last_runs(session: Session) -> Sequence[Run]:
    """The latest run of each job."""
    latest = (
        sa.select(Run.job, sa.func.max(Run.started_at).label("at")).group_by(Run.job).subquery()
    )
    on = sa.and_(Run.job == latest.c.job, Run.started_at == latest.c.at)
    return session.scalars(sa.select(Run).join(latest, on).order_by(Run.job)).all()
