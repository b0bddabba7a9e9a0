"""Reading rules profiles: ours from profiles/kg.toml, an installation's own rules/kg.toml over it.

The own file goes over ours key by key within a version of the same code; it may add versions, and
a file of another name adds a country.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from config.data_file import DataFile, day_of, read_data_file, tables_of, texts_of
from config.languages import Language
from config.profiles import Leaving, Profile, Profiles, Start, Term, Unit
from config.toml_table import Table, nearest
from config.trouble import SettingsTrouble

FOLDER = "profiles"
OWN_FOLDER = "rules"  # seen from the installation's folder

Entry = dict[str, Any]  # a version as TOML gives it

_TERMS = ("registration", "consideration", "extension", "forwarding", "receipt_notice")
_SAME_DAY = ("registration", "receipt_notice")  # terms that may be of no length
_OPTIONAL = ("extension_notice", "leaving", "unverified")
_NEEDED = (*_TERMS, "law", "reply_languages")
_KEYS = ("code", "like", "from", "enabled", *_NEEDED, *_OPTIONAL)
_NOT_ALIKE = ("code", "like", "from", "enabled")  # what a version does not take from another
_UNITS = tuple(unit.value for unit in Unit)
_STARTS = tuple(start.value for start in Start)


def load_profiles(code: str, folder: Path) -> Profiles:
    """The rules of the country `code` as the installation in `folder` knows them now.

    SettingsTrouble names the file and the key at fault, or the profiles there are.
    """
    countries = {country: _country(country, folder) for country in _countries(folder)}
    if code not in countries:
        says = f"no rules for {code!r}; {nearest(code, countries)}"
        raise SettingsTrouble(f"settings: rules.profile: {says}")
    elsewhere = [
        profile for country in countries if country != code for profile in countries[country]
    ]
    return Profiles(code, countries[code], tuple(elsewhere))


def _countries(folder: Path) -> list[str]:
    """Those that have a file, ours or the installation's."""
    found = (
        file.name for _, place in _places(folder) if place.is_dir() for file in place.iterdir()
    )
    return sorted({name.removesuffix(".toml") for name in found if name.endswith(".toml")})


def _places(folder: Path) -> tuple[tuple[str, Traversable], ...]:
    """Ours, then the installation's, each with the name shown to people."""
    return (FOLDER, resources.files("config") / FOLDER), (OWN_FOLDER, folder / OWN_FOLDER)


def _country(code: str, folder: Path) -> tuple[Profile, ...]:
    """Every version of a country's rules, in the order of `_order`."""
    entries: dict[str, Entry] = {}
    shown = ""
    for name, place in _places(folder):
        if (place / f"{code}.toml").is_file():
            file = read_data_file(name, place / f"{code}.toml")
            shown = file.name
            for table in _versions(code, file):
                version = table.entry["code"]
                entries[version] = _over(entries.get(version, {}), table.entry)
    profiles = [_whole(code, version, entries, shown) for version in entries]
    if not any(profile.enabled for profile in profiles):
        raise SettingsTrouble(f"{shown}: no version is enabled; enable one")
    return tuple(sorted(profiles, key=_order))


def _versions(code: str, file: DataFile) -> tuple[Table, ...]:
    """The versions a file holds, each looked through for what is wrong in itself."""
    file.table.know(("versions",))
    tables = tables_of(file.table, "versions")
    for table in tables:
        if not table.text("code").startswith(f"{code}-"):
            table.complain("code", f"each version has its own, beginning with {code}-")
        _profile("", table)
    file.settle()
    return tables


def _over(base: Mapping[str, Any], top: Mapping[str, Any]) -> Entry:
    """What both hold, key by key; `top` has the last word."""
    both = {key for key in base if isinstance(base[key], dict) and isinstance(top.get(key), dict)}
    return {**base, **top, **{key: _over(base[key], top[key]) for key in both}}


def _whole(code: str, version: str, entries: Mapping[str, Entry], shown: str) -> Profile:
    """A version with what it takes from the one it is like; nothing may be missing now."""
    entry, seen = entries[version], [version]
    like = entry.get("like")
    while like:
        if like in seen:
            says = f"{like} is like itself in the end; name another version"
            raise SettingsTrouble(f"{shown}: {version}.like: {says}")
        if like not in entries:
            says = f"there is no version {like!r}; {nearest(like, entries)}"
            raise SettingsTrouble(f"{shown}: {version}.like: {says}")
        seen.append(like)
        base = {key: entries[like][key] for key in entries[like] if key not in _NOT_ALIKE}
        entry, like = _over(base, entry), entries[like].get("like")
    for key in _missing(entry):
        raise SettingsTrouble(f"{shown}: {version}.{key}: is missing; write it")
    return _profile(code, Table(entry))


def _missing(entry: Entry) -> Iterator[str]:
    yield from (key for key in _NEEDED if not entry.get(key))
    for key in (*_TERMS, "extension_notice"):
        parts = ("count", "unit", "from") if key == "consideration" else ("count", "unit")
        yield from (f"{key}.{part}" for part in parts if key in entry and part not in entry[key])
    if entry.get("enabled", True) and "from" not in entry:
        yield "from"


def _profile(code: str, table: Table) -> Profile:
    """A version, or the part of one that a file holds; mistakes are noted in the table."""
    table.know(_KEYS)
    terms = {key: _term(table, key) for key in _TERMS}
    notice = _term(table, "extension_notice") if "extension_notice" in table.entry else None
    languages = table.texts("reply_languages")
    for language in set(languages) - set(Language):
        table.complain("reply_languages", f"{language!r} is none of {', '.join(Language)}")
    unverified = table.texts("unverified")
    for key in set(unverified) - set(_KEYS):
        table.complain("unverified", f"{key!r} is no key; {nearest(key, _KEYS)}")
    table.text("like")
    return Profile(
        code=code,
        version=table.text("code"),
        enabled=_flag(table, "enabled"),
        from_=day_of(table, "from"),
        law=texts_of(table, "law") if "law" in table.entry else {},
        consideration_from=Start(table.within("consideration").one_of("from", *_STARTS)),
        extension_notice=notice,
        leaving=_leaving(table.within("leaving")),
        reply_languages=languages,
        unverified=unverified,
        **terms,
    )


def _term(table: Table, key: str) -> Term:
    term = table.within(key)
    term.know(("count", "unit", "from") if key == "consideration" else ("count", "unit"))
    least = 0 if key in _SAME_DAY else 1
    count = term.entry.get("count", least)
    if type(count) is not int or not least <= count <= 1000:
        term.complain("count", f"must be a whole number from {least} to 1000, found {count!r}")
        count = least
    return Term(count, Unit(term.one_of("unit", *_UNITS)))


def _leaving(table: Table) -> tuple[Leaving, ...]:
    """The reasons; one set to false is taken back."""
    codes = [code for code, words in table.entry.items() if words is not False]
    return tuple(Leaving(code, texts_of(table, code)) for code in codes)


def _flag(table: Table, key: str) -> bool:
    value = table.entry.get(key, True)
    if not isinstance(value, bool):
        table.complain(key, f"expected true or false, found {value!r}")
    return bool(value)


def _order(profile: Profile) -> tuple[bool, date]:
    """Enabled ones by their day, then those that are not."""
    return not profile.enabled, profile.from_ or date.max
