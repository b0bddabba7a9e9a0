"""`achyk run` and `achyk serve`."""

from __future__ import annotations

import sys
from argparse import Namespace

from config.trouble import Trouble
from jobs.progress import progress
from jobs.run import job_named, period_now, run_job
from jobs.wiring import Installation, open_installation
from jobs.work import JOBS


def run(arguments: Namespace) -> int:
    """One job, or all in order; in `all` a failing job does not keep the next from its turn."""
    installation = ready(arguments)
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
    waiting = pending(installation.engine)
    if waiting is not None:
        raise Trouble(f"{waiting} {arguments.folder}")
    return installation


def serve(arguments: Namespace) -> int:
    """The schedule and the portal, until a signal."""
    from jobs.serve import serve as serve_until_stopped

    serve_until_stopped(ready(arguments), portal=not arguments.no_portal)
    return 0


def _run_one(installation: Installation, job: str) -> None:
    with progress(job) as advance:
        counts = run_job(installation, job, period_now(installation.clock()), advance)
    said = ", ".join(f"{name} {count}" for name, count in (counts or {}).items())
    print(f"{job:<10} {said or 'nothing to do'}")
