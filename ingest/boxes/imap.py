"""A signed-in connection to one folder of an IMAP server; the only door to imapclient."""

import imaplib
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from config.servers import Server
from config.trouble import WorldTrouble
from register.failpoint import reach

WINDOW = 5_000
# Messages per SEARCH: imaplib refuses an answer line of more than a megabyte.
COMMAND_UIDS = 500
# UIDs named in one command: RFC 7162 asks for command lines below 8192 bytes.
DELETED = [b"\\Deleted"]

Refusal = IMAPClientError
# The server said NO, BAD or BYE, or hung up.
FAILURES = (OSError, IMAPClientError)
# All a connection may raise; `trouble` turns it into a sentence.

Answers = dict[int, dict[bytes, Any]]


class Connection:
    """Raises FAILURES; after one of them it is to be cut.

    `answer_bytes`: the most the server may say in answer to one command.
    """

    def __init__(
        self,
        server: Server,
        password: str,
        trust: ssl.SSLContext | None,
        *,
        starttls: bool,
        timeout: float,
        answer_bytes: int,
    ) -> None:
        self._folder = server.folder
        self._targets: dict[str, str] = {}
        self._client = IMAPClient(
            server.host, server.port, ssl=server.tls, ssl_context=trust, timeout=timeout
        )
        self._client._imap.debug = 0  # else every mail is written out as text for a log
        _bound(self._client._imap, answer_bytes)
        try:
            self._client.normalise_times = False  # else INTERNALDATE comes in local time
            if starttls:
                self._client.starttls(trust)
            _sign_in(self._client, server.user, password)
        except BaseException:
            self.cut()
            raise
        reach("mailbox-opened")

    def select(self) -> tuple[str, int]:
        """UIDVALIDITY and the number of messages, as they are at this moment."""
        answer = self._client.select_folder(self._folder)
        if b"UIDVALIDITY" not in answer:
            raise IMAPClientError("the server gives no UIDVALIDITY, so its UIDs mean nothing")
        return str(answer[b"UIDVALIDITY"]), int(answer[b"EXISTS"])

    def uids(self, count: int, since: date | None = None) -> list[int]:
        """The UIDs of `count` messages, ascending; `since`: of those that arrived from that day.

        Asked for in windows of message numbers, from the last to the first: when another client
        removes mails meanwhile, those behind slide down into a window still to come, so none is
        missed. Never `n:*`: RFC 3501 answers it with the last message even where n lies beyond.
        """
        uids: set[int] = set()
        for last in range(count, 0, -WINDOW):
            window = [f"{max(1, last - WINDOW + 1)}:{last}"]
            uids.update(self._client.search(window + (["SINCE", since] if since else [])))
        return sorted(uids)

    def present(self, uids: Sequence[int]) -> set[int]:
        """Which of these still lie in the folder."""
        found: set[int] = set()
        for start in range(0, len(uids), COMMAND_UIDS):
            named = ",".join(map(str, uids[start : start + COMMAND_UIDS]))
            found.update(self._client.search(["UID", named]))
        return found

    def fetch(self, uids: Sequence[int], wanted: Mapping[str, bytes]) -> tuple[Answers, set[int]]:
        """The complete answers to `wanted` (item asked for → key answered), in the order of `uids`.

        And the UIDs the server answered with NIL: it cannot read them itself. A mail that another
        client has taken away is in neither.
        """
        if not uids:
            return {}, set()
        answers: Answers = self._client.fetch(uids, list(wanted))
        given = {u: [answers[u].get(key, "") for key in wanted.values()] for u in answers}
        unreadable = {uid for uid, values in given.items() if None in values}
        gone = {uid for uid, values in given.items() if "" in values}
        kept = given.keys() - unreadable - gone
        return {uid: answers[uid] for uid in uids if uid in kept}, unreadable & set(uids)

    def place_of(self, name: str) -> str | None:
        """The full name of the folder `name`, below the user's own prefix; None if it is not."""
        full = _prefix(self._client) + name
        return full if self._client.folder_exists(full) else None

    def move(self, uids: Sequence[str], name: str) -> None:
        """Into the folder `name`; UIDs that are gone are passed over."""
        target = self._target(name)
        for start in range(0, len(uids), COMMAND_UIDS):
            self._move_chunk([int(uid) for uid in uids[start : start + COMMAND_UIDS]], target)
            reach("chunk-moved")

    def _move_chunk(self, uids: Sequence[int], target: str) -> None:
        """Another client may take a mail away in between: some servers then refuse the whole."""
        try:
            _move(self._client, uids, target)
        except Refusal:
            self._client.noop()  # only now does the server let go of what is gone
            left = sorted(self.present(uids))
            if len(left) == len(uids):
                raise
            if left:
                _move(self._client, left, target)

    def remove(self, uids: Sequence[int]) -> None:
        """Delete them for good; UIDs that are gone are passed over."""
        for start in range(0, len(uids), COMMAND_UIDS):
            _expunge(self._client, uids[start : start + COMMAND_UIDS])

    def close(self) -> None:
        """Log out; a server that is already gone is fine."""
        with suppress(*FAILURES):
            self._client.logout()

    def cut(self) -> None:
        """Give up a connection that is in an unknown state; it may be closed already."""
        with suppress(*FAILURES):
            self._client.shutdown()

    def _target(self, name: str) -> str:
        """The folder below the user's own prefix ("INBOX." on some servers), made if missing."""
        if name not in self._targets:
            full = _prefix(self._client) + name
            if not self._client.folder_exists(full):
                self._client.create_folder(full)
                self._client.subscribe_folder(full)
            self._targets[name] = full
        return self._targets[name]


def _bound(connection: imaplib.IMAP4, most: int) -> None:
    """Let the server say no more than `most` bytes between two things that we say (ML5).

    imaplib reads a literal at once, of whatever length the server announces.
    """
    read, readline, send = connection.read, connection.readline, connection.send
    left = most

    def spend(size: int) -> None:
        nonlocal left
        left -= size
        if left < 0:
            raise IMAPClientError(f"its answer has more than {most} bytes")

    def say(data: bytes) -> None:
        nonlocal left
        left = most
        send(data)

    def hear(size: int) -> bytes:
        spend(size)  # before it is read: the number alone may be a lie
        return read(size)

    def hear_line() -> bytes:
        line = readline()
        spend(len(line))
        return line

    vars(connection).update(send=say, read=hear, readline=hear_line)


def _move(client: IMAPClient, uids: Sequence[int], target: str) -> None:
    if client.has_capability("MOVE"):
        client.move(uids, target)
        return
    client.copy(uids, target)
    _expunge(client, uids)


def _expunge(client: IMAPClient, uids: Sequence[int]) -> None:
    client.add_flags(uids, DELETED, silent=True)
    if client.has_capability("UIDPLUS"):
        client.uid_expunge(uids)
        return
    # A plain EXPUNGE takes every mail flagged as deleted, also those another client flagged.
    others = [uid for uid in client.search("DELETED") if uid not in set(uids)]
    client.remove_flags(others, DELETED, silent=True)
    client.expunge()
    client.add_flags(others, DELETED, silent=True)


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


def trouble(wrong: Exception, mailbox: str, doing: str) -> WorldTrouble:
    """One of FAILURES as a sentence that says what to do."""
    if isinstance(wrong, LoginError):
        return WorldTrouble(
            f"{mailbox} did not let us in ({wrong}): check user and password in [mail.in].",
            permanent="UNAVAILABLE" not in str(wrong),  # RFC 5530: the server's fault, for now
        )
    if isinstance(wrong, ssl.SSLCertVerificationError):
        return WorldTrouble(
            f"{mailbox} shows a certificate that is not trusted ({wrong.verify_message}): "
            "use the name it is made out to, or name its authority in ca_file.",
            permanent=True,
        )
    return WorldTrouble(
        f"{mailbox} cannot be {doing} ({str(wrong) or type(wrong).__name__}): "
        "is the server running, are host and port right? It is tried again."
    )
