"""The rules an installation goes by, read together: law, calendar, routes, hours."""

from __future__ import annotations

from dataclasses import dataclass

from config.calendar import Calendar, load_calendar
from config.hours import Hours
from config.profile_file import load_profiles
from config.profiles import Profile, Profiles
from config.routes import Routes, load_routes
from config.settings import Settings


@dataclass(frozen=True)
class Book:
    """Read anew for each run: a holiday declared this morning counts this morning."""

    profiles: Profiles
    calendar: Calendar
    routes: Routes
    hours: Hours  # of work
    warn: tuple[int, ...]  # working days before the due date on which its holder is reminded
    acknowledge: int  # minutes for an alert
    answer_within: int  # working days for an applicant's answer
    rate_within: int  # days for a rating
    complain: tuple[str, ...]  # lines of the slip
    portal: str  # "https://achyk.example", or ''
    sms: bool  # whether there is a gateway

    def law_of(self, profile: str) -> Profile:
        """The rules a part was registered under, whatever is in force today."""
        return self.profiles.named(profile)

    @property
    def calendar_version(self) -> str:
        """What is stored beside each due date."""
        return f"{self.calendar.code}/{self.calendar.version}"


def load_book(settings: Settings) -> Book:
    """The rules as the files say now; SettingsTrouble names what is wrong in which."""
    rules, appeals, folder = settings.rules, settings.appeals, settings.folder
    return Book(
        profiles=load_profiles(rules.profile, folder),
        calendar=load_calendar(rules.calendar_code(), folder),
        routes=load_routes(folder / appeals.routes),
        hours=rules.working_hours(),
        warn=rules.warn_days(),
        acknowledge=appeals.acknowledge,
        answer_within=appeals.answer_within,
        rate_within=appeals.rate_within,
        complain=appeals.complain,
        portal=settings.portal.url.rstrip("/"),
        sms=bool(settings.sms.url),
    )
