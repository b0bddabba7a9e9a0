"""One month's workbook in one language: its figures, and how its bodies and cells are worded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_skeleton
from babel.numbers import format_decimal

from config.dates import long_date
from config.languages import catalogue, mark
from config.regions import region_name
from register.rules.month import Month
from reports.edition import printable
from reports.monthly_counts import Fact, MonthFigures, Place, Tally, median_of, split_up
from reports.table import Cell, Mark

NOT_STATED = mark("not stated")
Reason = Callable[[str, str], str]
"""Code of a reason to leave an appeal without consideration, and language → its words."""


@dataclass(frozen=True)
class MonthEdition:
    """What every table of the month's workbook is built from."""

    figures: MonthFigures
    publisher: str  # of the whole
    language: str
    reason: Reason

    def say(self, text: str, **values: object) -> str:
        """A marked sentence in the language, its placeholders filled."""
        said = catalogue(self.language).gettext(text)
        return said % values if values else said

    @property
    def place(self) -> str:
        """Whose appeals are counted."""
        place = self.figures.places.get(self.figures.scope)
        return printable(place.name if place else self.publisher)

    @property
    def period(self) -> str:
        """The month in words."""
        return self.month(self.figures.month)

    def month(self, month: Month) -> str:
        """Any month in words."""
        written = str(format_skeleton("yMMMM", month.first, locale=self.language))
        return written[:1].upper() + written[1:]

    def titled(self, subject: str) -> str:
        """A title with its period and place."""
        return f"{subject}. {self.period}, {self.place}"

    def day(self, day: date) -> str:
        """A day in words."""
        return long_date(day, self.language)

    def decimal(self, value: float) -> str:
        """A number with one decimal, as the language writes it."""
        return str(format_decimal(value, "#,##0.0", locale=self.language))

    def number(self, value: int) -> str:
        """A whole number, as the language writes it."""
        return str(format_decimal(value, "#,##0", locale=self.language))

    def region(self, code: str) -> str:
        """A region as it is called."""
        return region_name(code, self.language) if code else self.say(NOT_STATED)

    def body(self, code: str) -> str:
        """A body's name; with its code where two bodies have the same."""
        names = Counter(place.name for place in self.figures.places.values())
        place = self.figures.places.get(code)
        if place is None:
            return code
        return printable(place.name if names[place.name] == 1 else f"{place.name} ({code})")

    def bodies(self) -> tuple[tuple[str, str, Tally], ...]:
        """Code, name and counts of each body that has any, in the order of the tree."""
        tallies = self.figures.tallies
        found = [code for code in self._tree() if any(tallies.get(code, Counter()).values())]
        return tuple((code, self.body(code), tallies[code]) for code in found)

    def _tree(self) -> list[str]:
        """Every code, each body followed by those under it; siblings by name."""
        places = self.figures.places
        below: dict[str, list[Place]] = {}
        for place in sorted(places.values(), key=lambda p: (p.name.casefold(), p.code)):
            parent = place.parent if place.parent in places else ""
            below.setdefault(parent or "", []).append(place)
        return _walk(below, "")

    def heads(self, code: str) -> tuple[str, ...]:
        """The names of who heads a body, or the nearest one above it that has a head."""
        return heads_of(self.figures.places, code)[1]


def heads_of(places: Mapping[str, Place], code: str) -> tuple[str, tuple[str, ...]]:
    """The nearest body from this one up that has a head, and the names of its heads."""
    seen: set[str] = set()
    at: str | None = code
    while at is not None and at in places and at not in seen:
        seen.add(at)
        if places[at].heads:
            return at, places[at].heads
        at = places[at].parent
    return "", ()


def _walk(below: Mapping[str, list[Place]], code: str) -> list[str]:
    return [one for place in below.get(code, ()) for one in (place.code, *_walk(below, place.code))]


def share(part: int, whole: int) -> Cell:
    """A share in percent with one decimal; [x] where there is no whole."""
    return round(100 * part / whole, 1) if whole else Mark.NOT_APPLICABLE


def count(tally: Tally, fact: Fact, detail: str = "") -> int:
    """How many; 0 where none was counted."""
    return tally.get((fact, detail), 0)


def median_days(tally: Tally, fact: Fact = Fact.DAYS) -> float | None:
    """The median of a histogram of days; None of nothing."""
    return median_of(split_up(tally, fact))


def bad(tally: Tally) -> int:
    """How many ratings were 1, 2 or "no answer to my question"."""
    return sum(count(tally, Fact.RATING, rating) for rating in ("0", "1", "2"))


def rated(tally: Tally) -> int:
    """How many ratings there were."""
    return sum(split_up(tally, Fact.RATING).values())


def given(value: float | None) -> Cell:
    """A number, or [x] where there is none."""
    return Mark.NOT_APPLICABLE if value is None else value
