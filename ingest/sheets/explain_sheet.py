"""How a spreadsheet would be read, without touching the register: `achyk explain sheet`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from config.languages import catalogue
from ingest.sheets.problem import Problem, says
from ingest.sheets.rows import NO_LAYOUTS, Checked, Known, Layouts, check_coming
from ingest.sheets.sheet import Refusal, coming_sheets, refusal_says
from register.rules.happening import Happening
from register.rules.record import InspectionRecord


def explain(
    path: str, data: bytes, known: Known | None, today: date, layouts: Layouts = NO_LAYOUTS
) -> dict[str, Any]:
    """One object of `explain sheet --json` (contract.md), with plain values only.

    With `known` None bodies, inspectors and own addresses are not checked. Beyond the contract:
    "says" of a refusal, "row", "sheet", "warning" of a problem, and what event sheets hold.
    """
    checked = check_coming(coming_sheets(data), known, today, layouts)
    if isinstance(checked, Refusal):
        return _refused(path, checked)
    return {**_nothing(path, checked.format), **_read(checked)}


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
        "event_rows": 0,
        "events": [],
    }


def _refused(path: str, refusal: Refusal) -> dict[str, Any]:
    sentence = refusal_says(refusal, catalogue("en").gettext, "en")
    return {**_nothing(path, refusal.format), "refused": refusal.code, "says": sentence}


def _read(checked: Checked) -> dict[str, Any]:
    return {
        "sheet": checked.sheet,
        "header_row": checked.header_row,
        "columns": checked.columns,
        "rows": checked.rows,
        "accepted": len(checked.records),
        "records": [{"row": row, **_plain(record)} for row, record in checked.records],
        "problems": [_problem(problem) for problem in checked.problems],
        "event_rows": checked.events.rows,
        "events": [
            {"row": row.number, "sheet": row.sheet, **_plain(happening)}
            for row, happening in checked.events.good
        ],
    }


def _plain(record: InspectionRecord | Happening) -> dict[str, Any]:
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
