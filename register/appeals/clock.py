"""The clock of a part: its term, what lengthened it and when it rested, as they are stored."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.book import Book
from config.profiles import Term, Unit
from register.appeals.tables import AppealPart
from register.rules.appeal import LATE
from register.rules.deadline import Counting, Day, Pause, days_left, due_on, explained, limit


def counting(book: Book, part: AppealPart, today: date) -> Counting:
    """What a part's due date is counted from; a pause that lasts is closed with `today`."""
    law = book.law_of(part.profile)
    return Counting(
        start=part.starts_on,
        term=law.consideration,
        extensions=read_terms(part.extensions),
        pauses=read_pauses(part.pauses, today),
    )


def due_of(book: Book, part: AppealPart, today: date) -> date:
    """The due date by the calendar as it is now."""
    return due_on(counting(book, part, today), book.calendar)


def explanation(book: Book, part: AppealPart, today: date) -> tuple[Day, ...]:
    """Each day from the start to the due date, with its number or why it does not count."""
    return explained(counting(book, part, today), book.calendar)


def left(book: Book, today: date, due: date) -> int:
    """Working days that are left; negative when it is overdue."""
    return days_left(book.calendar, today, due)


def late_to_forward(book: Book, part: AppealPart, zone: ZoneInfo, now: datetime) -> str:
    """LATE where the law gave less time to send it on: the analysis tells how often; else ''."""
    # From its receipt, whatever the clock of the answer is counted from.
    received = part.opened_at.astimezone(zone).date()
    last = limit(book.law_of(part.profile).forwarding, book.calendar, received)
    return LATE if now.astimezone(zone).date() > last else ""


def read_terms(text: str) -> tuple[Term, ...]:
    """Stored extensions: "30 calendar,5 working"."""
    pairs = (one.split() for one in text.split(",") if one)
    return tuple(Term(int(count), Unit(unit)) for count, unit in pairs)


def write_terms(terms: tuple[Term, ...]) -> str:
    """Extensions as they are stored."""
    return ",".join(f"{term.count} {term.unit.value}" for term in terms)


def read_pauses(text: str, today: date) -> tuple[Pause, ...]:
    """Stored pauses: "2026-11-03/2026-11-07,2026-12-01/"."""
    found = []
    for one in filter(None, text.split(",")):
        since, _, until = one.partition("/")
        begun = date.fromisoformat(since)
        found.append(Pause(begun, date.fromisoformat(until) if until else max(today, begun)))
    return tuple(found)


def begin_pause(part: AppealPart, today: date) -> None:
    """The clock rests from today on."""
    part.pauses = ",".join(filter(None, (part.pauses, f"{today.isoformat()}/")))


def end_pause(part: AppealPart, today: date) -> None:
    """The clock runs again from today on."""
    if part.pauses.endswith("/"):
        part.pauses += today.isoformat()


def paused_since(part: AppealPart) -> date | None:
    """Since when the clock rests."""
    last = part.pauses.rpartition(",")[2]
    return date.fromisoformat(last[:-1]) if last.endswith("/") else None


def zone_of(zones: dict[str, str | None], chain: tuple[str, ...], usual: ZoneInfo) -> ZoneInfo:
    """The time zone of a body: its own, else that of the nearest above, else the installation's."""
    return next((ZoneInfo(zone) for code in chain if (zone := zones.get(code))), usual)
