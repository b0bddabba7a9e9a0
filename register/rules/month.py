"""Months of the year, the period of an analysis of appeals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from config.trouble import Trouble


@dataclass(frozen=True, order=True)
class Month:
    """A month; written 2026-10."""

    year: int
    number: int  # 1 to 12

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @classmethod
    def of(cls, day: date) -> Month:
        """The month a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """The month written as 2026-10; Trouble says how to write it."""
        found = re.fullmatch(r"([12]\d{3})-(0?[1-9]|1[0-2])", text.strip(), re.ASCII)
        if not found:
            raise Trouble(f"not a month: {text!r}; write it as 2026-10")
        return cls(int(found[1]), int(found[2]))

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Month:
        """The month after it."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> Month:
        """The month before it."""
        return Month.of(self.first - timedelta(days=1))

    def begins(self, zone: tzinfo) -> datetime:
        """Its first moment in a time zone."""
        return datetime.combine(self.first, time(), zone)
