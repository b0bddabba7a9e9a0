"""Mail that comes in from an IMAP server; the only door to imapclient."""

import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from config.servers import Server, Starttls, trust, wants_starttls
from config.trouble import WorldTrouble
from ingest.incoming import MAX_BYTES, Delivered

WINDOW = 5_000
# Messages per SEARCH: imaplib refuses an answer line of more than a megabyte.
BATCH_BYTES = 64_000_000
# Mails loaded at a time, together; a single longer one still comes, alone.
COMMAND_UIDS = 500
# UIDs named in one command: RFC 7162 asks for command lines below 8192 bytes.


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
        self._client: IMAPClient | None = None
        self._target: str | None = None

    def batches(self, size: int = 50) -> Iterator[list[Delivered]]:
        """What lies in the folder now, by ascending UID; nothing is marked as seen.

        Ends early when the UIDs change their meaning meanwhile: the next call sees the mails.
        Mails the server cannot read itself do not hold up the others; they end it with trouble.
        """
        with self._named("be read"):
            validity, count = self._select()
            uids = _listed(self._connected(), count)
        broken: list[int] = []
        for start in range(0, len(uids), size):
            with self._named("be read"):
                groups = list(self._weighed(uids[start : start + size]))
            for group in groups:
                with self._named("be read"):
                    if self._select()[0] != validity:
                        return
                    batch = self._load(validity, group, broken)
                if batch:
                    yield batch
        if broken:
            raise WorldTrouble(
                f"{self.mailbox} would not give out the mails with UID {broken}. "
                "Look at them with another mail program; the others were read."
            )

    def settle(self, uidvalidity: str, uids: Sequence[str]) -> None:
        """MOVE, or COPY and EXPUNGE where the server has no MOVE; gone UIDs are passed over."""
        if not uids:
            return
        with self._named("be tidied"):
            if self._select()[0] != uidvalidity:
                return
            target = self._target_folder()
            for start in range(0, len(uids), COMMAND_UIDS):
                _move(self._connected(), list(uids[start : start + COMMAND_UIDS]), target)

    def close(self) -> None:
        """Log out; a server that is already gone is fine."""
        client, self._client, self._target = self._client, None, None
        if client is not None:
            with suppress(OSError, IMAPClientError):
                client.logout()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _connected(self) -> IMAPClient:
        if self._client is None:
            self._client = self._signed_in()
        return self._client

    def _signed_in(self) -> IMAPClient:
        client = IMAPClient(
            self._server.host,
            self._server.port,
            ssl=self._server.tls,
            ssl_context=self._trust,
            timeout=self._timeout,
        )
        try:
            client.normalise_times = False  # else INTERNALDATE comes in this machine's local time
            if self._starttls:
                client.starttls(self._trust)
            _sign_in(client, self._server.user, self._password)
        except BaseException:
            client.shutdown()
            raise
        return client

    def _select(self) -> tuple[str, int]:
        """UIDVALIDITY and the number of messages, as they are at this moment."""
        answer = self._connected().select_folder(self._server.folder)
        if b"UIDVALIDITY" not in answer:
            raise IMAPClientError("the server gives no UIDVALIDITY, so its UIDs mean nothing")
        return str(answer[b"UIDVALIDITY"]), int(answer[b"EXISTS"])

    def _weighed(self, uids: list[int]) -> Iterator[list[tuple[int, bool, datetime]]]:
        """(uid, too long to load whole, arrived), in groups light enough for the memory."""
        facts = self._connected().fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        group: list[tuple[int, bool, datetime]] = []
        weight = 0
        for uid in uids:
            if not {b"RFC822.SIZE", b"INTERNALDATE"} <= facts.get(uid, {}).keys():
                continue  # another client took it away
            bytes_ = int(facts[uid][b"RFC822.SIZE"])
            if group and weight + bytes_ > BATCH_BYTES:
                yield group
                group, weight = [], 0
            arrived = facts[uid][b"INTERNALDATE"].astimezone(UTC)
            group.append((uid, bytes_ > self._max_bytes, arrived))
            weight += min(bytes_, self._max_bytes)
        if group:
            yield group

    def _load(
        self, validity: str, group: list[tuple[int, bool, datetime]], broken: list[int]
    ) -> list[Delivered]:
        whole = [uid for uid, long, _ in group if not long]
        bodies = _bodies(self._connected(), whole, "BODY.PEEK[]", b"BODY[]", broken)
        beginning = f"BODY.PEEK[]<0.{self._max_bytes}>"
        long_ones = [uid for uid, long, _ in group if long]
        bodies |= _bodies(self._connected(), long_ones, beginning, b"BODY[]<0>", broken)
        return [
            Delivered(self.mailbox, validity, str(uid), bodies[uid], arrived, long)
            for uid, long, arrived in group
            if uid in bodies
        ]

    def _target_folder(self) -> str:
        """The done folder below the user's prefix ("INBOX." on some servers), made if missing."""
        if self._target is None:
            client = self._connected()
            name = _prefix(client) + self._done
            if not client.folder_exists(name):
                client.create_folder(name)
                client.subscribe_folder(name)
            self._target = name
        return self._target

    @contextmanager
    def _named(self, doing: str) -> Iterator[None]:
        """Name what the network and the server do wrong; after it, nothing is left half open."""
        try:
            yield
        except (OSError, IMAPClientError) as wrong:
            client, self._client, self._target = self._client, None, None
            if client is not None:
                with suppress(OSError, IMAPClientError):
                    client.shutdown()
            raise _trouble(wrong, self.mailbox, doing) from wrong


def _listed(client: IMAPClient, count: int) -> list[int]:
    """The UIDs of `count` messages, ascending.

    Asked for in windows of message numbers, from the last to the first: when another client
    removes mails meanwhile, those behind slide down into a window still to come, so none is
    missed. Never `n:*`: RFC 3501 answers it with the last message even where n lies beyond.
    """
    uids: set[int] = set()
    for last in range(count, 0, -WINDOW):
        uids.update(client.search(f"{max(1, last - WINDOW + 1)}:{last}"))
    return sorted(uids)


def _bodies(
    client: IMAPClient, uids: list[int], item: str, key: bytes, broken: list[int]
) -> dict[int, bytes]:
    """uid → bytes; where the server fails over one mail, the others are asked for one by one."""
    if not uids:
        return {}
    try:
        answers: dict[int, dict[bytes, Any]] = client.fetch(uids, [item])
    except IMAPClientAbortError:
        raise
    except IMAPClientError:
        if len(uids) == 1:
            broken.extend(uids)
            return {}
        return {k: v for uid in uids for k, v in _bodies(client, [uid], item, key, broken).items()}
    broken.extend(uid for uid, answer in answers.items() if answer.get(key, b"") is None)
    return {uid: answers[uid][key] for uid in uids if answers.get(uid, {}).get(key) is not None}


def _move(client: IMAPClient, uids: list[str], target: str) -> None:
    if client.has_capability("MOVE"):
        client.move(uids, target)
        return
    client.copy(uids, target)
    client.add_flags(uids, [b"\\Deleted"], silent=True)
    if client.has_capability("UIDPLUS"):
        client.uid_expunge(uids)
        return
    # A plain EXPUNGE takes every mail flagged as deleted, also those another client flagged.
    others = [uid for uid in client.search("DELETED") if str(uid) not in set(uids)]
    if others:
        client.remove_flags(others, [b"\\Deleted"], silent=True)
    client.expunge()
    if others:
        client.add_flags(others, [b"\\Deleted"], silent=True)


def _prefix(client: IMAPClient) -> str:
    if not client.has_capability("NAMESPACE"):
        return ""
    own = client.namespace().personal
    return str(own[0][0]) if own else ""


def _sign_in(client: IMAPClient, user: str, password: str) -> None:
    if user.isascii() and password.isascii():
        client.login(user, password)
    else:  # LOGIN carries ASCII only
        client.plain_login(user, password)


def _trouble(wrong: Exception, mailbox: str, doing: str) -> WorldTrouble:
    if isinstance(wrong, LoginError):
        later = "UNAVAILABLE" in str(wrong).upper()
        return WorldTrouble(
            f"{mailbox} did not let us in ({wrong}): check user and password in [mail.in].",
            permanent=not later,
        )
    if isinstance(wrong, ssl.SSLCertVerificationError):
        return WorldTrouble(
            f"{mailbox} shows a certificate that is not trusted ({wrong.verify_message}): "
            "use the name it is made out to, or name its authority in ca_file.",
            permanent=True,
        )
    return WorldTrouble(
        f"{mailbox} cannot {doing} ({str(wrong) or type(wrong).__name__}): "
        "is the server running, are host and port right? It is tried again."
    )
