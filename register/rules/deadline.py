"""Deadlines: how a term is counted from an event to its due date, and every day of it explained.

The day of the event is day 0; a term of working days is due at the end of the n-th. All pure: the
calendar is an argument.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from config.calendar import Calendar
from config.hours import Hours
from config.profiles import Profile, Start, Term, Unit

DAY = timedelta(1)


class DayKind(StrEnum):
    """What a day between the event and the due date counts for."""

    COUNTED = "counted"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"  # listed in the calendar, with its reason
    PAUSED = "paused"  # the applicant was being asked
    ROLLED = "rolled"  # the term ended on a day off: this first working day is its end


@dataclass(frozen=True)
class Pause:
    """Days that do not count: from `since` until the day before `until`.

    A pause that is still open has no end: whoever reckons closes it with a day of their own.
    """

    since: date
    until: date


@dataclass(frozen=True)
class Counting:
    """All that a due date follows from, beside the calendar."""

    start: date  # of the event: day 0
    term: Term
    extensions: tuple[Term, ...] = ()  # each counted from the due date as it was
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class Day:
    """One day after the event."""

    on: date
    stage: int  # 0: of the term; 1, 2, …: of that extension
    kind: DayKind
    number: int | None  # of the counted day within its stage
    reasons: Mapping[str, str] = field(default_factory=dict)  # language → the calendar's words


def due_on(counting: Counting, calendar: Calendar) -> date:
    """The last day of the term and its extensions."""
    return explained(counting, calendar)[-1].on


def explained(counting: Counting, calendar: Calendar) -> tuple[Day, ...]:
    """Every day from the one after the event to the due date, which is the last."""
    days: list[Day] = []
    start = counting.start
    for stage, term in enumerate((counting.term, *counting.extensions)):
        days += _stage(stage, start, term, counting.pauses, calendar)
        start = days[-1].on if days else start
    return tuple(days)


def _stage(
    stage: int, start: date, term: Term, pauses: tuple[Pause, ...], calendar: Calendar
) -> Iterator[Day]:
    """The days of one term; none where its count is 0."""
    if term.unit is Unit.WORKING:
        return _working_days(stage, start, term.count, pauses, calendar)
    last = months_after(start, term.count) if term.unit is Unit.MONTHS else start + term.count * DAY
    return _running_days(stage, start, (last - start).days, pauses, calendar)


def _working_days(
    stage: int, start: date, count: int, pauses: tuple[Pause, ...], calendar: Calendar
) -> Iterator[Day]:
    number, day = 0, start
    while number < count:
        day += DAY
        kind = _kind(day, pauses, calendar)
        number += kind is DayKind.COUNTED
        yield _day(day, stage, kind, number, calendar)


def _running_days(
    stage: int, start: date, count: int, pauses: tuple[Pause, ...], calendar: Calendar
) -> Iterator[Day]:
    """Days off count as well; but a term does not end on one."""
    number, day = 0, start
    while number < count:
        day += DAY
        paused = _is_paused(day, pauses)
        number += not paused
        kind = DayKind.PAUSED if paused else DayKind.COUNTED
        yield Day(day, stage, kind, None if paused else number)
    while _kind(day, pauses, calendar) is not DayKind.COUNTED:
        day += DAY
        kind = _kind(day, pauses, calendar)
        rolled = DayKind.ROLLED if kind is DayKind.COUNTED else kind
        yield _day(day, stage, rolled, None, calendar)


def _day(on: date, stage: int, kind: DayKind, number: int | None, calendar: Calendar) -> Day:
    counted = number if kind is DayKind.COUNTED else None
    reasons = {} if kind is DayKind.PAUSED else calendar.reasons(on)
    return Day(on, stage, kind, counted, reasons)


def _kind(day: date, pauses: tuple[Pause, ...], calendar: Calendar) -> DayKind:
    if _is_paused(day, pauses):
        return DayKind.PAUSED
    if calendar.is_working(day):
        return DayKind.COUNTED
    return DayKind.HOLIDAY if calendar.reasons(day) else DayKind.WEEKEND


def _is_paused(day: date, pauses: tuple[Pause, ...]) -> bool:
    return any(pause.since <= day < pause.until for pause in pauses)


def months_after(day: date, count: int) -> date:
    """The same day `count` months later, or the last of a month that is too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def may_extend(counting: Counting, by: Term, longest: Term, calendar: Calendar) -> bool:
    """Whether a further extension keeps all of them within the longest that the law allows."""
    extended = replace(counting, extensions=(*counting.extensions, by))
    allowed = replace(counting, extensions=(longest,))
    return due_on(extended, calendar) <= due_on(allowed, calendar)


def limit(term: Term, calendar: Calendar, day: date) -> date:
    """The last day of any term that begins with an event on `day`; a count of 0 is that day.

    Where offices do not work on it, the next day on which they do.
    """
    if not term.count:
        return add_working(calendar, day, 0)
    return due_on(Counting(day, term), calendar)


def add_working(calendar: Calendar, day: date, count: int) -> date:
    """The `count`-th working day after `day`; 0: the day itself, or the next that is one."""
    while not count and not calendar.is_working(day):
        day += DAY
    while count:
        day += DAY
        count -= calendar.is_working(day)
    return day


def days_left(calendar: Calendar, today: date, due: date) -> int:
    """Working days after today up to the due date: 0 on its day, below 0 once it is past."""
    if today <= due:
        return _working_between(calendar, today, due)
    return -max(1, _working_between(calendar, due, today))  # past on a Saturday is past as well


def _working_between(calendar: Calendar, first: date, last: date) -> int:
    """Working days after `first` up to `last`."""
    days = (first + n * DAY for n in range(1, (last - first).days + 1))
    return sum(map(calendar.is_working, days))


def registration_due(
    profile: Profile, calendar: Calendar, hours: Hours, received: datetime
) -> date:
    """The last day on which what was received at this local time is registered in time."""
    day = received.date()
    if not profile.registration.count and received.time() >= hours.closes:
        return add_working(calendar, day, 1)
    return limit(profile.registration, calendar, day)


def start_of(profile: Profile, received: datetime, registered: datetime) -> date:
    """Day 0 of the consideration; where it counts from receipt, no late registration moves it."""
    by_receipt = profile.consideration_from is Start.RECEIPT
    return (received if by_receipt else registered).date()


def is_working_moment(calendar: Calendar, hours: Hours, at: datetime) -> bool:
    """Whether offices are open at this local time."""
    return calendar.is_working(at.date()) and hours.opens <= at.time() < hours.closes


def next_working_moment(calendar: Calendar, hours: Hours, at: datetime) -> datetime:
    """This local time, or the next at which offices open, in the same time zone."""
    if is_working_moment(calendar, hours, at):
        return at
    before = at.time() < hours.opens
    day = add_working(calendar, at.date(), 0 if before else 1)
    return datetime.combine(day, hours.opens, at.tzinfo)
