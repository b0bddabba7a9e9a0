"""The regions of the country and the ways people write them, read from regions/*.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from config.columns import claim
from config.languages import pick
from config.matching import plain_words


@dataclass(frozen=True)
class Region:
    """One region."""

    code: str  # as stored: "issyk-kul"
    name: Mapping[str, str]  # language → as printed
    synonyms: tuple[str, ...]  # further ways to write it, of all languages


@cache
def regions(country: str = "kg") -> tuple[Region, ...]:
    """The regions of `country`, in the order tables show them."""
    file = resources.files("config") / "regions" / f"{country}.toml"
    entries = tomllib.loads(file.read_text(encoding="utf-8"))["regions"]
    return tuple(
        Region(code=entry["code"], name=entry["name"], synonyms=tuple(entry["synonyms"]))
        for entry in entries
    )


def read_region(text: str) -> str | None:
    """The code of the region that `text` names, in any of the languages; None when none is sure."""
    return _by_words().get(plain_words(text))


def region_name(code: str, language: str) -> str:
    """The name of the region in `language`; the code itself when it is unknown."""
    named = (pick(region.name, language) for region in regions() if region.code == code)
    return next(named, code)


@cache
def _by_words() -> Mapping[str, str]:
    words: dict[str, str] = {}
    for region in regions():
        for text in (region.code, *region.name.values(), *region.synonyms):
            claim(words, text, region.code)
    return words
