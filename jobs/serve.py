"""`achyk serve`: the schedule and the portal in one process.

At each tick every job is asked which period is due and whether it has had its turn (`runs`), so
that two processes on one database run each period once, and what was missed is made good.
"""

from __future__ import annotations

import logging
import signal
import threading
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from config.trouble import Trouble
from jobs.run import in_words, run_dead, run_due
from jobs.schedule import Line, ticking, timetable
from jobs.wiring import Installation
from jobs.work import JOBS, Counts
from register.database import reading
from register.runs import newest_start

log = logging.getLogger("achyk.serve")
TICK_SECONDS = 5.0
SKEW = timedelta(minutes=2)  # by how much the clocks of two machines may differ unmentioned


@dataclass(frozen=True)
class Service:
    """What a scheduler works with, and what it has said."""

    installation: Installation
    lines: Mapping[str, Line]  # in the order of one full pass
    stopped: threading.Event = field(default_factory=threading.Event)
    told: dict[str, str] = field(default_factory=dict)  # job → the trouble it is in


def service(installation: Installation) -> Service:
    """The service of an installation; SettingsTrouble when its schedule cannot be read."""
    return Service(installation, timetable(installation.settings.schedule))


def tick(at: Service) -> None:
    """Run whatever is due: of each job a run that died, then its latest period."""
    _look_at_the_clock(at)
    for job, line in at.lines.items():
        if at.stopped.is_set():
            return
        _turn(at, job, line)


def _turn(at: Service, job: str, line: Line) -> None:
    """A failure is told, once until it changes; the next period tries again."""
    try:
        _tell_done(at, job, run_dead(at.installation, job))
        _tell_done(at, job, run_due(at.installation, job, line))
    except Trouble as trouble:
        _tell(at, job, str(trouble))
    except Exception as error:  # noqa: BLE001 - the last door: a bug may not rob the other jobs
        # Its kind and place, not its words: they may quote a mail or an address (WB7).
        _tell(at, job, f"{in_words(error)} at {_place(error)}")


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames[-3:]))


def _tell(at: Service, about: str, says: str) -> None:
    if at.told.get(about) != says:
        log.error("%s: %s", about, says)
    at.told[about] = says


def _tell_done(at: Service, job: str, counts: Counts | None) -> None:
    if counts is None:
        return
    if at.told.pop(job, None):
        log.info("%s: works again", job)
    if any(counts.values()):
        log.info("%s: %s", job, ", ".join(f"{k} {v}" for k, v in counts.items()))


def _look_at_the_clock(at: Service) -> None:
    """Say so when the clock was set back: periods that had their turn are not run again."""
    now = at.installation.clock()
    try:
        with reading(at.installation.engine) as session:
            newest = newest_start(session)
    except Trouble:
        return  # each job will meet it, and say it
    if newest is None or newest <= now + SKEW:
        at.told.pop("clock", None)
        return
    says = f"it was set back: a run began at {newest.astimezone(at.installation.zone):%F %H:%M}; "
    _tell(at, "clock", f"{says}what has had its turn is not run again before it is due anew")


def serve(installation: Installation, *, portal: bool) -> None:
    """Run schedule and portal until SIGINT or SIGTERM; what runs then is finished first."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    at = service(installation)
    _stop_at_signal(at.stopped)
    log.info("the schedule runs: %s", ", ".join(JOBS))
    with ticking(lambda: tick(at), TICK_SECONDS):
        try:
            if portal:
                _serve_portal(installation)
            else:
                at.stopped.wait()
        finally:
            at.stopped.set()


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


def _stop_at_signal(stopped: threading.Event) -> None:
    """Set at SIGINT or SIGTERM.

    Also needed where uvicorn takes the signals: when it has ended it raises them once more, and
    by default that would kill the run that is to be finished first.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
