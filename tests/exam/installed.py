"""The exam's installation, and the real command run in it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from exam.compare import Found

from config.template import settings_file
from jobs.commands.setup import make
from register.bodies import Role, add_body, add_officer
from register.database import transaction

ROOT = Path(__file__).parents[2]
CHOSEN = {
    "mail.domain": "mail.test",
    "mail.in.authserv_id": "mx.mail.test",
    "mail.in.trusted_hops": 1,
}
OFFICERS = ("asan@geti.kg", "gulnara@geti.kg")


def install(folder: Path) -> Path:
    """An installation for mail.test with a body and two inspectors; its folder."""
    made = make(folder, settings_file(CHOSEN), {})
    with transaction(made.engine) as session:
        add_body(session, "GETI", "Госинспекция по экологической и технической безопасности")
        for number, address in enumerate(OFFICERS, 1):
            add_officer(session, address, Role.INSPECTOR, "GETI", f"I-{number}", address, "ru")
    made.engine.dispose()
    return made.folder


def explained(folder: Path, paths: Iterable[Path]) -> dict[Path, Found]:
    """What `achyk explain mail --json` says of each path, in one call.

    A message that broke the reader is left out, as one of which nothing was said. Raises
    RuntimeError where that is all of them: then the program is broken, not its reading.
    """
    wanted = [str(path) for path in paths]
    command = [sys.executable, "-m", "jobs.cli", "-C", str(folder), "explain", "mail", "--json"]
    if not wanted:
        return {}
    ran = subprocess.run([*command, *wanted], cwd=ROOT, capture_output=True, check=False)
    sys.stderr.write(ran.stderr.decode(errors="replace"))
    lines = [json.loads(line) for line in ran.stdout.decode().splitlines()]
    told = {Path(found["path"]): found for found in lines if not _broke_the_reader(found)}
    if not told:
        raise RuntimeError("`achyk explain mail` read nothing at all; see above")
    return told


def _broke_the_reader(found: Found) -> bool:
    return any(code.startswith("reader-failed") for code in found["trouble"])
