"""Proof that a letter has gone: the one interface of all places where it is looked up (ML3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from config.mail_settings import MailOut
from config.servers import maildir_folder

EVER = datetime.min.replace(tzinfo=UTC)
SKEW = timedelta(days=1)  # how far clocks of two machines, and times of files, may be apart


@dataclass(frozen=True)
class Sought:
    """A letter of unknown fate, and what it is known by outside."""

    letter_id: str
    # also the local part of its Message-ID
    signed: str
    # behind the + of its return path: no other letter has it
    return_path: str
    recipient: str
    content: bytes | None
    # as handed over; None: its register is an older copy, from before it was written out
    since: datetime
    # it cannot have gone earlier


class Evidence(Protocol):
    """A place that knows which letters have gone."""

    @property
    def says(self) -> str:
        """What a find there is called, as in "found in the mail server's log"."""
        ...

    def found(self, letters: Sequence[Sought]) -> set[str]:
        """Ids of those that have certainly gone. WorldTrouble when the place cannot be read."""
        ...

    def prove(self) -> str:
        """That the place can be read, in words. WorldTrouble when it cannot."""
        ...


def open_evidence(out: MailOut, installation: Path) -> tuple[Evidence, ...]:
    """Every place the settings name; none is opened before it is asked."""
    # Imported here: each installation pays at start-up for what it uses.
    places: list[Evidence] = []
    folder = maildir_folder(out.url, installation)
    if folder is not None:
        from dispatch.maildir_evidence import OutgoingFolder

        places.append(OutgoingFolder(folder))
    if out.log:
        from dispatch.server_log import ServerLog

        places.append(ServerLog(installation / out.log))
    if out.copies:
        places.append(_copies(out, installation))
    return tuple(places)


def earliest(letters: Sequence[Sought]) -> float:
    """Files last written before this (seconds since 1970) say nothing of any of the letters."""
    since = min(letter.since for letter in letters)
    return (since - SKEW).timestamp() if since > EVER else 0.0


def _copies(out: MailOut, installation: Path) -> Evidence:
    folder = maildir_folder(out.copies, installation)
    if folder is not None:
        from dispatch.maildir_evidence import CopiesFolder

        return CopiesFolder(folder)
    from dispatch.imap_copies import ImapCopies

    ca_file = installation / out.ca_file if out.ca_file else None
    return ImapCopies(out.copies, out.copies_password, starttls=out.starttls, ca_file=ca_file)
