"""Whatever an applicant sends is registered once and answered clearly; robots move nothing."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from journeys.appeal_town import (
    APPLICANT,
    BERMET,
    COMPLAINT,
    Note,
    act_by_mail,
    appeal_mail,
    appeals,
    bodies,
    held,
    kinds,
    mail,
    one,
    parts,
    post,
    reply,
    route,
    take,
)
from journeys.town import Town, received, town

from register.appeals.contact import read_words
from register.appeals.tables import AppealFile
from register.database import reading
from register.rules.number import is_number

__all__ = ["bodies", "town"]

APPEALS = "appeals@achyk.test"


def case_of(found: list[Note]) -> Note:
    """The case as its first addressee got it."""
    return next(note for note in found if note.kind == "case_new")


def files(town: Town) -> list[AppealFile]:
    with reading(town.installation.engine) as session:
        return list(session.scalars(sa.select(AppealFile).order_by(AppealFile.id)))


def with_files(count: int, size: int = 10, text: str = "") -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"] = APPLICANT, APPEALS, f"<{count}-{size}@b.kg>"
    if text:
        made.set_content(text)
    for number in range(count):
        data = bytes([number + 1]) * size
        made.add_attachment(data, maintype="image", subtype="jpeg", filename=f"фото {number}.jpg")
    return received(made.as_bytes().replace(b"\n", b"\r\n"), APPLICANT)


def test_an_entirely_empty_mail_is_kept_for_a_person_and_its_sender_is_told(bodies: Town):
    found = take(bodies, mail(APPEALS, "", APPLICANT, subject=""))
    assert appeals(bodies) == []
    assert [state for state, _, _ in held(bodies)] == ["held"]
    assert kinds(found) == [("received", APPLICANT)]


@pytest.mark.parametrize(
    "raw",
    [
        mail(APPEALS, "", APPLICANT, subject="Помогите"),
        mail(APPEALS, "?", APPLICANT, subject=""),
        with_files(1),
        mail(APPEALS, "Вы все идиоты и воры, чтоб вы провалились!", APPLICANT, subject="!!!"),
    ],
    ids=["only a subject", "one sign", "only a file", "abuse"],
)
def test_it_is_registered_like_any_other(bodies: Town, raw: bytes):
    found = take(bodies, raw)
    (appeal,) = appeals(bodies)
    assert is_number(appeal.number)
    assert kinds(found) == [("appeal_slip", APPLICANT), ("case_new", BERMET)]
    assert one(found, "appeal_slip", APPLICANT).facts["number"] == appeal.number


def test_a_mail_of_25_mb_is_registered_with_its_file_and_forty_files_with_all(bodies: Town):
    """AT1: what comes is kept whole, by its digest; nothing of it is opened here."""
    found = take(bodies, with_files(1, 18_300_000, "Видео проверки, прошу принять меры."))
    assert kinds(found) == [("appeal_slip", APPLICANT), ("case_new", BERMET)]
    take(bodies, with_files(40, 20, "Фотографии всех сорока помещений."))
    first, *others = files(bodies)
    assert (first.bytes, len(others), len({file.digest for file in others})) == (18_300_000, 40, 40)
    keys, blobs = bodies.installation.keys, bodies.installation.blobs
    assert read_words(keys, others[39].name) == "фото 39.jpg"
    assert blobs.get("kept", others[39].digest) == bytes([40]) * 20


def test_five_hundred_appeals_of_one_sender_in_a_minute_are_all_registered(
    bodies: Town, register_url: str
):
    """LP2: a slip per appeal is exempt from the limits, and each has a number of its own."""
    many = 500 if register_url.startswith("sqlite") else 25  # once is enough of so slow a test
    texts = (
        f"Жалоба {n}: на проверке номер {n} с нас требовали лишние бумаги." for n in range(many)
    )
    found = take(bodies, *(mail(APPEALS, text, APPLICANT, subject="Жалоба") for text in texts))
    numbers = {appeal.number for appeal in appeals(bodies)}
    assert len(numbers) == many
    slips = [note for note in found if note.kind == "appeal_slip"]
    assert {note.facts["number"] for note in slips} == numbers
    assert len([note for note in found if note.kind == "case_new"]) == many
    assert {part.holder for part in parts(bodies)} == {BERMET, "chynara@chuy.kg"}


def test_the_same_mail_delivered_thrice_is_one_appeal(bodies: Town):
    raw = appeal_mail(COMPLAINT)
    found = take(bodies, raw, raw)
    assert take(bodies, raw) == []
    assert len(appeals(bodies)) == 1
    assert kinds(found) == [("appeal_slip", APPLICANT), ("case_new", BERMET)]


def test_a_forged_sender_is_registered_but_no_machine_writes_there(bodies: Town):
    """LP1: dmarc=fail draws no answer; the appeal itself is not lost."""
    found = take(bodies, mail(APPEALS, COMPLAINT, APPLICANT, dmarc="fail"))
    assert len(appeals(bodies)) == 1
    assert kinds(found) == [("case_new", BERMET)]


def test_a_number_with_one_wrong_digit_is_answered_as_an_unknown_one(bodies: Town):
    found = take(bodies, appeal_mail(COMPLAINT))
    number = one(found, "appeal_slip", APPLICANT).facts["number"]
    wrong = number[:9] + str((int(number[9]) + 1) % 10) + number[10:]
    found = take(bodies, mail(APPEALS, wrong, "else@where.kg", subject=""))
    assert kinds(found) == [("appeal_status", "else@where.kg")]
    assert found[0].facts["stage"] == "unknown"
    assert len(appeals(bodies)) == 1


ROBOT = "Здравствуйте! Я в отпуске до 10 августа, по срочным вопросам пишите Айбеку."


@pytest.mark.parametrize("field", ["Auto-Submitted", "X-Auto-Response-Suppress", "Precedence"])
def test_a_vacation_robot_that_says_what_it_is_moves_nothing(bodies: Town, field: str):
    """LP1: neither our slip, our question nor our decision is answered by a machine."""
    value = {"Auto-Submitted": "auto-replied", "Precedence": "bulk"}.get(field, "All")
    first = take(bodies, appeal_mail(COMPLAINT))
    question = one(
        act_by_mail(bodies, case_of(first), "спросить\nКакой номер акта?", BERMET),
        "appeal_asked",
        APPLICANT,
    )
    before = route(bodies)
    for letter in (one(first, "appeal_slip", APPLICANT), question):
        found = reply(bodies, letter, ROBOT, APPLICANT, **{field: value})
        assert [note for note in found if note.to == APPLICANT] == []
    assert route(bodies) == before or field != "Auto-Submitted"


def test_a_robot_that_hides_what_it_is_is_stopped(bodies: Town):
    """LP2: it answers every letter of ours, and soon gets none any more."""
    found = take(bodies, appeal_mail(COMPLAINT))
    written = 0
    for number in range(40):
        ours = [note for note in found if note.to == APPLICANT]
        written += len(ours)
        text = f"Ваше обращение очень важно для нас, его номер {number}."
        mails = [mail(note.reply_to, text, APPLICANT) for note in ours]
        found = take(bodies, *mails) if mails else []
    assert 2 <= written <= 22
    assert len(appeals(bodies)) == 1


def test_what_goes_out_can_be_read_by_the_person_it_is_for(bodies: Town):
    """The same through the outbox: an abusive letter is answered in the tone of any other."""
    letters = post(bodies, mail(APPEALS, "Воры! Опять взятка!", APPLICANT, subject="Воры"))
    assert {letter["To"] for letter in letters} == {APPLICANT, BERMET}
