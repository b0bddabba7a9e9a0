"""A month as the database is asked about it: its bounds, and days in the time zone of each body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from register.rules.month import Month

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """From the first moment of a month up to its end, or to `now` while it lasts."""

    month: Month
    begin: datetime
    end: datetime  # the first moment that is not counted
    zone: ZoneInfo  # of the installation
    zones: Mapping[str, ZoneInfo]  # bodies with another one

    @classmethod
    def of(cls, month: Month, now: datetime, zone: ZoneInfo, zones: Mapping[str, ZoneInfo]) -> Span:
        """The whole month; of the one that lasts, what has passed of it."""
        begin, end = month.begins(zone), month.next.begins(zone)
        return cls(month, begin, max(begin, min(end, now)), zone, zones)

    @property
    def first_day_after(self) -> date:
        """The day on which `end` lies: what was due before it and is open is overdue."""
        return self.end.astimezone(self.zone).date()

    @property
    def as_of(self) -> date:
        """The last day that is counted."""
        return max(self.month.first, (self.end.astimezone(self.zone) - DAY / 86_400_000).date())

    @property
    def previous(self) -> Span:
        """The whole month before."""
        return Span.of(self.month.previous, self.end, self.zone, self.zones)

    def covers(self, at: Any) -> sa.ColumnElement[bool]:
        """Whether a column's moment lies in it."""
        return sa.and_(at >= self.begin, at < self.end)

    def local_day(self, at: Any, body: Any) -> sa.ColumnElement[date]:
        """The day of a moment up to the end, where the body is.

        SQLite knows no time zones, so the midnights around the month are compared one by one; what
        was before the month is the day before it.
        """
        usual = self._day(at, self.zone)
        others = sorted({str(zone) for zone in self.zones.values()} - {str(self.zone)})
        cases = [
            (body.in_(self._bodies_in(name)), self._day(at, ZoneInfo(name))) for name in others
        ]
        return sa.case(*cases, else_=usual) if cases else usual

    def _bodies_in(self, zone: str) -> list[str]:
        return sorted(code for code, own in self.zones.items() if str(own) == zone)

    def _day(self, at: Any, zone: ZoneInfo) -> sa.ColumnElement[date]:
        count = (self.month.last - self.month.first).days + 2
        days = [self.month.first + n * DAY for n in range(-1, count)]
        midnights = ((day, datetime.combine(day + DAY, time(), zone)) for day in days)
        cases = [(at < midnight, sa.literal(day, sa.Date())) for day, midnight in midnights]
        return sa.case(*cases[:-1], else_=sa.literal(days[-1], sa.Date()))
