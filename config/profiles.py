"""Rules profiles: the legal terms of appeals in a country, in versions that hold from a day on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from config.languages import pick
from config.trouble import SettingsTrouble

Texts = Mapping[str, str]  # language → text


class Unit(StrEnum):
    """What a term is counted in."""

    WORKING = "working"  # working days
    CALENDAR = "calendar"  # days
    MONTHS = "months"


class Start(StrEnum):
    """The event from which the consideration is counted."""

    REGISTRATION = "registration"
    RECEIPT = "receipt"


@dataclass(frozen=True)
class Term:
    """A length of time as a law gives it."""

    count: int
    unit: Unit


@dataclass(frozen=True)
class Leaving:
    """A reason for which the law lets an appeal be left without consideration."""

    code: str
    text: Texts

    def shown(self, language: str) -> str:
        """The words in `language`."""
        return pick(self.text, language)


@dataclass(frozen=True)
class Profile:
    """The rules of a country as they stand from a day on."""

    code: str  # "kg"
    version: str  # "kg-2007"
    enabled: bool  # a coming change is not, until its day is known
    from_: date | None  # the first day of receipt it holds for; None only where not enabled
    law: Texts
    registration: Term  # from receipt; a count of 0: the same day, after hours the next working one
    consideration: Term
    consideration_from: Start
    extension: Term  # the longest
    extension_notice: Term | None  # in which the applicant is told; None: no term, so at once
    forwarding: Term  # from receipt
    receipt_notice: Term  # from receipt; a count of 0: with the registration
    leaving: tuple[Leaving, ...]
    reply_languages: tuple[str, ...]  # for an appeal in none of ours; the first comes first
    unverified: tuple[str, ...]  # keys that nobody has compared with the official text

    def law_name(self, language: str) -> str:
        """What the law is called, in `language`."""
        return pick(self.law, language)

    def reason(self, code: str) -> Leaving | None:
        """The reason for leaving with this code, None when the law knows none such."""
        return next((reason for reason in self.leaving if reason.code == code), None)

    def reply_language(self, of_appeal: str | None) -> str:
        """The language to answer in: that of the appeal, where it is one of ours."""
        return of_appeal or self.reply_languages[0]


@dataclass(frozen=True)
class Profiles:
    """Every version of one country's rules, and those of others for what was counted by them."""

    code: str
    versions: tuple[Profile, ...]  # enabled ones by their day, then those that are not
    elsewhere: tuple[Profile, ...] = ()

    def on(self, day: date) -> Profile:
        """The rules for what was received on `day`; before the first version, that one."""
        enabled = [profile for profile in self.versions if profile.enabled]
        holding = [profile for profile in enabled if profile.from_ and profile.from_ <= day]
        return holding[-1] if holding else enabled[0]

    def named(self, version: str) -> Profile:
        """The version by which a stored due date was counted, whatever is in force by now.

        SettingsTrouble where an installation has taken it away.
        """
        for profile in (*self.versions, *self.elsewhere):
            if profile.version == version:
                return profile
        says = f"appeals were counted by the rules {version}, which are not there any more"
        raise SettingsTrouble(f"settings: rules.profile: {says}; put them back into rules/*.toml")


def unverified(profile: Profile, confirmed: Collection[str]) -> tuple[str, ...]:
    """What of a profile is neither verified nor confirmed, as "kg-2007.extension"."""
    names = (f"{profile.version}.{key}" for key in profile.unverified)
    return tuple(name for name in names if name not in confirmed)
