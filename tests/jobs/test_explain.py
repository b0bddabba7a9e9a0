"""`achyk explain`: many paths in one process, nothing touched, the keys others rely on."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path

import pytest
from journeys.town import row, upload_mail, workbook

from jobs.cli import main

MAIL_KEYS = {
    "path", "kind", "from", "authority", "trouble", "automatic", "language", "subject", "text",
    "signature", "quoted", "attachments", "recipients", "answers", "unread",
}  # fmt: skip
SHEET_KEYS = {
    "path", "format", "refused", "sheet", "header_row", "columns", "rows", "accepted", "records",
    "problems",
}  # fmt: skip
REPLY = """\
From: one@business.kg
To: survey+abcdefghijklmnopqrstuvwxyz@achyk.example
Subject: Re: survey

1: yes
3: 5
3b what
"""


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def mails(tmp_path) -> Path:
    """A folder with two mails and something that is neither mail nor text."""
    place = tmp_path / "mails"
    (place / "deeper").mkdir(parents=True)
    (place / "b.eml").write_bytes(REPLY.replace("abcdefghijklmnopqrstuvwxyz", "a2" * 13).encode())
    upload = upload_mail(workbook([row(1, "one@business.kg")]))
    (place / "a.eml").write_bytes(upload.replace(b"uploads@achyk.test", b"uploads@achyk.example"))
    (place / "c.eml").write_bytes(bytes(range(256)) * 20)
    return place


def test_every_file_of_a_folder_is_explained_in_order_one_object_a_line(mails, achyk):
    said = achyk("explain", "mail", "--json", str(mails))
    found = lines(said.out)
    assert (said.code, said.err) == (0, "")
    assert [Path(one["path"]).name for one in found] == ["a.eml", "b.eml", "c.eml"]
    for one in found:
        assert set(one) >= MAIL_KEYS
    upload, reply, _ = found
    assert (upload["kind"], upload["from"]) == ("upload", "asan@geti.kg")
    (attached,) = upload["attachments"]
    assert set(attached) == {"name", "type", "bytes", "sha256"}
    assert attached["name"] == "проверки июль.xlsx"
    assert (reply["kind"], reply["answers"]) == ("reply", {"1": "yes", "3": "5"})


def test_paths_come_in_the_order_given_and_a_missing_one_stops_none(mails, achyk):
    paths = [str(mails / name) for name in ("b.eml", "gone.eml", "a.eml")]
    said = achyk("explain", "mail", "--json", *paths)
    assert said.code == 1
    assert [one["path"] for one in lines(said.out)] == [paths[0], paths[2]]
    assert said.err.count("\n") == 1
    assert paths[1] in said.err


def test_mail_is_explained_where_there_is_no_installation(mails, tmp_path, capsys):
    assert main(["-C", str(tmp_path), "explain", "mail", "--json", str(mails / "b.eml")]) == 0
    assert lines(capsys.readouterr().out)[0]["from"] == "one@business.kg"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mails"]


def test_the_installation_says_whose_results_count_and_who_is_staff(mails, town, capsys):
    command = ["-C", str(town.installation.folder), "explain", "mail", "--json"]
    assert main([*command, str(mails / "a.eml")]) == 0
    assert lines(capsys.readouterr().out)[0]["authority"] == "pass"
    outside = ["-C", str(mails), "explain", "mail", "--json", str(mails / "a.eml")]
    assert main(outside) == 0
    assert lines(capsys.readouterr().out)[0]["authority"] == "none"


def test_explaining_leaves_everything_as_it_was(mails, folder, achyk):
    def state() -> dict[str, str]:
        kept = [p for p in sorted(folder.rglob("*")) if p.is_file() and "achyk.db-" not in p.name]
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}

    (folder / "sheet.xlsx").write_bytes(workbook([row(1, "one@business.kg")]))
    before = state()
    assert achyk("explain", "mail", str(mails)).code == 0
    assert achyk("explain", "sheet", str(folder / "sheet.xlsx")).code == 0
    assert state() == before


def test_without_json_a_person_reads_what_there_is_and_nothing_empty(mails, achyk):
    said = achyk("explain", "mail", str(mails / "b.eml"))
    text = said.out.splitlines()
    assert text[0] == str(mails / "b.eml")
    assert "  kind         reply" in text
    assert "  answers      1: yes, 3: 5" in text
    assert not any(line.split()[0] in ("recipients", "signature") for line in text)


@pytest.fixture
def sheets(tmp_path) -> Path:
    """A good spreadsheet, one with a wrong cell, one that is none."""
    place = tmp_path / "sheets"
    place.mkdir()
    good = row(1, "one@business.kg")
    (place / "1 good.xlsx").write_bytes(workbook([good]))
    wrong = row(2, "two@business.kg", end=datetime(2026, 7, 1))
    (place / "2 wrong.xlsx").write_bytes(workbook([good, wrong]))
    (place / "3 none.xlsx").write_bytes(b"PK\x03\x04 and nothing more")
    return place


def test_spreadsheets_are_explained_with_records_problems_and_refusals(sheets, tmp_path, capsys):
    assert main(["-C", str(tmp_path), "explain", "sheet", "--json", str(sheets)]) == 0
    good, wrong, none = lines(capsys.readouterr().out)
    for one in (good, wrong, none):
        assert set(one) >= SHEET_KEYS
    assert (good["format"], good["refused"], good["header_row"]) == ("xlsx", None, 1)
    assert (good["rows"], good["accepted"], good["problems"]) == (1, 1, [])
    assert good["columns"]["registration_no"] == "A"
    assert good["records"][0]["registration_no"] == "R-0001"
    assert (wrong["rows"], wrong["accepted"]) == (2, 1)
    (problem,) = wrong["problems"]
    assert set(problem) >= {"cell", "column", "code", "value", "says"}
    assert problem["cell"][1:] == "3"
    assert problem["says"]
    assert none["refused"]
    assert (none["rows"], none["records"]) == (0, [])


def test_an_installation_knows_bodies_and_inspectors_and_no_installation_asks_for_none(
    sheets, folder, tmp_path, capsys
):
    path = str(sheets / "1 good.xlsx")
    assert main(["-C", str(folder), "explain", "sheet", "--json", path]) == 0
    (strict,) = lines(capsys.readouterr().out)
    assert strict["accepted"] == 0  # GETI is no body of this installation
    assert "body" in {problem["column"] for problem in strict["problems"]}
