"""The schedule: which moment a crontab line gives, also where the clock is changed."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from config.settings import Schedule
from config.trouble import SettingsTrouble
from jobs.schedule import (
    COUNTED,
    Line,
    between,
    fire_of,
    latest,
    period_of,
    read_line,
    ticking,
    timetable,
)
from jobs.work import JOBS

MINUTE = timedelta(minutes=1)
QUARTER_HOUR = timedelta(minutes=15)
BERLIN, BISHKEK = "Europe/Berlin", "Asia/Bishkek"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def walked(line: Line, start: datetime, end: datetime, step: timedelta = MINUTE) -> list[str]:
    """What a scheduler sees that looks every `step`: each fire once, in its order."""
    seen: list[str] = []
    now = start
    while now < end:
        fire = latest(line, now)
        if fire is not None and fire >= start and period_of(fire) not in seen:
            seen.append(period_of(fire))
        now += step
    return seen


def test_every_job_has_its_line_in_the_order_of_a_full_pass():
    found = timetable(Schedule())
    assert list(found) == list(JOBS)
    nine_five = latest(found["remind"], utc("2026-07-21T03:04:59"))
    assert nine_five == utc("2026-07-20T03:05")


@pytest.mark.parametrize("line", ["nonsense", "* * * *", "61 * * * *", "", "0 6 * * 5-3"])
def test_a_line_that_is_no_crontab_line_is_told_with_its_key(line):
    with pytest.raises(SettingsTrouble) as caught:
        timetable(replace(Schedule(), take_in=line))
    says = f"settings: schedule.take_in: {line!r} is not a crontab line: "
    assert str(caught.value).startswith(says)


def test_a_line_that_never_comes_is_told():
    with pytest.raises(SettingsTrouble, match=r"schedule.send: '0 0 31 2 \*' names a day that nev"):
        timetable(replace(Schedule(), send="0 0 31 2 *"))


@pytest.mark.parametrize(
    ("line", "now", "fire"),
    [
        ("* * * * *", "2026-07-20T04:00:00", "2026-07-20T04:00"),
        ("* * * * *", "2026-07-20T04:00:59.999999", "2026-07-20T04:00"),
        ("*/15 8-18 * * *", "2026-07-20T01:59:59", "2026-07-19T12:45"),
        ("*/15 8-18 * * *", "2026-07-20T02:00:00", "2026-07-20T02:00"),
        ("5 9 * * *", "2026-07-20T03:04:59", "2026-07-19T03:05"),
        ("5 9 * * *", "2026-07-20T03:05:00", "2026-07-20T03:05"),
        ("0 0 1 1 *", "2026-12-31T17:59:59", "2025-12-31T18:00"),
        ("0 0 1 1 *", "2026-12-31T18:00:00", "2026-12-31T18:00"),
        ("59 23 31 12 *", "2026-12-31T17:59:30", "2026-12-31T17:59"),
        ("0 12 29 2 *", "2027-07-20T00:00:00", "2024-02-29T06:00"),
        ("0 12 29 2 *", "2028-02-29T06:00:00", "2028-02-29T06:00"),
        ("0 12 29 2 *", "2104-02-29T05:59:00", "2096-02-29T06:00"),  # 2100 is no leap year
        ("0 12 * * *", "2028-02-29T07:00:00", "2028-02-29T06:00"),
    ],
)
def test_the_period_is_the_last_moment_that_the_line_gives(line, now, fire):
    """SC3: the end of a day, of a year, and leap days."""
    assert latest(read_line(line, BISHKEK), utc(now)) == utc(fire)


@pytest.mark.parametrize(
    ("weekdays", "fires"),
    [
        ("0", "sun"),
        ("7", "sun"),
        ("1", "mon"),
        ("1-5", "mon tue wed thu fri"),
        ("6-7", "sat sun"),
        ("0-2", "sun mon tue"),
        ("1,3-4", "mon wed thu"),
        ("*/2", "sun tue thu sat"),
        ("1-5/2", "mon wed fri"),
        ("fri-sat", "fri sat"),
        ("*", "mon tue wed thu fri sat sun"),
    ],
)
def test_weekdays_are_numbered_as_in_any_crontab(weekdays, fires):
    """APScheduler numbers them from Monday; people who write crontab lines do not."""
    line = read_line(f"0 6 * * {weekdays}", BISHKEK)
    start = utc("2026-07-19T18:00")  # midnight before a Monday
    found = walked(line, start, start + timedelta(days=7), timedelta(hours=6))
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    assert {names[fire_of(period).weekday()] for period in found} == set(fires.split())
    assert len(found) == len(fires.split())


SPRING, AUTUMN = utc("2026-03-28T23:00"), utc("2026-10-24T22:00")  # midnights in Berlin


@pytest.mark.parametrize(
    ("line", "spring", "autumn"),
    [
        ("30 2 * * *", ["01:30"], ["00:30"]),  # left out in spring, twice in autumn
        ("0 3 * * *", ["01:00"], ["02:00"]),
        ("30 1 * * *", ["00:30"], ["23:30"]),
        ("0 2,3 * * *", ["01:00"], ["00:00", "02:00"]),
        ("30 2-3 * * *", ["01:30"], ["00:30", "02:30"]),
        ("5 9 * * *", ["07:05"], ["08:05"]),
        ("45 23 * * *", ["21:45"], ["22:45"]),
    ],
)
def test_a_fixed_time_comes_once_on_the_days_when_the_clock_is_changed(line, spring, autumn):
    """SC3: once, and neither twice nor not at all."""
    found = read_line(line, BERLIN)
    of_spring = walked(found, SPRING, SPRING + timedelta(hours=23), QUARTER_HOUR)
    assert [period[11:16] for period in of_spring] == spring
    of_autumn = walked(found, AUTUMN, AUTUMN + timedelta(hours=25), QUARTER_HOUR)
    assert [period[11:16] for period in of_autumn] == autumn


@pytest.mark.parametrize(
    ("line", "each_hour", "at_midnight"),
    [("* * * * *", 60, 1), ("*/15 * * * *", 4, 1), ("7 * * * *", 1, 0)],
)
def test_what_goes_by_elapsed_time_goes_on_through_the_hour_that_comes_twice(
    line, each_hour, at_midnight
):
    """SC3: nobody's mail waits an hour because a clock was changed."""
    found = read_line(line, BERLIN)
    for start, hours in ((SPRING, 23), (AUTUMN, 25)):
        end = start + timedelta(hours=hours)
        assert len(walked(found, start, end)) == hours * each_hour
        assert between(found, start, end) == hours * each_hour - at_midnight


@pytest.mark.parametrize("line", ["30 2 * * *", "*/7 1-3 * * *", "0,30 * * * *"])
@pytest.mark.parametrize("start", [SPRING, AUTUMN])
def test_it_does_not_matter_how_often_the_schedule_is_asked(line, start):
    """What is due at a moment is the same whether one asked before it or not."""
    found, end = read_line(line, BERLIN), start + timedelta(hours=30)
    often = walked(found, start, end, timedelta(minutes=3))
    assert set(walked(found, start, end, timedelta(minutes=41))) <= set(often)
    first, last = fire_of(often[0]), fire_of(often[-1])
    assert between(found, first, last) == max(0, len(often) - 2)


@pytest.mark.parametrize(
    ("line", "after", "before", "count"),
    [
        ("* * * * *", "2026-07-20T04:00", "2026-07-20T04:01", 0),
        ("* * * * *", "2026-07-20T04:00", "2026-07-20T04:02", 1),
        ("* * * * *", "2026-07-20T04:00", "2026-07-23T04:00", 3 * 1440 - 1),
        ("5 9 * * *", "2026-07-20T03:05", "2026-07-23T03:05", 2),
        ("5 9 * * *", "2026-07-23T03:05", "2026-07-20T03:05", 0),
        ("* * * * *", "2026-07-20T04:00", "2027-07-20T04:00", COUNTED),
    ],
)
def test_missed_periods_are_counted_between_two(line, after, before, count):
    assert between(read_line(line, BISHKEK), utc(after), utc(before)) == count


def test_a_period_is_named_by_its_moment_and_read_back():
    fire = utc("2026-07-20T04:00")
    assert period_of(fire) == "2026-07-20T04:00Z"
    assert fire_of(period_of(fire)) == fire


def test_ticks_do_not_overlap_and_the_last_one_is_waited_for():
    began, ended, inside = [], [], threading.Semaphore(1)
    begun = threading.Event()

    def slow() -> None:
        assert inside.acquire(blocking=False)
        began.append(1)
        begun.set()
        time.sleep(0.1)
        inside.release()
        ended.append(1)

    with ticking(slow, 0.02):
        assert begun.wait(20)
        while len(began) < 3:
            time.sleep(0.01)
    assert began == ended
