"""A TOML data file, ours or the installation's, whose mistakes are told with its name and line."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any

from config.languages import Language
from config.toml_table import Keys, Table, line_of
from config.trouble import SettingsTrouble

Texts = dict[str, str]  # language → text


@dataclass(frozen=True)
class DataFile:
    """The root table of a file, read key by key; `settle` tells what was wrong."""

    name: str  # as shown to a person: "calendars/kg-2026.toml"
    text: str  # as it stands in the file
    table: Table

    def settle(self) -> None:
        """SettingsTrouble for the first mistake noted while the file was read; none is well."""
        for keys, says in self.table.mistakes:
            raise SettingsTrouble(f"{self.name}{self._place(keys)}{says}")

    def _place(self, keys: Keys) -> str:
        line = self._line(keys)
        place = f", line {line}: " if line else ": "
        return place + (f"{'.'.join(keys)}: " if keys else "")

    def _line(self, keys: Keys) -> int | None:
        """The line the last of `keys` stands in; a number among them is that of a list's entry."""
        if len(keys) < 2 or not keys[1].isdigit():
            return line_of(self.text, keys)
        start = _entry_start(self.text, keys[0], int(keys[1]))
        if start is None:
            return line_of(self.text, keys[:1])
        below = line_of(self.text[start:], keys[2:]) if keys[2:] else None
        return self.text.count("\n", 0, start) + (below or 1)


def read_data_file(folder: str, file: Traversable) -> DataFile:
    """The file as it stands now; SettingsTrouble where it cannot be read or is no TOML."""
    name = f"{folder}/{file.name}"
    try:
        text = file.read_bytes().decode("utf-8-sig")
        return DataFile(name, text, Table(tomllib.loads(text)))
    except OSError as error:
        says = f"{name}: cannot be read: {os.strerror(error.errno or 0)}; see its rights"
        raise SettingsTrouble(says) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsTrouble(f"{name}: is not valid TOML: {error}") from error


def _entry_start(text: str, key: str, number: int) -> int | None:
    """Where that entry of a list begins, if each begins its line: [[key]], or {…} of key = […]."""
    heads = [found.start() for found in re.finditer(rf"^\[\[{key}\]\]", text, re.MULTILINE)]
    listed = re.search(rf"^{key}\s*=\s*\[", text, re.MULTILINE)
    if listed and not heads:
        entries = re.compile(r"^[ \t]*(?=\{)", re.MULTILINE).finditer(text, listed.end())
        heads = [found.end() for found in entries]
    return heads[number - 1] if number <= len(heads) else None


def day_of(table: Table, key: str) -> date | None:
    """The day under `key`, written as 2026-01-31, with or without quotes; None if there is none."""
    value = table.entry.get(key)
    if value is None or type(value) is date:
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        table.complain(key, f"write a day as 2026-01-31, found {value!r}")
        return None


def texts_of(table: Table, key: str) -> Texts:
    """The words under `key`: one text for all languages, or a table of them; {} if none."""
    value: Any = table.entry.get(key)
    known = [language.value for language in Language]
    if isinstance(value, str) and value:
        return dict.fromkeys(known, value)
    if isinstance(value, dict) and value:
        words = table.within(key)
        words.know(known)
        return {language: words.text(language) for language in value if language in known}
    table.complain(key, 'write a text, or { ky = "…", ru = "…", en = "…" }')
    return {}


def tables_of(table: Table, key: str) -> tuple[Table, ...]:
    """The tables written as [[key]], each knowing where it stands."""
    value = table.entry.get(key, [])
    if not isinstance(value, list):
        table.complain(key, f"write each one under [[{key}]]")
        return ()
    return tuple(
        Table(entry, (*table.keys, key, str(number)), table.mistakes)
        for number, entry in enumerate(value, 1)
    )
