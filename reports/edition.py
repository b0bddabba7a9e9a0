"""One quarter's workbook in one language: its figures, and how its groups are worded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from babel.dates import format_skeleton
from babel.numbers import format_decimal

from config.dates import long_date
from config.languages import catalogue, mark
from config.questionnaire import Question
from config.regions import region_name
from register.rules.quarter import Quarter
from reports.counts import Dimension, Figures, Group
from reports.protection import Protection, protect

PLACE = mark("Kyrgyz Republic")
KINDS = {
    "planned": mark("planned inspection"),
    "unplanned": mark("unplanned inspection"),
    "control": mark("control inspection"),
}
ALL = {
    Dimension.BODY: mark("All bodies"),
    Dimension.REGION: mark("All regions"),
    Dimension.KIND: mark("All kinds"),
}
HEADINGS = {
    Dimension.BODY: mark("Body"),
    Dimension.REGION: mark("Region"),
    Dimension.KIND: mark("Kind of inspection"),
}
BY = {
    Dimension.BODY: mark("by body"),
    Dimension.REGION: mark("by region"),
    Dimension.KIND: mark("by kind"),
}


@dataclass(frozen=True)
class Edition:
    """What every table of a workbook is built from."""

    figures: Figures
    minimum_base: int  # of the installation; a question may ask for more
    language: str
    protected: Protection | None = None  # decided once for all languages; None: decide it here

    def say(self, text: str, **values: object) -> str:
        """A marked sentence in the language, its placeholders filled."""
        said = catalogue(self.language).gettext(text)
        return said % values if values else said

    @cached_property
    def protection(self) -> Protection:
        """Which figures about answers may be shown; every table asks it."""
        return self.protected or protect(self.figures, self.minimum_base)

    @property
    def period(self) -> str:
        """The quarter in words."""
        first = Quarter.parse(self.figures.quarter).first
        return str(format_skeleton("yQQQQ", first, locale=self.language))

    @property
    def place(self) -> str:
        """The country."""
        return self.say(PLACE)

    def titled(self, subject: str) -> str:
        """A title with its period and place."""
        return f"{subject}. {self.period}, {self.place}"

    def tabbed(self, dimension: Dimension, subject: str) -> str:
        """A tab's name for a table by groups; the groups stand first, for tabs are cut short."""
        return f"{self.say(BY[dimension])} – {subject}"

    def day(self, day: date) -> str:
        """A day in words."""
        return long_date(day, self.language)

    def decimal(self, value: float) -> str:
        """A number with one decimal, as the language writes it."""
        return str(format_decimal(value, "#,##0.0", locale=self.language))

    def minimum(self, question: Question) -> int:
        """The smallest base on which a figure about the question is shown."""
        return max(self.minimum_base, question.minimum_base)

    def labels(self, dimension: Dimension) -> tuple[str, ...]:
        """The names of the groups, each once, in the order of the figures."""
        groups = self.figures.groups[dimension]
        names = [self._name(dimension, group) for group in groups]
        often = Counter(names)
        return tuple(
            name if often[name] == 1 else f"{name} ({group.code})"
            for name, group in zip(names, groups, strict=True)
        )

    def _name(self, dimension: Dimension, group: Group) -> str:
        if not group.code:
            return self.say(mark("not stated"))
        if dimension is Dimension.BODY:
            return printable(self.figures.body_names.get(group.code, group.code))
        if dimension is Dimension.REGION:
            return region_name(group.code, self.language)
        return self.say(KINDS[group.code]) if group.code in KINDS else group.code


def printable(text: str) -> str:
    """A name from outside on one line, without what XML cannot hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
