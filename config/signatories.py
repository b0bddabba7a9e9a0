"""The persons whose direct word letters carry, each for the days in office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.languages import Language, pick
from config.options import unknown_key
from config.trouble import SettingsTrouble

OFFICES = ("minister", "director")
KEYS = ("office", "body", "person", "post", "message", "from", "until")
TEXTS = ("person", "post", "message")


@dataclass(frozen=True)
class Signatory:
    """A minister or a director, with the words for each language."""

    office: str  # minister: speaks for every body; director: for the own one
    body: str  # code of the inspectorate a director heads; '' for every body
    person: Mapping[str, str]
    post: Mapping[str, str]
    message: Mapping[str, str]
    from_: date
    until: date | None  # the last day in office; None: still there

    def serves(self, body_codes: frozenset[str], day: date) -> bool:
        """Whether this person speaks for one of the bodies on that day."""
        in_office = self.from_ <= day and (self.until is None or day <= self.until)
        return in_office and (not self.body or self.body in body_codes)

    def words(self, language: str) -> tuple[str, str, str]:
        """Person, post and message in `language`."""
        return pick(self.person, language), pick(self.post, language), pick(self.message, language)


def read_signatories(entries: Any) -> tuple[Signatory, ...]:
    """The [[signatories]] of the file, ministers first, then by the day they took office."""
    listed = isinstance(entries, Sequence) and not isinstance(entries, str)
    if not listed or not all(isinstance(entry, Mapping) for entry in entries):
        raise SettingsTrouble("settings: signatories: write each one under [[signatories]]")
    read = [_signatory(entry, f"signatories[{n}]") for n, entry in enumerate(entries, 1)]
    return tuple(sorted(read, key=lambda s: (OFFICES.index(s.office), s.from_)))


def _signatory(entry: Mapping[str, Any], path: str) -> Signatory:
    for key in entry:
        if key not in KEYS:
            raise unknown_key(f"{path}.{key}", [f"{path}.{k}" for k in KEYS])
    if entry.get("office") not in OFFICES:
        raise SettingsTrouble(f"settings: {path}.office: must be minister or director")
    texts = {key: _texts(entry.get(key), f"{path}.{key}") for key in TEXTS}
    from_ = _day(entry.get("from"), f"{path}.from")
    until = _day(entry["until"], f"{path}.until") if "until" in entry else None
    if until is not None and until < from_:
        raise SettingsTrouble(f"settings: {path}.until: lies before {path}.from")
    return Signatory(
        office=entry["office"],
        body=str(entry.get("body", "")),
        from_=from_,
        until=until,
        **texts,
    )


def _texts(value: Any, path: str) -> Mapping[str, str]:
    if isinstance(value, str) and value:
        return {language.value: value for language in Language}
    if isinstance(value, Mapping) and value and set(value) <= {lang.value for lang in Language}:
        return {language: str(text) for language, text in value.items()}
    raise SettingsTrouble(f'settings: {path}: write a text, or {{ ky = "…", ru = "…", en = "…" }}')


def _day(value: Any, path: str) -> date:
    if type(value) is date:
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass  # falls to the sentence below, which names the key
    raise SettingsTrouble(f"settings: {path}: write a day as 2026-01-31, found {value!r}")
