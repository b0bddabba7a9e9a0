"""A failing world costs no mail and no letter: when it is mended, everything goes on."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from journeys.town import Town, reply_mail, row, upload_mail, workbook

from config.trouble import WorldTrouble
from jobs.wiring import open_installation
from register.database import reading, transaction
from register.inspections import Inspection
from register.letters import Letter, LetterState
from register.messages import Message, MessageState, begin_attempt
from register.responses import Response


def rows(town: Town, table: type) -> list:
    with reading(town.installation.engine) as session:
        return list(session.scalars(sa.select(table)))


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
    report = town.installation.folder / "release/2026-Q3/report.xlsx"
    town.run("fetch", "quarterly")
    assert not report.exists()  # an answer in time is still unread
    town.run("take-in", "quarterly")
    assert report.exists()
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
        assert begin_attempt(session, town.installation.moment(), first.id) is not None
    town.run("take-in")
    assert rows(town, Response) == []
    town.clock.pass_days(1)
    town.run("take-in")
    assert [one.q1 for one in rows(town, Response) if one.current] == ["no"]
    assert [one.thread for one in rows(town, Message)] == ["", "", ""]
