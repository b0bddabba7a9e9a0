"""Mail that comes in from an IMAP server."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from config.servers import Server, Starttls, trust, wants_starttls
from config.trouble import WorldTrouble
from ingest.boxes.imap import FAILURES, Answers, Connection, Refusal, trouble
from ingest.boxes.incoming import MAX_BYTES, Delivered, Lying
from register.failpoint import reach

BEGINNING_BYTES = 100_000
# All that is loaded of a mail too long to load whole.
BATCH_BYTES = 64_000_000
# Mails loaded at a time, together; a single longer one still comes, alone.
LISTED = 500
# Mails whose dates are asked for at a time.
MANY_BROKEN = 20
# So many mails a server cannot read are a broken server, not broken mails.
FACTS = {"RFC822.SIZE": b"RFC822.SIZE", "INTERNALDATE": b"INTERNALDATE"}
WHOLE, BEGINNING = b"BODY[]", b"BODY[]<0>"


@dataclass(frozen=True)
class Weighed:
    """A mail before it is loaded."""

    uid: int
    long: bool
    # too long to load whole
    arrived: datetime


class ImapIncoming:
    """One folder of one user; connects on first use and anew after any trouble."""

    def __init__(
        self,
        server: Server,
        password: str,
        *,
        starttls: Starttls = "auto",
        ca_file: Path | None = None,
        done: str = "Done",
        max_bytes: int = MAX_BYTES,
        timeout: float = 60.0,
    ) -> None:
        self.mailbox = server.name
        self._server = server
        self._password = password
        self._starttls = wants_starttls(server, starttls)
        self._trust = trust(ca_file) if server.tls or self._starttls else None
        self._done = done
        self._max_bytes = max_bytes
        self._timeout = timeout
        self._connection: Connection | None = None

    def batches(self, size: int = 50) -> Iterator[list[Delivered]]:
        """What lies in the folder now, by ascending UID; nothing is marked as seen.

        Ends early when the UIDs change their meaning meanwhile: the next call sees the mails.
        Mails the server cannot read itself do not hold up the others; they end it with trouble.
        """
        with self._named("read"):
            validity, count = self._opened().select()
            uids = self._opened().uids(count)
        yield from self._pieces(validity, uids, size)

    def listed(self, since: datetime | None = None) -> Iterator[list[Lying]]:
        """By UID, with INTERNALDATE; `since` is asked a day early, for the server's time zone."""
        day = (since - timedelta(days=1)).date() if since else None
        with self._named("read"):
            validity, count = self._opened().select()
            uids = self._opened().uids(count, day)
        for start in range(0, len(uids), LISTED):
            with self._named("read"):
                if not self._still(validity):
                    return
                wanted = uids[start : start + LISTED]
                facts, _ = self._opened().fetch(wanted, {"INTERNALDATE": b"INTERNALDATE"})
            yield [
                Lying(validity, str(uid), fact[b"INTERNALDATE"].astimezone(UTC))
                for uid, fact in facts.items()
            ]

    def load(self, uidvalidity: str, uids: Sequence[str]) -> Iterator[list[Delivered]]:
        """In groups light enough for the memory; what the server cannot read ends in trouble."""
        yield from self._pieces(uidvalidity, [int(uid) for uid in uids], LISTED)

    def done(self) -> "ImapIncoming | None":
        """The folder below the user's own prefix, on a connection of its own."""
        with self._named("read"):
            folder = self._opened().place_of(self._done)
        if folder is None:
            return None
        other = copy(self)
        other._server = replace(self._server, folder=folder)
        other.mailbox, other._connection = other._server.name, None
        return other

    def _pieces(self, validity: str, uids: list[int], size: int) -> Iterator[list[Delivered]]:
        broken: set[int] = set()
        for start in range(0, len(uids), size):
            with self._named("read"):
                if not self._still(validity):
                    return
                groups = list(self._weighed(validity, uids[start : start + size], broken))
            for group in groups:
                with self._named("read"):
                    if not self._still(validity):
                        return
                    batch = self._load(validity, group, broken)
                reach("batch-loaded")
                if batch:
                    yield batch
        with self._named("read"):
            stuck = self._present(validity, sorted(broken))
        if stuck:
            raise WorldTrouble(
                f"{self.mailbox} would not give out the mails with UID {stuck}. "
                "Look at them with another mail program; the others were read."
            )

    def settle(self, uidvalidity: str, uids: Sequence[str]) -> None:
        """MOVE, or COPY and EXPUNGE where the server has no MOVE; gone UIDs are passed over."""
        if uids:
            with self._named("tidied"):
                if self._still(uidvalidity):
                    self._opened().move(uids, self._done)

    def remove(self, uidvalidity: str, uids: Sequence[str]) -> None:
        """Flag and EXPUNGE these alone; UIDs that are gone are passed over."""
        if uids:
            with self._named("tidied"):
                if self._still(uidvalidity):
                    self._opened().remove([int(uid) for uid in uids])

    def close(self) -> None:
        """Log out."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _opened(self) -> Connection:
        if self._connection is None:
            self._connection = Connection(
                self._server,
                self._password,
                self._trust,
                starttls=self._starttls,
                timeout=self._timeout,
                answer_bytes=BATCH_BYTES + self._max_bytes,
            )
        return self._connection

    def _cut(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.cut()

    def _still(self, validity: str) -> bool:
        """Select the folder: do its UIDs mean what they meant?"""
        return self._opened().select()[0] == validity

    def _present(self, validity: str, uids: list[int]) -> list[int]:
        """Those another client has not taken away meanwhile: of such a mail we may get NIL too."""
        if not uids or not self._still(validity):
            return []
        return sorted(self._opened().present(uids))

    def _weighed(self, validity: str, uids: list[int], broken: set[int]) -> Iterator[list[Weighed]]:
        """The mails in groups light enough for the memory."""
        group: list[Weighed] = []
        weight = 0
        for uid, fact in self._fetched(validity, uids, FACTS, broken).items():
            size = int(fact[b"RFC822.SIZE"])
            loaded = size if size <= self._max_bytes else BEGINNING_BYTES
            if group and weight + loaded > BATCH_BYTES:
                yield group
                group, weight = [], 0
            arrived = fact[b"INTERNALDATE"].astimezone(UTC)
            group.append(Weighed(uid, size > self._max_bytes, arrived))
            weight += loaded
        if group:
            yield group

    def _load(self, validity: str, group: list[Weighed], broken: set[int]) -> list[Delivered]:
        bodies: dict[int, bytes] = {}
        beginning = f"BODY.PEEK[]<0.{min(self._max_bytes, BEGINNING_BYTES)}>"
        for long, item, key in ((False, "BODY.PEEK[]", WHOLE), (True, beginning, BEGINNING)):
            uids = [mail.uid for mail in group if mail.long == long]
            for uid, answer in self._fetched(validity, uids, {item: key}, broken).items():
                bodies[uid] = answer[key]
        return [
            Delivered(
                self.mailbox, validity, str(mail.uid), bodies[mail.uid], mail.arrived, mail.long
            )
            for mail in group
            if mail.uid in bodies
        ]

    def _fetched(
        self,
        validity: str,
        uids: list[int],
        wanted: Mapping[str, bytes],
        broken: set[int],
        *,
        blamed: bool = False,
    ) -> Answers:
        """What the server gives out; what it cannot read is added to `broken`.

        Over one mail it cannot read, Dovecot fails the whole command and hangs up. Then each is
        asked for alone, on a new connection, so that such a mail cannot stop all behind it. Only
        a mail that fails alone too is `blamed`: before, the line may have been to blame.
        """
        try:
            answers, unreadable = self._opened().fetch(uids, wanted)
            broken |= unreadable
            return answers
        except Refusal:
            if blamed:
                broken.update(uids)
            if len(broken) > MANY_BROKEN:
                raise
            self._cut()
            if not self._still(validity):
                raise
        alone = [] if blamed else uids
        single = (self._fetched(validity, [uid], wanted, broken, blamed=True) for uid in alone)
        return {uid: answer for found in single for uid, answer in found.items()}

    @contextmanager
    def _named(self, doing: str) -> Iterator[None]:
        """Name what the network and the server do wrong; after it, nothing is left half open."""
        try:
            yield
        except FAILURES as wrong:
            self._cut()
            raise trouble(wrong, self.mailbox, doing) from wrong
