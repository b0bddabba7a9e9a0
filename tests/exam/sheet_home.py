"""The installation the sheets' own set is written to, and the real command run in it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from exam.compare import Found
from exam.installed import CHOSEN, ROOT
from exam.sheets.set_people import BODIES, INSPECTORS

from config.template import settings_file
from jobs.commands.setup import make
from register.bodies import Role, add_body, add_officer
from register.database import transaction

SECONDS_A_FILE = 5
"""Beyond this, on the average of many files, the command is taken to hang."""


def install_sheets(folder: Path) -> Path:
    """An installation that knows the bodies and inspectors of the set; its folder."""
    made = make(folder, settings_file(CHOSEN), {})
    with transaction(made.engine) as session:
        for code, name, parent in BODIES:
            add_body(session, code, name, parent)
            session.flush()
        for body, code, address, name in INSPECTORS:
            add_officer(session, address, Role.INSPECTOR, body, code, name, "ru")
    made.engine.dispose()
    return made.folder


def explained_sheets(home: Path, paths: Iterable[Path]) -> dict[Path, Found]:
    """What `achyk explain sheet --json` says of each path, in two calls at a time.

    Raises RuntimeError where a call says nothing at all, TimeoutExpired where it does not end.
    """
    wanted = [str(path) for path in paths]
    halves = [half for half in (wanted[::2], wanted[1::2]) if half]
    with ThreadPoolExecutor(len(halves) or 1) as both:
        told = both.map(lambda half: _explained(home, half), halves)
        return {Path(found["path"]): found for lines in told for found in lines}


def _explained(home: Path, wanted: list[str]) -> list[Found]:
    command = [sys.executable, "-m", "jobs.cli", "-C", str(home), "explain", "sheet", "--json"]
    ran = subprocess.run(
        [*command, *wanted],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=60 + SECONDS_A_FILE * len(wanted),
    )
    sys.stderr.write(ran.stderr.decode(errors="replace"))
    lines = [json.loads(line) for line in ran.stdout.decode().splitlines()]
    if not lines:
        raise RuntimeError("`achyk explain sheet` read nothing at all; see above")
    return lines
