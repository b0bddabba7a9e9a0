"""A fresh installation for each test, and the command line as a function."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from journeys.town import town

from config.template import settings_file
from jobs.cli import main
from jobs.commands.setup import make

__all__ = ["town"]


class Said(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have an installation of his own."""
    for name in os.environ:
        if name.startswith("ACHYK_") and "__" in name:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation as `achyk init` makes it; `folder` copies it."""
    installation = make(tmp_path_factory.mktemp("made") / "achyk", settings_file())
    installation.engine.dispose()
    return installation.folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """An installation of the test's own."""
    return Path(shutil.copytree(made, tmp_path / "achyk"))


@pytest.fixture
def achyk(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run `achyk -C folder WORDS...` in this process."""

    def run(*words: str) -> Said:
        code = main(["-C", str(folder), *words])
        return Said(code, *capsys.readouterr())

    return run
