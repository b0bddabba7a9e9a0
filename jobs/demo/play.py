"""The play: four months, a day a turn, on an installation that knows nothing of it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from config.template import settings_file
from ingest.staff import read_staff
from jobs.commands.setup import make
from jobs.demo.diaries import turns
from jobs.demo.samples import FOLDER
from jobs.demo.themes import CODED, code_themes
from jobs.demo.world import World
from jobs.run import period_now, run_job
from jobs.wiring import Installation, open_installation
from jobs.work import JOBS
from register.database import transaction

FIRST, LAST = date(2026, 7, 1), date(2026, 11, 3)
QUARTER = "2026-Q3"
MORNING, MAIL_UNTIL, PASS = time(9, 30), time(17, 45), time(18, 0)
WATCHES = ("deadlines", "send")  # in office hours, when warnings go out
FINE = ("fetch", "take-in", "deadlines", "send")  # by the minute
SEED = 20260701
SETTINGS = {
    "mail.domain": "achyk.example",
    "mail.in.authserv_id": "mx.achyk.example",
    "mail.in.trusted_hops": 1,  # its Postfix stands above its filter, which takes forged ones away
    "portal.url": "https://achyk.example",
    "survey.close": 30,
}


@dataclass
class Clock:
    """The time as the play has it; every look at it takes a millisecond."""

    now: datetime

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


@dataclass(frozen=True)
class Played:
    """What is left when the play is over."""

    installation: Installation
    world: World
    days: int


def play(folder: Path, told: Callable[[date], None] = lambda day: None) -> Played:
    """Play the quarter in `folder`; `told` hears of every day when it is over."""
    made = make(folder, settings(), {})
    shutil.copy(FOLDER / "routes.toml", folder)
    clock = Clock(datetime.combine(FIRST, PASS, made.zone))
    seeded = random.Random(SEED)
    installation = open_installation(folder, {}, clock, seeded.randbytes)
    with transaction(installation.engine) as session:
        read_staff(session, FOLDER / "staff.xlsx")
    world = World(folder, made.zone)
    world.expect()
    for day in calendar():
        _turn(installation, world, clock, day)
        told(day)
    return Played(installation, world, len(list(calendar())))


def settings() -> str:
    """The installation's achyk.toml: the embedded default, and who signs."""
    return settings_file(SETTINGS) + (FOLDER / "achyk.toml").read_text("utf-8")


def calendar() -> Iterator[date]:
    """Every day of the play."""
    for number in range((LAST - FIRST).days + 1):
        yield FIRST + timedelta(days=number)


def _turn(installation: Installation, world: World, clock: Clock, day: date) -> None:
    """A day: deadlines are looked at in the morning, and the rest is done in the evening."""
    zone = installation.zone
    if day.weekday() < 5:
        _pass(installation, world, clock, datetime.combine(day, MORNING, zone), WATCHES)
    for at in turns().get(day, ()):
        world.lay(datetime.combine(day, at, zone))
        _pass(installation, world, clock, datetime.combine(day, at, zone), FINE)
    world.lay(datetime.combine(day, MAIL_UNTIL, zone))
    _pass(installation, world, clock, datetime.combine(day, PASS, zone), JOBS)
    if day == CODED:
        code_themes(installation, QUARTER)


def _pass(
    installation: Installation, world: World, clock: Clock, at: datetime, jobs: Iterable[str]
) -> None:
    """The jobs do what is due; letters go out and are read."""
    clock.now = at
    for job in jobs:
        run_job(installation, job, period_now(clock()))
    world.collect()
