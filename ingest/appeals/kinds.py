"""What kind of appeal a letter is, by plain words in four languages; an officer may correct it."""

from __future__ import annotations

import re

from ingest.appeals.kind_words import (
    ALERTS,
    COMPLAINS,
    CONDITIONS,
    EXCESSES,
    INSPECTIONS,
    NAMES,
    NOW,
    PAST,
    PROPOSES,
    REQUESTS,
)
from ingest.words.wording import fold
from register.rules.appeal import AppealKind

_CAP = 20_000  # characters that are looked at
_HEAD = 300  # characters in which a letter says what it is
_SENTENCE_END = re.compile(r"(?<=[.!?…\n])\s*(?=\S)")
_LONGEST_SENTENCE = 1_000  # characters


def appeal_kind(subject: str, text: str) -> AppealKind:
    """The kind of a new appeal.

    An alert calls people out at once, so only plain words for an unlawful inspection make one:
    without an act, unregistered, beyond powers; not a question what to do if, not last month's.
    Otherwise what the letter calls itself decides, then what it says, then it is an application.
    """
    body = text[:_CAP]
    if is_alert(f"{subject[:_HEAD]}.\n{body}"):
        return AppealKind.ALERT
    named = _named(subject[:_HEAD]) or _named(body[:_HEAD])
    return named or _by_words(fold(f"{subject[:_HEAD]}\n{body}"), "?" in body)


def is_alert(text: str) -> bool:
    """Whether `text` says that an unlawful inspection is going on."""
    plain = fold(text)
    is_past = PAST.search(plain) is not None and NOW.search(plain) is None
    if is_past or not INSPECTIONS.search(plain):
        return False
    sentences = (part[:_LONGEST_SENTENCE] for part in _SENTENCE_END.split(text))
    return any(map(_reports, sentences))


def _reports(sentence: str) -> bool:
    """Whether a sentence states that something is unlawful, and does not ask whether it is."""
    plain = fold(sentence)
    if not (ALERTS.search(plain) or (EXCESSES.search(plain) and INSPECTIONS.search(plain))):
        return False
    if CONDITIONS.search(plain):
        return False
    return NOW.search(plain) is not None or not sentence.rstrip().endswith("?")


def _named(text: str) -> AppealKind | None:
    """The kind that a heading names, if it names just one."""
    plain = fold(text)
    found = {kind for kind, pattern in NAMES.items() if pattern.search(plain)}
    return found.pop() if len(found) == 1 else None


def _by_words(plain: str, asks: bool) -> AppealKind:
    if COMPLAINS.search(plain):
        return AppealKind.COMPLAINT
    if PROPOSES.search(plain):
        return AppealKind.PROPOSAL
    if REQUESTS.search(plain) or asks:
        return AppealKind.REQUEST
    return AppealKind.APPLICATION
