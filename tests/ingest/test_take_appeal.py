"""What an applicant writes to a case: an answer, a rating, more words; each finds its place."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from journeys.appeal_town import (
    APPLICANT,
    BERMET,
    CHYNARA,
    COMPLAINT,
    DIRECTOR,
    HEAD,
    Note,
    act_by_mail,
    appeal_mail,
    appeals,
    bodies,
    decisions,
    kinds,
    mail,
    movements,
    one,
    parts,
    reply,
    route,
    take,
)
from journeys.town import Town, received, town

from register.appeals.contact import read_words

__all__ = ["bodies", "town"]


def case_of(found: list[Note]) -> Note:
    """The case as its first addressee got it."""
    return next(note for note in found if note.kind == "case_new")


def decided(town: Town, found: list[Note], text: str = "Ответ: разъяснено\n\nПлан был изменён."):
    """The letter with the decision, after the first addressee answered what has just come in."""
    case = case_of(found)
    return one(act_by_mail(town, case, text, case.to), "appeal_decided", APPLICANT)


@pytest.mark.parametrize(
    "text",
    [
        "5 инспекторов пришли снова, и никто не показал предписания. Прошу разобраться.",
        "1. Акт нам не дали.\n2. Протокол подписан не нами.",
        "2 июня приходили ещё раз",
    ],
)
def test_a_long_answer_to_the_decision_that_begins_with_a_digit_is_no_rating(bodies, text):
    letter = decided(bodies, take(bodies, appeal_mail(COMPLAINT)))
    found = reply(bodies, letter, text, APPLICANT)
    assert one(found, "appeal_noted", APPLICANT).facts["event"] == "late"
    assert [part.rating for part in parts(bodies)] == [None]
    assert read_words(bodies.installation.keys, movements(bodies)[-1].words) == text
    assert route(bodies)[-1] == "added"


def test_a_second_rating_changes_nothing_and_its_writer_is_told(bodies: Town):
    letter = decided(bodies, take(bodies, appeal_mail(COMPLAINT)))
    assert (
        one(reply(bodies, letter, "4", APPLICANT), "appeal_noted", APPLICANT).facts["rating"] == 4
    )
    found = reply(bodies, letter, "1", APPLICANT)
    assert one(found, "appeal_noted", APPLICANT).facts["event"] == "late"
    assert [(part.level, part.rating) for part in parts(bodies)] == [(1, 4)]


@pytest.mark.parametrize(("days", "levels"), [(29, [1, 2]), (31, [1])])
def test_a_bad_rating_counts_for_thirty_days(bodies: Town, days: int, levels: list[int]):
    letter = decided(bodies, take(bodies, appeal_mail(COMPLAINT)))
    bodies.clock.pass_days(days)
    found = reply(bodies, letter, "1", APPLICANT)
    assert [part.level for part in parts(bodies)] == levels
    event = one(found, "appeal_noted", APPLICANT).facts["event"]
    assert event == ("reopened" if levels == [1, 2] else "late")


def test_a_digit_that_answers_our_question_is_an_answer(bodies: Town):
    """Nobody rates what is not decided: «5» says how many there were."""
    found = take(bodies, appeal_mail(COMPLAINT))
    case = case_of(found)
    found = act_by_mail(bodies, case, "спросить\nСколько инспекторов было?", BERMET)
    found = reply(bodies, one(found, "appeal_asked", APPLICANT), "5", APPLICANT)
    assert one(found, "case_news", BERMET).facts["text"] == "5"
    assert [part.state.value for part in parts(bodies)] == ["open"]


def test_not_an_answer_opens_the_next_level_whatever_the_digit_says(bodies: Town):
    letter = decided(bodies, take(bodies, appeal_mail(COMPLAINT)))
    found = reply(bodies, letter, "Это не ответ на мой вопрос.", APPLICANT)
    case = one(found, "case_new", HEAD)
    assert case.facts["earlier"]["text"] == "План был изменён."
    assert [(part.level, part.rating) for part in parts(bodies)] == [(1, 0), (2, None)]
    assert [decision.by for decision in decisions(bodies)] == [BERMET]


def test_a_stranger_with_a_wrong_thread_gets_into_no_case(bodies: Town):
    slip = one(take(bodies, appeal_mail(COMPLAINT)), "appeal_slip", APPLICANT)
    thread = slip.facts["thread"]
    wrong = f"appeals+{thread[:-1]}{'a' if thread[-1] != 'a' else 'b'}@achyk.test"
    take(bodies, mail(wrong, "Дополняю: отзываю свою жалобу целиком.", "evil@evil.kg"))
    assert [movement.appeal_id for movement in movements(bodies)][:2] == [appeals(bodies)[0].id] * 2
    assert len(appeals(bodies)) == 2  # registered for itself: nothing that comes is dropped


def with_file(note: Note, text: str) -> bytes:
    """An answer to a letter, with a photograph beside it."""
    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"] = APPLICANT, note.reply_to, "<photo@b.kg>"
    made.set_content(text)
    made.add_attachment(b"\xff\xd8\xff photo", "image", "jpeg", filename="акт.jpg")
    return received(made.as_bytes().replace(b"\n", b"\r\n"), APPLICANT)


def test_a_file_beside_a_bad_rating_reaches_who_looks_again(bodies: Town):
    letter = decided(bodies, take(bodies, appeal_mail(COMPLAINT)))
    found = take(bodies, with_file(letter, "1\nВот акт, которого якобы нет."))
    case = one(found, "case_new", HEAD)
    assert [file["name"] for file in case.facts["files"]] == ["акт.jpg"]
    assert "якобы нет" in case.facts["earlier"]["words"]
    assert "якобы нет" not in case.facts["text"]
    # Who gets it from there reads of the answer that did not help as well.
    later = one(act_by_mail(bodies, case, "переслать в GETI: их дело", HEAD), "case_new", DIRECTOR)
    assert "План был изменён." in later.facts["text"]
    assert "якобы нет" in later.facts["text"]


def test_who_gets_a_case_later_reads_what_was_asked_and_answered(bodies: Town):
    """The whole case, not only the letter that it began with, and the files that came since."""
    found = take(bodies, appeal_mail(COMPLAINT))
    case = one(found, "case_new", BERMET)
    found = act_by_mail(bodies, case, "спросить\nКакой номер предписания?", BERMET)
    take(bodies, with_file(one(found, "appeal_asked", APPLICANT), "Номер 77, копия здесь."))
    found = act_by_mail(bodies, case, "переслать в GETI: решать директору", BERMET)
    later = one(found, "case_new", DIRECTOR).facts
    assert later["text"].startswith("Здравствуйте! Наш склад")
    assert later["text"].index("Какой номер") < later["text"].index("Номер 77, копия здесь.")
    assert [file["name"] for file in later["files"]] == ["акт.jpg"]
    assert len(later["attached"]) == 1


@pytest.mark.parametrize("how", [{"dmarc": "fail"}, {"Precedence": "bulk"}])
def test_what_no_machine_may_answer_is_noted_without_a_letter(bodies: Town, how: dict[str, str]):
    """LP1: the words reach the case, and nothing goes back."""
    slip = one(take(bodies, appeal_mail(COMPLAINT)), "appeal_slip", APPLICANT)
    found = reply(bodies, slip, "Дополняю: приходили и вчера.", APPLICANT, **how)
    assert kinds(found) == [("case_news", BERMET)]
    assert route(bodies)[-1] == "added"


def test_an_answer_to_a_part_rates_that_part_and_no_other(bodies: Town):
    """The subject of the answered letter names the part; a second rating goes nowhere else."""
    case = case_of(take(bodies, appeal_mail(COMPLAINT)))
    order = "разделить\n1) Почему дважды → GETI-CHUY\n2) Отмена предписания → GETI"
    found = act_by_mail(bodies, case, order, BERMET)
    first = next(n for n in found if n.kind == "case_new" and n.to in (BERMET, CHYNARA))
    letter = one(
        act_by_mail(bodies, first, "Ответ: разъяснено\n\nПлан.", first.to),
        "appeal_decided",
        APPLICANT,
    )
    second = one(found, "case_new", DIRECTOR)
    act_by_mail(bodies, second, "Ответ: удовлетворено\n\nОтменено.", DIRECTOR)
    subject = f"Re: Ответ на ваше обращение {letter.facts['label']}"
    reply(bodies, letter, "5", APPLICANT, subject=subject)
    reply(bodies, letter, "1", APPLICANT, subject=subject)
    rated = {part.number: part.rating for part in parts(bodies)}
    assert rated == {0: None, 1: 5, 2: None}
