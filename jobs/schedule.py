"""The schedule: crontab lines, their periods, and the ticker (the only door to APScheduler).

A period is named by the moment its line gives, never by the moment at which it ran. Everything but
`ticking` is a pure function of the line and of `now`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from config.settings import Schedule
from config.trouble import SettingsTrouble
from jobs.work import JOBS

MINUTE = timedelta(minutes=1)
LONGEST = timedelta(days=9 * 366)  # between two fires: 29 February around the year 2100
COUNTED = 20_000  # periods that a run is said to make good, at most: two weeks of minutes
FORMAT = "%Y-%m-%dT%H:%MZ"
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
NUMBERED = re.compile(r"(?:(\*)|([0-7])(?:-([0-7]))?)(?:/([1-7]))?")


@dataclass(frozen=True)
class Line:
    """When a job is to run."""

    trigger: CronTrigger
    elapsed: bool  # goes by elapsed time, so also through the hour that autumn repeats


def timetable(schedule: Schedule) -> dict[str, Line]:
    """Job → its line, in the order of JOBS; SettingsTrouble names the line that is none."""
    return {job: _line(schedule, job.replace("-", "_")) for job in JOBS}


def _line(schedule: Schedule, name: str) -> Line:
    key, text, zone = f"schedule.{name}", getattr(schedule, name), schedule.time_zone
    try:
        line = read_line(text, zone)
    except ValueError as error:
        says = f"settings: {key}: {text!r} is not a crontab line: {error}"
        raise SettingsTrouble(says) from error
    if _first(line, SOME_DAY) is None:
        raise SettingsTrouble(f"settings: {key}: {text!r} names a day that never comes")
    return line


def read_line(text: str, zone: str) -> Line:
    """A crontab line as cron(8) reads it; ValueError says why not.

    Of cron's rule for daylight saving: a line whose minute or hour begins with * goes by elapsed
    time; any other one runs once in the hour that comes twice, and once where its hour is left out.
    """
    fields = text.split()
    if len(fields) == 5:
        fields[4] = ",".join(_weekdays(part) for part in fields[4].split(","))
    elapsed = any(field.startswith("*") for field in fields[:2])
    return Line(CronTrigger.from_crontab(" ".join(fields), zone), elapsed)


def _weekdays(part: str) -> str:
    """Numbers of days as names: in a crontab 0 and 7 are Sunday, APScheduler's 0 is Monday."""
    found = NUMBERED.fullmatch(part)
    if not found or part == "*":
        return part
    every, first, last, step = found.groups()
    start, end = (0, 6) if every else (int(first), int(last or (6 if step else first)))
    return ",".join(WEEKDAYS[start : end + 1 : int(step or 1)]) or part


def latest(line: Line, now: datetime) -> datetime | None:
    """The last moment up to `now` at which the line fires; None if it never did."""
    back = MINUTE
    while (fire := _first(line, now - back)) is None or fire > now:
        if back > LONGEST:
            return None
        back *= 2
    while (after := _first(line, fire + MINUTE)) is not None and after <= now:
        fire = after
    return fire


def between(line: Line, after: datetime, before: datetime) -> int:
    """How often the line fires between two moments, neither counted; COUNTED at most."""
    count, fire = 0, _first(line, after + MINUTE)
    while fire is not None and fire < before and count < COUNTED:
        count, fire = count + 1, _first(line, fire + MINUTE)
    return count


def _first(line: Line, at: datetime) -> datetime | None:
    """The first moment from `at` on at which the line fires, in UTC."""
    while (fire := line.trigger.get_next_fire_time(None, at)) is not None:
        at = fire.astimezone(UTC)
        if line.elapsed or not at.astimezone(line.trigger.timezone).fold:
            return at
        at += MINUTE  # this time of the clock has been, an hour ago
    return None


def period_of(fire: datetime) -> str:
    """The name of the period that begins at this moment."""
    return fire.astimezone(UTC).strftime(FORMAT)


def fire_of(period: str) -> datetime:
    """The moment at which a period of the schedule begins."""
    return datetime.strptime(period, FORMAT).replace(tzinfo=UTC)


@contextmanager
def ticking(tick: Callable[[], None], seconds: float) -> Iterator[None]:
    """Call `tick` at once, then every `seconds`, never twice at a time; at the end wait for it."""
    # It would warn of every tick that comes while a long run goes on.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    ticker = BackgroundScheduler(executors={"default": ThreadPoolExecutor(1)}, timezone=UTC)
    ticker.add_job(
        tick,
        "interval",
        seconds=seconds,
        next_run_time=datetime.now(UTC),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    ticker.start()
    try:
        yield
    finally:
        ticker.shutdown(wait=True)
