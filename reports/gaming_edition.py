"""The audit on address gaming in one language: its findings, and how its people are worded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_skeleton
from babel.numbers import format_decimal

from config.dates import long_date
from config.languages import catalogue
from register.rules.quarter import Quarter
from reports.edition import PLACE, printable
from reports.gaming import Counts, Finding


@dataclass(frozen=True)
class GamingEdition:
    """What every table of the audit is built from."""

    quarter: str
    language: str
    publisher: str
    minimum_base: int
    counts: Counts
    findings: Sequence[Finding]
    bodies: Mapping[str, str]  # code → name
    inspectors: Mapping[str, str]  # ID → name

    def say(self, text: str, **values: object) -> str:
        """A marked sentence in the language, its placeholders filled."""
        said = catalogue(self.language).gettext(text)
        return said % values if values else said

    @property
    def period(self) -> str:
        """The quarter in words."""
        first = Quarter.parse(self.quarter).first
        return str(format_skeleton("yQQQQ", first, locale=self.language))

    @property
    def place(self) -> str:
        """The country."""
        return self.say(PLACE)

    def titled(self, subject: str) -> str:
        """A title with its period and place."""
        return f"{subject}. {self.period}, {self.place}"

    def day(self, at: datetime) -> str:
        """A day in words."""
        return long_date(at.date(), self.language)

    def chance(self, value: float) -> str:
        """A probability as the language writes it; very small ones are all the same."""
        least = 0.0001
        shown = str(format_decimal(max(value, least), "0.0000", locale=self.language))
        return f"< {shown}" if value < least else shown

    def body(self, code: str) -> str:
        """A body's name."""
        return printable(self.bodies.get(code, code))

    def inspector(self, code: str) -> str:
        """An inspector's ID, and the name where it is registered."""
        name = printable(self.inspectors.get(code, ""))
        return f"{printable(code)} ({name})" if name else printable(code)
