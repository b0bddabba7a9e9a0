"""`achyk status`: what waits and how long, what is held, how the last runs ended."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime, timedelta

import pytest
from journeys.town import row, upload_mail, workbook

from config.trouble import Trouble
from jobs.commands.status import as_json, in_words
from jobs.commands.status import status as status_command
from jobs.run import run_job
from jobs.work import JOBS
from register.database import reading
from register.standing import Standing, standing

NOTHING = Standing({}, None, {}, None, {}, 0, 0, 0, ())
NOW = datetime(2026, 7, 20, 4, 0, tzinfo=UTC)


def found(town) -> Standing:
    with reading(town.installation.engine) as session:
        return standing(session)


def test_an_installation_in_which_nothing_happened_says_so():
    assert in_words(NOTHING, NOW) == [
        "messages     none",
        "letters      none",
        "invitations  none",
        "register     0 inspections, 0 responses",
    ]


@pytest.mark.parametrize(
    ("waited", "says"),
    [
        (timedelta(days=2, hours=3, minutes=59), "; the oldest waits 2 d 3 h"),
        (timedelta(minutes=5), "; the oldest waits 0 d 0 h"),
        (timedelta(hours=-3), "; the oldest waits 0 d 0 h"),  # a clock was set back
    ],
)
def test_how_long_the_oldest_waits_is_said(waited, says):
    standing = Standing({"new": 1}, NOW - waited, {}, None, {}, 0, 0, 0, ())
    assert in_words(standing, NOW)[0] == f"messages     1 new{says}"


def test_the_queues_are_counted_by_state_and_the_oldest_is_named(town):
    town.deliver(upload_mail(workbook([row(1, "one@business.kg"), row(2, "two@business.kg")])))
    town.deliver(
        upload_mail(workbook([row(3, "three@business.kg")]), message_id="<2>", proven=False)
    )
    town.run("fetch")
    before = found(town)
    assert before.messages == {"new": 2}
    assert before.oldest_message is not None
    town.run("take-in", "invite")
    waiting = found(town)
    assert (waiting.messages, waiting.oldest_message) == ({"done": 2}, None)
    assert waiting.letters == {"waiting": 4}  # a receipt, a question, two invitations
    assert waiting.oldest_letter is not None
    assert (waiting.inspections, waiting.invitations) == (2, {"open": 2})
    assert waiting.unconfirmed == 1
    assert "uploads      1 wait for their sender to confirm them" in in_words(waiting, NOW)
    town.run("send")
    assert found(town).letters == {"sent": 4}
    assert found(town).oldest_letter is None


def test_held_mail_is_pointed_at(town):
    town.deliver(b"From: a@b.kg\r\nTo: survey@achyk.test\r\nSubject: ?\r\n\r\nWhat is this?\r\n")
    town.run("fetch", "take-in")
    assert "held         1: see achyk held list" in in_words(found(town), NOW)


def test_the_last_run_of_each_job_says_how_it_ended(town, monkeypatch):
    def failing(installation, advance):
        raise Trouble("the mail server does not answer")

    town.run("fetch", "invite")
    monkeypatch.setitem(JOBS, "send", failing)
    with pytest.raises(Trouble):
        run_job(town.installation, "send", "p")
    local = NOW.astimezone(town.installation.zone)
    lines = [line for line in in_words(found(town), local) if line.startswith("run ")]
    assert lines == [
        "run          fetch      2026-07-20 10:00 done: nothing to do",
        "run          invite     2026-07-20 10:00 done: nothing to do",
        "run          send       2026-07-20 10:00 failed: the mail server does not answer",
    ]


def test_json_says_the_same_for_a_program(town, capsys):
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch", "take-in")
    arguments = argparse.Namespace(folder=town.installation.folder, json=True)
    assert status_command(arguments) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == as_json(found(town))
    assert set(said) == {
        "messages", "oldest_message", "letters", "oldest_letter", "invitations", "inspections",
        "responses", "unconfirmed_uploads", "runs",
    }  # fmt: skip
    assert said["messages"] == {"done": 1}
    assert datetime.fromisoformat(said["oldest_letter"]).tzinfo is not None
    fetched = said["runs"][0]
    assert (fetched["job"], fetched["state"], fetched["counts"]["fetched"]) == ("fetch", "done", 1)
