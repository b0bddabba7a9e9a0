"""A failing world costs no mail and no letter: when it is mended, everything goes on."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from journeys.on_servers import INSPECTOR, open_town
from journeys.town import Town, received, reply_mail, row, rows, upload_mail, upload_text, workbook
from services.faulty_imap import run_faulty_imap
from services.faulty_smtp import run_faulty_smtp
from services.process import free_ports

from config.trouble import WorldTrouble
from jobs.run import period_now, run_job
from jobs.wiring import open_installation
from register.database import open_engine, transaction
from register.inspections import Inspection
from register.letters import Letter, LetterState
from register.messages import Message, MessageState, begin_attempt
from register.releases import Release
from register.responses import Response
from register.runs import Run


def test_a_full_disk_uses_up_no_attempt_and_moves_nothing(town, monkeypatch):
    """ML9: nothing is moved or held; recovery without editing by hand."""
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        for _ in range(5):
            with pytest.raises(WorldTrouble, match="No space left"):
                town.run("take-in")
        town.deliver(upload_mail(workbook([row(2, "two@business.kg")]), message_id="<2@geti.kg>"))
        with pytest.raises(WorldTrouble, match="No space left"):
            town.run("fetch")
    assert [one.attempts for one in rows(town, Message)] == [0]
    town.run("fetch", "take-in")
    assert len(rows(town, Inspection)) == 2
    assert {one.state for one in rows(town, Message)} == {MessageState.DONE}


@pytest.mark.parametrize("lost", ["outbox", "sign"])
def test_a_key_that_is_missing_stops_the_run_and_costs_no_letter(town, lost):
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch", "take-in", "invite")
    path = town.installation.folder / f"keys/{lost}.key"
    key = path.read_bytes()
    path.unlink()
    again = open_installation(town.installation.folder, {}, town.clock)
    with pytest.raises(WorldTrouble, match=f"{lost}.key is missing"):
        Town(again, town.clock).run("send")
    assert not path.exists()
    path.write_bytes(key)
    town.clock.pass_days(1)
    town.run("send")
    assert {letter.state for letter in rows(town, Letter)} == {LetterState.SENT}


def test_an_original_that_is_lost_keeps_no_other_mail_waiting(town):
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch")
    for path in Path(town.installation.folder / "blobs").rglob("*"):
        if path.is_file():
            path.unlink()
    town.deliver(upload_mail(workbook([row(2, "two@business.kg")]), message_id="<2@geti.kg>"))
    town.run("fetch", "take-in", "take-in", "take-in", "take-in")
    assert [one.registration_no for one in rows(town, Inspection)] == ["R-0002"]
    assert sorted(one.state.value for one in rows(town, Message)) == ["done", "held"]


def test_a_reply_that_came_in_time_counts_though_it_is_read_after_the_close(town):
    """What decides is when the mail arrived, not when a machine got round to it."""
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch", "take-in", "invite", "send")
    invitation = next(one for one in town.sent() if one["To"] == "one@business.kg")
    town.clock.pass_days(102)  # the last day: 30 October
    town.deliver(reply_mail(invitation, "1: да", "one@business.kg"))
    town.clock.pass_days(3)
    town.run("fetch", "quarterly")
    assert rows(town, Release) == []  # an answer in time is still unread
    town.run("take-in", "quarterly")
    assert [one.quarter for one in rows(town, Release)] == ["2026-Q3"]
    assert [one.q1 for one in rows(town, Response)] == ["yes"]
    town.deliver(reply_mail(invitation, "1: нет", "one@business.kg"))
    town.run("fetch", "take-in")
    assert [one.q1 for one in rows(town, Response)] == ["yes"]


def test_an_invitation_that_waited_beyond_the_close_is_not_sent(town):
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch", "take-in", "invite")
    town.clock.pass_days(110)
    town.run("send")
    assert [letter["To"] for letter in town.sent()] == ["asan@geti.kg"]


def test_answers_to_one_invitation_at_once_become_one_response_and_corrections(town):
    """Two workers, one token: no version is written twice, none is lost."""
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch", "take-in", "invite", "send")
    invitation = next(one for one in town.sent() if one["To"] == "one@business.kg")
    for number in range(1, 6):
        town.deliver(reply_mail(invitation, f"3: {number}", "one@business.kg"))
    town.run("fetch")
    workers = [threading.Thread(target=town.run, args=("take-in",)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    town.clock.pass_days(1)
    town.run("take-in")
    found = rows(town, Response)
    assert sorted(one.version for one in found) == [1, 2, 3, 4, 5]
    assert [one.version for one in found if one.current] == [5]
    assert {one.state for one in rows(town, Message)} == {MessageState.DONE}


def test_a_correction_is_not_overtaken_by_the_answer_it_corrects(town):
    """The first answer's reader died; the correction waits for it, whoever comes next."""
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch", "take-in", "invite", "send")
    invitation = next(one for one in town.sent() if one["To"] == "one@business.kg")
    town.deliver(reply_mail(invitation, "1: да", "one@business.kg"))
    town.deliver(reply_mail(invitation, "1: нет", "one@business.kg"))
    town.run("fetch")
    with transaction(town.installation.engine) as session:
        first, _ = session.scalars(sa.select(Message).where(Message.state == MessageState.NEW))
        begun = town.installation.moment()
        assert begin_attempt(session, begun, first.id, town.installation.blobs.size) is not None
    town.run("take-in")
    assert rows(town, Response) == []
    town.clock.pass_days(1)
    town.run("take-in")
    assert [one.q1 for one in rows(town, Response) if one.current] == ["no"]
    assert [one.thread for one in rows(town, Message)] == ["", "", ""]


LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(town: Town) -> Iterator[None]:
    """Another process writes to the SQLite file and does not come to an end."""
    path = town.installation.engine.url.database or ""
    command = [sys.executable, "-c", LOCKER, path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"locked\n"
        yield
        other.communicate(b"")


@contextmanager
def away(town: Town, postgres) -> Iterator[None]:
    """The PostgreSQL server drops every connection to our database and lets nobody in."""
    name = town.installation.engine.url.database
    postgres.do(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    postgres.do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    yield
    postgres.do(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@contextmanager
def unusable(town: Town, request: pytest.FixtureRequest) -> Iterator[None]:
    """The database is in the hands of another process, or its server is down."""
    if town.installation.engine.dialect.name == "sqlite":
        with locked(town):
            yield
    else:
        with away(town, request.getfixturevalue("postgres")):
            yield


@pytest.fixture
def hasty(town: Town) -> Town:
    """A town that does not wait half a minute for another writer."""
    settings = town.installation.settings
    engine = open_engine(settings.database.url, settings.folder, busy_seconds=0.1)
    vars(town.installation)["engine"] = engine
    return town


def test_a_database_that_cannot_be_used_keeps_every_mail_where_it_is(hasty, request):
    """ML9: locked by another process, or its server is away; then the next run does the work."""
    town = hasty
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    with unusable(town, request):
        for job in ("fetch", "take-in", "invite", "send"):
            with pytest.raises(
                WorldTrouble, match=r"the database .* cannot be used: .*(lock|accept)"
            ):
                town.run(job)
        assert len(list((town.installation.folder / "mail/in/new").iterdir())) == 1
    town.run("fetch", "take-in", "invite", "send")
    assert len(town.sent()) == 2
    assert {one.state for one in rows(town, Message)} == {MessageState.DONE}


def test_a_database_lost_in_the_middle_of_a_run_costs_no_mail_an_attempt(hasty, request):
    """ML9: what was taken in stays, the rest waits; no editing by hand."""
    town = hasty
    for number in (1, 2, 3):
        identity = f"<{number}@geti.kg>"
        sheet = workbook([row(number, f"b{number}@business.kg")])
        town.deliver(upload_mail(sheet, message_id=identity))
    town.run("fetch")
    with ExitStack() as stack:

        def lose(done: int) -> None:
            stack.enter_context(unusable(town, request))

        installation, period = town.installation, period_now(town.clock())
        with pytest.raises(WorldTrouble, match=r"the database .* cannot be used"):
            run_job(installation, "take-in", period, lose)
    found = sorted((one.state.value, one.attempts) for one in rows(town, Message))
    assert found == [("done", 1), ("new", 0), ("new", 0)]
    town.run("take-in")
    assert {one.state for one in rows(town, Message)} == {MessageState.DONE}
    assert len(rows(town, Inspection)) == 3


def test_a_database_that_was_away_between_two_steps_is_no_trouble_at_all(hasty, request):
    """Its server was started anew, say: connections that it dropped are replaced unseen."""
    hasty.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    for job in ("fetch", "take-in", "invite", "send"):
        with unusable(hasty, request):
            pass
        hasty.run(job)
    assert len(hasty.sent()) == 2
    assert {one.trouble for one in rows(hasty, Run)} == {""}


@pytest.mark.service
def test_mail_servers_that_are_down_at_the_start_are_used_as_soon_as_they_are_up(
    tmp_path, dovecot, migrated_file
):
    """ML1: the run says in one sentence which server does not answer; nothing is lost meanwhile."""
    dovecot.add("early")
    inward, outward = free_ports(2)
    database = tmp_path / "achyk.db"
    database.write_bytes(migrated_file.read_bytes())
    settings = {
        "database.url": f"sqlite:///{database}",
        "mail.in.url": [f"imap://early@127.0.0.1:{inward}/INBOX"],
        "mail.out.url": f"smtp://127.0.0.1:{outward}",
    }
    town = open_town(tmp_path / "achyk", settings)
    sheet = workbook([row(1, "one@business.kg")])
    upload = upload_text(sheet, INSPECTOR, "uploads@mail.test", message_id="<early@mail.test>")
    dovecot.deliver("early", received(upload, INSPECTOR))
    dropped = town.installation.drop / "dropped.xlsx"
    dropped.write_bytes(workbook([row(2, "two@business.kg")]))
    os.utime(dropped, (0, 0))
    town.run("take-in", "invite")
    for job, port in (("fetch", inward), ("send", outward)):
        with pytest.raises(WorldTrouble, match=rf"127\.0\.0\.1:{port}.*is the server running"):
            town.run(job)
    assert sum("is the server running" in run.trouble for run in rows(town, Run)) == 2
    with (
        run_faulty_imap(tmp_path / "imap", dovecot.imap, inward),
        run_faulty_smtp(tmp_path / "smtp", {}, outward) as smtp,
    ):
        town.clock.pass_days(1)
        town.run("fetch", "take-in", "invite", "send")
        assert sorted(smtp.accepted().values()) == [1, 1, 1]
    assert {letter.state for letter in rows(town, Letter)} == {LetterState.SENT}
    assert len(rows(town, Inspection)) == 2
