"""A spreadsheet handed in through the portal's door goes the way of any other upload."""

from __future__ import annotations

import io

import openpyxl
import pytest
from journeys.town import Town, row, rows, upload_mail, workbook

from ingest.hand_in import hand_in
from ingest.sheets.rows import Checked
from ingest.sheets.sheet import Refusal
from ingest.upload_file import receipt
from register.bodies import Officer, inspector_at
from register.database import reading
from register.inspections import Inspection
from register.keys import KEPT
from register.uploads import Upload, UploadState


@pytest.fixture
def asan(town: Town) -> Officer:
    with reading(town.installation.engine) as session:
        found = inspector_at(session, "asan@geti.kg")
    assert found is not None
    return found


def test_good_rows_are_entered_and_wrong_ones_come_back_marked(town, asan):
    desk = town.installation.desk()
    data = workbook([row(1, "one@business.kg"), row(2, "two@business.kg", kind="какая-то")])
    counts, file = hand_in(desk, asan, "июль.xlsx", data)
    assert (counts.rows, counts.accepted, counts.rejected) == (2, 1, 1)
    assert isinstance(file.read, Checked)
    assert [problem.code for problem in file.read.problems] == ["unknown-value"]
    assert file.returned is not None
    marked = openpyxl.load_workbook(io.BytesIO(desk.blobs.get(KEPT, file.returned[1])))
    assert len(marked.sheetnames) == 2
    (inspection,) = rows(town, Inspection)
    assert inspection.registration_no == "R-0001"
    assert receipt(counts, file)["problems"][0]["cell"]


def test_the_same_file_by_mail_afterwards_enters_nothing_new(town, asan):
    data = workbook([row(1, "one@business.kg")])
    hand_in(town.installation.desk(), asan, "июль.xlsx", data)
    town.deliver(upload_mail(data))
    town.run("fetch", "take-in")
    (upload,) = rows(town, Upload)
    assert (upload.sender, upload.state, upload.accepted) == ("asan@geti.kg", UploadState.TAKEN, 1)
    assert len(rows(town, Inspection)) == 1


def test_a_file_that_is_no_spreadsheet_is_refused_and_kept(town, asan):
    """AT2: what the browser calls it is no path here."""
    counts, file = hand_in(town.installation.desk(), asan, "../../проверки\u202e.xlsx", b"%PDF-1.7")
    assert file.read == Refusal("not-a-spreadsheet")
    assert not counts.rows
    assert "/" not in file.name
    assert "\u202e" not in file.name
    assert town.installation.desk().blobs.get(KEPT, file.digest) == b"%PDF-1.7"


def test_an_inspector_enters_nothing_for_another_body(town, asan):
    """The sender's own body and those below it, as by mail."""
    counts, file = hand_in(
        town.installation.desk(), asan, "x.xlsx", workbook([row(1, "a@b.kg", body="OTHER")])
    )
    assert counts.accepted == 0
    assert isinstance(file.read, Checked)
    assert {problem.code for problem in file.read.problems} == {"unknown-body"}
