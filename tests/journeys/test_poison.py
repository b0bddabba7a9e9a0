"""A poison mail is held after three attempts, the next one is taken in, staff hear of it once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from journeys.town import Town, received, row, texts, upload_mail, workbook

from config.trouble import WorldTrouble
from ingest import confined
from ingest.limits import MailLimits
from ingest.mail.reader import Reader
from ingest.place import read_again
from ingest.take_in import take_in
from jobs.watch import watch
from register import failpoint
from register.database import reading
from register.inspections import Inspection
from register.messages import (
    ATTEMPTS,
    LEASE,
    Held,
    Message,
    MessageState,
    new_messages,
)

ADMIN = "admin@economy.kg"
POISON = b"From: bad@business.kg\r\nTo: survey@achyk.test\r\nSubject: poison\r\n\r\n"
POISON += b"poison in many words\r\n" * 2_000


def messages(town: Town) -> list[Message]:
    with reading(town.installation.engine) as session:
        return list(session.scalars(sa.select(Message).order_by(Message.id)))


def inspections(town: Town) -> list[str]:
    with reading(town.installation.engine) as session:
        return list(session.scalars(sa.select(Inspection.registration_no)))


def arrive(town: Town) -> None:
    """A poison mail, and a good one behind it."""
    town.deliver(received(POISON, None))
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch")


def told(town: Town) -> list[str]:
    """The subjects of the letters to the administrator since the last look."""
    town.run("send")
    return [str(letter["Subject"]) for letter in town.sent() if letter["To"] == ADMIN]


@pytest.fixture
def weak(town) -> Iterator[None]:
    """The real reader, but it may say less than the poison mail makes it say."""
    vars(town.installation)["reader"] = made = Reader(MailLimits(answer=30_000))
    yield
    made.close()


def test_a_mail_that_breaks_its_reader_is_held_and_told_once(town, weak, caplog):
    """ML6: three attempts, the next mail at once, one letter however often the jobs run.

    WB7: the letter names what to type, neither it nor the log what was written.
    """
    arrive(town)
    town.run("take-in")
    assert inspections(town) == ["R-0001"]
    assert messages(town)[0].state is MessageState.NEW
    for _ in range(ATTEMPTS):
        town.run("take-in", "watch")
    poison = messages(town)[0]
    assert (poison.state, poison.held, poison.attempts) == (
        MessageState.HELD, Held.UNREADABLE, ATTEMPTS
    )  # fmt: skip
    town.run("send")
    notices = [letter for letter in town.sent() if letter["X-Achyk-Letter"] == "poison_mail"]
    (text,) = texts(notices, ADMIN)
    assert f"Размер в байтах: {len(received(POISON, None))}" in text.replace("\xa0", "")
    assert "Получено: 20 июля 2026 года" in text
    for words in (f"show {poison.id}", f"place {poison.id} --again", f"place {poison.id} --aside"):
        assert f"achyk held {words}" in text
    whole = text + notices[0].as_string() + caplog.text
    assert [word for word in ("bad@", "business.kg", "many words") if word in whole] == []
    for _ in range(3):
        town.run("take-in")
        watch(town.installation)
    assert told(town) == []
    del vars(town.installation)["reader"]  # the program is updated, and a person places it
    assert read_again(town.installation.desk(), poison.id) == "held"
    assert messages(town)[0].held is Held.UNMATCHED


def test_an_original_that_is_lost_is_told_as_that(town):
    """ML6: nothing else can be read of it; the letter says to restore it."""
    arrive(town)
    poison = messages(town)[0]
    town.installation.blobs.path(poison.vault, poison.digest).unlink()
    town.run(*["take-in"] * (ATTEMPTS + 1))
    town.run("send")
    (text,) = texts(town.sent(), ADMIN)
    assert "Размер в байтах: оригинал утрачен" in text
    assert "Восстановите его из резервной копии" in text
    assert inspections(town) == ["R-0001"]


def test_a_mail_that_takes_its_process_along_is_held_by_the_process_after_it(town):
    """ML6: the attempt is counted before it is made; the next mail is not kept waiting for ever."""
    town.deliver(received(POISON, None))
    town.run("fetch")
    for _ in range(ATTEMPTS):
        assert dies_taking_in(town)
        town.clock.now += LEASE + timedelta(minutes=1)
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch", "take-in")
    poison, good = messages(town)
    assert (poison.state, poison.held) == (MessageState.HELD, Held.UNREADABLE)
    assert good.state is MessageState.DONE
    assert told(town) == [f"Сообщение № {poison.id} не удалось прочитать"]
    town.run("take-in", "take-in")
    assert told(town) == []


def dies_taking_in(town: Town) -> bool:
    """The process that takes in is killed over the first mail it touches."""
    town.installation.engine.dispose()
    child = os.fork()
    if child == 0:
        town.chance.seed(town.clock.now.timestamp())  # no two processes draw the same ids
        failpoint.arm("attempt-counted:kill")
        town.run("take-in")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.parametrize("lost", ["seal", "key"])
def test_mails_that_do_not_open_keep_no_other_waiting(town, lost):
    """ML6: a spoilt original or a lost quarter's key is a matter of those mails alone."""
    arrive(town)
    place, poison = town.installation, messages(town)[0]
    path = place.blobs.path(poison.vault, poison.digest)
    whole, key = path.read_bytes(), place.keys.path(poison.vault)
    kept = key.read_bytes()
    if lost == "seal":
        path.write_bytes(whole[:40] + bytes([whole[40] ^ 1]) + whole[41:])
    else:
        key.unlink()
        place.keys._read.pop(poison.vault)  # as another process finds it
        town.clock.pass_days(90)  # mail of the next quarter lies under another key
        days = {"start": datetime(2026, 10, 15), "end": datetime(2026, 10, 16)}
        later = workbook([row(2, "two@business.kg", inspector="I-2", **days)])
        town.deliver(upload_mail(later, "gulnara@geti.kg", message_id="<2>"))
        town.run("fetch")
    town.run("take-in")
    assert inspections(town) == (["R-0001"] if lost == "seal" else ["R-0002"])
    town.run(*["take-in"] * ATTEMPTS)
    held = [one for one in messages(town) if one.held is Held.UNREADABLE and one.reason]
    assert len(held) == (1 if lost == "seal" else 2)
    path.write_bytes(whole)
    key.write_bytes(kept)
    place.keys._read.pop(poison.vault, None)
    for one in held:  # restored, each has its effect
        read_again(place.desk(), one.id)
    assert Held.UNREADABLE not in [one.held for one in messages(town) if one.reason]
    assert "R-0001" in inspections(town)


def test_where_a_standing_key_is_gone_everything_waits_and_nothing_counts(town):
    """ML9: the keys' folder is not there; no mail is to blame."""
    arrive(town)
    keys = town.installation.keys
    keys.folder.rename(keys.folder.with_name("elsewhere"))
    keys._read.clear()
    with pytest.raises(WorldTrouble):
        take_in(town.installation.desk(), lambda done: None)
    keys.folder.with_name("elsewhere").rename(keys.folder)
    assert [(one.state, one.attempts) for one in messages(town)] == [(MessageState.NEW, 0)] * 2


def test_what_failed_before_is_tried_after_what_is_new(town, weak):
    """ML6: mails that take their reader minutes keep no other mail waiting a second time."""
    arrive(town)
    town.run("take-in")
    town.deliver(upload_mail(workbook([row(2, "two@business.kg")]), message_id="<2>"))
    town.run("fetch")
    with reading(town.installation.engine) as session:
        waiting = new_messages(session, town.installation.moment(), 10)
    assert list(waiting) == [3, 1]


def test_no_room_for_temporary_files_is_no_mails_fault(town, monkeypatch):
    """ML9: no attempt is counted, and with room again the file is taken in."""
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch")
    with monkeypatch.context() as full:
        full.setattr(confined.tempfile, "tempdir", "/proc/1/no-room")
        for _ in range(ATTEMPTS + 1):
            with pytest.raises(WorldTrouble, match="make room"):
                take_in(town.installation.desk(), lambda done: None)
    assert messages(town)[0].attempts == 0
    town.run("take-in")
    assert inspections(town) == ["R-0001"]
