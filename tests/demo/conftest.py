"""One play for all tests of the demo, and the quarter by hand beside it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from demo.by_hand import play, register

from jobs.demo import play as played_by
from jobs.demo.outcome import Outcome, outcome


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demo") / "played"


@pytest.fixture(scope="session")
def played(folder) -> played_by.Played:
    return played_by.play(folder)


@pytest.fixture(scope="session")
def told(played) -> Outcome:
    return outcome(played)


@pytest.fixture(scope="session")
def by_hand():
    inspections, counts = register()
    play(inspections)
    return inspections, counts


@pytest.fixture(scope="session")
def database(played, folder) -> sqlite3.Connection:
    return sqlite3.connect(folder / "achyk.db")
