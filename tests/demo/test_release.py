"""The demo's release: what lies where anybody can get it, and what its own program says of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, time
from pathlib import Path

import pytest

from jobs.demo.play import PASS, QUARTER
from jobs.releasing import bundle
from register.database import reading
from register.rules.quarter import Quarter
from reports.bundle import unzipped

pytestmark = pytest.mark.xdist_group("demo")  # played once, not once in every worker
OURS = ("release", "mirror")


def files(folder: Path) -> dict[str, bytes]:
    listed = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in listed}


@pytest.fixture(scope="module")
def released(told) -> dict[str, bytes]:
    return files(told.release)


def test_the_release_lies_at_both_targets_the_same(released, folder):
    assert [files(folder / place / QUARTER) == released for place in OURS] == [True, True]


def test_the_last_words_count_its_files(released, said, tables):
    listed = re.search(r"^  files +(\d+) +(.+)$", said, re.M)
    assert listed is not None
    assert int(listed[1]) == len(released)
    kinds = Counter(name.rpartition(".")[2] for name in released)
    told = dict(reversed(one.split()) for one in listed[2].split(", "))
    assert told == {kind: str(count) for kind, count in kinds.items()}
    assert re.search(rf"^  tables +{len(set(tables) - {'contents', 'notes'})} ", said, re.M)


def test_its_own_program_finds_it_whole_without_any_part_of_ours(told, said):
    command = [sys.executable, "-I", str(told.release / "verify.py")]
    found = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    verdict = found.stdout.strip().splitlines()[-1]
    assert verdict == told.checked
    assert f"python {told.release / 'verify.py'}: {verdict}" in said


def test_its_own_program_notices_one_figure_changed(told, released, tmp_path):
    for name, data in released.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    changed = tmp_path / "data/funnel.csv"
    text = changed.read_text("utf-8")
    figure = re.search(r"\d+(?=,)", text)
    assert figure is not None
    changed.write_text(text[: figure.start()] + "9" + text[figure.start() :], "utf-8")
    command = [sys.executable, "-I", str(tmp_path / "verify.py")]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert "data/funnel.csv" in found.stdout


def test_the_lists_commit_to_every_response_and_invitation(told, released, by_hand):
    """As many as by hand, and no more responses than invitations."""
    inspections, _ = by_hand
    roots = json.loads(released["manifest.json"])["roots"]
    answered = sum(one.responded for one in inspections.values())
    sections = re.split(r"^\[(.+)\]$", released["receipts.txt"].decode(), flags=re.M)
    lines = {
        name: text.split("\n")[1:-1]
        for name, text in zip(sections[1::2], sections[2::2], strict=True)
    }
    responses = [line for line in lines["responses"] if line]
    assert len(set(responses)) == len(responses) == roots["responses"]["size"] == answered
    invited = sum(one.invited is not None and not one.left_alone for one in inspections.values())
    assert roots["invitations"]["size"] == invited


def test_built_once_more_it_is_the_same_to_the_byte(played, released):
    made_on = date.fromisoformat(json.loads(released["manifest.json"])["made_on"])
    installation = played.installation
    at = datetime.combine(made_on, time(PASS.hour), installation.zone)
    with reading(installation.engine) as session:
        again = bundle(installation, session, Quarter.parse(QUARTER), at)
    assert dict(again.files) == released


def test_nothing_public_names_a_business(released, database):
    """No tax number, no address, no registration number, no name of an inspected business."""
    query = "select registration_no, tax_id, email, business_name from inspections"
    named = {str(value) for row in database.execute(query) for value in row if value}
    texts = {name: data for name, data in released.items() if not name.endswith(".xlsx")}
    for name, data in released.items():
        if name.endswith(".xlsx"):
            texts |= {f"{name}/{part}": one for part, one in unzipped(data).items()}
    words = {
        name: set(re.findall(r"[\w@.+-]+", data.decode("utf-8", "ignore")))
        for name, data in texts.items()
    }
    single = {one for one in named if re.fullmatch(r"[\w@.+-]+", one) and len(one) >= 6}
    assert len(single) > 500
    assert {name: found & single for name, found in words.items() if found & single} == {}
