"""`achyk run` and `achyk serve`."""

from __future__ import annotations

import sys
import time
from argparse import Namespace

from config.trouble import Trouble, WorldTrouble
from jobs.progress import progress
from jobs.recover import must_be_settled, must_be_whole
from jobs.run import job_named, period_now, run_dead, run_job
from jobs.wiring import Installation, open_installation
from jobs.work import JOBS

RETRY_SECONDS = 5.0


def run(arguments: Namespace) -> int:
    """One job, or all in order; in `all` a failing job does not keep the next from its turn."""
    installation = ready(arguments)
    must_be_settled(installation)
    if arguments.job != "all":
        _run_one(installation, job_named(arguments.job))
        return 0
    return run_all(installation)


def run_all(installation: Installation) -> int:
    """A full pass; 1 if any job failed."""
    failed = 0
    for job in JOBS:
        try:
            _run_one(installation, job)
        except Trouble as trouble:
            failed = 1
            print(f"achyk: {job}: {trouble}", file=sys.stderr)
    return failed


def ready(arguments: Namespace) -> Installation:
    """The installation, its database up to date."""
    from register.migrate import pending

    installation = open_installation(arguments.folder)
    must_be_whole(installation)
    waiting = pending(installation.engine)
    if waiting is not None:
        raise Trouble(f"{waiting} {arguments.folder}")
    return installation


def serve(arguments: Namespace) -> int:
    """The schedule and the portal, until a signal."""
    from jobs.serve import serve as serve_until_stopped

    installation = _ready_at_last(arguments)
    must_be_settled(installation)
    serve_until_stopped(installation, portal=not arguments.no_portal)
    return 0


def _ready_at_last(arguments: Namespace) -> Installation:
    """As `ready`; a database that does not answer yet is waited for, and told once."""
    told = ""
    while True:
        try:
            return ready(arguments)
        except WorldTrouble as trouble:
            if str(trouble) != told:
                print(f"achyk: {trouble}; it is tried again until it answers", file=sys.stderr)
            told = str(trouble)
        time.sleep(RETRY_SECONDS)


def _run_one(installation: Installation, job: str) -> None:
    with progress(job) as advance:
        counts = run_dead(installation, job, advance)  # it does all that is due, as a new one does
        if counts is None:
            counts = run_job(installation, job, period_now(installation.clock()), advance)
    said = ", ".join(f"{name} {count}" for name, count in (counts or {}).items())
    print(f"{job:<10} {said or 'nothing to do'}")
