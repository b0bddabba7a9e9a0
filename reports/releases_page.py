"""The page at the root of a target: every quarter, and what was done to its release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_skeleton

from config.dates import long_date
from config.languages import catalogue, mark
from register.rules.quarter import Quarter
from reports.templating import environment

PUBLISHED = mark("Published on %(day)s.")
REVISION_PUBLISHED = mark("Revision %(number)s published on %(day)s.")
PUBLISHED_BY = mark(
    "Published on %(day)s (revision %(number)s) by %(person)s, not by the program: %(reason)s"
)
REVISED = mark("Revised on %(day)s (revision %(number)s) by %(person)s: %(reason)s")
WITHHELD = mark("Withheld since %(day)s by %(person)s: %(reason)s")
WAS_WITHHELD = mark("Withheld from %(day)s to %(until)s by %(person)s: %(reason)s")
COMING = mark("Built on %(day)s; goes out on %(until)s, even if nobody acts.")
LATE = mark("Late since %(day)s. The program says: %(reason)s")


@dataclass(frozen=True)
class Deed:
    """One thing that was done to a release."""

    says: str  # one of the sentences above
    day: date
    until: date | None = None
    number: int = 1  # of the revision
    person: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Entry:
    """A quarter."""

    quarter: str  # 2026-Q3
    there: bool  # whether anything of it lies at the target
    deeds: tuple[Deed, ...]
    revisions: tuple[int, ...] = ()  # earlier ones that lie there


def releases_page(
    entries: Sequence[Entry], publisher: str, languages: Sequence[str]
) -> dict[str, bytes]:
    """The page in each language: index.html in the first, index.ky.html … in the others."""
    files = {code: page_name(code, languages) for code in languages}
    return {
        name: _page(entries, publisher, code, tuple(files.items())).encode()
        for code, name in files.items()
    }


def page_name(language: str, languages: Sequence[str]) -> str:
    """The file of the page in a language; the first is that of publication."""
    return "index.html" if language == languages[0] else f"index.{language}.html"


def _page(
    entries: Sequence[Entry],
    publisher: str,
    language: str,
    languages: tuple[tuple[str, str], ...],
) -> str:
    template = environment(language).get_template("releases.html")
    name = dict(languages)[language]
    listed = [
        {
            "title": _period(one.quarter, language),
            "link": f"{one.quarter}/{name}" if one.there else "",
            "deeds": [_sentence(deed, language) for deed in one.deeds],
            "revisions": [(n, f"{one.quarter}-r{n}/{name}") for n in one.revisions],
        }
        for one in sorted(entries, key=lambda one: one.quarter, reverse=True)
    ]
    return template.render(listed=listed, publisher=publisher, languages=languages, pages=())


def _period(quarter: str, language: str) -> str:
    return str(format_skeleton("yQQQQ", Quarter.parse(quarter).first, locale=language))


def _sentence(deed: Deed, language: str) -> str:
    known = catalogue(language)
    # What the program says of its own accord is known to the catalogue; a person's words are not.
    reason = known.gettext(deed.reason) if deed.says == LATE and deed.reason else deed.reason
    return known.gettext(deed.says) % {
        "day": long_date(deed.day, language),
        "until": "" if deed.until is None else long_date(deed.until, language),
        "number": deed.number,
        "person": deed.person,
        "reason": reason,
    }
