"""A TOML table read key by key: its mistakes are collected, each with the line it stands in."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Keys = tuple[str, ...]  # from the root to what is meant
Mistake = tuple[Keys, str]  # and a sentence


@dataclass
class Table:
    """A table, or what stands in the place of one."""

    entry: Any
    keys: Keys = ()  # of the table itself
    mistakes: list[Mistake] = field(default_factory=list)  # of the whole file

    def __post_init__(self) -> None:
        if not isinstance(self.entry, Mapping):
            says = f"expected a table, found {self.entry!r}"
            self.mistakes.append((self.keys, says))
            self.entry = {}

    def within(self, key: str) -> Table:
        """The table under `key`, empty where there is none."""
        return Table(self.entry.get(key, {}), (*self.keys, key), self.mistakes)

    def complain(self, key: str, says: str) -> None:
        """Note a mistake under `key`; '' means the table itself."""
        self.mistakes.append(((*self.keys, key) if key else self.keys, says))

    def know(self, known: Iterable[str]) -> None:
        """Complain of every other key, and name the nearest known one."""
        choices = list(known)
        for key in self.entry:
            if key not in choices:
                self.complain(key, f"unknown key; {nearest(key, choices)}")

    def text(self, key: str, default: str = "") -> str:
        """The text under `key`."""
        value = self.entry.get(key, default)
        if isinstance(value, str):
            return value
        self.complain(key, f"expected a text in quotes, found {value!r}")
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts under `key`; a single one may stand without brackets."""
        value = self.entry.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if isinstance(listed, list) and all(isinstance(one, str) for one in listed):
            return tuple(listed)
        self.complain(key, f"expected a list of texts, found {value!r}")
        return ()

    def one_of(self, key: str, *allowed: str) -> str:
        """One of the texts allowed; the first where the key is left out."""
        value = self.entry.get(key, allowed[0])
        if value in allowed:
            return str(value)
        self.complain(key, f"must be {' or '.join(allowed)}, found {value!r}")
        return allowed[0]


def nearest(text: str, known: Iterable[str]) -> str:
    """The question that names the known word nearest to `text`."""
    near = difflib.get_close_matches(text, list(known), n=1, cutoff=0.0)
    return f"did you mean {near[0]}?" if near else "remove it"


def line_of(text: str, keys: Iterable[str]) -> int | None:
    """The 1-based line of the last of `keys` in a TOML text, looked for from the root on.

    None if unsure: the parser does not tell. Good for a file that a person wrote from top to
    bottom; it guides the eye, and nothing rests on it.
    """
    at = 0
    for key in keys:
        bare, quoted = re.escape(key), re.escape(json.dumps(key, ensure_ascii=False))
        written = rf"(?<![\w-])(?:{bare}|{quoted}|'{bare}')(?=\s*[=.\]])"
        found = re.compile(written).search(text, at)
        if found is None:
            return None
        at = found.end()
    return text.count("\n", 0, at) + 1
