"""A mailbox on an IMAP server that gets a copy of every letter, as evidence; only SEARCH and FETCH.

The standard library's imaplib does for that. It is no second way to read mail: the mailbox is
opened read-only and nothing but Message-IDs is asked for.
"""

from __future__ import annotations

import base64
import imaplib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from config.servers import Starttls, read_server, trust, wants_starttls
from config.trouble import WorldTrouble
from dispatch.evidence import Sought

IDS = 20  # looked for in one command
TIMEOUT = 60.0  # seconds for each answer
MESSAGE_ID = re.compile(rb"(?i)message-id:\s*<([a-z2-7]{16})@")


class ImapCopies:
    """Connected for each look, which is rare."""

    says = "found in the mailbox of copies"

    def __init__(
        self, url: str, password: str, *, starttls: Starttls = "auto", ca_file: Path | None = None
    ) -> None:
        self._server = read_server(url)
        self._password = password
        self._starttls = wants_starttls(self._server, starttls)
        self._trust = trust(ca_file) if self._server.tls or self._starttls else None

    def found(self, letters: Sequence[Sought]) -> set[str]:
        """By the Message-ID."""
        sought = [letter.letter_id for letter in letters]
        found: set[str] = set()
        with self._opened() as imap:
            for start in range(0, len(sought), IDS):
                found |= _looked_up(imap, sought[start : start + IDS])
        return found & set(sought)

    def prove(self) -> str:
        """Sign in and open the folder."""
        with self._opened():
            return f"looked up in {self._server.name}"

    @contextmanager
    def _opened(self) -> Iterator[imaplib.IMAP4]:
        """Signed in, the folder open for reading only. WorldTrouble for all that goes wrong."""
        try:
            imap = self._connected()
            try:
                self._sign_in(imap)
                _asked(imap.select(_quoted(_utf7(self._server.folder)), readonly=True))
                yield imap
            finally:
                with suppress(OSError, imaplib.IMAP4.error):
                    imap.logout()
        except (OSError, imaplib.IMAP4.error) as wrong:
            raise WorldTrouble(
                f"The mailbox of copies {self._server.name} cannot be read ({wrong}): see "
                "mail.out.copies. Letters of unknown fate wait a day for it."
            ) from wrong

    def _connected(self) -> imaplib.IMAP4:
        host, port = self._server.host, self._server.port
        if self._server.tls:
            return imaplib.IMAP4_SSL(host, port, ssl_context=self._trust, timeout=TIMEOUT)
        return imaplib.IMAP4(host, port, timeout=TIMEOUT)

    def _sign_in(self, imap: imaplib.IMAP4) -> None:
        if self._starttls:
            imap.starttls(self._trust)
        user, password = self._server.user, self._password
        if user.isascii() and password.isascii():
            imap.login(_quoted(user), password)
        else:  # LOGIN carries ASCII only; RFC 4616 wants UTF-8
            imap.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())


def _looked_up(imap: imaplib.IMAP4, ids: Sequence[str]) -> set[str]:
    """Which of these letters lie there. SEARCH finds substrings, so what it finds is read."""
    criteria = [f'HEADER Message-ID "{one}@"' for one in ids]
    either = " ".join(["OR"] * (len(ids) - 1) + criteria)
    uids = b" ".join(_asked(imap.uid("SEARCH", either))).split()
    found: set[str] = set()
    for start in range(0, len(uids), IDS):
        chunk = b",".join(uids[start : start + IDS]).decode()
        parts = _asked(imap.uid("FETCH", chunk, "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"))
        texts = (part[1] for part in parts if isinstance(part, tuple))
        found |= {one.decode() for text in texts for one in MESSAGE_ID.findall(text)}
    return found


def _asked(answer: tuple[str, Sequence[Any]]) -> list[Any]:
    """What the server gave. The error says what it refused."""
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(b" ".join(one for one in data if one).decode("utf-8", "replace"))
    return [one for one in data if one is not None]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _utf7(folder: str) -> str:
    """A folder's name as RFC 3501, 5.1.3, has it: other than ASCII as base64 between & and -."""

    def packed(match: re.Match[str]) -> str:
        code = base64.b64encode(match[0].encode("utf-16-be")).decode()
        return f"&{code.rstrip('=').replace('/', ',')}-"

    return re.sub(r"[^ -~]+", packed, folder.replace("&", "&-"))
