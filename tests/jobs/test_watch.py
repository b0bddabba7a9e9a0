"""The daily watch: one letter a day to each administrator, while something waits or fails."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from journeys.town import START, Town, received, row, texts, upload_mail, workbook

from config.languages import catalogue
from config.trouble import Trouble, WorldTrouble
from jobs.run import run_job
from jobs.watch import ANSWERS_TO_MAIL, NEWEST, TO_BUSINESSES, TO_OWN_STAFF, group_of, watch
from jobs.work import JOBS
from register.bodies import Role, add_officer
from register.database import reading, transaction
from register.letters import Letter, LetterState
from register.messages import Held, held_messages
from register.placing import place_again, place_aside
from register.rules.letter import LetterKind
from register.rules.retry import ATTEMPTS
from register.runs import Run, RunState

ADMIN = "admin@economy.kg"
NOTHING = {"held": 0, "letters": 0}


def strange(town: Town, number: int = 1) -> None:
    """A mail that nobody can place arrives and is held."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "secret@business.kg", "survey@achyk.test"
    mail["Subject"], mail["Message-ID"] = f"тайна {number}", f"<{number}@business.kg>"
    mail.set_content("Что это за письмо?")
    town.deliver(received(mail.as_bytes(), None))
    town.run("fetch", "take-in")


def watched(town: Town) -> list[EmailMessage]:
    """Run the watch, send, and take the letters to administrators."""
    town.run("watch", "send")
    return [letter for letter in town.sent() if letter["X-Achyk-Letter"] == "held_mail"]


def write(town: Town, kind: LetterKind, state: LetterState, **more: object) -> None:
    """A letter in the outbox as it would stand there."""
    moment = town.installation.moment()
    with transaction(town.installation.engine) as session:
        key = f"{kind.value}/{next(town.sequence)}"
        usual = {"not_before": moment.now, "created_at": moment.now, **more}
        session.add(
            Letter(id=moment.new_id(), key=key, recipient="a@b.kg", kind=kind, language="ru",
                   state=state, **usual)
        )  # fmt: skip


def failing(town: Town, monkeypatch, job: str = "fetch", says: str = "the mailbox is locked"):
    def work(installation, advance):
        raise Trouble(says)

    with monkeypatch.context() as broken:
        broken.setitem(JOBS, job, work)
        with pytest.raises(Trouble):
            town.run(job)


def test_where_all_is_well_nobody_gets_a_letter(town):
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch", "take-in", "invite", "send")
    assert watch(town.installation) == NOTHING
    assert watched(town) == []


def test_each_administrator_hears_of_held_mail_in_the_own_language(town):
    with transaction(town.installation.engine) as session:
        add_officer(session, "second@economy.kg", Role.ADMINISTRATOR, "GETI", None, "", "ky")
    strange(town)
    letters = {letter["To"]: letter for letter in watched(town)}
    assert set(letters) == {ADMIN, "second@economy.kg"}
    for to, language in ((ADMIN, "ru"), ("second@economy.kg", "ky")):
        (text,) = texts([letters[to]], to)
        assert f"1 × {catalogue(language).gettext(Held.UNMATCHED.says)}" in " ".join(text.split())
        assert "achyk held show NUMBER" in text
        assert "achyk status" not in text
    assert letters[ADMIN]["Subject"] == "Почта ждёт решения человека: 1"


def test_the_letter_says_how_many_why_since_when_and_names_the_newest(town):
    for number in range(NEWEST + 3):
        strange(town, number)
    town.deliver(upload_mail(workbook([row(1, "a@b.kg")]), "who@other.kg", message_id="<u>"))
    town.clock.pass_days(3)
    town.run("fetch", "take-in")
    (letter,) = watched(town)
    (text,) = texts([letter], ADMIN)
    numbers = text.split("Номера самых новых: ")[1].splitlines()[0].split(", ")
    assert letter["Subject"].endswith(f": {NEWEST + 4}")
    assert [int(number) for number in numbers] == list(range(NEWEST + 4, 4, -1))
    assert "Самое старое пришло: 20 июля 2026 года" in text
    assert text.index(f"- {NEWEST + 3} × Ответ") < text.index("- 1 × Таблица")


def test_nothing_of_the_mail_stands_in_the_letter(town):
    """WB7: neither sender nor subject nor text."""
    strange(town)
    (letter,) = watched(town)
    raw = letter.as_bytes() + letter.get_body(("html",)).get_content().encode()
    whole = raw.decode() + texts([letter], ADMIN)[0] + str(letter["Subject"])
    assert [word for word in ("secret", "business.kg", "тайна", "Что это") if word in whole] == []


def test_a_second_run_of_the_day_sends_no_second_letter_and_the_next_day_does(town):
    strange(town)
    assert len(watched(town)) == 1
    assert watched(town) == []
    town.clock.pass_days(1)
    assert len(watched(town)) == 1


def test_two_schedulers_at_once_send_one_letter(town):
    strange(town)
    threads = [threading.Thread(target=watch, args=(town.installation,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(watched(town)) == 1
    with reading(town.installation.engine) as session:
        written = session.scalars(sa.select(Letter.key).where(Letter.kind == LetterKind.HELD_MAIL))
        assert list(written) == [f"held/2026-07-20/{ADMIN}"]


def test_placed_mail_is_not_told_again(town):
    strange(town)
    assert len(watched(town)) == 1
    with transaction(town.installation.engine) as session:
        place_aside(session, town.installation.moment(), held_messages(session)[0].id, "seen")
    town.clock.pass_days(1)
    assert watched(town) == []


def test_letters_that_failed_are_told_once_by_count_and_kind(town):
    write(town, LetterKind.INVITATION, LetterState.FAILED)
    write(town, LetterKind.REMINDER, LetterState.FAILED)
    write(town, LetterKind.RECEIVED, LetterState.FAILED)
    write(town, LetterKind.ECHO, LetterState.SENT)
    (letter,) = watched(town)
    assert letter["Subject"] == "Что-то работает не так: пожалуйста, посмотрите"
    (text,) = texts([letter], ADMIN)
    failed = [line for line in text.splitlines() if line.startswith("- ")]
    assert failed == ["- приглашения и напоминания: 2", "- ответы тем, кто нам писал: 1"]
    assert "achyk status" in text
    assert "achyk held" not in text
    town.clock.pass_days(1)
    assert watched(town) == []
    write(town, LetterKind.QUARTERLY, LetterState.FAILED, not_before=START,
          failed_at=town.clock.now)  # fmt: skip
    (later,) = watched(town)
    assert "письма инспекторам и администраторам: 1" in texts([later], ADMIN)[0]
    assert "приглашения" not in texts([later], ADMIN)[0]


def test_a_letter_handed_over_before_the_last_letter_and_failed_after_it_is_told(town):
    """What counts is when it failed, not when it was last under way or was written."""
    write(town, LetterKind.INVITATION, LetterState.UNKNOWN, attempts=ATTEMPTS,
          handed_at=town.clock.now - timedelta(hours=19))  # fmt: skip
    strange(town)
    (first,) = watched(town)
    assert "приглашения" not in texts([first], ADMIN)[0]
    with reading(town.installation.engine) as session:
        states = sa.select(Letter.state, Letter.failed_at)
        (fate,) = session.execute(states.where(Letter.kind == LetterKind.INVITATION)).all()
        told = session.scalar(sa.select(Letter.created_at).filter_by(kind=LetterKind.HELD_MAIL))
    assert fate.state is LetterState.FAILED
    assert fate.failed_at > told  # in the sending that followed the watch
    town.clock.pass_days(1)
    (second,) = watched(town)
    assert "- приглашения и напоминания: 1" in texts([second], ADMIN)[0].splitlines()
    town.clock.pass_days(1)
    (third,) = watched(town)
    assert "приглашения" not in texts([third], ADMIN)[0]


def test_an_original_that_is_lost_is_told_in_the_same_night(town):
    """ML10: it is compared first, and what is found stands in the letter."""
    strange(town)
    with reading(town.installation.engine) as session:
        (message,) = held_messages(session)
    with transaction(town.installation.engine) as session:
        place_again(session, town.installation.moment(), message.id)
    town.installation.blobs.path(message.vault, message.digest).unlink()
    for mail in (town.installation.folder / "mail").rglob("*"):
        if mail.is_file() and mail.parent.name in ("cur", "new"):
            mail.unlink()
    (letter,) = watched(town)
    (text,) = texts([letter], ADMIN)
    assert "Писем, оригинал которых утрачен: 1" in " ".join(text.split())


def test_a_mailbox_that_cannot_be_read_keeps_nothing_from_being_told(town, monkeypatch):
    strange(town)

    def compare(installation, *, rescue):
        raise WorldTrouble("the mailbox is locked")

    monkeypatch.setattr("jobs.watch.compare_all", compare)
    with pytest.raises(WorldTrouble, match="the mailbox is locked"):
        town.run("watch")
    town.run("send")
    assert [one["To"] for one in town.sent() if one["X-Achyk-Letter"] == "held_mail"] == [ADMIN]


def test_every_kind_of_letter_belongs_to_a_group_that_is_named():
    groups = {kind: group_of(kind) for kind in LetterKind}
    assert set(groups.values()) == {TO_BUSINESSES, TO_OWN_STAFF, ANSWERS_TO_MAIL}
    assert groups[LetterKind.REMINDER] == TO_BUSINESSES
    assert groups[LetterKind.UPLOAD_RECEIPT] == groups[LetterKind.POISON_MAIL] == TO_OWN_STAFF
    assert groups[LetterKind.UPLOAD_UNKNOWN] == ANSWERS_TO_MAIL


@pytest.mark.parametrize(
    ("succeeded", "failed", "told"),
    [
        (timedelta(hours=23), timedelta(hours=22), False),
        (timedelta(hours=25), timedelta(minutes=5), True),
        (None, timedelta(hours=23), False),
        (None, timedelta(hours=25), True),
    ],
)
def test_a_job_that_has_not_ended_well_for_a_day_is_told(
    town, monkeypatch, succeeded, failed, told
):
    now = town.clock.now
    if succeeded is not None:
        town.clock.now = now - succeeded
        town.run("fetch")
    town.clock.now = now - failed
    failing(town, monkeypatch)
    town.clock.now = now
    letters = watched(town)
    assert len(letters) == told
    if told:
        first = (now - failed).astimezone(town.installation.zone).day
        says = f"- fetch, первый сбой: {first} июля 2026 года: the mailbox is locked"
        assert says in texts(letters, ADMIN)[0]


def test_a_job_that_recovered_is_not_told(town, monkeypatch):
    failing(town, monkeypatch)
    town.clock.pass_days(2)
    town.run("fetch")
    assert watched(town) == []


def test_a_job_whose_process_dies_each_time_is_told(town):
    with transaction(town.installation.engine) as session:
        session.add(
            Run(id="r", job="send", period="p", state=RunState.RUNNING, started_at=START,
                lease_until=START + timedelta(minutes=5))
        )  # fmt: skip
    town.clock.pass_days(2)
    watch(town.installation)
    with reading(town.installation.engine) as session:
        letter = session.scalars(sa.select(Letter)).one()
        told = letter.read_context(town.installation.keys)["jobs"]
    assert told == [{"job": "send", "since": "2026-07-20", "says": ""}]


@pytest.mark.parametrize(("days", "told"), [(0.9, False), (1.1, True)])
def test_what_waits_for_more_than_a_day_is_told(town, days, told):
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")])))
    town.run("fetch")
    write(town, LetterKind.INVITATION, LetterState.UNKNOWN,
          not_before=START + timedelta(days=9))  # fmt: skip
    town.clock.pass_days(days)
    letters = watched(town)
    assert len(letters) == told
    if told:
        (text,) = texts(letters, ADMIN)
        assert "Самая старая непрочитанная почта пришла: 20 июля 2026 года" in text
        assert "Самое старое неотправленное письмо написано: 20 июля 2026 года" in text


def test_the_watch_counts_what_it_did(town):
    strange(town)
    assert run_job(town.installation, "watch", "p") == {"held": 1, "letters": 1}
    assert run_job(town.installation, "watch", "q") == {"held": 1, "letters": 0}


def test_who_changed_many_inspections_is_told_once(town):
    """Address gaming: administrators see whoever rewrites whom inspections were about."""
    for number, address in ((1, "one@business.kg"), (2, "friend@mail.ru")):
        lines = [row(n, address) for n in range(1, 6)]
        town.deliver(upload_mail(workbook(lines), message_id=f"<{number}@geti.kg>"))
        town.run("fetch", "take-in")
    (letter,) = watched(town)
    assert "asan@geti.kg: 5" in texts([letter], ADMIN)[0]
    town.clock.pass_days(1)
    assert watched(town) == []


def test_held_mail_that_is_about_to_be_destroyed_is_told_fourteen_days_before(town):
    """Nobody can look at it afterwards, so that the person who could is told in time."""
    strange(town)
    town.clock.now = datetime(2027, 1, 13, 4, 0, tzinfo=UTC)
    says = "Срок для споров заканчивается"
    assert says not in " ".join(texts(watched(town), ADMIN)[0].split())
    town.clock.pass_days(1.7)
    (text,) = texts(watched(town), ADMIN)
    whole = " ".join(text.split())
    assert says in whole
    assert "из этого списка — 1, день — 29 января 2027 года" in whole
