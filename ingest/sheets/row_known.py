"""The bodies and inspectors that a row names, found by code or by name where that is certain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from config.matching import letters_only, plain_words
from ingest.sheets.row import Row

_BRACKETS = re.compile(r"\s*\([^()]*\)")
_NUMBER = re.compile(r"\d+")
_WITHIN = re.compile(r"[^\s,;()\[\]]+")
_BETWEEN = re.compile(r"[/|&+]|\s+")
# A code in Latin letters, typed as it is spoken: ГЭТИ for geti.
_CYRILLIC = "абвгдезийклмнопрстуфхыэжцчшщюяьъ"
_SPOKEN = """
    a b v g d e z i i k l m n o p r s t u f h y e zh ts ch sh sch yu ya
"""
_LATIN = str.maketrans(dict(zip(_CYRILLIC, [*_SPOKEN.split(), "", ""], strict=True)))


@dataclass(frozen=True)
class Known:
    """What the register knows that a row is checked against."""

    bodies: frozenset[str]  # codes
    body_names: Mapping[str, str]  # casefolded name → code
    inspectors: Mapping[str, frozenset[str]]  # ID → codes of the bodies whose rows may name it
    own_addresses: frozenset[str]  # as mailbox() writes them; whole domains as "@geti.gov.kg"
    staff_domains: frozenset[str] = frozenset()  # "@geti.kg": an address there is pointed out
    inspector_names: Mapping[str, str] = field(default_factory=dict)  # as by_name() has them → ID

    def body(self, text: str) -> str | None:
        """The code of the body that `text` is the code or the name of."""
        if text in self.bodies:
            return text
        if code := self.body_names.get(text.casefold()):
            return code
        for written in (text, _BRACKETS.sub("", text)):
            spoken = letters_only(plain_words(written).translate(_LATIN))
            if code := self._bodies.get(letters_only(written)) or self._bodies.get(spoken):
                return code
        return None

    def inspector(self, text: str) -> tuple[str, ...]:
        """The IDs that `text` names: one, several between slashes or spaces, or none for sure."""
        if found := self._inspector(text):
            return (found,)
        within = {found for word in _WITHIN.findall(text) if (found := self._by_id(word))}
        pieces = [piece for piece in _BETWEEN.split(text) if piece]
        listed = [self._by_id(piece) for piece in pieces]
        if len(within) == 1 and len(pieces) > 1 and self._is_certain(text, *within):
            return tuple(within)
        return tuple(dict.fromkeys(filter(None, listed))) if listed and all(listed) else ()

    def _is_certain(self, text: str, code: str) -> bool:
        """Whether beside the ID stand neither another code nor another inspector's name."""
        words = _WITHIN.findall(text)
        others = [word for word in words if self._by_id(word) != code]
        named = self.inspector_names.get(plain_words(" ".join(others)))
        codes = any(_NUMBER.search(word) for word in others)
        return not (codes or code.isdigit()) and named in (None, code)

    def _inspector(self, text: str) -> str | None:
        return self._by_id(text) or self.inspector_names.get(plain_words(text))

    def _by_id(self, text: str) -> str | None:
        if text in self.inspectors:
            return text
        found = self._ids.get(letters_only(text))
        # "1.2", "1 2" and "1-2" are no 12.
        same = found is not None and _NUMBER.findall(found) == _NUMBER.findall(text)
        return found if same else None

    @cached_property
    def _bodies(self) -> dict[str, str]:
        names = [(code, code) for code in self.bodies]
        return _certain([*names, *self.body_names.items()], letters_only)

    @cached_property
    def _ids(self) -> dict[str, str]:
        return _certain([(code, code) for code in self.inspectors], letters_only)


def _certain(named: Iterable[tuple[str, str]], plain: Callable[[str], str]) -> dict[str, str]:
    """Text made plain → code, without those that mean two codes."""
    found: dict[str, set[str]] = {}
    for text, code in named:
        found.setdefault(plain(text), set()).add(code)
    return {text: min(codes) for text, codes in found.items() if text and len(codes) == 1}


def by_name(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each way to write a person's name → the ID, from pairs of name and ID.

    "Асанов Бакыт Токтоевич" is also Асанов Бакыт, Асанов Б.Т., Асанов Б. and Б. Асанов. What two
    persons are called, or a surname alone, is no certain name.
    """
    ways = [(way, code) for name, code in named for way in _ways(plain_words(name).split())]
    return _certain(ways, str)


def _ways(words: list[str]) -> set[str]:
    if not 2 <= len(words) <= 4:
        return set()
    surname, first, *rest = words
    initials = [word[0] for word in (first, *rest)]
    orders = ((first, *rest), (first,), tuple(initials), (initials[0],))
    return {" ".join(way) for given in orders for way in ((surname, *given), (*given, surname))}


def check_known(row: Row, fields: dict[str, Any], known: Known | None) -> None:
    """Put the codes of the body and the inspectors in the place of what was typed."""
    if known is None:
        return
    if body := fields.get("body"):
        fields["body"] = known.body(body)
        if fields["body"] is None:
            row.complain("body", "unknown-body", body)
    found: list[str] = []
    for typed in fields.get("inspector_id") or ():
        inspectors = known.inspector(typed)
        if not inspectors:
            row.complain("inspector_id", "unknown-inspector", typed)
        for inspector in inspectors:
            if fields.get("body") and fields["body"] not in known.inspectors[inspector]:
                row.complain("inspector_id", "foreign-inspector", inspector)
        found += inspectors
    if found:
        fields["inspector_id"] = tuple(dict.fromkeys(found))
