"""What a letter is made of, before it is written out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from register.rules.letter import LetterKind


@dataclass(frozen=True)
class Attached:
    """A file that goes with a letter."""

    name: str  # as the reader will see it; may be Cyrillic
    type: str  # "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    data: bytes


@dataclass(frozen=True)
class Signed:
    """The direct word of an office-holder, in the letter's language."""

    person: str
    post: str
    message: str  # paragraphs are parted by an empty line


@dataclass(frozen=True)
class Sender:
    """Who writes: the installation's name and addresses."""

    name: str  # beside the address in From, and at the foot of each letter
    survey: str  # full address
    appeals: str
    uploads: str
    bounces: str
    domain: str  # of the addresses that carry a token
    portal: str  # "https://achyk.example", or '' when there is none


@dataclass(frozen=True)
class Draft:
    """A letter as the outbox holds it."""

    kind: LetterKind
    language: str  # ky, ru, kk, en
    recipient: str  # bare address
    context: Mapping[str, Any]  # the letter's own facts, from JSON; which ones: the templates
    message_id: str  # with or without its angle brackets
    date: datetime  # aware
    return_path: str  # envelope sender, for reference: it is no header of the letter
    unsubscribe: str = ""  # https URL that takes a one-click POST; '' when none
    attached: tuple[Attached, ...] = ()
    lost_since: datetime | None = None  # it may repeat one we have lost the record of since then


@dataclass(frozen=True)
class Content:
    """A letter in words."""

    subject: str  # one line
    text: str  # lines end in LF
    html: str  # a whole document
