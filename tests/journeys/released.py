"""An installation whose quarter has closed and whose release is built: made once, then copied."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from journeys.town import SETTINGS, SIGNATORY, Clock, Town, reply_mail, row, upload_mail, workbook

from config.template import settings_file
from jobs.commands.setup import make
from jobs.wiring import open_installation
from register.bodies import Role, add_body, add_officer
from register.database import transaction

QUARTER = "2026-Q3"
BUILT_AT = datetime(2026, 10, 31, 4, 0, tzinfo=UTC)
DUE_AT = BUILT_AT + timedelta(days=3)
WITNESS = "archive@university.kg"
MAILED: dict[str, EmailMessage] = {}  # recipient → the invitation
HAPPY = ["5", "5", "4", "5", "1", "4", "5", "2", "5", "4", "5", "3"]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve answered of twenty inspections, and the release as `quarterly` built it."""
    chosen = {**SETTINGS, "publication.witnesses": [WITNESS]}
    made = make(tmp_path_factory.mktemp("released") / "achyk", settings_file(chosen) + SIGNATORY)
    made.engine.dispose()
    town = opened_town(made.folder)
    with transaction(town.installation.engine) as session:
        add_body(session, "GETI", "Госинспекция")
        add_officer(session, "asan@geti.kg", Role.INSPECTOR, "GETI", "I-1", "Асан", "ru")
        add_officer(session, "admin@economy.kg", Role.ADMINISTRATOR, "GETI", None, "", "ru")
    rows = [row(n, f"b{n}@business.kg") for n in range(1, 21)]
    town.deliver(upload_mail(workbook(rows)))
    town.run("fetch", "take-in", "invite", "send")
    MAILED.update({letter["To"]: letter for letter in town.sent()})
    for n, mark in enumerate(HAPPY, 1):
        sender = f"b{n}@business.kg"
        town.deliver(reply_mail(MAILED[sender], f"1: да\n12: {mark}", sender))
    town.run("fetch", "take-in", "send")
    town.clock.now = BUILT_AT
    town.run("quarterly", "send")
    town.sent()
    town.installation.engine.dispose()
    return town.installation.folder


@pytest.fixture
def released(once: Path, tmp_path: Path) -> Iterator[Town]:
    """The installation on the day of its release, for one test."""
    folder = Path(shutil.copytree(once, tmp_path / "achyk"))
    town = opened_town(folder, BUILT_AT + timedelta(hours=1))
    yield town
    town.installation.engine.dispose()


def opened_town(folder: Path, now: datetime | None = None) -> Town:
    """The installation in a folder, and the world around it."""
    clock = Clock() if now is None else Clock(now)
    seeded = random.Random(clock.now.timestamp())  # the same ids twice would pass for repetitions
    installation = open_installation(folder, {}, clock, seeded.randbytes)
    names = iter(range(round(clock.now.timestamp()), 2**40))  # of mails: no two may be the same
    return Town(installation, clock, seeded, names)


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below, by its path from there."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
