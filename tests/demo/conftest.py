"""One play for all tests of the demo, and the quarter by hand beside it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from demo.by_hand import QUESTIONS, play, register
from demo.expected import divisions
from demo.secrecy import HIDDEN, Covering

from jobs.cli import main
from jobs.demo import play as played_by
from jobs.demo.outcome import Outcome, outcome


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demo") / "played"


@pytest.fixture(scope="session")
def demo(folder) -> tuple[played_by.Played, str]:
    """`achyk demo`, once: what was played, and what it printed."""
    kept: list[played_by.Played] = []
    real = played_by.play

    def play_and_keep(*arguments: Any) -> played_by.Played:
        kept.append(real(*arguments))
        return kept[0]

    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as printed:
        patch.setattr(played_by, "play", play_and_keep)
        assert main(["demo", "--keep", str(folder)]) == 0
    return kept[0], printed.getvalue()


@pytest.fixture(scope="session")
def played(demo) -> played_by.Played:
    return demo[0]


@pytest.fixture(scope="session")
def said(demo) -> str:
    return demo[1]


@pytest.fixture(scope="session")
def told(played) -> Outcome:
    return outcome(played)


@pytest.fixture(scope="session")
def by_hand():
    inspections, counts = register()
    play(inspections)
    return inspections, counts


@pytest.fixture(scope="session")
def tables(told) -> dict[str, list[list[object]]]:
    """Name without its number → the cells under the header."""
    found = {}
    for sheet in openpyxl.load_workbook(told.workbook):
        for table in sheet.tables.values():
            rows = [[cell.value for cell in row] for row in sheet[table.ref]]
            found[re.sub(r"^t\d+_", "", table.name)] = rows[1:]
    return found


@pytest.fixture(scope="session")
def covering(tables, by_hand) -> Covering:
    """What the tables of questions hide beyond the plain rules; test_secrecy asks why."""
    reported = [question for question in QUESTIONS if question.get("favourable")]
    found = set()
    for by in divisions(list(by_hand[0].values())):
        rows = iter(tables[f"questions_by_{by.name}"])
        for question in reported:
            next(rows)  # of all together
            away = {at for at, _ in enumerate(by.groups) if HIDDEN in next(rows)}
            found |= {(question["number"], by.name, at) for at in away - by.plain(question)}
    return found


@pytest.fixture(scope="session")
def database(played, folder) -> sqlite3.Connection:
    return sqlite3.connect(folder / "achyk.db")
