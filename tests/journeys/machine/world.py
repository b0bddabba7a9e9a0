"""The world outside: a mailbox and a mail server in files, and a clock that two processes share.

What a process of the program did to them stands, however that process died: it lies in files.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path
from typing import Any, Self

from config.trouble import WorldTrouble
from dispatch.outgoing import Refused, SendTrouble
from ingest.boxes.incoming import Delivered, Lying
from register.failpoint import reach

MAILBOXES = {
    "inbox": "imap://survey@mx.achyk.test/INBOX",
    "done": "imap://survey@mx.achyk.test/Done",
}
BATCH = 3  # mails at a time: so few that a run has several batches to die between


class SharedClock:
    """A clock that this process sets and the processes forked from it read, and move on."""

    def __init__(self, now: datetime) -> None:
        self._page = mmap.mmap(-1, 8)
        self.now = now

    @property
    def now(self) -> datetime:
        (micro,) = struct.unpack("q", self._page[:8])
        return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=micro)

    @now.setter
    def now(self, now: datetime) -> None:
        since = now - datetime.fromtimestamp(0, UTC)
        self._page[:8] = struct.pack("q", since // timedelta(microseconds=1))

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


@dataclass(frozen=True)
class Accepted:
    """One letter that the mail server took, as often as it took it."""

    number: int  # in the order of acceptance
    return_path: str
    recipient: str
    at: datetime
    data: bytes

    def header(self, name: str) -> str:
        """A header field, unfolded; '' when it is not there."""
        return _fields(self.data).get(name.lower(), "")

    @property
    def message_id(self) -> str:
        return self.header("Message-ID")

    @property
    def letter_id(self) -> str:
        return self.message_id.strip("<>").partition("@")[0]

    @property
    def kind(self) -> str:
        return self.header("X-Achyk-Letter")

    @property
    def registration_no(self) -> str:
        """Of the inspection that an invitation or a reminder is about."""
        return _registration_no(self.data)

    @property
    def key(self) -> str:
        """The token or one-time key in the address to answer to."""
        return self.header("Reply-To").partition("@")[0].partition("+")[2]


def digest_of(raw: bytes) -> str:
    """What the register names an original by."""
    return hashlib.sha256(raw).hexdigest()


@cache
def _fields(data: bytes) -> dict[str, str]:
    head = data.partition(b"\r\n\r\n")[0].decode("ascii")
    lines = re.sub(r"\r\n[ \t]+", " ", head).split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return {name.lower(): value.strip() for name, _, value in pairs}


@cache
def _registration_no(data: bytes) -> str:
    words = message_from_bytes(data, policy=policy.default).get_body(("plain",))
    found = re.search(r"R-\d{4}", words.get_content() if words is not None else "")
    assert found is not None, "a letter about an inspection does not name it"
    return found[0]


@dataclass(frozen=True)
class World:
    """The mailbox (`inbox`, `done`, `away`), the mail server (`accepted`, `refused`, its log)."""

    folder: Path
    clock: SharedClock

    def found(self) -> None:
        """Lay out an empty world."""
        for name in ("inbox", "done", "away", "accepted"):
            (self.folder / name).mkdir(parents=True)
        for name in ("places", "refused", "mail.log"):
            (self.folder / name).touch()
        (self.folder / "validity").write_text("7")

    # The mailbox

    @property
    def validity(self) -> str:
        return (self.folder / "validity").read_text()

    def mails(self, name: str) -> list[Path]:
        """The mails in a folder, in the order of their UIDs."""
        return sorted((self.folder / name).iterdir(), key=lambda path: path.name.split("-"))

    def deliver(self, raw: bytes) -> None:
        """A mail arrives."""
        fresh = self.folder / "fresh"
        fresh.write_bytes(raw)
        now = self.clock.now.timestamp()
        os.utime(fresh, (now, now))
        self._place(fresh)

    def renumber(self) -> None:
        """The server lost its index: everything lies in INBOX again, under other UIDs."""
        lying = self.mails("done") + self.mails("inbox")
        (self.folder / "validity").write_text(str(int(self.validity) + 1))
        for path in lying:
            self._place(path)

    def carry_away(self) -> None:
        """Another client moves the oldest mail of INBOX into a folder of its own."""
        for path in self.mails("inbox")[:1]:
            path.rename(self.folder / "away" / path.name)

    def bring_back(self) -> None:
        """And moves everything back: under fresh UIDs."""
        for path in self.mails("away"):
            self._place(path)

    def _place(self, path: Path) -> None:
        places = self.places()
        name = f"{self.validity}-{len(places) + 1:06d}"
        with (self.folder / "places").open("a") as file:
            file.write(f"{name} {digest_of(path.read_bytes())}\n")
        path.rename(self.folder / "inbox" / name)

    def places(self) -> dict[str, str]:
        """Every place (validity-uid) at which a mail ever lay → the digest of that mail."""
        lines = (self.folder / "places").read_text().splitlines()
        return dict(line.split() for line in lines)  # type: ignore[misc]

    # The mail server

    def accept(self, return_path: str, recipient: str, data: bytes) -> str:
        """Take a letter for good; its queue id."""
        number = len(os.listdir(self.folder / "accepted"))
        at = self.clock.now
        about = json.dumps([return_path, recipient, at.isoformat()])
        path = self.folder / "accepted" / f"{number:06d}"
        path.write_bytes(about.encode() + b"\n" + data)
        with (self.folder / "mail.log").open("a") as log:
            stamp = f"{at.astimezone(UTC):%b %e %H:%M:%S} mx postfix"
            log.write(f"{stamp}/cleanup[9]: {number:X}: message-id={_message_id(data)}\n")
            log.write(
                f"{stamp}/qmgr[9]: {number:X}: from=<{return_path}>, size={len(data)}, nrcpt=1 "
                "(queue active)\n"
            )
        os.utime(self.folder / "mail.log", (at.timestamp(), at.timestamp()))
        return f"{number:X}"

    def refuse(self, recipient: str, data: bytes) -> None:
        """Note which letter was refused for good."""
        with (self.folder / "refused").open("a") as file:
            file.write(f"{_message_id(data)} {recipient}\n")

    def refused(self) -> dict[str, str]:
        """Message-ID and recipient of the letters refused for good."""
        lines = (self.folder / "refused").read_text().splitlines()
        return dict(line.split() for line in lines)  # type: ignore[misc]

    def accepted(self, since: int = 0) -> list[Accepted]:
        """The letters taken, from number `since` on."""
        count = len(os.listdir(self.folder / "accepted"))
        return [self._accepted(number) for number in range(since, count)]

    def _accepted(self, number: int) -> Accepted:
        raw = (self.folder / "accepted" / f"{number:06d}").read_bytes()
        about, _, data = raw.partition(b"\n")
        return_path, recipient, at = json.loads(about)
        return Accepted(number, return_path, recipient, datetime.fromisoformat(at), data)


def _message_id(data: bytes) -> str:
    return _fields(data)["message-id"]


@dataclass
class Faults:
    """What goes wrong outside during one step."""

    verdicts: list[str] = field(default_factory=list)  # of the next letters; "ok" after them
    operation: int = 0  # at which exchange with the mailbox it happens; 0: never
    what: str = ""  # "cut before", "cut after", "carry away", "renumber"

    def strike(self, world: World, when: str) -> None:
        """Called before and after each exchange with the mailbox."""
        if when == "before":
            self.operation -= 1
        if self.operation != 0 or not self.what:
            return
        if self.what == f"cut {when}":
            self.operation = 0
            raise WorldTrouble("the connection to the mailbox broke")
        if when == "before" and self.what == "carry away":
            world.carry_away()
        if when == "before" and self.what == "renumber":
            world.renumber()

    @property
    def expected(self) -> bool:
        """Whether a run of the program may end in a told trouble because of it."""
        return bool(self.verdicts) or self.what.startswith("cut")


class Door:
    """What both transports share: nothing is held open."""

    def close(self) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()


class WorldMailbox(Door):
    """The mailbox, or its folder Done, as the program sees it: the `Incoming` protocol."""

    def __init__(self, world: World, faults: Faults, folder: str = "inbox") -> None:
        self.mailbox = MAILBOXES[folder]
        self._world, self._faults, self._folder = world, faults, folder

    def batches(self, size: int = 50) -> Iterator[list[Delivered]]:
        """What lies there; a mail that another client took meanwhile is passed over."""
        lying = self._world.mails(self._folder)
        validity = self._world.validity
        for start in range(0, len(lying), min(size, BATCH)):
            self._faults.strike(self._world, "before")
            batch = [self._read(path) for path in lying[start : start + BATCH] if path.exists()]
            self._faults.strike(self._world, "after")
            if self._world.validity != validity:
                return  # the server closes the connection: these UIDs mean nothing any more
            if batch:
                yield batch

    def settle(self, uidvalidity: str, uids: Sequence[str]) -> None:
        """Move to Done, one after another: a process may die half-way."""
        self._faults.strike(self._world, "before")
        for uid in uids:
            path = self._world.folder / "inbox" / f"{uidvalidity}-{uid}"
            if uidvalidity == self._world.validity and path.exists():
                path.rename(self._world.folder / "done" / path.name)
                reach("world-moved-one")
        self._faults.strike(self._world, "after")

    def listed(self, since: datetime | None = None) -> Iterator[list[Lying]]:
        """Everything that lies there, whenever it came."""
        found = [self._read(path) for path in self._world.mails(self._folder)]
        yield [Lying(one.uidvalidity, one.uid, one.arrived) for one in found]

    def load(self, uidvalidity: str, uids: Sequence[str]) -> Iterator[list[Delivered]]:
        """These mails, as far as they still lie there."""
        for uid in uids:
            path = self._world.folder / self._folder / f"{uidvalidity}-{uid}"
            if path.exists():
                yield [self._read(path)]

    def done(self) -> WorldMailbox:
        """The folder of settled mails."""
        return WorldMailbox(self._world, self._faults, "done")

    def _read(self, path: Path) -> Delivered:
        validity, _, uid = path.name.partition("-")
        arrived = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return Delivered(self.mailbox, validity, uid, path.read_bytes(), arrived)


class WorldServer(Door):
    """The mail server as the program sees it: the `Outgoing` protocol."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults

    def greet(self) -> str:
        return "mx.achyk.test"

    def send(self, return_path: str, recipient: str, data: bytes) -> str:
        """Take, refuse, or fail, as the step's faults say; a process may die on either side."""
        verdict = self._faults.verdicts.pop(0) if self._faults.verdicts else "ok"
        reach("world-before-the-dot")
        if verdict in ("ok", "taken, 250 lost"):
            queue_id = self._world.accept(return_path, recipient, data)
            reach("world-after-the-dot")
            if verdict == "ok":
                return f"250 2.0.0 Ok: queued as {queue_id}"
        if verdict == "down":
            raise SendTrouble("the mail server does not answer")
        if verdict in ("taken, 250 lost", "stalled"):
            raise SendTrouble("no verdict came", uncertain=True)
        if verdict == "no such user":
            self._world.refuse(recipient, data)
        raise Refused(recipient, *REFUSALS[verdict])


REFUSALS = {
    "later": (451, "4.3.0 try again later"),
    "denied": (554, "5.7.1 relaying denied"),
    "no such user": (550, "5.1.1 no such user"),
}
VERDICTS = ("ok", "down", "stalled", "taken, 250 lost", *REFUSALS)
