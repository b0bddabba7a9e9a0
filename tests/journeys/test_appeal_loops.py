"""Slips that answer slips: two installations for appeals stop after two messages."""

from __future__ import annotations

import random
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from journeys.appeal_town import COMPLAINT, appeals, staff_up
from journeys.town import SETTINGS, Clock, Town, received, town

from config.template import settings_file
from jobs.commands.setup import make
from jobs.wiring import open_installation
from register.bodies import Role, add_body, add_officer
from register.database import transaction

__all__ = ["town"]

# What happens is the same on every database.
pytestmark = pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)

JOBS = ("fetch", "take-in", "deadlines", "send")


@pytest.fixture
def twin(tmp_path: Path) -> Town:
    """The inspectorate of another country, which registers what it gets as well."""
    settings = settings_file({**SETTINGS, "mail.domain": "twin.test"})
    folder = make(tmp_path / "twin", settings).folder
    clock, chance = Clock(), random.Random(7)
    made = Town(open_installation(folder, {}, clock, chance.randbytes), clock, chance)
    with transaction(made.installation.engine) as session:
        add_body(session, "FIRE", "Пожарная инспекция")
        add_officer(session, "bek@fire.test", Role.OFFICER, "FIRE", None, "Бек Пожаров", "ru")
    return made


def test_a_slip_answered_by_a_slip_ends_there(town: Town, twin: Town):
    """LP3: an appeal that names the other's address as its sender draws one slip, and no second."""
    staff_up(town.installation)
    first = EmailMessage()
    first["From"], first["To"] = "appeals@twin.test", "appeals@achyk.test"
    first["Subject"], first["Message-ID"] = "Жалоба", "<first@twin.test>"
    first.set_content(COMPLAINT)
    town.deliver(received(first.as_bytes(policy=policy.SMTP), "appeals@twin.test"))
    carried = 0
    for _ in range(6):
        town.run(*JOBS)
        carried += carry_to_each_other(town, twin)
        twin.run(*JOBS)
        carried += carry_to_each_other(twin, town)
    assert len(appeals(town)) == 1
    assert appeals(twin) == []
    assert 1 <= carried <= 2


def carry_to_each_other(source: Town, target: Town) -> int:
    """Only what is addressed to the other installation goes there; officers read their own."""
    letters = [one for one in source.sent() if one["To"].endswith(("@twin.test", "@achyk.test"))]
    for letter in letters:
        del letter["Return-Path"]
        sender = letter["From"].addresses[0].addr_spec
        target.deliver(received(letter.as_bytes(policy=policy.SMTP), sender))
    return len(letters)
