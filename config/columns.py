"""The columns of an inspection spreadsheet and what coded ones may hold, read from columns.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from config.languages import pick
from config.matching import letters_only, plain_words

Plain = Callable[[str], str]  # how texts are made comparable


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
    stems: tuple[str, ...] = ()  # parts of a text by which it is understood


@dataclass(frozen=True)
class Group:
    """What words mean below a header that stands above several columns."""

    names: frozenset[str]  # the header above; this and the words below as `letters_only` has them
    words: Mapping[str, str]  # header below → column code
    columns: frozenset[str]  # the codes that may stand below it at all


@dataclass(frozen=True)
class Fillers:
    """Words that a header of some columns may have without meaning another."""

    columns: frozenset[str]  # their codes
    words: re.Pattern[str]  # how they begin, as `letters_only` has them; the short ones whole


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


@dataclass(frozen=True, eq=False)  # compared as one object: what is read of it is remembered
class Columns:
    """Everything columns.toml says, with the look-ups that reading needs."""

    listed: tuple[Column, ...]  # in the order of the template
    values: Mapping[str, tuple[CodedValue, ...]]  # coded column → its values
    totals: frozenset[str]  # what opens a totals row, as `letters_only` has it
    template: TemplateWords
    headers: Mapping[str, str]  # plain words of a header → column code
    coded: Mapping[str, Mapping[str, str]]  # coded column → plain words → value code
    # The same and more by `letters_only`:
    by_letters: Mapping[str, str]  # header → column code
    values_by_letters: Mapping[str, Mapping[str, str]]  # coded column → text → value code
    stems: Mapping[str, tuple[tuple[str, str], ...]]  # coded column → stem, code; longest first
    groups: tuple[Group, ...]
    fillers: tuple[Fillers, ...]
    counters: frozenset[str]  # headers that only count the rows
    units: frozenset[str]  # words of units in which no column counts
    nothing: frozenset[str]  # texts that say that there is nothing to say
    nothing_columns: frozenset[str]  # codes of the columns in which such a text is left out

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

    def meant(self, code: str, text: str) -> str | None:
        """The value that `text` means in the coded column `code`, None when none is certain.

        A text that is not known as a whole is understood by its stems, if they are all of one
        value: "внеплановая выездная", but not "плановая / внеплановая".
        """
        if found := self.coded[code].get(plain_words(text) or text):
            return found
        letters = letters_only(text)
        if found := self.values_by_letters[code].get(letters):
            return found
        stems = set()
        for stem, value in self.stems[code]:
            if stem in letters:
                stems.add(value)
                letters = letters.replace(stem, " ")
        return stems.pop() if len(stems) == 1 else None

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
    nothing = data.get("nothing", {})
    return Columns(
        listed=listed,
        values=values,
        totals=_letters(data["totals"]),
        template=_template(data["template"]),
        headers=_headers(listed, plain_words),
        coded={code: _coded(entries, plain_words) for code, entries in values.items()},
        by_letters=_headers(listed, letters_only),
        values_by_letters={code: _coded(entries, letters_only) for code, entries in values.items()},
        stems={code: _stems(entries) for code, entries in values.items()},
        groups=tuple(_group(entry) for entry in data.get("groups", ())),
        fillers=tuple(_fillers(entry) for entry in data.get("fillers", ())),
        counters=_letters(data.get("counters", {})),
        units=_letters(data.get("units", {})),
        nothing=_letters(nothing),
        nothing_columns=frozenset(nothing.get("columns", ())),
    )


def _letters(entry: Mapping[str, Any]) -> frozenset[str]:
    """The words of a table; one without any letter, such as "?", stands as it is."""
    return frozenset(letters_only(word) or word for word in entry.get("words", ()))


def _group(entry: Mapping[str, Any]) -> Group:
    words: dict[str, str] = {}
    for code, listed in entry["words"].items():
        for word in listed:
            claim(words, word, code, letters_only)
    names = frozenset(letters_only(name) for name in entry["names"])
    return Group(names, words, frozenset(entry["columns"]))


def _fillers(entry: Mapping[str, Any]) -> Fillers:
    stems = sorted(map(letters_only, entry["stems"]))
    ends = "|".join(stem if len(stem) > 2 else f"{stem}$" for stem in stems)
    return Fillers(frozenset(entry["columns"]), re.compile(ends))


def _stems(values: tuple[CodedValue, ...]) -> tuple[tuple[str, str], ...]:
    found = ((letters_only(stem), value.code) for value in values for stem in value.stems)
    return tuple(sorted(found, key=lambda one: -len(one[0])))


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
        CodedValue(code, entry["label"], tuple(entry["words"]), tuple(entry.get("stems", ())))
        for code, entry in entries.items()
    )


def _template(entry: Mapping[str, Any]) -> TemplateWords:
    lines = {language: tuple(listed) for language, listed in entry["instructions"].items()}
    return TemplateWords(**{**entry, "instructions": lines})


def _headers(listed: tuple[Column, ...], plain: Plain) -> dict[str, str]:
    headers: dict[str, str] = {}
    for column in listed:
        for text in (column.code, *column.header.values(), *column.synonyms):
            claim(headers, text, column.code, plain)
    return headers


def _coded(values: tuple[CodedValue, ...], plain: Plain) -> dict[str, str]:
    words: dict[str, str] = {}
    for value in values:
        for text in (value.code, *value.label.values(), *value.words):
            claim(words, text, value.code, plain)
    return words


def claim(words: dict[str, str], text: str, code: str, plain: Plain = plain_words) -> None:
    """Enter `text` for `code`; ValueError when another code has it: that is a slip in the data."""
    key = plain(text) or text  # a value may be a bare sign: "+"
    if words.setdefault(key, code) != code:
        raise ValueError(f"{text!r} stands for both {words[key]} and {code}")
