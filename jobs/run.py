"""One run of one job: its row in `runs`, its work, its end, whatever the end was."""

from __future__ import annotations

from datetime import datetime

from config.trouble import Trouble
from jobs.wiring import Installation
from jobs.work import JOBS, Advance, Counts, quiet
from register.database import transaction
from register.runs import begin_run, finish_run


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
    with transaction(installation.engine) as session:
        run_id = begin_run(session, installation.moment(), job_named(job), period)
    if run_id is None:
        return None
    try:
        counts = JOBS[job](installation, advance)
    except BaseException as error:
        # Also when a person interrupts it: a run must not look as if it still went on.
        _finish(installation, run_id, {}, in_words(error))
        raise
    _finish(installation, run_id, counts, "")
    return counts


def in_words(error: BaseException) -> str:
    """What is recorded of a failure: a Trouble's sentence, of anything else only its kind.

    A stranger's exception may quote a mail or an address; the register keeps neither (WB7).
    """
    return str(error) if isinstance(error, Trouble) else f"died of {type(error).__name__}"


def period_now(now: datetime) -> str:
    """The period of a run that a person asks for: this very moment."""
    return now.isoformat(timespec="microseconds")


def _finish(installation: Installation, run_id: str, counts: Counts, trouble: str) -> None:
    with transaction(installation.engine) as session:
        finish_run(session, installation.moment(), run_id, counts, trouble)
