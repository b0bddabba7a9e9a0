"""What `explain mail --json` says of one message, held against what its author expects of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Found = Mapping[str, Any]

SPACED = ("text", "signature", "quoted", "subject")
"""Fields in which any white space is as good as any other."""


@dataclass(frozen=True)
class Verdict:
    """One field of one message, judged."""

    group: str
    name: str  # of the message
    field: str
    met: bool
    says: str = ""  # what was expected and what came


def words(text: str | None) -> str:
    """`text` with single blanks, no zero-width marks, composed."""
    kept = (
        c for c in unicodedata.normalize("NFC", text or "") if c not in "\u200b\u200e\u200f\ufeff"
    )
    return " ".join("".join(kept).split())


def judge(group: str, name: str, expected: Found, found: Found | None) -> Iterator[Verdict]:
    """A verdict for each expected field; `read` alone where the program said nothing."""
    yield Verdict(group, name, "read", found is not None, "" if found else "no answer")
    for field, wanted in expected.items() if found is not None else ():
        if field == "note":
            continue
        want, got = _pair(field, wanted, found)
        yield Verdict(group, name, field, want == got, "" if want == got else says(want, got))


def says(want: object, got: object) -> str:
    return f"wanted {want!r}, found {got!r}"


def _pair(field: str, wanted: Any, found: Found) -> tuple[object, object]:
    """The two values to be equal, brought into one form.

    `recipients` are addresses in any order, `attachments` names in order, `permanent` maps an
    address to whether it failed for good: one that is not listed did not.
    """
    if field in SPACED:
        return words(wanted), words(found[field])
    if field == "recipients":
        return sorted(wanted), sorted(entry["address"].lower() for entry in found[field])
    if field == "attachments":
        return list(wanted), [file["name"] for file in found[field]]
    if field == "permanent":
        failed = {entry["address"].lower(): entry["permanent"] for entry in found["recipients"]}
        return wanted, {address: failed.get(address, False) for address in wanted}
    if field == "answers":
        return _spaced(wanted), _spaced(found[field])
    if field == "unread":
        return [words(line) for line in wanted], [words(line) for line in found[field]]
    return wanted, found[field]


def _spaced(answers: Mapping[str, str]) -> dict[str, str]:
    return {number: words(value) for number, value in answers.items()}
