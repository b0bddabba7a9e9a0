"""One run of one job: its row in `runs`, its work, its end, whatever the end was."""

from __future__ import annotations

import logging
from datetime import datetime

from config.progress import Advance, quiet
from config.trouble import Trouble, WorldTrouble
from jobs.heartbeat import kept_alive
from jobs.recover import must_be_settled
from jobs.schedule import Line, between, fire_of, latest, period_of
from jobs.wiring import Installation
from jobs.work import JOBS, Counts
from register.database import reading, transaction
from register.runs import (
    Turn,
    begin_run,
    begin_scheduled,
    finish_run,
    give_up,
    had_turn,
    has_dead,
    take_over,
)

log = logging.getLogger("achyk.run")


def job_named(name: str) -> str:
    """The job's name; Trouble lists those there are."""
    if name in JOBS:
        return name
    raise Trouble(f"no job {name!r}; there is all, {', '.join(JOBS)}")


def run_job(
    installation: Installation, job: str, period: str, advance: Advance = quiet
) -> Counts | None:
    """Run a job for a period; None when the period has had its turn.

    A failure is recorded and raised: a Trouble as it is, anything else with its traceback.
    """
    must_be_settled(installation)
    with transaction(installation.engine) as session:
        turn = begin_run(session, installation.moment(), job_named(job), period)
    return None if turn is None else _work(installation, turn, advance)


def run_due(
    installation: Installation, job: str, line: Line, advance: Advance = quiet
) -> Counts | None:
    """Run a job for the latest period that is due; None when that has had its turn.

    Earlier ones that were missed are made good by this run, because a job does all that is due.
    """
    fire = latest(line, installation.clock())
    if fire is None:
        return None
    period = period_of(fire)
    with reading(installation.engine) as session:  # so that a tick with nothing due only reads
        if had_turn(session, job, period):
            return None
    must_be_settled(installation)
    with transaction(installation.engine) as session:
        moment = installation.moment()
        turn = begin_scheduled(
            session, moment, job, period, lambda before: between(line, fire_of(before), fire)
        )
    return None if turn is None else _work(installation, turn, advance)


def run_dead(installation: Installation, job: str, advance: Advance = quiet) -> Counts | None:
    """Take over the oldest run of the job whose process died, and do its work; None: none did."""
    with reading(installation.engine) as session:
        if not has_dead(session, installation.clock(), job):
            return None
    must_be_settled(installation)
    with transaction(installation.engine) as session:
        hopeless = give_up(session, installation.moment(), job)
        turn = take_over(session, installation.moment(), job)
    for period in hopeless:
        log.error("%s: the run of %s is given up: it ended its process each time", job, period)
    if turn is None:
        return None
    log.warning("%s: the run of %s died; taken over (%d)", job, turn.period, turn.attempts)
    return _work(installation, turn, advance)


def in_words(error: BaseException) -> str:
    """What is recorded of a failure: a Trouble's sentence, of anything else only its kind.

    A stranger's exception may quote a mail or an address; the register keeps neither (WB7).
    """
    return str(error) if isinstance(error, Trouble) else f"died of {type(error).__name__}"


def period_now(now: datetime) -> str:
    """The period of a run that a person asks for: this very moment."""
    return now.isoformat(timespec="microseconds")


def _work(installation: Installation, turn: Turn, advance: Advance) -> Counts:
    try:
        with kept_alive(installation, turn):
            counts = JOBS[turn.job](installation, advance)
    except BaseException as error:
        # Also when a person interrupts it: a run must not look as if it still went on.
        _finish_failed(installation, turn, in_words(error))
        raise
    _finish(installation, turn, counts, "")
    return counts


def _finish_failed(installation: Installation, turn: Turn, says: str) -> None:
    """Record the failure; where even that fails, the run is taken over when its lease is over."""
    try:
        _finish(installation, turn, {}, says)
    except WorldTrouble as trouble:
        log.warning("%s: that the run failed is not recorded: %s", turn.job, trouble)


def _finish(installation: Installation, turn: Turn, counts: Counts, trouble: str) -> None:
    with transaction(installation.engine) as session:
        ours = finish_run(session, installation.moment(), turn, counts, trouble)
    if not ours:
        log.warning("%s: another process took the run of %s over", turn.job, turn.period)
