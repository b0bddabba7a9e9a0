"""A run that lasts for hours takes each mail and each file at the time at which it is taken up."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from journeys.town import Town, received, row, upload_mail, workbook

import ingest.boxes.fetch
from jobs.run import period_now, run_job
from register.database import reading
from register.inspections import Inspection
from register.messages import Message, new_messages

STEP = timedelta(minutes=10)  # two of them are longer than a message's lease


def passing(town: Town, step: timedelta) -> Callable[[int], None]:
    """Told how far a run is, the clock moves on by `step` for each mail or file."""

    def advance(done: int) -> None:
        town.clock.now += done * step

    return advance


def long_run(town: Town, job: str, advance: Callable[[int], None]) -> object:
    return run_job(town.installation, job, period_now(town.clock()), advance)


def deliver_questions(town: Town, many: int) -> None:
    """Mails of so many people of one domain, each of which calls for an automatic answer."""
    for number in range(many):
        mail = EmailMessage()
        mail["From"], mail["To"] = f"person{number}@provider.kg", "survey@achyk.test"
        mail["Subject"], mail["Message-ID"] = "Вопрос", f"<q{number}@provider.kg>"
        mail.set_content("Кто вы?")
        town.deliver(received(mail.as_bytes(), None))


class Watched:
    """Reads as the real reader does; meanwhile looks what another process would be offered."""

    def __init__(self, town: Town) -> None:
        self.town, self.real = town, town.installation.reader
        self.offered: list[list[int]] = []

    def read(self, raw: bytes, terms: object) -> object:
        installation = self.town.installation
        with reading(installation.engine) as session:
            self.offered.append(list(new_messages(session, installation.moment(), 100)))
        return self.real.read(raw, terms)


def test_each_mail_of_a_long_run_has_a_lease_of_its_own(town):
    """ML1: while a mail is read no other process is offered it, however late in the run."""
    deliver_questions(town, 5)
    town.run("fetch")
    watched = vars(town.installation)["reader"] = Watched(town)
    long_run(town, "take-in", passing(town, STEP))
    with reading(town.installation.engine) as session:
        ids = sorted(session.scalars(sa.select(Message.id)))
    assert watched.offered == [ids[1:], ids[2:], ids[3:], ids[4:], []]


@pytest.mark.parametrize(("minutes", "answers"), [(0, 20), (50, 20), (61, 21)])
def test_the_hour_of_automatic_answers_passes_within_a_run(town, minutes, answers):
    """LP2: 20 an hour for a domain; the 21st mail that is taken in an hour later is answered."""
    deliver_questions(town, 21)
    town.run("fetch")
    pauses = iter([timedelta(0)] * 19 + [timedelta(minutes=minutes), timedelta(0)])
    long_run(town, "take-in", lambda done: passing(town, next(pauses))(done))
    town.run("send")
    assert len(town.sent()) == answers


@pytest.mark.parametrize("door", ["mail", "drop folder"])
def test_what_ended_today_is_taken_though_the_run_began_yesterday(town, door):
    for number, end in enumerate((datetime(2026, 7, 20), datetime(2026, 7, 21)), 1):
        data = workbook([row(number, f"b{number}@business.kg", end=end)])
        if door == "mail":
            town.deliver(upload_mail(data, message_id=f"<{number}@geti.kg>"))
        else:
            path = town.installation.drop / f"{number}.xlsx"
            path.write_bytes(data)
            os.utime(path, (0, 0))
    town.run("fetch")
    long_run(town, "take-in", passing(town, timedelta(days=1)))
    with reading(town.installation.engine) as session:
        numbers = session.scalars(sa.select(Inspection.registration_no)).all()
    assert sorted(numbers) == ["R-0001", "R-0002"]


def test_an_original_fetched_after_the_quarter_is_kept_under_the_new_key(town, monkeypatch):
    monkeypatch.setattr(ingest.boxes.fetch, "BATCH", 1)
    deliver_questions(town, 2)
    long_run(town, "fetch", passing(town, timedelta(days=80)))
    with reading(town.installation.engine) as session:
        vaults = session.scalars(sa.select(Message.vault).order_by(Message.id)).all()
    assert vaults == ["2026-Q3", "2026-Q4"]
