"""The job that follows appeals: warnings, escalations, unanswered questions, new calendars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from config.book import Book
from config.progress import Advance
from jobs.scanning import scan_anew
from jobs.wiring import Installation
from register.appeals.ladder import sweep
from register.appeals.recounting import recount
from register.appeals.undelivered import tell_undelivered
from register.database import transaction
from register.failpoint import reach
from register.moment import Moment

Pass = Callable[[Session, Moment, Book], Mapping[str, int]]


def follow(installation: Installation, advance: Advance) -> dict[str, int]:
    """Take every step that is due, in commits of some hundred parts; counts of what was done."""
    book = installation.book()
    counts: Counter[str] = Counter()
    for one in (recount, sweep, tell_undelivered):
        counts.update(_through(installation, book, one, advance))
    counts.update(scan_anew(installation))
    return {name: count for name, count in counts.items() if count}


def _through(installation: Installation, book: Book, one: Pass, advance: Advance) -> Counter[str]:
    counts: Counter[str] = Counter()
    while True:
        with transaction(installation.engine) as session:
            done = Counter(one(session, installation.moment(), book))
            reach("steps-made")
        reach("swept")
        left = done.pop("left")
        counts.update(done)
        advance(sum(done.values()))
        if not left:
            return counts
