"""An IMAP server that lies about lengths, floods or stalls fills no memory and stops nobody."""

from __future__ import annotations

import tracemalloc
from itertools import count
from pathlib import Path

import pytest
from services.faulty_imap import Fault, run_faulty_imap

from config.trouble import WorldTrouble
from ingest.boxes import imap_mailbox
from ingest.boxes.incoming import MAX_BYTES, open_incoming

pytestmark = pytest.mark.service
numbers = count(1)
LOADING = r"UID FETCH .*BODY\.PEEK"


@pytest.fixture(scope="module")
def proxy(dovecot, tmp_path_factory):
    with run_faulty_imap(tmp_path_factory.mktemp("proxy") / "imap", dovecot.imap) as server:
        yield server


@pytest.fixture
def user(dovecot, proxy):
    """A mailbox no other test knows, with two mails."""
    name = f"flood{next(numbers)}"
    dovecot.add(name)
    dovecot.deliver_all(name, [b"Subject: m%d\r\n\r\nwords\r\n" % number for number in (1, 2)])
    proxy.plan()
    return name


@pytest.fixture
def opened(dovecot, proxy, user):
    made = []

    def make(**more):
        more.setdefault("timeout", 20)
        made.append(open_incoming(proxy.url(user), "pw", installation=Path(), **more))
        return made[-1]

    yield make
    for incoming in made:
        incoming.close()


def uids(batches) -> list[str]:
    return [mail.uid for batch in batches for mail in batch]


def peak_of(work) -> int:
    """The most memory held at once, in bytes."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("length", [400_000_000, 99_999_999_999_999, 10**30])
def test_a_literal_shorter_than_announced_takes_no_memory(opened, proxy, length):
    """ML5: imaplib would set the whole length aside before the first byte comes."""
    lie = rf"BODY\[\] \{{(\d+)\}}=>BODY[] {{{length}}}"
    proxy.plan(Fault("replace", command=LOADING, text=lie, times=2))
    incoming = opened()
    seen: list[str] = []

    def read() -> None:
        with pytest.raises(WorldTrouble, match=r"UID \[1\]"):
            seen.extend(mail.uid for batch in incoming.batches() for mail in batch)

    assert peak_of(read) < 20_000_000
    assert proxy.met() == 2
    assert seen == ["2"]
    assert uids(incoming.batches()) == ["1", "2"]


def test_an_answer_that_does_not_end_is_cut_off(opened, proxy, monkeypatch):
    """ML5: each line is short, but they come for ever."""
    monkeypatch.setattr(imap_mailbox, "BATCH_BYTES", 10_000)
    flood = "\r\n".join(["* OK still here"] * 2_000)
    proxy.plan(Fault("say", command="UID SEARCH", text=flood))
    incoming = opened(max_bytes=10_000)
    with pytest.raises(WorldTrouble, match="more than 20000 bytes"):
        list(incoming.batches())
    assert uids(incoming.batches()) == ["1", "2"]


def test_a_mail_longer_than_the_limit_is_not_loaded(dovecot, opened, user):
    """ML5: nor is the memory filled with its beginning; it stays where it is."""
    path = dovecot.base / "mail" / user / "new/3.long"
    with path.open("wb") as made:
        made.write(b"Subject: long\r\n\r\n" + b"x" * 78 + b"\r\n")
        made.truncate(MAX_BYTES + 1)
    path.chmod(0o666)
    found = []
    assert peak_of(lambda: found.extend(*opened().batches())) < 10_000_000
    assert [(mail.uid, mail.truncated) for mail in found] == [
        ("1", False), ("2", False), ("3", True)
    ]  # fmt: skip
    assert found[2].raw.startswith(b"Subject: long\r\n")
    assert len(found[2].raw) == imap_mailbox.BEGINNING_BYTES


def test_a_mail_takes_little_more_memory_than_its_length(dovecot, opened, user):
    """ML5: the biggest that is loaded takes a few times sixty megabytes."""
    size = 5_000_000
    (dovecot.base / "mail" / user / "new/3.big").write_bytes(b"Subject: b\r\n\r\n" + bytes(size))
    (dovecot.base / "mail" / user / "new/3.big").chmod(0o666)
    assert peak_of(lambda: list(opened().batches())) < 4 * size


@pytest.mark.parametrize("do", ["cut-before", "cut-after", "cut-within"])
def test_a_mail_alone_is_not_blamed_for_a_line_that_broke(opened, proxy, do):
    """ML5: it is asked for once more, on a new connection, and no trouble is told."""
    proxy.plan(Fault(do, command=LOADING))
    assert uids(opened().batches(size=1)) == ["1", "2"]
    assert proxy.met() == 1


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID MOVE"])
def test_a_server_that_stalls_is_given_up_in_time(dovecot, opened, proxy, user, command):
    """ML5: and the next pass, on a new connection, does the work."""
    proxy.plan(Fault("stall", command=command))
    incoming = opened(timeout=0.3)

    def work() -> None:
        for batch in incoming.batches():
            incoming.settle(batch[0].uidvalidity, [mail.uid for mail in batch])

    with pytest.raises(WorldTrouble, match="timed out") as caught:
        work()
    assert not caught.value.permanent
    work()
    assert proxy.met() == 1
    assert dovecot.stored(user) == []
    assert len(dovecot.stored(user, "Done")) == 2
