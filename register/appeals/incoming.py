"""An appeal as it comes in, whatever the way: what registering asks of a mail, a page, a clerk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from register.appeals.contact import Contact
from register.rules.appeal import AppealKind, Channel, Notify


@dataclass(frozen=True)
class KeptFile:
    """A file that lies in the kept vault already."""

    name: str
    type: str  # by its bytes
    bytes: int
    digest: str
    verdict: str = ""  # '' may be opened


@dataclass(frozen=True)
class Incoming:
    """What an applicant brings."""

    channel: Channel
    received_at: datetime  # when it arrived, not when it was read
    words: str
    contact: Contact = field(default_factory=Contact)
    kind: AppealKind = AppealKind.APPLICATION
    language: str = ""  # '' not known
    notify: Notify = Notify.MAIL
    files: tuple[KeptFile, ...] = ()
    original: str = ""  # digest in the kept vault
    sameness: str | None = None  # alike in every delivery of its mail
    accepted_by: str = ""  # an operator's address
    signature: str = ""  # what an electronic signature is worth
    signer: str = ""
    inspections: tuple[str, ...] = ()  # what may be registration numbers
    body: str = ""  # chosen by the operator or on the page
    region: str = ""
    answerable: bool = True  # a machine may write to the applicant
