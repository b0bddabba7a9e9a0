"""A quarter's figures of appeals: those of its months added up, and what was open at its end."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from config.calendar import Calendar
from register.rules.month import Month
from register.rules.quarter import Quarter
from reports.monthly_counts import Fact, Place, Tally, together
from reports.monthly_edition import bad, count, rated
from reports.monthly_figures import places_of, tally_decided, tally_received, zones_of
from reports.monthly_open import open_cases
from reports.monthly_route import tally_ratings, tally_reopened
from reports.monthly_span import Span
from reports.monthly_tallies import Tallies

__all__ = ["AppealFigures", "appeal_figures", "bad", "count", "rated"]


@dataclass(frozen=True)
class AppealFigures:
    """What was counted of appeals in a quarter, body by body."""

    tallies: Mapping[str, Tally] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def total(self) -> Tally:
        """All bodies together."""
        return together(self.tallies.values())

    def decided_in_time(self, minimum: int) -> tuple[int, int] | None:
        """How many cases were decided, and how many of them in time; None where they are few."""
        decided = count(self.total, Fact.DECIDED)
        return (decided, count(self.total, Fact.IN_TIME)) if decided >= minimum else None


def appeal_figures(
    session: Session, quarter: str, calendar: Calendar, now: datetime, zone: ZoneInfo
) -> AppealFigures:
    """The figures of a quarter, up to `now` where it lasts; the same ever after its end."""
    places = places_of(session)
    zones = zones_of(places)
    spans = [Span.of(month, now, zone, zones) for month in _months(quarter)]
    tallies: Tallies = defaultdict(Counter)
    for span in spans:
        tally_received(session, span, tallies)
        tally_decided(session, span, calendar, tallies)
        tally_ratings(session, span, tallies)
        tally_reopened(session, span, tallies)
    _tally_open(session, [span for span in spans if span.end > span.begin][-1:], tallies)
    return AppealFigures(tallies, places)


def _months(quarter: str) -> tuple[Month, ...]:
    first = Month.of(Quarter.parse(quarter).first)
    return first, first.next, first.next.next


def _tally_open(session: Session, last: list[Span], tallies: Tallies) -> None:
    """The cases that were open at the end of the last month, and those overdue among them."""
    for span in last:
        today = span.first_day_after
        for case in open_cases(session, span):
            tallies[case.body][Fact.OPEN, ""] += 1
            tallies[case.body][Fact.OVERDUE, ""] += case.overdue(today)
