"""When the ladder looks at a part next: the first working moment at which a step is due."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.book import Book
from register.appeals.tables import AppealPart
from register.rules.appeal import PartState
from register.rules.deadline import add_working, days_left, next_working_moment

RETRY = timedelta(days=1)  # a part that nobody has
WEEK = 5  # working days


def steps_due(book: Book, due: date, today: date, top: int) -> tuple[str, ...]:
    """The steps of a part that is open on `today`, the earliest first.

    A warning so many working days before the due date; after it one escalation a working day, up to
    the rung `top`, and from then on a reminder each week of working days. Of several warnings or
    reminders that were missed only the last is of use.
    """
    left = days_left(book.calendar, today, due)
    if left >= 0:
        passed = [days for days in sorted(book.warn) if left <= days]
        return (f"warned/{due.isoformat()}/{passed[0]}",) if passed else ()
    climbed = tuple(f"overdue/{rung}" for rung in range(1, min(-left, top) + 1))
    weeks = (-left - top) // WEEK
    return (*climbed, f"overdue/{top}/{weeks}") if top and weeks > 0 else climbed


def next_look(book: Book, zone: ZoneInfo, part: AppealPart, now: datetime) -> datetime | None:
    """The moment, in UTC terms aware, of the next step; None for a part that takes none."""
    if part.state is not PartState.OPEN:
        return None
    here = now.astimezone(zone)
    # A day whose offices open only later is still to come.
    today = here.date() if here.time() >= book.hours.opens else here.date() - timedelta(days=1)
    days = sorted({*_warning_days(book, part.due_on), add_working(book.calendar, part.due_on, 1)})
    later = next((day for day in days if day > today), None)
    if later is None:  # overdue already: one step every working day
        later = add_working(book.calendar, today, 1)
    opens = datetime.combine(later, time(), zone)
    step = next_working_moment(book.calendar, book.hours, opens)
    return step if part.holder else sooner(step, now + RETRY)  # somebody may be there tomorrow


def sooner(one: datetime | None, other: datetime | None) -> datetime | None:
    """The earlier of two looks: to look once too often does no harm, to miss a step does."""
    return min(filter(None, (one, other)), default=None)


def _warning_days(book: Book, due: date) -> list[date]:
    """The days on which so many working days are left, one for each warning."""
    found, day = [], due
    for _ in range(max(book.warn, default=0) * 5 + 30):
        if days_left(book.calendar, day, due) in book.warn and book.calendar.is_working(day):
            found.append(day)
        day -= timedelta(days=1)
        if days_left(book.calendar, day, due) > max(book.warn, default=0):
            break
    return found
