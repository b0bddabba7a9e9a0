"""How a spreadsheet would be read, without touching the register: `achyk explain sheet`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from config.languages import catalogue
from ingest.problem import Problem, says
from ingest.rows import Checked, Known, check_sheets
from ingest.sheet import Refusal, read_sheets, refusal_says
from register.rules.record import InspectionRecord


def explain(path: str, data: bytes, known: Known | None, today: date) -> dict[str, Any]:
    """One object of `explain sheet --json` (contract.md), with plain values only.

    With `known` None bodies, inspectors and own addresses are not checked. Beyond the contract:
    "says" of a refusal, and "row", "sheet", "warning" of a problem.
    """
    sheets = read_sheets(data)
    if isinstance(sheets, Refusal):
        return _refused(path, None, sheets)
    checked = check_sheets(sheets, known, today)
    if isinstance(checked, Refusal):
        return _refused(path, sheets[0].format, checked)
    return {**_nothing(path, sheets[0].format), **_read(checked)}


def _nothing(path: str, format: str | None) -> dict[str, Any]:
    return {
        "path": path,
        "format": format,
        "refused": None,
        "sheet": None,
        "header_row": None,
        "columns": {},
        "rows": 0,
        "accepted": 0,
        "records": [],
        "problems": [],
    }


def _refused(path: str, format: str | None, refusal: Refusal) -> dict[str, Any]:
    sentence = refusal_says(refusal, catalogue("en").gettext, "en")
    return {**_nothing(path, format), "refused": refusal.code, "says": sentence}


def _read(checked: Checked) -> dict[str, Any]:
    return {
        "sheet": checked.sheet,
        "header_row": checked.header_row,
        "columns": checked.columns,
        "rows": checked.rows,
        "accepted": len(checked.records),
        "records": [{"row": row, **_plain(record)} for row, record in checked.records],
        "problems": [_problem(problem) for problem in checked.problems],
    }


def _plain(record: InspectionRecord) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in asdict(record).items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "cell": problem.cell,
        "column": problem.column,
        "code": problem.code,
        "value": problem.value,
        "says": says(problem, catalogue("en").gettext),
        "warning": problem.warning,
        "row": problem.row,
        "sheet": problem.sheet,
    }
