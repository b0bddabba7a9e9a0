"""Machines that answer machines: two installations, and a robot that hides what it is."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from journeys.town import SETTINGS, Clock, Town, received, reply_mail, row, upload_mail, workbook

from config.template import settings_file
from jobs.commands.setup import make
from jobs.wiring import open_installation

JOBS = ("fetch", "take-in", "send")


@pytest.fixture
def twin(tmp_path: Path) -> Town:
    """A second installation, of another ministry."""
    settings = settings_file({**SETTINGS, "mail.domain": "twin.test"})
    folder = make(tmp_path / "twin", settings).folder
    return Town(open_installation(folder, {}, clock := Clock()), clock)


def carry(source: Town, target: Town) -> int:
    """Carry every letter from one to the other, stripped of nothing; how many."""
    letters = source.sent()
    for letter in letters:
        for field in ("Return-Path", "X-Envelope-To"):
            del letter[field]
        target.deliver(received(letter.as_bytes(policy=policy.SMTP), str(letter["To"])))
    return len(letters)


@pytest.mark.parametrize("door", ["survey", "appeals", "uploads"])
def test_two_installations_that_mail_each_other_stop_after_two_messages(town, twin, door):
    """LP3: however the first one comes to write, the second's answer is the last."""
    first = EmailMessage()
    first["From"], first["To"] = "survey@twin.test", f"{door}@achyk.test"
    first.set_content("1: да. Кто это пишет и зачем? Прошу ответить подробно.")
    town.deliver(received(first.as_bytes(policy=policy.SMTP), "survey@twin.test"))
    carried = 0
    for _ in range(10):
        town.run(*JOBS)
        carried += carry(town, twin)
        twin.run(*JOBS)
        carried += carry(twin, town)
    assert carried <= 2


def test_a_robot_without_headers_is_stopped_by_rate(town):
    """LP2: a vacation robot that says nothing of itself answers every letter it gets."""
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch", "take-in", "invite", "send")
    written = 0
    for number in range(30):
        for letter in (one for one in town.sent() if one["To"] == "one@business.kg"):
            written += 1
            town.deliver(reply_mail(letter, f"7: я на объекте, буду {number}", "one@business.kg"))
        town.run(*JOBS)
    assert written <= 3
