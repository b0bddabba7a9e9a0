"""What officials, forgers and careless people tried with appeals, and what must come of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from journeys.appeal_town import (
    APPLICANT,
    BERMET,
    COMPLAINT,
    HEAD,
    answer,
    appeal_mail,
    appeals,
    bodies,
    do,
    only,
    parts,
    plain,
    post,
    route,
    staff_up,
    to,
)
from journeys.town import Town, received, reply_text, rows, town

from register.messages import Message, MessageState
from register.migrate import upgrade

__all__ = ["bodies", "town"]


MACHINES = (
    b"List-Unsubscribe: <mailto:out@gov.kg>",
    b"Precedence: bulk",
    b"Auto-Submitted: auto-generated",
    b"X-Autoreply: no",
)


@pytest.mark.parametrize("field", MACHINES)
def test_a_complaint_that_looks_like_a_machines_is_registered_and_not_answered(
    bodies: Town, field: bytes
):
    """LP1 forbids the answer, not the registration: offices and web forms send like that."""
    letters = post(bodies, field + b"\r\n" + appeal_mail(COMPLAINT))
    assert len(appeals(bodies)) == 1
    assert not to(letters, APPLICANT)
    only(letters, BERMET, "case_new")


def test_a_complaint_in_the_words_of_a_vacation_robot_is_registered(bodies: Town):
    text = "Я нахожусь в отпуске с 1 по 20 июля. Вернувшись, обнаружил, что мой склад опечатан."
    post(bodies, appeal_mail(text))
    assert len(appeals(bodies)) == 1


def test_a_mail_marked_as_an_installations_own_waits_for_a_person(bodies: Town):
    post(bodies, b"X-Achyk-Letter: x\r\n" + appeal_mail(COMPLAINT))
    (message,) = rows(bodies, Message)
    assert (len(appeals(bodies)), message.state) == (0, MessageState.HELD)


def test_a_complaint_to_both_addresses_is_an_appeal(bodies: Town):
    both = "appeals@achyk.test, uploads@achyk.test"
    post(bodies, appeal_mail(COMPLAINT, to=both))
    assert len(appeals(bodies)) == 1


def test_an_official_cannot_rate_with_the_applicants_key(bodies: Town):
    letters = post(bodies, appeal_mail(COMPLAINT))
    slip, case = only(letters, APPLICANT, "appeal_slip"), only(letters, BERMET, "case_new")
    do(bodies, case, "Ответ: отказано\n\nНет оснований.", BERMET)
    answer(bodies, slip, "5", BERMET)
    assert [part.rating for part in parts(bodies)] == [None]
    answer(bodies, slip, "1", APPLICANT)
    assert [part.rating for part in parts(bodies)] == [1, None]


def test_the_official_is_not_shown_the_applicants_key_or_pin(bodies: Town):
    slip = only(post(bodies, appeal_mail(COMPLAINT)), APPLICANT, "appeal_slip")
    key = str(slip["Reply-To"]).partition("+")[2].partition("@")[0]
    words = f"Вы просили писать на appeals+{key}@achyk.test. Добавляю: склад закрыт с 1 июля."
    letters = answer(bodies, slip, words, APPLICANT)
    assert key not in "".join(letter.as_string() for letter in to(letters, BERMET))


def test_who_quotes_anothers_slip_writes_an_appeal_of_his_own(bodies: Town):
    slip = only(post(bodies, appeal_mail(COMPLAINT)), APPLICANT, "appeal_slip")
    raw = reply_text(
        slip, "У меня то же самое: закрыли магазин на рынке, товар не вернули.", "friend@home.kg"
    )
    elsewhere = raw.replace(str(slip["Reply-To"]).encode(), b"appeals@achyk.test", 1)
    elsewhere = re.sub(rb"In-Reply-To: [^\r]*\r\n", b"", elsewhere)
    letters = post(bodies, received(elsewhere, "friend@home.kg"))
    assert len(appeals(bodies)) == 2
    only(letters, "friend@home.kg", "appeal_slip")


def test_an_overdue_case_sent_to_another_unit_goes_on_climbing_there(bodies: Town):
    case = only(post(bodies, appeal_mail(COMPLAINT)), BERMET, "case_new")
    for _ in range(22):
        bodies.clock.pass_days(1)
        bodies.run("deadlines", "send")
    bodies.sent()
    do(bodies, case, "Направить в GETI: это вопрос инспекции", HEAD.replace("head", "bermet"))
    told = set()
    for _ in range(5):
        bodies.clock.pass_days(1)
        bodies.run("deadlines", "send")
        told |= {str(one["To"]) for one in bodies.sent() if one["X-Achyk-Letter"] == "case_due"}
    assert "director@geti.kg" in told


def test_the_holder_of_an_alert_does_not_stop_its_minutes(bodies: Town):
    text = "Сейчас у нас на складе идёт незаконная проверка: пришли без акта и без приказа!"
    letters = post(bodies, appeal_mail(text, subject="Незаконная проверка"))
    case = only(letters, BERMET, "case_new")
    answer(bodies, case, "Добрый день! Я на совещании, отвечу позже.", BERMET)
    assert "acknowledged" not in route(bodies)
    alert = only(letters, "rapid@geti.kg", "alert")
    answer(bodies, alert, "Выехали на место.", "rapid@geti.kg")
    assert "acknowledged" in route(bodies)


def test_the_same_mail_read_by_a_restored_register_makes_the_same_number(bodies: Town):
    """ML7: the slip in the applicant's hand, and every reply to it, still fit."""
    mail = appeal_mail(COMPLAINT)
    slip = only(post(bodies, mail), APPLICANT, "appeal_slip")
    (first,) = appeals(bodies)
    engine = bodies.installation.engine
    if engine.dialect.name != "sqlite":
        pytest.skip("the drill takes the file of an embedded register away")
    engine.dispose()
    for path in Path(str(engine.url.database)).parent.glob("*.db*"):
        path.unlink()
    upgrade(engine)
    staff_up(bodies.installation)
    again = only(post(bodies, mail), APPLICANT, "appeal_slip")
    (second,) = appeals(bodies)
    assert (first.number, first.key, first.pin) == (second.number, second.key, second.pin)
    assert slip["Reply-To"] == again["Reply-To"]
    assert "PIN" in plain(again)


def test_a_split_hides_nothing_of_what_the_applicant_wrote(bodies: Town):
    letters = post(bodies, appeal_mail(COMPLAINT))
    case = only(letters, BERMET, "case_new")
    command = "Разделить:\n1) адрес склада → GETI\n2) срок предписания → GETI-CHUY"
    told = do(bodies, case, command, BERMET)
    (director,) = to(told, "director@geti.kg")
    assert "адрес склада" in plain(director)
    assert "дважды за месяц" in plain(director)


def test_what_was_sent_outside_can_be_rated_and_says_so(bodies: Town):
    case = only(post(bodies, appeal_mail(COMPLAINT)), BERMET, "case_new")
    told = do(bodies, case, "Направить во внешний орган Прокуратура: не наша компетенция", BERMET)
    moved = only(told, APPLICANT, "appeal_moved")
    assert "от 1 (совсем нет) до 5" in plain(moved)
    answer(bodies, moved, "1", APPLICANT)
    assert [part.level for part in parts(bodies)] == [1, 2]


def test_a_letter_carries_no_more_files_than_a_server_takes(bodies: Town):
    files = tuple((f"снимок {n}.png", b"\x89PNG\r\n\x1a\n" + bytes(3_000_000)) for n in range(3))
    case = only(post(bodies, appeal_mail(COMPLAINT, files=files)), BERMET, "case_new")
    assert len(list(case.iter_attachments())) == 2
    assert "снимок 2.png" in plain(case)
    assert len(case.as_bytes()) < 10_240_000
