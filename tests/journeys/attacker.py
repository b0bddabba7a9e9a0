"""Who has the whole disk, and every copy of it: he tries to join businesses with their answers.

He holds the database with its write-ahead log, every backup, every key that is left, originals,
mailboxes and logs, and knows the program. What he is sure of are links; an order is a guess.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

from config.trouble import Trouble
from register.keys import NONCE_BYTES, Keys
from register.rules.tokens import invite_digest, is_token, response_digest, words_digest

TOKEN = re.compile(rb"(?i)(?<![a-z2-7])[a-z2-7]{26}(?![a-z2-7])")
NAMED = re.compile(rb"\d{4}-Q[1-4]:")
SQLITE = b"SQLite format 3\x00"
Link = tuple[str, bytes]  # e-mail of a business, digest of its response


@dataclass
class Attacker:
    """What lies under some folders, read as a program reads it that looks for the join."""

    folders: tuple[Path, ...]
    tables: list[dict[str, list[tuple]]] = field(default_factory=list)  # of a server's database
    keys: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        found = [path.read_bytes() for path in self.files() if ".key" in path.name]
        self.keys = sorted({key for key in found if len(key) == 32})
        self.copies = [*self.tables, *map(_dump, self._databases())]

    def files(self) -> Iterator[Path]:
        """Every file there is."""
        for folder in self.folders:
            yield from sorted(path for path in folder.rglob("*") if path.is_file())

    def links(self) -> set[Link]:
        """Who certainly gave which response."""
        by_digest: dict[bytes, str] = {}
        responses: set[bytes] = set()
        words: set[bytes] = set()
        for copy in self.copies:
            by_digest |= {row["token_digest"]: row["email"] for row in copy["invitations"]}
            responses |= {row["digest"] for row in copy["responses"]}
            words |= {row["digest"] for row in copy["response_words"]}
        links = set()
        for token in self.tokens():
            email, response = by_digest.get(invite_digest(token)), response_digest(token)
            if email and (response in responses or words_digest(token) in words):
                links.add((email, response))
        return links | self._differences()

    def tokens(self) -> set[str]:
        """Every token that stands anywhere, plain or sealed under a key that is left."""
        found: set[str] = set()
        for plain in self.plain():
            found |= {one.decode().lower() for one in TOKEN.findall(plain)}
        return {one for one in found if is_token(one)}

    def plain(self) -> Iterator[bytes]:
        """All that can be read: files as they are, mails decoded, what the keys open."""
        for path in self.files():
            data = path.read_bytes()
            yield data
            yield from _texts(data)
            for whole in self._opened(data) if "blobs" in path.parts else ():
                yield whole
                yield from _texts(whole)
        for copy in self.copies:
            for value in (
                value for rows in copy.values() for row in rows for value in row.values()
            ):
                if isinstance(value, str):
                    yield value.encode()
                elif isinstance(value, bytes) and len(value) > NONCE_BYTES + 16:
                    yield from self._opened(value)

    def _opened(self, sealed: bytes) -> Iterator[bytes]:
        """What it says under any of the keys."""
        named = NAMED.match(sealed)
        for key in self.keys:
            with suppress(Trouble):
                yield Keys(Path(), _read={"kept": key}).unseal(
                    "kept", sealed[named.end() if named else 0 :]
                )

    def _differences(self) -> set[Link]:
        """Between two copies one business has answered, and one response has come."""
        links: set[Link] = set()
        for before in self.copies:
            for after in self.copies:
                who, what = _answered(after) - _answered(before), _given(after) - _given(before)
                if len(who) == len(what) == 1:
                    links.add((who.pop(), what.pop()))
        return links

    def _databases(self) -> Iterator[Path]:
        for path in self.files():
            with path.open("rb") as file:
                if file.read(16) == SQLITE:
                    yield path


def _answered(copy: dict[str, list]) -> set[str]:
    return {row["email"] for row in copy["invitations"] if row["state"] == "answered"}


def _given(copy: dict[str, list]) -> set[bytes]:
    return {row["digest"] for row in copy["responses"]}


def _dump(path: Path) -> dict[str, list]:
    """Every row of every table, in the order in which they lie there."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')]
            for (name,) in names.fetchall()
        }


def _texts(data: bytes) -> Iterator[bytes]:
    """What a mail says once its parts are decoded."""
    if b"\nMIME-Version:" not in data[:20_000]:
        return
    for part in message_from_bytes(data, policy=policy.default).walk():
        body = part.get_payload(decode=True)
        if isinstance(body, bytes):
            yield body
