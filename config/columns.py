"""The columns of an inspection spreadsheet and what coded ones may hold, read from columns.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from config.languages import pick
from config.matching import plain_words


@dataclass(frozen=True)
class Column:
    """One canonical column."""

    code: str  # as in InspectionRecord: "registration_no"; "inspector_id" feeds inspector_ids
    kind: str  # text, ids, date, count, coded, tax_id, email, region
    mandatory: bool
    header: Mapping[str, str]  # language → what the template prints
    synonyms: tuple[str, ...]  # further headers, of all languages
    note: Mapping[str, str]  # language → what belongs into the column
    example: str  # what the template's example row shows; '' for nothing

    def titled(self, language: str) -> str:
        """The header in `language`."""
        return pick(self.header, language)


@dataclass(frozen=True)
class CodedValue:
    """One value that a coded column can take."""

    code: str  # as stored: "planned"
    label: Mapping[str, str]  # language → as the template's list shows it
    words: tuple[str, ...]  # further ways people write it, of all languages


@dataclass(frozen=True)
class TemplateWords:
    """What the upload template says beside its headers and notes; each language → text."""

    sheet: Mapping[str, str]
    instructions_sheet: Mapping[str, str]
    mandatory: Mapping[str, str]
    heading: Mapping[str, str]
    meaning: Mapping[str, str]
    example_name: Mapping[str, str]
    instructions: Mapping[str, tuple[str, ...]]  # language → lines, the first is the title


@dataclass(frozen=True)
class Columns:
    """Everything columns.toml says, with the look-ups that reading needs."""

    listed: tuple[Column, ...]  # in the order of the template
    values: Mapping[str, tuple[CodedValue, ...]]  # coded column → its values
    totals: frozenset[str]  # plain words that open a totals row
    template: TemplateWords
    headers: Mapping[str, str]  # plain words of a header → column code
    coded: Mapping[str, Mapping[str, str]]  # coded column → plain words → value code

    def column(self, code: str) -> Column:
        """The column with this code."""
        return next(column for column in self.listed if column.code == code)

    def mandatory(self) -> tuple[str, ...]:
        """Codes of the columns without which no row can be read."""
        return tuple(column.code for column in self.listed if column.mandatory)

    def title(self, code: str, language: str) -> str:
        """The header of the column `code` in `language`; the code itself when there is none."""
        found = (column.titled(language) for column in self.listed if column.code == code)
        return next(found, code)

    def shown(self, code: str, value: str, language: str) -> str:
        """A stored value of the coded column `code` as the template's list shows it."""
        for coded in self.values[code]:
            if coded.code == value:
                return pick(coded.label, language)
        return value


@cache
def columns() -> Columns:
    """The columns this version reads."""
    file = resources.files("config") / "columns.toml"
    return parse_columns(tomllib.loads(file.read_text(encoding="utf-8")))


def parse_columns(data: Mapping[str, Any]) -> Columns:
    """Columns from the mapping that the TOML file holds; ValueError when two claim one header."""
    listed = tuple(_column(entry) for entry in data["columns"])
    values = {code: _values(entries) for code, entries in data["values"].items()}
    return Columns(
        listed=listed,
        values=values,
        totals=frozenset(plain_words(word) for word in data["totals"]["words"]),
        template=_template(data["template"]),
        headers=_headers(listed),
        coded={code: _coded(entries) for code, entries in values.items()},
    )


def _column(entry: Mapping[str, Any]) -> Column:
    synonyms = tuple(word for words in entry["synonyms"].values() for word in words)
    return Column(
        code=entry["code"],
        kind=entry["kind"],
        mandatory=entry.get("mandatory", False),
        header=entry["header"],
        synonyms=synonyms,
        note=entry["note"],
        example=entry["example"],
    )


def _values(entries: Mapping[str, Any]) -> tuple[CodedValue, ...]:
    return tuple(
        CodedValue(code=code, label=entry["label"], words=tuple(entry["words"]))
        for code, entry in entries.items()
    )


def _template(entry: Mapping[str, Any]) -> TemplateWords:
    lines = {language: tuple(listed) for language, listed in entry["instructions"].items()}
    return TemplateWords(**{**entry, "instructions": lines})


def _headers(listed: tuple[Column, ...]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for column in listed:
        for text in (column.code, *column.header.values(), *column.synonyms):
            claim(headers, text, column.code)
    return headers


def _coded(values: tuple[CodedValue, ...]) -> dict[str, str]:
    words: dict[str, str] = {}
    for value in values:
        for text in (value.code, *value.label.values(), *value.words):
            claim(words, text, value.code)
    return words


def claim(words: dict[str, str], text: str, code: str) -> None:
    """Enter `text` for `code`; ValueError when another code has it: that is a slip in the data."""
    plain = plain_words(text) or text  # a value may be a bare sign: "+"
    if words.setdefault(plain, code) != code:
        raise ValueError(f"{text!r} stands for both {words[plain]} and {code}")
