"""The Postfix log as evidence: only what the queue manager took over has gone."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import tracemalloc
from datetime import timedelta
from pathlib import Path

import pytest
from outbox_sought import NOW, sought

from config.trouble import WorldTrouble
from dispatch.server_log import ServerLog

AT = "Nov 22 09:36:41 mail postfix"


def active(number: int, name: str = "postfix") -> str:
    """What stands there of a letter that Postfix has."""
    path = sought(number).return_path
    return (
        f"Nov 22 09:36:41 mail {name}/qmgr[811]: 4XyZ12a: from=<{path}>, size=2031, nrcpt=1"
        " (queue active)\n"
    )


@pytest.fixture
def log(tmp_path) -> Path:
    return tmp_path / "maillog"


def found(log: Path, *numbers: int) -> list[int]:
    letters = {number: sought(number) for number in numbers}
    ids = ServerLog(log).found(list(letters.values()))
    assert ids <= {letter.letter_id for letter in letters.values()}
    return [number for number, letter in letters.items() if letter.letter_id in ids]


def test_a_letter_in_the_queue_has_gone(log):
    """ML3."""
    log.write_text(active(1) + active(4, "postfix-out"))
    assert found(log, 1, 2, 4) == [1, 4]


@pytest.mark.parametrize(
    "line",
    [
        "{AT}/cleanup[812]: 4XyZ12a: message-id=<{letter_id}@mail.test>",
        "{AT}/smtpd[8]: NOQUEUE: reject: RCPT from unknown[1.2.3.4]: 450 4.7.1 <a@b.kg>: Recipient "
        "address rejected: Greylisted; from=<{path}> to=<a@b.kg> proto=ESMTP helo=<x>",
        "{AT}/cleanup[8]: 4XyZ12a: reject: END-OF-MESSAGE from x[1.2.3.4]: 5.7.1 no; from=<{path}> "
        "to=<a@b.kg> proto=ESMTP (queue active)",
        "{AT}/smtpd[8]: lost connection after DATA (2031 bytes) from unknown[1.2.3.4]",
        "{AT}/qmgr[8]: 4XyZ12a: removed",
        "{AT}/qmgr[8]: 4XyZ12a: from=<{path}>, status=expired, returned to sender",
        "{AT}/qmgr[8]: 4XyZ12a: from=<bounces+{other}@mail.test>, size=1, nrcpt=1 (queue active)",
        "{AT}/qmgr[8]: 4XyZ12a: from=<>, size=1, nrcpt=1 (queue active)",
    ],
)
def test_nothing_less_is_proof(log, line):
    """ML3: a client that went away before the closing dot leaves lines too."""
    letter = sought(1)
    other = letter.signed[:-1] + "x"
    log.write_text(
        line.format(AT=AT, letter_id=letter.letter_id, path=letter.return_path, other=other) + "\n"
    )
    assert found(log, 1) == []


@pytest.mark.parametrize("name", ["maillog.1", "maillog-20261121", "maillog.0"])
def test_a_log_rotated_since_is_read_too(log, name):
    log.write_text("")
    (log.parent / name).write_text(active(2))
    assert found(log, 1, 2) == [2]


@pytest.mark.parametrize(("ending", "packed"), [("gz", gzip), ("bz2", bz2), ("xz", lzma)])
def test_a_packed_log_is_read_too(log, ending, packed):
    log.write_text(active(1))
    (log.parent / f"maillog.2.{ending}").write_bytes(packed.compress(active(2).encode()))
    assert found(log, 1, 2, 3) == [1, 2]


def test_a_log_closed_long_before_the_letter_is_left_alone(log):
    log.write_text("")
    old = log.parent / "maillog.9.gz"
    old.write_bytes(b"no longer readable")
    days = (NOW - timedelta(days=3)).timestamp()
    os.utime(old, (days, days))
    assert found(log, 1) == []
    late = (NOW - timedelta(hours=2)).timestamp()
    os.utime(old, (late, late))
    with pytest.raises(WorldTrouble, match=r"maillog\.9\.gz"):
        found(log, 1)


def test_another_file_beside_it_is_none_of_ours(log):
    log.write_text("")
    (log.parent / "maillogger").write_text(active(1))
    assert found(log, 1) == []


def test_bytes_that_are_no_text_do_not_matter(log):
    log.write_bytes(
        b"\xff\xfe\x00\x00 rubbish \x80\n" + active(1).encode() + b"\xc3(\n\x00\x00\x00"
    )
    assert found(log, 1) == [1]


def test_a_gigantic_line_is_not_held_in_memory(log):
    """After a power cut a log may end in nothing but zeros."""
    log.write_bytes(active(1).encode() + bytes(40_000_000) + b"\n" + active(2).encode())
    tracemalloc.start()
    assert found(log, 1, 2) == [1, 2]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


def test_a_log_that_cannot_be_read_is_no_proof_of_anything(log):
    with pytest.raises(WorldTrouble, match=r"No such file.*mail\.out\.log"):
        found(log, 1)
    log.mkdir()
    with pytest.raises(WorldTrouble, match="directory"):
        ServerLog(log).prove()


def test_a_broken_packed_log_is_no_proof_of_anything(log):
    log.write_text("")
    whole = gzip.compress(active(2).encode() * 1000)
    (log.parent / "maillog.2.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(WorldTrouble, match=r"maillog\.2\.gz"):
        found(log, 1)


def test_rotated_files_that_cannot_be_read_are_told_beforehand(log):
    """`achyk check` says it, and not the day on which a letter is looked for."""
    log.write_text("")
    (log.parent / "maillog.2.gz").write_bytes(b"no such thing")
    with pytest.raises(WorldTrouble, match=r"maillog\.2\.gz"):
        ServerLog(log).prove()


def test_what_is_read_is_told(log):
    log.write_text("")
    assert str(log) in ServerLog(log).prove()
