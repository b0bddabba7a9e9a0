"""`achyk status`: what waits and how long, what is held, how the last runs ended."""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
from collections import namedtuple
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from journeys.town import row, upload_mail, workbook

from config.trouble import Trouble, WorldTrouble
from jobs import obstacles
from jobs.commands import status as status_module
from jobs.commands.status import as_json, in_words
from jobs.work import JOBS
from register.database import reading, transaction
from register.letters import Letter, LetterState
from register.restorations import begin_restoration
from register.runs import LEASE, Run, RunState, begin_run, take_over
from register.standing import JobStanding, Standing, job_standings, standing

NOTHING = Standing({}, None, {}, None, {}, 0, {}, 0, 0, 0)
NOW = datetime(2026, 7, 20, 4, 0, tzinfo=UTC)


def found(town) -> Standing:
    with reading(town.installation.engine) as session:
        return standing(session)


def jobs(town) -> dict[str, JobStanding]:
    with reading(town.installation.engine) as session:
        return {one.run.job: one for one in job_standings(session, town.clock.now)}


def said(town) -> list[str]:
    """What `status` says of the jobs."""
    now = town.clock.now.astimezone(town.installation.zone)
    return in_words(NOTHING, list(jobs(town).values()), (), now)[4:]


def failing(town, monkeypatch, job: str, says: str) -> None:
    def work(installation, advance):
        raise Trouble(says)

    with monkeypatch.context() as broken:
        broken.setitem(JOBS, job, work)
        with pytest.raises(Trouble):
            town.run(job)


def running(town, job: str, lease_until: datetime | None, started_at: datetime = NOW) -> None:
    with transaction(town.installation.engine) as session:
        run = Run(id=job[:8], job=job, period="p", state=RunState.RUNNING, started_at=started_at)
        run.lease_until = lease_until
        session.add(run)


def status_command(town, monkeypatch, **options: bool) -> int:
    monkeypatch.setattr(status_module, "ready", lambda arguments: town.installation)
    return status_module.status(argparse.Namespace(**{"json": False, **options}))


def test_an_installation_in_which_nothing_happened_says_so():
    assert in_words(NOTHING, (), (), NOW) == [
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
    standing = replace(NOTHING, messages={"new": 1}, oldest_message=NOW - waited)
    assert in_words(standing, (), (), NOW)[0] == f"messages     1 new{says}"


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
    assert "uploads      1 wait for their sender to confirm them" in in_words(waiting, (), (), NOW)
    town.run("send")
    assert found(town).letters == {"sent": 4}
    assert found(town).oldest_letter is None


def test_held_mail_is_pointed_at(town):
    town.deliver(b"From: a@b.kg\r\nTo: survey@achyk.test\r\nSubject: ?\r\n\r\nWhat is this?\r\n")
    town.run("fetch", "take-in")
    assert "held         1: see achyk held list" in in_words(found(town), (), (), NOW)


def test_letters_that_failed_or_went_again_are_counted(town):
    town.deliver(upload_mail(workbook([row(1, "one@business.kg"), row(2, "two@business.kg")])))
    town.run("fetch", "take-in", "invite", "send")
    with transaction(town.installation.engine) as session:
        letters = session.scalars(sa.select(Letter).order_by(Letter.kind, Letter.id)).all()
        letters[0].repeats = 2
        letters[1].state = letters[2].state = LetterState.FAILED
    standing = found(town)
    assert (standing.failed, standing.repeated) == ({"invitation": 1, "upload_receipt": 1}, 1)
    lines = in_words(standing, (), (), NOW)
    assert "failed       1 invitation, 1 upload_receipt" in lines
    assert "repeated     1 letters sent again because nobody knew whether they had gone" in lines


def test_the_last_run_of_each_job_says_how_it_ended(town, monkeypatch):
    town.run("fetch", "invite")
    failing(town, monkeypatch, "send", "the mail server does not answer")
    assert said(town) == [
        "run          fetch      2026-07-20 10:00 done: nothing to do",
        "run          invite     2026-07-20 10:00 done: nothing to do",
        "run          send       2026-07-20 10:00 failed: the mail server does not answer",
        "failing      send       since 2026-07-20 10:00; it never ended well",
    ]


def test_a_job_that_fails_says_since_when_and_when_it_last_did_not(town, monkeypatch):
    town.run("send")
    for hours in (1, 1, 1):
        town.clock.now += timedelta(hours=hours)
        failing(town, monkeypatch, "send", f"no answer at {town.clock.now.hour}")
    assert said(town) == [
        "run          send       2026-07-20 13:00 failed: no answer at 7",
        "failing      send       since 2026-07-20 11:00; it last ended well 2026-07-20 10:00",
    ]
    town.clock.now += timedelta(hours=1)
    town.run("send")
    assert said(town) == ["run          send       2026-07-20 14:00 done: nothing to do"]


@pytest.mark.parametrize(
    ("state", "lease", "dead"),
    [
        (RunState.RUNNING, timedelta(minutes=1), False),
        (RunState.RUNNING, 2 * LEASE, False),  # the clock made a small step back
        (RunState.RUNNING, timedelta(minutes=-1), True),
        (RunState.RUNNING, timedelta(minutes=30), True),  # the clock was ahead, and set back
        (RunState.RUNNING, None, True),  # left so by an earlier version
        (RunState.DONE, timedelta(minutes=-1), False),
    ],
)
def test_status_calls_dead_just_what_the_scheduler_takes_over(town, state, lease, dead):
    running(town, "send", NOW + lease if lease is not None else None, NOW - timedelta(minutes=59))
    with transaction(town.installation.engine) as session:
        session.scalars(sa.select(Run)).one().state = state
    assert jobs(town)["send"].died is dead
    with transaction(town.installation.engine) as session:
        assert (take_over(session, town.installation.moment(), "send") is not None) is dead


def test_a_run_that_died_is_told_as_such_and_one_at_work_is_not(town, monkeypatch):
    running(town, "fetch", NOW + timedelta(minutes=5), NOW)
    running(town, "send", NOW + timedelta(minutes=5), NOW - timedelta(hours=1))
    town.clock.now = NOW + timedelta(minutes=1)
    assert said(town) == [
        "run          fetch      2026-07-20 10:00 running: at work",
        "run          send       2026-07-20 09:00 running: at work",
    ]
    town.clock.now = NOW + timedelta(minutes=6)
    died = "died: its process ended in the middle; the next one takes it over"
    assert said(town) == [
        f"run          fetch      2026-07-20 10:00 {died}",
        "failing      fetch      since 2026-07-20 10:00; it never ended well",
        f"run          send       2026-07-20 09:00 {died}",
        "failing      send       since 2026-07-20 09:00; it never ended well",
    ]


def test_a_run_at_work_after_failures_says_what_the_latest_was(town, monkeypatch):
    failing(town, monkeypatch, "send", "the mail server does not answer")
    town.clock.now += timedelta(hours=1)
    running(town, "send", town.clock.now + timedelta(minutes=5), town.clock.now)
    assert said(town) == [
        "run          send       2026-07-20 11:00 running: at work",
        "failing      send       since 2026-07-20 10:00; it never ended well"
        ": the mail server does not answer",
    ]


def test_a_mail_server_that_is_missing_is_told_in_one_sentence(town, monkeypatch, capsys):
    """A real connection to a port where nobody listens."""
    installation = town.installation
    mail = replace(installation.settings.mail, out=replace(
        installation.settings.mail.out, url="smtp://127.0.0.1:1"))  # fmt: skip
    town.installation = replace(installation, settings=replace(installation.settings, mail=mail))
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch", "take-in")
    with pytest.raises(WorldTrouble):
        town.run("send")
    assert status_command(town, monkeypatch) == 0
    (line,) = [one for one in capsys.readouterr().out.splitlines() if " send " in one][:1]
    assert "127.0.0.1" in line
    assert "failed: " in line


def test_a_disk_that_is_nearly_full_is_told(town, monkeypatch, capsys):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**9, 10**9, 3_100_000))
    assert status_command(town, monkeypatch) == 0
    folder = town.installation.folder
    first = capsys.readouterr().out.splitlines()[0]
    assert first == (
        f"trouble      the disk of {folder} has 3 MB left: make room, or soon no mail is taken in "
        "and no letter goes out"
    )


@pytest.fixture
def locked(town):
    """Another process holds SQLite's write lock."""
    if town.installation.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no single writer")
    other = sqlite3.connect(town.installation.engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def test_a_register_that_another_process_locks_is_told(town, monkeypatch, capsys, locked):
    """No run can leave a record of it, for a record is written."""
    monkeypatch.setattr(obstacles, "PATIENCE_SECONDS", 0.05)
    says = "the register is locked by another process: end the one that holds it, and all goes on"
    assert status_command(town, monkeypatch) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"trouble      {says}"
    assert status_command(town, monkeypatch, json=True) == 0
    assert json.loads(capsys.readouterr().out)["obstacles"] == [says]
    locked.rollback()
    assert obstacles.obstacles(town.installation) == []
    with reading(town.installation.engine) as session:
        assert session.scalar(sa.text("PRAGMA busy_timeout")) == 30_000


def test_a_restored_register_that_has_not_recovered_is_told(town, monkeypatch, capsys):
    """ML7: until then no run begins, so none can leave a record of it."""
    installation = town.installation
    with transaction(installation.engine) as session:
        begin_restoration(session, installation.moment(), NOW - timedelta(hours=8))
    says = (
        "this register was restored from the backup of 2026-07-20 02:00: run achyk recover as soon "
        "as the mail server answers; nothing is sent before"
    )
    assert status_command(town, monkeypatch) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"trouble      {says}"
    assert status_command(town, monkeypatch, json=True) == 0
    assert json.loads(capsys.readouterr().out)["obstacles"] == [says]


def test_a_run_says_how_many_missed_ones_it_made_good(town):
    with transaction(town.installation.engine) as session:
        assert begin_run(session, town.installation.moment(), "send", "p", covers=7)
    assert said(town) == [
        "run          send       2026-07-20 10:00 running: at work; made good 7 missed"
    ]
    (run,) = as_json(NOTHING, list(jobs(town).values()), ())["runs"]
    assert run["made_good"] == 7


def test_where_nothing_is_in_the_way_nothing_is_said(town, monkeypatch, capsys):
    assert status_command(town, monkeypatch) == 0
    assert "trouble" not in capsys.readouterr().out


def test_json_says_the_same_for_a_program(town, monkeypatch, capsys):
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch", "take-in")
    failing(town, monkeypatch, "send", "the mail server does not answer")
    running(town, "invite", NOW - timedelta(minutes=1), NOW - timedelta(hours=1))
    assert status_command(town, monkeypatch, json=True) == 0
    said = json.loads(capsys.readouterr().out)
    assert said.pop("appeals")["registered"] == 0  # more of them: test_appeal.py
    assert said.pop("releases") == {"changed_by_hand": {}, "last": None, "late": []}
    assert said == as_json(found(town), list(jobs(town).values()), ())
    assert set(said) == {
        "messages", "oldest_message", "letters", "oldest_letter", "failed_letters",
        "repeated_letters", "invitations", "inspections", "responses", "unconfirmed_uploads",
        "obstacles", "runs",
    }  # fmt: skip
    assert said["messages"] == {"done": 1}
    assert datetime.fromisoformat(said["oldest_letter"]).tzinfo is not None
    runs = {run["job"]: run for run in said["runs"]}
    assert (runs["fetch"]["state"], runs["fetch"]["counts"]["fetched"]) == ("done", 1)
    assert (runs["fetch"]["failing_since"], runs["invite"]["state"]) == (None, "died")
    assert runs["fetch"]["succeeded_at"] == runs["fetch"]["started_at"]
    assert runs["send"]["trouble"] == "the mail server does not answer"
    assert runs["send"]["failing_since"] == runs["send"]["started_at"]
