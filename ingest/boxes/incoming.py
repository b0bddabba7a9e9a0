"""Where mail comes in: the one interface that an IMAP server and a Maildir folder both answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from config.servers import Starttls, maildir_folder, read_server
from config.trouble import SettingsTrouble

MAX_BYTES = 60_000_000
"""A longer mail is not loaded whole; ten times what a mail with a month of inspections weighs."""


@dataclass(frozen=True)
class Delivered:
    """One mail as it lies in the mailbox."""

    mailbox: str
    # a stable name without a password: "imap://survey@127.0.0.1:10143/INBOX", "maildir:mail/in"
    uidvalidity: str
    # UIDs mean what they meant as long as this stays; "maildir" in a folder
    uid: str
    raw: bytes
    # the mail as received; only its first bytes if truncated
    arrived: datetime
    # aware, UTC: INTERNALDATE, or the file's modification time
    truncated: bool = False
    # longer than the limit: `raw` holds the beginning, the whole lies in the mailbox


@dataclass(frozen=True)
class Lying:
    """One mail as the mailbox lists it; it is not loaded."""

    uidvalidity: str
    uid: str
    arrived: datetime
    # as in Delivered, to the same fraction of a second


class Incoming(Protocol):
    """A mailbox that can be looked through and tidied, and loses a mail by `remove` alone.

    Its methods raise WorldTrouble when server or disk refuses; calling again is always safe.
    """

    mailbox: str

    def batches(self, size: int = 50) -> Iterator[list[Delivered]]:
        """What lies in the mailbox now, oldest first, at most `size` mails at a time."""
        ...

    def settle(self, uidvalidity: str, uids: Sequence[str]) -> None:
        """Move mails to the done folder; none if `uidvalidity` is no longer the mailbox's."""
        ...

    def remove(self, uidvalidity: str, uids: Sequence[str]) -> None:
        """Delete mails for good, these alone; none if `uidvalidity` is no longer the mailbox's."""
        ...

    def listed(self, since: datetime | None = None) -> Iterator[list[Lying]]:
        """What lies in the mailbox, in pieces; `since`: what arrived then or later, and some more.

        Loads nothing, however much lies there.
        """
        ...

    def load(self, uidvalidity: str, uids: Sequence[str]) -> Iterator[list[Delivered]]:
        """These mails, a few at a time; one that is gone by now is passed over.

        None if `uidvalidity` is no longer the mailbox's.
        """
        ...

    def done(self) -> "Incoming | None":
        """The folder of settled mails, to be looked through and never settled; None: none yet."""
        ...

    def close(self) -> None:
        """Say good-bye; the next call opens anew."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def open_incoming(
    url: str,
    password: str = "",
    *,
    installation: Path,
    starttls: Starttls = "auto",
    ca_file: Path | None = None,
    done: str = "Done",
    max_bytes: int = MAX_BYTES,
    timeout: float = 60.0,
) -> Incoming:
    """The mailbox at `maildir:PATH` (seen from `installation`), `imap://…` or `imaps://…`.

    Connects on first use. `timeout`, in seconds, holds for connecting and for each answer.
    """
    folder = maildir_folder(url, installation)
    # Imported here: an installation on folders should not pay for an IMAP library at start-up.
    if folder is not None:
        from ingest.boxes.maildir import MaildirIncoming

        return MaildirIncoming(url, folder, done=done, max_bytes=max_bytes)
    server = read_server(url)
    if server.scheme not in ("imap", "imaps"):
        raise SettingsTrouble(
            f"Mail does not come in by {server.scheme}: use imap, imaps, maildir."
        )
    if not server.user:
        raise SettingsTrouble(
            f"{server.name} names no user: write imaps://user@{server.host}/INBOX."
        )
    from ingest.boxes.imap_mailbox import ImapIncoming

    return ImapIncoming(
        server,
        password,
        starttls=starttls,
        ca_file=ca_file,
        done=done,
        max_bytes=max_bytes,
        timeout=timeout,
    )
