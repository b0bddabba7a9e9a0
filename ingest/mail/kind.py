"""The kinds of mail, the addresses of an installation, and what a mail was found to be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of mail."""

    REPLY = "reply"  # answers an invitation, by its token
    APPEAL = "appeal"
    UPLOAD = "upload"  # brings a spreadsheet of inspections
    STATUS = "status"  # asks how an appeal stands, by its number
    OFFICER = "officer"  # an officer's answer in a case, by its key
    CONFIRMATION = "confirmation"  # answers a one-time key
    BOUNCE = "bounce"
    AUTO = "auto"  # a program's answer: out of office, receipt
    LIST = "list"
    OWN = "own"  # our own letter come back
    OTHER = "other"  # nobody could place it
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class OwnAddresses:
    """The installation's addresses, in full: survey@mail.test."""

    survey: str
    appeals: str
    uploads: str
    bounces: str
    domain: str

    def all(self) -> frozenset[str]:
        """Every one of them, in lower case."""
        return frozenset(a.lower() for a in (self.survey, self.appeals, self.uploads, self.bounces))


@dataclass(frozen=True)
class Classified:
    """A mail's kind and the secret that says what it belongs to."""

    kind: Kind
    token: str | None  # the invitation's token, a one-time key, or a letter's signed id; lower case
