"""Calendars of working days: dated data files of a country, and an installation's own over them.

`calendars/kg-2026.toml` beside this module lists the days of one year; a file of the same name in
the installation's folder `calendars` has the last word on every day it names.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import cast

from config.data_file import day_of, read_data_file, tables_of, texts_of
from config.languages import pick
from config.toml_table import Table, nearest
from config.trouble import SettingsTrouble

FOLDER = "calendars"
SATURDAY = 5  # as date.weekday() counts
UNSAID = "its file does not say complete = true"

Texts = Mapping[str, str]  # language → text

_NAME = re.compile(r"(?P<code>[a-z0-9][a-z0-9-]{0,38})-(?P<year>[12]\d{3})\.toml")
_KEYS = ("complete", "missing", "off", "work")
_DAY_KEYS = ("day", "from", "until", "reason")


@dataclass(frozen=True)
class Calendar:
    """Which days are worked, and why not."""

    code: str  # "kg"
    off: Mapping[date, Texts]  # days that are not worked, with the reason; weekends only if listed
    work: Mapping[date, Texts]  # days that are worked although they were weekends or holidays
    years: tuple[int, ...]  # for which there is a file; outside of them only weekends are known
    incomplete: Mapping[int, str]  # year → what is not known of it, in English
    version: str  # digest of the days

    @property
    def first(self) -> date | None:
        """The first day covered; None where there is no file at all."""
        return date(self.years[0], 1, 1) if self.years else None

    @property
    def last(self) -> date | None:
        """The last day covered."""
        return date(self.years[-1], 12, 31) if self.years else None

    def is_working(self, day: date) -> bool:
        """Whether offices work on that day."""
        if day in self.work:
            return True
        return day not in self.off and day.weekday() < SATURDAY

    def reasons(self, day: date) -> Texts:
        """Why a listed day is off, or worked; empty for usual weekends and working days."""
        return self.work.get(day) or self.off.get(day) or {}

    def reason(self, day: date, language: str) -> str:
        """The same in `language`; '' where there is nothing to say."""
        return pick(self.reasons(day), language)

    def gaps(self, first: date, last: date) -> Iterator[str]:
        """A sentence for each year between the two days whose working days are not all known."""
        for year in range(first.year, last.year + 1):
            file = f"{FOLDER}/{self.code}-{year}.toml"
            if year not in self.years:
                yield f"{year} has no calendar, only weekends are counted; write {file}"
            elif year in self.incomplete:
                yield f"{year} is incomplete: {self.incomplete[year]}; write {file}"


def load_calendar(code: str, folder: Path) -> Calendar:
    """The calendar `code` as the installation in `folder` knows it now.

    SettingsTrouble names the file and the key at fault, or the calendars there are.
    """
    files = [*_files(resources.files("config") / FOLDER), *_files(folder / FOLDER)]
    of_code = [(year, file) for named, year, file in files if named == code]
    if not of_code:
        known = {named for named, _, _ in files}
        raise SettingsTrouble(f"rules.calendar: no calendar {code!r}; {nearest(code, known)}")
    return _merged(code, [(year, _read_year(year, file)) for year, file in of_code])


def _files(folder: Traversable) -> list[tuple[str, int, Traversable]]:
    """The year files of a folder, as code, year and file; none where there is no folder."""
    if not folder.is_dir():
        return []
    found = ((_NAME.fullmatch(file.name), file) for file in folder.iterdir())
    named = [(name["code"], int(name["year"]), file) for name, file in found if name]
    return sorted(named, key=lambda one: one[:2])


@dataclass(frozen=True)
class _Year:
    """What one file says."""

    off: Mapping[date, Texts]
    work: Mapping[date, Texts]
    complete: bool | None  # None: it does not say
    missing: str


def _read_year(year: int, file: Traversable) -> _Year:
    data = read_data_file(FOLDER, file)
    table = data.table
    table.know(_KEYS)
    off = _days(table, "off", year)
    work = _days(table, "work", year)
    for day in off.keys() & work.keys():
        table.complain("work", f"{day} stands under off as well; take one away")
    complete = table.entry.get("complete")
    if not isinstance(complete, bool | None):
        table.complain("complete", f"expected true or false, found {complete!r}")
    missing = table.text("missing")
    data.settle()
    return _Year(off, work, complete, missing)


def _days(table: Table, key: str, year: int) -> dict[date, Texts]:
    """The days of every [[off]] or [[work]], each with its reason."""
    found: dict[date, Texts] = {}
    for entry in tables_of(table, key):
        entry.know(_DAY_KEYS)
        reason = _reason(entry)
        for day in _span(entry, year):
            found[day] = reason
    return found


def _span(entry: Table, year: int) -> tuple[date, ...]:
    """The day under `day`, or all from `from` until `until`."""
    single, first, last = (day_of(entry, key) for key in _DAY_KEYS[:3])
    if (single is None) == (first is None or last is None):
        entry.complain("", "write day = 2026-01-31, or from and until")
        return ()
    first, last = single or first, single or last
    assert first is not None
    assert last is not None
    if first.year != year or last.year != year or last < first:
        entry.complain("", f"{first} to {last} are no days of {year} in their order")
        return ()
    return tuple(first + timedelta(n) for n in range((last - first).days + 1))


def _reason(entry: Table) -> Texts:
    """The words under `reason`: ours by their code, or the file's own."""
    code = entry.entry.get("reason")
    known = known_reasons().get(code) if isinstance(code, str) else None
    return known or texts_of(entry, "reason")


@cache
def known_reasons() -> Mapping[str, Texts]:
    """The reasons that have a code, from calendars/reasons.toml."""
    file = resources.files("config") / FOLDER / "reasons.toml"
    return cast(Mapping[str, Texts], tomllib.loads(file.read_text(encoding="utf-8")))


def _merged(code: str, listed: Iterable[tuple[int, _Year]]) -> Calendar:
    """One calendar of several files; a later one has the last word on each day it names."""
    off: dict[date, Texts] = {}
    work: dict[date, Texts] = {}
    missing: dict[int, str] = {}  # '' for a year that is complete
    for year, file in listed:
        off = {day: why for day, why in off.items() if day not in file.work} | dict(file.off)
        work = {day: why for day, why in work.items() if day not in file.off} | dict(file.work)
        if file.complete is not None:
            missing[year] = "" if file.complete else file.missing or UNSAID
        missing.setdefault(year, UNSAID)
    incomplete = {year: says for year, says in missing.items() if says}
    return Calendar(code, off, work, tuple(sorted(missing)), incomplete, _digest(off, work))


def _digest(off: Iterable[date], work: Iterable[date]) -> str:
    """16 hex digits; the words are left out, for nothing is counted by them."""
    days = [[day.isoformat() for day in sorted(listed)] for listed in (off, work)]
    return hashlib.sha256(json.dumps(days).encode()).hexdigest()[:16]
