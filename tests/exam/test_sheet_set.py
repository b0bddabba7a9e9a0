"""The own set of workbooks, read by the real command; and that the exam of them can be failed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from exam import sheet_corpora, sheet_set
from exam.compare import Found, Verdict
from exam.sheet_home import explained_sheets, install_sheets
from exam.sheets.case import ALATOO, EMPTY, Case, meant, told

from ingest.sheets.problem import PROBLEM_SAYS, REFUSAL_SAYS
from register.rules.record import InspectionRecord


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install_sheets(tmp_path_factory.mktemp("sheets") / "achyk")


@pytest.fixture(scope="module")
def made(home: Path) -> dict[str, list[Case]]:
    return sheet_set.cases(home / "templates")


@pytest.fixture(scope="module")
def own(home: Path, made: dict[str, list[Case]]) -> list[Verdict]:
    """Every workbook judged."""
    files = home.parent / "files"
    found = explained_sheets(home, sheet_set.written(files, made))
    return list(sheet_set.verdicts(files, made, found))


@pytest.mark.parametrize("field", sheet_set.FIELDS)
def test_every_workbook_is_read_as_its_author_meant_it(own: list[Verdict], field: str) -> None:
    judged = [verdict for verdict in own if verdict.field == field]
    assert len(judged) >= 60
    assert [f"{v.name}: {v.says}" for v in judged if not v.met] == []


def test_the_set_is_large_and_each_file_has_a_reason(made: dict[str, list[Case]]) -> None:
    cases = [case for part in made.values() for case in part]
    assert len(cases) >= 120
    assert [case.name for case in cases if not case.note] == []
    suffixes = {Path(case.name).suffix for case in cases}
    assert suffixes >= {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".txt"}
    for part in made.values():
        assert len({case.name for case in part}) == len(part)


def test_every_field_of_a_record_is_compared() -> None:
    fields = set(InspectionRecord.__dataclass_fields__)
    assert fields == {*EMPTY, "registration_no"}


def test_every_code_of_the_set_has_its_sentence(made: dict[str, list[Case]]) -> None:
    told = {p.split(" ")[-1] for part in made.values() for case in part for p in case.problems}
    assert told <= set(PROBLEM_SAYS)
    refused = {case.refused for part in made.values() for case in part if case.refused}
    assert refused <= set(REFUSAL_SAYS)


RECORD = meant("1", ALATOO)
FOUND: Mapping[str, Any] = {
    "refused": None,
    "sheet": "П",
    "header_row": 3,
    "columns": {"email": "I"},
    "rows": 1,
    "accepted": 1,
    "records": [{"row": 4, **RECORD}],
    "problems": [{"cell": "B4", "code": "date", "sheet": "П"}],
    "events": [],
}
EVENT = {"registration_no": "1", "kind": "cancelled", "on": "2025-07-09", "until": None}
EVENT |= {"basis": "Приказ"}


def case(**changed: Any) -> Case:
    usual: dict[str, Any] = {
        "records": (RECORD,),
        "problems": told("B4 date"),
        "sheet": "П",
        "header": 3,
        "columns": {"email": "I"},
    }
    return Case("a.xlsx", "why", b"", **{**usual, **changed})


def problem(cell: str, code: str, sheet: str = "П") -> dict[str, str]:
    return {"cell": cell, "code": code, "sheet": sheet}


@pytest.mark.parametrize(
    ("expected", "changed", "missed"),
    [
        ({}, {}, []),
        ({"refused": "empty"}, {}, ["refused"]),
        ({"refused": "empty"}, {"refused": "empty"}, []),
        ({}, {"sheet": "Р"}, ["header", "problems"]),
        ({}, {"header_row": 4}, ["header"]),
        ({}, {"columns": {"email": "J"}}, ["header"]),
        ({}, {"rows": 2}, ["records"]),
        ({}, {"accepted": 2}, ["records"]),
        ({}, {"records": [{**RECORD, "phone": "1"}]}, ["records"]),
        ({}, {"records": [{**RECORD, "registration_no": "2"}]}, ["records"]),
        ({}, {"records": [RECORD, RECORD]}, ["records"]),
        ({"records": (RECORD, RECORD)}, {}, ["records"]),
        ({}, {"events": [EVENT]}, ["events"]),
        ({"events": (EVENT,)}, {"events": [{"row": 4, **EVENT}]}, []),
        ({"events": (EVENT,)}, {"events": [{**EVENT, "kind": "renewed"}]}, ["events"]),
        ({}, {"problems": []}, ["problems"]),
        ({}, {"problems": [problem("B4", "date")] * 2}, ["problems"]),
        ({}, {"problems": [problem("B4", "email")]}, ["problems"]),
        ({}, {"problems": [problem("B4", "date"), problem("B5", "date")]}, ["problems"]),
        ({"problems": told("Р!A1 date")}, {"problems": [problem("A1", "date", "Р")]}, []),
        ({"problems": told("- date")}, {"problems": [problem("", "date")]}, []),
    ],
)  # fmt: skip
def test_a_workbook_is_judged(
    expected: dict[str, Any], changed: dict[str, Any], missed: list[str]
) -> None:
    verdicts = sheet_set.judge(case(**expected), "n", {**FOUND, **changed})
    assert [v.field for v in verdicts if not v.met] == missed


def test_a_workbook_nothing_was_said_of_is_a_failure() -> None:
    (verdict,) = sheet_set.judge(case(), "n", None)
    assert (verdict.field, verdict.met) == ("read", False)


@pytest.mark.parametrize(
    ("found", "missed"),
    [
        ({"refused": None, "format": "xlsx"}, []),
        ({"refused": "broken", "format": None}, []),
        (None, ["no crash"]),
        ({"refused": "timeout", "format": "xls"}, ["no hang"]),
        ({"refused": "oh", "format": "xls"}, ["typed"]),
        ({"refused": None, "format": "doc"}, ["typed"]),
    ],
)
def test_a_file_of_the_corpora_is_judged(found: Found | None, missed: list[str]) -> None:
    path = Path("a.xls")
    told = {} if found is None else {path: found}
    judged = sheet_corpora.verdicts([path], told, {}, {})
    assert [v.field for v in judged if not v.met] == missed


def test_a_file_changed_by_reading_is_an_escape(tmp_path: Path) -> None:
    """AT2: no path from outside is used."""
    before = sheet_corpora.state_of(tmp_path)
    (tmp_path / "new").write_bytes(b"")
    after = sheet_corpora.state_of(tmp_path)
    judged = sheet_corpora.verdicts([Path("a")], {}, before, after)
    assert "no escape" in [v.field for v in judged if not v.met]
