"""The settings of the law: whose rules, which calendar, when offices work."""

from __future__ import annotations

from dataclasses import dataclass

from config.checks import code_name, day_counts, empty_or, working_hours
from config.hours import Hours, read_hours
from config.options import option

COUNTRIES = ("kg", "kz")  # whose numbering plans are known: register.rules.phone


@dataclass(frozen=True)
class Rules:
    """The legal rules for appeals."""

    profile: str = option(
        "kg",
        "Rules profile: kg, kz, or the name of an own file such as uz in the folder `rules`.\n"
        "What stands in rules/kg.toml goes over the profile of that name; see docs/rules.md.",
        check=code_name,
    )
    calendar: str = option(
        "",
        "Calendar of working days: kg, kz, or uz with own files such as calendars/uz-2026.toml.\n"
        "Empty: that of the profile. Own files go over ours day by day; see docs/rules.md.",
        check=empty_or(code_name),
    )
    confirmed: tuple[str, ...] = option(
        (), "Unverified values of the profile that were compared with the law: kg-2007.extension."
    )
    hours: str = option(
        "09:00-18:00", "Hours in which offices work, local time.", check=working_hours
    )
    warn: tuple[str, ...] = option(
        ("3", "1"),
        "Working days before the due date on which its holder is warned.",
        check=day_counts,
    )

    def calendar_code(self) -> str:
        """The calendar that counts: its own name, or that of the profile."""
        return self.calendar or self.profile

    def country(self) -> str:
        """The country whose telephone numbers may stand without its code; kg for own profiles."""
        return self.profile if self.profile in COUNTRIES else COUNTRIES[0]

    def working_hours(self) -> Hours:
        """The hours as they are reckoned with."""
        hours = read_hours(self.hours)
        assert hours is not None  # checked when the settings were read
        return hours

    def warn_days(self) -> tuple[int, ...]:
        """The days of warning, the earliest first: (3, 1)."""
        return tuple(sorted({int(days) for days in self.warn}, reverse=True))
