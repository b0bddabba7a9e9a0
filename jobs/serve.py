"""`achyk serve`: the schedule (the only door to APScheduler) and the portal in one process.

The scheduler is a ticker: at each tick it asks `runs` for the period's turn (UNIQUE job, period),
so that two processes on one database run each period once.
"""

from __future__ import annotations

import logging
import signal
import threading
from datetime import datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from config.settings import Schedule
from config.trouble import SettingsTrouble, Trouble
from jobs.run import run_job
from jobs.wiring import Installation
from jobs.work import JOBS

log = logging.getLogger("achyk.serve")
LATE_SECONDS = 3600  # a tick that comes late (a laptop slept) still counts


def triggers(schedule: Schedule) -> dict[str, CronTrigger]:
    """Job → when; SettingsTrouble names the line that is no crontab line."""
    found = {}
    for job in JOBS:
        key = job.replace("-", "_")
        line = getattr(schedule, key)
        try:
            found[job] = CronTrigger.from_crontab(line, schedule.time_zone)
        except ValueError as error:
            says = f"settings: schedule.{key}: {line!r} is not a crontab line: {error}"
            raise SettingsTrouble(says) from error
    return found


def tick(installation: Installation, job: str) -> None:
    """Run a job for the present minute, if nobody has; a failure is told, the next tick tries."""
    try:
        counts = run_job(installation, job, period_of(installation.clock()))
    except Trouble as trouble:
        log.error("%s: %s", job, trouble)
    else:
        if counts and any(counts.values()):
            log.info("%s: %s", job, ", ".join(f"{k} {v}" for k, v in counts.items()))


def period_of(now: datetime) -> str:
    """The period of a scheduled run: its minute."""
    return now.strftime("%Y-%m-%dT%H:%MZ")


def scheduler(installation: Installation) -> BackgroundScheduler:
    """The scheduler, not yet started; one job at a time, because SQLite has one writer."""
    made = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": LATE_SECONDS},
        timezone=installation.zone,
    )
    for job, trigger in triggers(installation.settings.schedule).items():
        made.add_job(tick, trigger, args=(installation, job), id=job)
    return made


def serve(installation: Installation, *, portal: bool) -> None:
    """Run schedule and portal until SIGINT or SIGTERM; what runs then is finished first."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    stopped = _stopped_by_signal()
    ticker = scheduler(installation)
    ticker.start()
    log.info("the schedule runs: %s", ", ".join(JOBS))
    try:
        if portal:
            _serve_portal(installation)
        else:
            stopped.wait()
    finally:
        ticker.shutdown(wait=True)


def _serve_portal(installation: Installation) -> None:
    import uvicorn

    from jobs.facing import portal_app

    listen = installation.settings.portal.listen
    host, _, port = listen.rpartition(":")
    try:
        uvicorn.run(
            portal_app(installation),
            host=host.strip("[]"),
            port=int(port),
            log_level="warning",
            access_log=False,  # addresses and links of respondents stand in no log (WB7)
            server_header=False,
        )
    except SystemExit as ended:  # it has logged why
        raise Trouble(f"cannot listen on {listen}; change portal.listen, or free it") from ended


def _stopped_by_signal() -> threading.Event:
    """Set by SIGINT or SIGTERM.

    Also needed where uvicorn takes the signals: when it has ended it raises them once more, and
    by default that would kill the run that is to be finished first.
    """
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    return stopped
