"""What a file is by the ending of its name, read from file_endings.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class FileEndings:
    """Endings in lower case, without the dot."""

    programs: frozenset[str]  # run when opened
    active: frozenset[str]  # opened by a browser or a notebook
    macros: frozenset[str]  # documents made to carry macros
    packages: frozenset[str]  # zip files, documents among them
    closed: frozenset[str]  # archives of other kinds


@cache
def file_endings() -> FileEndings:
    """All of them."""
    file = resources.files("config") / "file_endings.toml"
    listed = tomllib.loads(file.read_text(encoding="utf-8"))
    return FileEndings(**{kind: frozenset(words.split()) for kind, words in listed.items()})


def ending(name: str) -> str:
    """What a name ends in, without the dot, in lower case; "" for none."""
    return name.rpartition(".")[2].lower() if "." in name else ""
