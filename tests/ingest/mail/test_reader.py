"""Mails are read in a child process; what breaks it costs one reading and nothing else."""

from __future__ import annotations

import json
import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config.questionnaire import questionnaire
from config.trouble import WorldTrouble
from ingest.limits import MAIL_LIMITS, MEGABYTE, MailLimits
from ingest.mail.channel import Garbled, receive, send
from ingest.mail.classify import Kind, OwnAddresses
from ingest.mail.explain_mail import explain
from ingest.mail.reader import Reader, ReadingFailed, _Answer
from ingest.mail.reading import Terms, read_mail

ROOT = Path(__file__).parents[3]
OWN = OwnAddresses(
    "survey@mail.test", "appeals@mail.test", "uploads@mail.test", "bounces@mail.test", "mail.test"
)
TERMS = Terms(OWN, frozenset(), "mx.mail.test", 1, questionnaire("inspection-1"))
HEADER = b"From: a@b.kg\r\nTo: survey+abcdefghijklmnopqrstuvwx23@mail.test\r\nSubject: Re\r\n"
REPLY = HEADER + b"\r\n1: yes\r\n3: 4\r\n"
# Hundreds of times the work of an honest mail of its size: each empty part is a message of its own.
MANY_PARTS = (
    HEADER + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 120_000
)
LONG = HEADER + b"\r\n" + b"hello there\r\n" * MEGABYTE
NARROW = MailLimits(memory=100 * MEGABYTE)
NESTED = b"".join(
    b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(3_000)
)
RECIPIENTS = b"Cc: " + b",\r\n ".join(b"user%d@example.kg" % n for n in range(20_000)) + b"\r\n"


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One for all tests here: whatever it has gone through, it reads the next mail."""
    made = Reader()
    yield made
    made.close()


def limited(limits: MailLimits) -> Iterator[Reader]:
    made = Reader(limits)
    yield made
    made.close()


def gone(pid: int) -> bool:
    """Whether the process has ended, though nobody may have asked for its status yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def used(pid: int) -> int:
    """Processor time in ticks."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def wait(until: Callable[[], bool], seconds: float = 20) -> None:
    ends = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < ends
        time.sleep(0.01)


def wait_until_busy(pid: int) -> None:
    """Until it works on what it was given, and not on its own start."""
    begun = used(pid)
    wait(lambda: used(pid) - begun > 20)


def broken_by(reader: Reader, raw: bytes, terms: Terms = TERMS) -> str:
    with pytest.raises(ReadingFailed) as failed:
        reader.read(raw, terms)
    return failed.value.cause


def test_the_child_reads_as_the_pure_function_does(reader):
    for raw in (REPLY, b"", b"\xff" * 100, HEADER + RECIPIENTS[:2000] + b"\r\nhello"):
        assert reader.read(raw, TERMS) == read_mail(raw, TERMS)
        told = reader.explain(raw, TERMS)
        assert told == explain("", raw, OWN, "mx.mail.test", 1, bool, TERMS.questionnaire)
    assert reader.read(REPLY, TERMS).reply.given == {1: "yes", 3: "4"}


def test_the_reader_follows_terms_that_change(reader):
    sheet = HEADER.replace(b"survey+abcdefghijklmnopqrstuvwx23", b"appeals")
    sheet += b'Content-Type: text/csv; name="a.csv"\r\n\r\na;b\r\n'
    staff = replace(TERMS, staff=frozenset({"a@b.kg"}))
    kinds = [reader.read(sheet, terms).classified.kind for terms in (TERMS, staff, TERMS)]
    assert kinds == [Kind.APPEAL, Kind.UPLOAD, Kind.APPEAL]


def test_one_child_reads_many_mails_and_is_replaced_after_its_share():
    for reader in limited(MAIL_LIMITS._replace(mails=3)):
        pids = []
        for _ in range(6):
            reader.read(REPLY, TERMS)
            pids.append(reader.pid)
        assert pids[0] == pids[2] != pids[3] == pids[5]
        assert gone(pids[0])


def test_a_child_that_has_read_much_is_replaced():
    """What a long mail took of the memory would be wanting to the next one."""
    half = LONG[:50_000]
    for reader in limited(MAIL_LIMITS._replace(read=100_000)):
        reader.read(REPLY, TERMS)
        first = reader.pid
        reader.read(half, TERMS)
        assert reader.pid == first
        reader.read(half, TERMS)
        assert reader.pid != first


def test_a_mail_that_takes_too_long_is_given_up_and_the_next_one_read():
    """ML6: the processor time of the child counts, which no busy machine uses up for it."""
    limits = MAIL_LIMITS._replace(seconds=0.4, seconds_a_megabyte=0, patience=1000)
    for reader in limited(limits):
        assert broken_by(reader, MANY_PARTS) == "time"
        assert reader.read(REPLY, TERMS).classified.kind is Kind.REPLY


def test_a_child_that_hangs_without_working_is_killed():
    """ML6: by the wall clock too, though that is patient."""
    for reader in limited(MAIL_LIMITS._replace(patience=0.001)):
        assert broken_by(reader, MANY_PARTS) == "time"
        assert reader.pid is None


def test_a_mail_that_eats_the_memory_is_given_up_and_the_next_one_read():
    """ML6"""
    for reader in limited(NARROW):
        assert broken_by(reader, LONG) == "memory"
        assert reader.read(REPLY, TERMS).classified.kind is Kind.REPLY


def test_a_reading_that_raises_is_told_by_kind_and_place_and_the_child_lives_on(reader):
    """ML6, WB7: no mail is known to make it raise; terms that are wrong do."""
    reader.read(REPLY, TERMS)
    before = reader.pid
    cause = broken_by(reader, REPLY, replace(TERMS, questionnaire=None))
    assert cause.startswith("AttributeError at ")
    assert cause.rpartition(":")[2].isdigit()
    assert reader.read(REPLY, TERMS).reply.given == {1: "yes", 3: "4"}
    assert reader.pid == before


def test_a_child_killed_in_the_middle_costs_that_reading_only(reader):
    """ML6: as the kernel does when memory runs out."""
    reader.read(REPLY, TERMS)
    pid, causes = reader.pid, []
    reading = threading.Thread(target=lambda: causes.append(broken_by(reader, MANY_PARTS)))
    reading.start()
    wait_until_busy(pid)
    os.kill(pid, signal.SIGKILL)
    reading.join()
    assert causes == ["signal 9"]
    assert reader.read(REPLY, TERMS).classified.kind is Kind.REPLY


def test_a_child_that_died_between_two_mails_costs_nothing(reader):
    reader.read(REPLY, TERMS)
    pid = reader.pid
    os.kill(pid, signal.SIGKILL)
    wait(lambda: gone(pid))
    assert reader.read(REPLY, TERMS).classified.kind is Kind.REPLY
    assert reader.pid != pid


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_for_the_whole_group_leaves_the_reading_alone(reader, number):
    """The run that is stopped finishes its mail first; that is no failed attempt of the mail."""
    reader.read(REPLY, TERMS)
    pid = reader.pid
    os.kill(pid, number)
    reader.read(REPLY, TERMS)
    assert reader.pid == pid


@pytest.mark.parametrize(
    "rest",
    [
        pytest.param(NESTED + b"\r\nhi", id="nested"),
        pytest.param(RECIPIENTS + b"\r\n1: yes", id="recipients"),
        pytest.param(b"X-Long: " + b"x" * 4 * MEGABYTE + b"\r\n\r\n1: yes", id="line"),
        pytest.param(b"\r\n" + b"/" * 200_000, id="slashes"),
        pytest.param(b"Content-Type: text/html\r\n\r\n" + b"<div>" * 50_000, id="html"),
    ],
)
def test_odd_giants_are_read(reader, rest):
    assert reader.read(HEADER + rest, TERMS).classified.kind is Kind.REPLY


def test_threads_share_a_reader(reader):
    """Each gets the reading of its own mail."""
    found: dict[int, str | None] = {}

    def read(number: int) -> None:
        for _ in range(10):
            raw = REPLY.replace(b"a@b.kg", b"a%d@b.kg" % number)
            found[number] = reader.read(raw, TERMS).sender

    threads = [threading.Thread(target=read, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == {number: f"a{number}@b.kg" for number in range(4)}


def test_a_forked_process_reads_through_a_child_of_its_own(reader):
    """Also when another thread of its parent was in the middle of a mail."""
    reader.read(REPLY, TERMS)
    pid = reader.pid
    reading = threading.Thread(target=reader.read, args=(MANY_PARTS, TERMS))
    reading.start()
    wait_until_busy(pid)
    fork = os.fork()
    if fork == 0:
        signal.alarm(60)
        read = reader.read(REPLY, TERMS).classified.kind is Kind.REPLY
        own = reader.pid != pid
        reader.close()
        os._exit(0 if read and own else 1)
    _, status = os.waitpid(fork, 0)
    assert status == 0
    reading.join()
    assert reader.read(REPLY, TERMS).classified.kind is Kind.REPLY
    assert reader.pid == pid


def test_no_setting_or_secret_reaches_the_child(reader, monkeypatch):
    monkeypatch.setenv("ACHYK_MAIL__OUT__PASSWORD", "hush")
    reader.read(REPLY, TERMS)
    environ = Path(f"/proc/{reader.pid}/environ").read_bytes()
    assert b"ACHYK" not in environ
    files = {os.readlink(link) for link in Path(f"/proc/{reader.pid}/fd").iterdir()}
    assert len([name for name in files if name.startswith("socket:")]) == 1
    assert len([name for name in files if name.startswith("pipe:")]) == 1
    assert all(name.startswith(("socket:", "pipe:", "/dev/null")) for name in files)


def test_without_files_or_processes_the_world_is_to_blame_and_no_mail(reader):
    reader.close()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        with pytest.raises(WorldTrouble, match="cannot start the process that reads mail"):
            reader.read(REPLY, TERMS)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert reader.read(REPLY, TERMS).classified.kind is Kind.REPLY


def test_a_child_that_cannot_begin_is_no_mails_fault(monkeypatch):
    monkeypatch.setattr("ingest.mail.reader.CHILD", "ingest.no_such_module")
    for reader in limited(MAIL_LIMITS):
        with pytest.raises(WorldTrouble, match="ended before it began"):
            reader.read(REPLY, TERMS)


class Forged:
    """A value whose unpickling runs a command."""

    def __reduce__(self):
        return os.system, ("exit 3",)


def test_an_answer_can_hold_nothing_but_readings():
    """AT1: whoever took the child over would otherwise have the parent too."""
    import io

    with pytest.raises(Garbled):
        _Answer(io.BytesIO(pickle.dumps(("read", Forged())))).load()
    value = ("read", read_mail(REPLY, TERMS))
    assert _Answer(io.BytesIO(pickle.dumps(value))).load() == value


PARENT = """
import sys
from ingest.mail.reader import Reader
sys.path.insert(0, {tests!r})
from test_reader import MANY_PARTS, REPLY, TERMS
reader = Reader()
reader.read(REPLY, TERMS)
print(reader.pid, flush=True)
if sys.argv[1] == "busy":
    reader.read(MANY_PARTS * 10, TERMS)
sys.stdin.read()
"""


def parent(how: str) -> subprocess.Popen[bytes]:
    source = PARENT.format(tests=str(Path(__file__).parent))
    return subprocess.Popen(
        [sys.executable, "-c", source, how],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


@pytest.mark.parametrize("how", ["idle", "busy"])
def test_no_child_outlives_its_parent(how):
    """ML1: the parent is killed; in the middle of a mail its child does not read on for nobody."""
    with parent(how) as process:
        pid = int(process.stdout.readline())
        if how == "busy":
            wait_until_busy(pid)
        assert not gone(pid)
        process.kill()
        process.wait()
        wait(lambda: gone(pid))


def test_what_arrives_during_a_reading_does_not_end_the_reader(reader):
    """The kernel may tell of a mail's last bytes when they are being read already."""
    reader.read(REPLY, TERMS)
    child = reader._child
    order = pickle.dumps(("read", TERMS, [MANY_PARTS]))
    send(child.channel, order, 60)
    wait_until_busy(child.process.pid)
    send(child.channel, pickle.dumps(("read", None, [REPLY])), 60)
    answers = [pickle.loads(receive(child.channel, 1 << 30, 60)) for _ in range(2)]
    assert [one[0][0] for one in answers] == ["read", "read"]


def test_a_reader_that_a_stray_signal_ended_costs_the_mail_no_attempt(reader):
    reader.read(REPLY, TERMS)
    found: list[BaseException] = []
    reading = threading.Thread(target=lambda: found.append(refusal(reader, MANY_PARTS)))
    reading.start()
    wait_until_busy(reader.pid)
    os.kill(reader.pid, signal.SIGIO)
    reading.join()
    assert isinstance(found[0], WorldTrouble)
    assert reader.read(REPLY, TERMS).classified.kind is Kind.REPLY


def refusal(reader: Reader, raw: bytes) -> BaseException:
    with pytest.raises((WorldTrouble, ReadingFailed)) as raised:
        reader.read(raw, TERMS)
    return raised.value


def test_a_program_that_has_read_mail_ends_in_silence(tmp_path):
    path = tmp_path / "a.eml"
    path.write_bytes(REPLY)
    command = [
        sys.executable,
        "-X",
        "dev",
        "-m",
        "jobs.cli",
        "-C",
        str(tmp_path),
        "explain",
        "mail",
    ]
    paths = [str(path), str(tmp_path / "missing.eml"), str(path)]
    ended = subprocess.run([*command, *paths], cwd=ROOT, capture_output=True, check=False)
    assert ended.returncode == 1
    (told,) = ended.stderr.decode().splitlines()
    assert "missing.eml" in told
    assert ended.stdout.decode().count("  kind  ") == 2


def test_a_mail_that_breaks_the_reader_does_not_stop_explaining(tmp_path, monkeypatch, capsys):
    """One bad file never stops the next, has its line all the same, and the order is kept."""
    from ingest.mail import readers
    from jobs.cli import main

    for name, raw in (("a.eml", REPLY), ("b.eml", LONG), ("c.eml", REPLY)):
        (tmp_path / name).write_bytes(raw)
    monkeypatch.setattr(readers, "Reader", lambda limits: Reader(NARROW))
    assert main(["-C", str(tmp_path), "explain", "mail", "--json", str(tmp_path)]) == 1
    told = capsys.readouterr()
    found = [json.loads(line) for line in told.out.splitlines()]
    assert [Path(one["path"]).name for one in found] == ["a.eml", "b.eml", "c.eml"]
    assert [one["kind"] for one in found] == [
        "other",
        "unreadable",
        "other",
    ]  # no installation here
    assert found[1]["trouble"] == ["reader-failed: memory"]
    assert found[0].keys() == found[1].keys()
    assert "b.eml: the mail cannot be read (memory)" in told.err
