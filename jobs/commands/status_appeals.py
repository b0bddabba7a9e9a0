"""What `achyk status` says of appeals: how many wait, are near, overdue or with nobody."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from config.book import Book
from register.appeals.listing import AppealCounts, appeal_counts
from register.moment import Moment
from register.rules.deadline import add_working


def counted(session: Session, moment: Moment, book: Book) -> AppealCounts:
    """The counts of today; near is what the first warning looks at."""
    near_until = add_working(book.calendar, moment.today, max(book.warn, default=0))
    return appeal_counts(session, moment.today, near_until)


def as_json(counts: AppealCounts) -> dict[str, Any]:
    """The counts for a program."""
    oldest = counts.oldest_due
    return asdict(counts) | {"oldest_due": oldest.isoformat() if oldest else None}


def in_words(counts: AppealCounts) -> list[str]:
    """A line a thing, and only things there are."""
    if not counts.registered:
        return ["appeals      none"]
    asked = f", {counts.asked} of them for the applicant" if counts.asked else ""
    lines = [f"appeals      {counts.registered} registered; {counts.waiting} wait{asked}"]
    if counts.overdue:
        oldest = f"the oldest was due {counts.oldest_due}"
        lines.append(f"overdue      {counts.overdue}: {oldest}; achyk appeal list --overdue")
    if counts.near:
        lines.append(f"near         {counts.near} due soon")
    if counts.unassigned:
        lines.append(f"unassigned   {counts.unassigned}: achyk appeal list --unassigned")
    if counts.not_scanned:
        lines.append(f"files        {counts.not_scanned} wait for the virus scanner")
    return lines
