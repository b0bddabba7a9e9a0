"""The virus scanner is asked over its socket; what it cannot say is no verdict."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from services.faulty_clamd import DROP, STALL, VIRUS, FaultyClamd, run_faulty_clamd
from services.process import free_ports
from workbooks.zipped import zipped

from config.settings import read_settings
from config.trouble import SettingsTrouble, WorldTrouble
from ingest.appeals.clamd import Clamd
from ingest.appeals.files import Incoming, Scanned, judge, scanned_anew
from register.rules.file_verdict import FileVerdict


@pytest.fixture(params=["unix", "tcp"])
def clamd(request: pytest.FixtureRequest) -> Iterator[FaultyClamd]:
    # Not below tmp_path: the name of a socket may have 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="achyk-clamd-"))
    with run_faulty_clamd(folder / "clamd.ctl" if request.param == "unix" else None) as server:
        yield server
    shutil.rmtree(folder)


@pytest.mark.parametrize("data", [b"", b"x", b"\0" * 600_000, bytes(range(256)) * 3000])
def test_a_file_arrives_at_the_scanner_whole(clamd, data):
    assert Clamd(clamd.address).scan(data) is Scanned.CLEAN
    assert clamd.scanned == [data]
    assert clamd.commands == [b"zINSTREAM"]


def test_a_virus_is_told(clamd):
    assert Clamd(clamd.address).scan(b"a" * 300_000 + VIRUS) is Scanned.INFECTED


def test_a_file_over_the_scanners_limit_is_told_as_such(clamd):
    """It hangs up in the middle; the answer it left behind is read all the same."""
    clamd.limit = 1000
    assert Clamd(clamd.address).scan(b"x" * 2000) is Scanned.TOO_LARGE


@pytest.mark.parametrize(
    "answer",
    [
        DROP,
        "",
        "stream: Can't allocate memory ERROR",
        "stream: OK or so",
        "UNKNOWN COMMAND",
        "O" * 9000,
    ],
)
def test_no_answer_and_a_strange_one_are_trouble_and_no_verdict(clamd, answer):
    clamd.answers.append(answer)
    with pytest.raises(WorldTrouble, match="the virus scanner at"):
        Clamd(clamd.address).scan(b"x")
    assert Clamd(clamd.address).scan(b"x") is Scanned.CLEAN


def test_a_scanner_that_never_answers_is_waited_for_only_so_long(clamd):
    clamd.answers.append(STALL)
    with pytest.raises(WorldTrouble, match="does not answer in time"):
        Clamd(clamd.address, patience=0.2).scan(b"x")


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.ctl", "tcp:127.0.0.1:{}"])
def test_a_scanner_that_is_not_there_is_trouble_that_says_what_to_do(address):
    address = address.format(*free_ports(1))
    with pytest.raises(WorldTrouble, match=r"start clamd, or empty files\.clamd") as told:
        Clamd(address).scan(b"x")
    assert address in str(told.value)


def test_the_version_is_told(clamd):
    assert Clamd(clamd.address).version().startswith("ClamAV 1.4.3/27500/")


def test_what_the_scanner_says_is_the_files_verdict(clamd):
    files = [Incoming(name, "", data) for name, data in (("a", b"good"), ("b", VIRUS), ("c", b"x"))]
    found = judge(files, Clamd(clamd.address).scan)
    assert [one.verdict for one in found] == ["", "infected", ""]
    assert scanned_anew(VIRUS, Clamd(clamd.address).scan) is FileVerdict.INFECTED


def test_while_the_scanner_is_down_no_file_is_handed_on_and_it_is_asked_once(clamd):
    clamd.answers += [DROP] * 4
    files = [Incoming(name, "", b"x") for name in ("a.txt", "b.exe", "c.txt", "d.txt")]
    scan = Clamd(clamd.address).scan
    verdicts = [one.verdict for one in judge(files, scan)]
    assert verdicts == ["not-scanned", "program", "not-scanned", "not-scanned"]
    assert len(clamd.commands) == 1
    assert scanned_anew(b"x", scan) is FileVerdict.NOT_SCANNED
    clamd.answers.clear()
    assert scanned_anew(b"x", scan) is FileVerdict.OPENS


@pytest.mark.parametrize(
    "address", ["clamd", "unix:clamd", "tcp:3310", "tcp:host:99999", "http://x"]
)
def test_an_address_that_is_none_is_refused(address, tmp_path):
    with pytest.raises(SettingsTrouble, match=r"files.clamd: must be unix:/PATH or tcp:HOST:PORT"):
        read_settings(tmp_path, {"files": {"clamd": address}}, {})


@pytest.mark.service
def test_the_real_scanner_says_the_same():
    from services.clamd import LIMIT, run_clamd

    with run_clamd() as address:
        scan = Clamd(address).scan
        assert Clamd(address).version().startswith("ClamAV ")
        assert scan(b"good") is Scanned.CLEAN
        assert scan(b"x" * 1000 + VIRUS) is Scanned.INFECTED
        assert scan(zipped({"a.txt": VIRUS})) is Scanned.INFECTED
        assert scan(b"x" * LIMIT) is Scanned.CLEAN
        assert scan(b"x" * 20 * LIMIT) is Scanned.TOO_LARGE
        assert scan(b"") is Scanned.CLEAN
