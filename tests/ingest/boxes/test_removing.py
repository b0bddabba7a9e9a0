"""Mails taken out of a mailbox for good: those that are wanted and no other, in either folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.boxes.incoming import Incoming, open_incoming
from ingest.boxes.removing import remove

OURS, FOREIGN = b"Subject: ours\n\nplanted\n", b"Subject: theirs\n\nkept\n"


def quiet(done: int) -> None:
    """Nobody watches."""


def is_ours(mail) -> bool:
    return b"planted" in mail.raw


@pytest.fixture
def maildir(tmp_path: Path) -> tuple[Callable[[bytes], None], Incoming]:
    place = tmp_path / "in"
    for kind in ("new", "cur", "tmp"):
        (place / kind).mkdir(parents=True)

    def deliver(raw: bytes) -> None:
        number = len(list(place.rglob("*.mail*")))
        (place / "new" / f"{number}.mail").write_bytes(raw)
        os.utime(place / "new" / f"{number}.mail", (1_000_000 + number, 1_000_000 + number))

    return deliver, open_incoming(f"maildir:{place}", installation=tmp_path)


def lying(incoming: Incoming) -> list[list[bytes]]:
    """The first two words of every subject and what follows it."""
    boxes = [incoming, incoming.done()]
    return sorted(
        mail.raw.partition(b"Subject: ")[2].split()[0:2]
        for box in boxes
        if box is not None
        for batch in box.batches()
        for mail in batch
    )


def settle_all(incoming: Incoming) -> None:
    for batch in incoming.batches():
        incoming.settle(batch[0].uidvalidity, [mail.uid for mail in batch])


def check(deliver: Callable[[bytes], None], incoming: Incoming) -> None:
    for raw in (OURS, FOREIGN, OURS.replace(b"ours", b"ours 2")):
        deliver(raw)
    settle_all(incoming)
    deliver(OURS.replace(b"ours", b"ours 3"))
    deliver(FOREIGN.replace(b"theirs", b"theirs 2"))
    left = [[b"theirs", b"2"], [b"theirs", b"kept"]]
    assert remove(incoming, lambda mail: True, is_ours, quiet) == 3
    assert lying(incoming) == left
    assert remove(incoming, lambda mail: True, is_ours, quiet) == 0
    done = incoming.done()
    assert done is not None
    done.remove("another", ["1", "2", "3"])
    assert remove(incoming, lambda mail: False, lambda mail: True, quiet) == 0
    assert lying(incoming) == left
    done.close()
    incoming.close()


def test_in_a_mail_folder(maildir):
    check(*maildir)


@pytest.mark.service
def test_on_a_server(dovecot):
    dovecot.empty()
    user = "removing"
    dovecot.add(user)
    incoming = open_incoming(dovecot.url(user), "pw", installation=Path())
    check(lambda raw: dovecot.deliver(user, raw), incoming)
