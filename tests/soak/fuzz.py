"""Fuzzing of the mail reader, the second half of `make soak`: real and odd mails, broken at random.

Each is read by the real reader in its child process, as `achyk explain mail` reads it. Amiss is
whatever raises, takes over 2 s of processor time or brings the child over 500 MB; such a mail is
kept in a folder that is named at the end, and the exit code is 1. `SEED=n` breaks the same mails
in the same ways again.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from config.questionnaire import questionnaire
from ingest.limits import MAIL_LIMITS, MEGABYTE
from ingest.mail.classify import OwnAddresses
from ingest.mail.reader import Reader, ReadingFailed
from ingest.mail.reading import Terms

ROOT = Path(__file__).parents[2]
CORPORA = Path(os.environ.get("ACHYK_CORPORA", ROOT.parent / "shared" / "corpora"))
OWN_SET = ROOT / "tests" / "exam" / "mails"
LONGEST = 400_000  # bytes of a broken mail
SECONDS, MEMORY = 2.0, 500 * MEGABYTE
TICKS = os.sysconf("SC_CLK_TCK")
TERMS = Terms(
    OwnAddresses("survey@mail.test", "appeals@mail.test", "uploads@mail.test", "bounces@mail.test",
                 "mail.test"),
    frozenset({"asan@geti.kg"}), "mx.mail.test", 1, questionnaire("inspection-1"),
)  # fmt: skip
# Pieces that readers stumble over, put anywhere.
PIECES = (
    b"\r\n", b"\r", b"\n\n", b"\0", b"\xff", b"\xc3\x28", b">", b"--", b"=", b"=?", b"?=", b"<",
    b"&#",
    b"Content-Type: multipart/mixed; boundary=b\r\n", b"--b\r\n", b"--b--\r\n", b"boundary=\"",
    b"Content-Type: message/rfc822\r\n\r\n", b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Type: text/html; charset=utf-7\r\n", b"charset=idna", b"filename*0*=utf-8''%d0",
    b"=?utf-8?B?0JDQ?=", b"=?koi8-r?Q?=F0=D2?=", b"<blockquote>", b"<div><div>", b"<!--",
    b"<style>",
    b"On Mon, 20 Jul 2026 at 10:00, a <a@b.kg> wrote:\r\n", "Асан писал(а):\r\n".encode(),
    "\u202e\u200b\ufeff".encode(), b"From: ", b"To: a@b.kg, ", b"begin 644 a.xlsx\r\n",
    b"Final-Recipient: rfc822; ", b"Status: 5.1.1\r\n", b"1: 5\r\n", b"(((((((", b"\"", b"\\", b";",
)  # fmt: skip

Change = Callable[[random.Random, bytes, list[bytes]], bytes]


def flipped(chance: random.Random, raw: bytes, _: list[bytes]) -> bytes:
    """Some bytes are others."""
    data = bytearray(raw or b"x")
    for _n in range(chance.randint(1, 1 + len(data) // 50)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def cut(chance: random.Random, raw: bytes, _: list[bytes]) -> bytes:
    """The end is missing, or the beginning, or a stretch within."""
    start, end = sorted(chance.randrange(len(raw) + 1) for _n in range(2))
    return chance.choice((raw[:start], raw[start:], raw[:start] + raw[end:]))


def pieced(chance: random.Random, raw: bytes, _: list[bytes]) -> bytes:
    """Pieces are put in."""
    for _n in range(chance.randint(1, 6)):
        at = chance.randrange(len(raw) + 1)
        raw = raw[:at] + chance.choice(PIECES) * chance.choice((1, 1, 1, 3)) + raw[at:]
    return raw


def spliced(chance: random.Random, raw: bytes, all_: list[bytes]) -> bytes:
    """The head of one and the body of another."""
    other = chance.choice(all_)
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    return head + b"\r\n" * chance.choice((1, 2)) + other[chance.randrange(len(other) + 1) :]


def carried(chance: random.Random, raw: bytes, all_: list[bytes]) -> bytes:
    """One inside another, several deep."""
    for _n in range(chance.randint(1, 20)):
        raw = b"Content-Type: message/rfc822\r\n\r\n" + raw
    return chance.choice(all_).rstrip() + b"\r\n" + raw


def repeated(chance: random.Random, raw: bytes, _: list[bytes]) -> bytes:
    """A stretch comes thousands of times: what is quadratic shows."""
    start = chance.randrange(len(raw) + 1)
    piece = raw[start : start + chance.choice((1, 2, 5, 20, 80, 300))] or chance.choice(PIECES)
    times = chance.randrange(1, LONGEST // len(piece) + 2)
    return raw[:start] + piece * times + raw[start:]


def piled(chance: random.Random, raw: bytes, _: list[bytes]) -> bytes:
    """One of the pieces comes thousands of times."""
    at, piece = chance.randrange(len(raw) + 1), chance.choice(PIECES)
    return raw[:at] + piece * chance.randrange(1, LONGEST // len(piece)) + raw[at:]


def reordered(chance: random.Random, raw: bytes, _: list[bytes]) -> bytes:
    """Lines change places, come twice, or are gone."""
    lines = raw.split(b"\n")
    for _n in range(chance.randint(1, 8)):
        line = lines.pop(chance.randrange(len(lines))) if lines else b""
        for _m in range(chance.randrange(3)):
            lines.insert(chance.randrange(len(lines) + 1), line)
    return b"\n".join(lines)


CHANGES: tuple[Change, ...] = (
    flipped, cut, pieced, spliced, carried, repeated, piled, reordered, reordered, pieced,
)  # fmt: skip


def mails() -> list[bytes]:
    """What is broken: the own set, and the corpora where they are."""
    folders = [OWN_SET, CORPORA / "mime", CORPORA / "bounces", CORPORA / "replies"]
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    read = [path.read_bytes() for path in paths if path.suffix != ".json"]
    return [raw for raw in read if raw]


def broken(chance: random.Random, all_: list[bytes]) -> bytes:
    """One mail, changed in one to four ways."""
    raw = chance.choice(all_)
    for _n in range(chance.choice((1, 1, 2, 3, 4))):
        raw = chance.choice(CHANGES)(chance, raw, all_)[:LONGEST]
    return raw


def used(pid: int | None) -> tuple[float, int]:
    """Processor seconds and the most memory in bytes of the child; zeros where there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        peak = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return 0.0, 0
    return (int(fields[11]) + int(fields[12])) / TICKS, int(peak[1]) * 1024 if peak else 0


def judged(reader: Reader, raw: bytes) -> tuple[str, float]:
    """What is amiss with the reading of one mail, or ''; and its processor seconds."""
    before = reader.pid
    begun = used(before)[0]
    try:
        reader.explain(raw, TERMS)
    except ReadingFailed as error:
        return error.cause, 0.0
    seconds, memory = used(reader.pid)
    seconds -= begun if reader.pid == before else 0.0
    if seconds > SECONDS:
        return "slow", seconds
    return ("memory" if memory > MEMORY else ""), seconds


def fuzz(minutes: float, seed: int) -> int:
    """Break and read mails for so long; the exit code."""
    all_, chance = mails(), random.Random(seed)
    if not all_:
        print("there are no mails to break: neither tests/exam/mails nor the corpora are here")
        return 1
    reader = Reader(MAIL_LIMITS._replace(seconds=4 * SECONDS, seconds_a_megabyte=0))
    kept = Path(tempfile.mkdtemp(prefix="achyk-fuzz-"))
    amiss: Counter[str] = Counter()
    ends, count, slowest = time.monotonic() + 60 * minutes, 0, 0.0
    told = time.monotonic()
    while time.monotonic() < ends:
        raw = broken(chance, all_)
        what, seconds = judged(reader, raw)
        count, slowest = count + 1, max(slowest, seconds)
        if what:
            amiss[what] += 1
            (kept / f"{count}-{re.sub(r'[^a-zA-Z0-9.]+', '-', what)}.eml").write_bytes(raw)
        if time.monotonic() > told + 10:
            told = time.monotonic()
            print(f"{count:>7} broken mails read, {sum(amiss.values())} amiss", flush=True)
    reader.close()
    print(f"seed {seed}: {count} broken mails read; the slowest took {slowest:.2f} s")
    if not amiss:
        kept.rmdir()
        return 0
    for what, times in amiss.most_common():
        print(f"  {times:>5} {what}")
    print(f"the mails lie in {kept}")
    return 1


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().getrandbits(32)
    return fuzz(given.minutes, seed)


if __name__ == "__main__":
    sys.exit(main())
