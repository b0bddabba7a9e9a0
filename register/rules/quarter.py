"""Quarters of the year, the period a survey and a release belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from config.trouble import Trouble


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter; written 2026-Q3."""

    year: int
    number: int  # 1 to 4

    def __str__(self) -> str:
        return f"{self.year:04d}-Q{self.number}"

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """The quarter written as 2026-Q3; Trouble says how to write it."""
        found = re.fullmatch(r"(\d{4})-?[Qq]([1-4])", text.strip())
        if not found:
            raise Trouble(f"not a quarter: {text!r}; write it as 2026-Q3")
        return cls(int(found[1]), int(found[2]))

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        """The quarter after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self) -> Quarter:
        """The quarter before it."""
        return Quarter.of(self.first - timedelta(days=1))


def closes_on(quarter: Quarter, close: int) -> date:
    """The last day on which answers about this quarter are accepted; `close` in days."""
    return quarter.last + timedelta(days=close)


def has_room(quarter: Quarter, day: date, close: int, room: int) -> bool:
    """Whether on `day` at least `room` days remain until the quarter's answers close."""
    return closes_on(quarter, close) - day >= timedelta(days=room)


def survey_quarter(finished_on: date, known_on: date, close: int, room: int) -> Quarter:
    """The quarter an inspection is surveyed and counted in.

    That in which it finished; or, when fewer than `room` days would remain to ask and to answer,
    the one in which the register learned of it, so that reporting late is no way around the survey.
    """
    quarter = Quarter.of(finished_on)
    if has_room(quarter, known_on, close, room):
        return quarter
    quarter = Quarter.of(known_on)
    while not has_room(quarter, known_on, close, room):
        quarter = quarter.next  # settings that leave no time to answer within the quarter itself
    return quarter
