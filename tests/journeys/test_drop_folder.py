"""The drop folder: no file keeps another waiting, and a failing disk moves nothing."""

from __future__ import annotations

import os

import pytest
import sqlalchemy as sa
from journeys.town import Town, row, workbook

import ingest.drop_folder
from config.trouble import WorldTrouble
from ingest.drop_folder import LONGEST_NAME, RECEIPT
from ingest.limits import LIMITS
from register.blobs import Blobs
from register.database import reading
from register.inspections import Inspection


def lay(town: Town, name: str | bytes, data: bytes) -> bytes:
    """A file that has lain in the folder for a minute."""
    path = os.path.join(os.fsencode(town.installation.drop), os.fsencode(name))
    with open(path, "wb") as file:
        file.write(data)
    os.utime(path, (os.stat(path).st_mtime - 60,) * 2)
    return path


def numbers(town: Town) -> set[str]:
    with reading(town.installation.engine) as session:
        return set(session.scalars(sa.select(Inspection.registration_no)))


def lying(town: Town, folder: str = ".") -> set[str]:
    place = town.installation.drop / folder
    found = place.iterdir() if place.is_dir() else ()
    return {path.name for path in found if path.is_file()}


def good(number: int) -> bytes:
    return workbook([row(number, f"b{number}@business.kg")])


ODD = [
    "проверки.xlsx".encode("cp1251"),
    ("п" * 123 + ".xlsx").encode(),
    ("x" * 250 + ".xlsx").encode(),
    b"a\nb\x1b[2J\xe2\x80\xae.xlsx",
    b"\xff" * 255,
    b"...xlsx"[2:] + b"." + b"y" * 200,
]


@pytest.mark.parametrize("name", ODD)
def test_a_file_with_an_odd_name_is_taken_and_keeps_no_other_waiting(town, name):
    """AT2: nothing but the program's own clean name is written anywhere."""
    lay(town, name, good(1))
    lay(town, "я.xlsx", good(2))
    town.run("take-in")
    assert numbers(town) >= {"R-0002"}
    assert "я.xlsx" not in lying(town)
    for done in lying(town, "done") | lying(town, "rejected"):
        assert done.isprintable()
        done.encode("utf-8")
        assert len(os.fsencode(done)) <= LONGEST_NAME
    if not name.startswith(b"."):
        assert numbers(town) == {"R-0001", "R-0002"}
        assert len(lying(town, "done")) == 4


def test_two_files_of_one_long_name_lie_side_by_side_with_their_receipts(town):
    for number in (1, 2):
        lay(town, "п" * 123 + ".xlsx", workbook([row(number, "x"), row(number + 2, None)]))
        town.run("take-in")
    found = lying(town, "done")
    assert len([name for name in found if name.endswith(RECEIPT)]) == 2
    assert len([name for name in found if "checked" in name]) == 2
    assert len(found) == 6


def test_a_file_the_program_fails_on_is_laid_aside_and_the_next_one_is_taken(town, monkeypatch):
    """ML6 for files."""
    real = ingest.drop_folder.read_file

    def breaks(desk, today, name, data, sender):
        if name == "a.xlsx":
            raise ZeroDivisionError("what a row said")
        return real(desk, today, name, data, sender)

    monkeypatch.setattr(ingest.drop_folder, "read_file", breaks)
    lay(town, "a.xlsx", good(1))
    lay(town, "b.xlsx", good(2))
    assert town.run("take-in") == [
        {"dropped_files": 2, "dropped_rows": 1, "dropped_accepted": 1, "dropped_refused": 1}
    ]
    assert numbers(town) == {"R-0002"}
    assert lying(town, "rejected") == {"a.xlsx", "a.xlsx" + RECEIPT}
    receipt = town.installation.drop / "rejected" / ("a.xlsx" + RECEIPT)
    assert "не удалось принять" in receipt.read_text("utf-8")
    assert "what a row said" not in receipt.read_text("utf-8")


def test_a_failing_disk_ends_the_run_and_moves_nothing(town, monkeypatch):
    """ML9: no file is to blame; the next run takes them all."""

    def full(self, vault, data):
        raise WorldTrouble("cannot write: No space left; make room")

    lay(town, "a.xlsx", good(1))
    lay(town, "b.xlsx", good(2))
    with monkeypatch.context() as patch:
        patch.setattr(Blobs, "put", full)
        with pytest.raises(WorldTrouble):
            town.run("take-in")
    assert lying(town) == {"a.xlsx", "b.xlsx"}
    town.run("take-in")
    assert lying(town) == set()
    assert numbers(town) == {"R-0001", "R-0002"}


def test_a_folder_that_cannot_be_written_to_is_told_in_a_sentence(town):
    (town.installation.drop / "done").write_text("in the way")
    lay(town, "a.xlsx", good(1))
    os.utime(town.installation.drop / "done")
    with pytest.raises(WorldTrouble, match="cannot write in the drop folder"):
        town.run("take-in")
    assert "a.xlsx" in lying(town)


def test_a_file_beyond_all_measure_is_refused_without_being_read_whole(town, monkeypatch):
    monkeypatch.setattr(ingest.drop_folder, "LIMITS", LIMITS._replace(size=1000))
    read = []
    real = ingest.drop_folder.read_file

    def watching(desk, today, name, data, sender):
        read.append(len(data))
        return real(desk, today, name, data, sender)

    monkeypatch.setattr(ingest.drop_folder, "read_file", watching)
    lay(town, "a.xlsx", b"x" * 100_000)
    town.run("take-in")
    assert read == [1001]
    assert "a.xlsx" in lying(town, "rejected")


def test_the_same_file_laid_there_again_is_told_and_undoes_nothing(town):
    lay(town, "a.xlsx", good(1))
    town.run("take-in")
    lay(town, "b.xlsx", workbook([row(1, "right@business.kg")]))
    town.run("take-in")
    first = (town.installation.drop / "done/a.xlsx").read_bytes()
    lay(town, "c.xlsx", first)
    town.run("take-in")
    said = (town.installation.drop / "done" / ("c.xlsx" + RECEIPT)).read_text("utf-8")
    assert "был получен 20.07.2026" in said
    with reading(town.installation.engine) as session:
        assert session.scalar(sa.select(Inspection.email)) == "right@business.kg"
