"""The files of a release: all of them, the same ones each time, packed the same way."""

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from reports.bundle import public_files, unzipped, withheld_files, zipped
from reports.workbook_check import complaints

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
PROGRAM = """
import hashlib, sys
sys.path[:0] = [{folder!r}, {root!r}]
import conftest
from reports.bundle import public_files, zipped
volume = conftest.volume_of("ru")
print(hashlib.sha256(zipped(public_files([volume], conftest.IMPRINT))).hexdigest())
"""


@pytest.fixture(scope="module")
def files(volumes, imprint):
    return public_files(volumes("ru", "en"), imprint)


def test_the_first_language_has_the_plain_names(files):
    assert list(files) == sorted(files)
    plain = {"report.xlsx", "index.html", "tables.html", "methodology.html", "summary.html"}
    other = {"report-en.xlsx", "index.en.html", "summary.en.html", "charts/en/summary.svg"}
    assert plain | other | {"data/datapackage.json", "charts/summary.svg"} <= set(files)
    assert b'<html lang="ru">' in files["index.html"]
    assert b'<html lang="en">' in files["index.en.html"]
    assert len([name for name in files if name.endswith(".csv")]) > 25


def test_no_hidden_figure_is_in_any_file(volumes, imprint):
    """Two quarters that differ only in hidden cells are the same files, byte for byte."""
    few = {"a": {12: {"1": 3, "5": 2}}, "b": {12: {"1": 3, "5": 3}}, "c": {12: {"1": 20, "5": 30}}}
    other = {**few, "a": {12: {"1": 1, "5": 4}}, "b": {12: {"1": 5, "5": 1}}}
    assert zipped(public_files(volumes("en", groups=few), imprint)) == zipped(
        public_files(volumes("en", groups=other), imprint)
    )


def test_the_workbooks_are_fit_to_be_published(files):
    for name in ("report.xlsx", "report-en.xlsx"):
        assert complaints(files[name]) == []


def test_the_roots_and_the_revisions_stand_on_the_cover_of_the_workbook(files):
    with zipfile.ZipFile(io.BytesIO(files["report-en.xlsx"])) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
    # A digest takes two lines: what is wider than the cover is not printed.
    for words in ("cd" * 16, "ab" * 16, "Aibek Osmonov. An address was wrong"):
        assert texts.count(words) >= 1
    assert "cd" * 16 + " (62)" in texts


def test_an_archive_gives_back_what_was_put_in_and_is_always_the_same(files):
    packed = zipped(files)
    assert unzipped(packed) == files
    assert zipped(dict(reversed(files.items()))) == packed
    assert len(packed) < sum(map(len, files.values()))


def test_another_process_makes_the_same_bytes(volumes, imprint):
    """Whatever the order of hashes, the time zone and the locale of the machine."""
    program = PROGRAM.format(folder=str(TESTS / "reports"), root=str(TESTS))
    environ = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    command = [sys.executable, "-c", program]
    answer = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, check=True, timeout=120
    )
    ours = zipped(public_files(volumes("ru"), imprint))
    assert answer.stdout.decode().strip() == hashlib.sha256(ours).hexdigest()


def test_a_withheld_release_names_who_why_and_what_is_sealed(imprint):
    since = date(2026, 11, 2)
    made = withheld_files("Aibek <Osmonov>", "It is checked & read", imprint, ("en", "ky"), since)
    assert list(made) == ["index.html", "index.ky.html"]
    text = made["index.html"].decode()
    for words in (
        "Aibek &lt;Osmonov&gt;",
        "It is checked &amp; read",
        "cd" * 32,
        "2 November 2026",
    ):
        assert words in text
    assert "Withheld by" in text
    assert "Кармаган адам" in made["index.ky.html"].decode()
