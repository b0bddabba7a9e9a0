"""What a reply answers is the same to whoever asks: `explain mail`, and what is recorded."""

import pytest

from config.questionnaire import questionnaire
from ingest.answers.reply import Reply, read_reply
from ingest.mail.classify import OwnAddresses
from ingest.mail.explain_mail import explain
from ingest.mail.message import parse
from ingest.words.ourwords import our_letters

SURVEY = questionnaire("inspection-1")
OWN = OwnAddresses(
    "survey@mail.test", "appeals@mail.test", "uploads@mail.test", "bounces@mail.test", "mail.test"
)
STORY = "Всё прошло хорошо, инспектор вежливый, 5 баллов. Времени заняло часа три."


def mail(text: str, head: str = "From: asel@biznes.kg\n") -> bytes:
    to = "To: survey+abcdefghijklmnopqrstuvwx23@mail.test\nSubject: Re: Проверка\n"
    kind = "Content-Type: text/plain; charset=utf-8\n"
    return f"{head}{to}{kind}\n{text}\n".encode()


def replied(raw: bytes) -> Reply:
    return read_reply(parse(raw), SURVEY, our_letters(SURVEY, (), OWN.all()))


@pytest.mark.parametrize(
    "text", [STORY, "1: да\n3: 9", "Нет", "да, оба, 5, нет", "отписаться", "Ответы ниже.", "1: да"]
)
def test_explain_shows_what_would_be_recorded(text: str) -> None:
    """W0b"""
    read = replied(mail(text))
    shown = explain("a", mail(text), OWN, None, 1, bool, SURVEY)
    assert shown["answers"] == {str(number): said for number, said in read.given.items()}
    assert shown["unread"] == list(read.unread)


@pytest.mark.parametrize("text", [STORY, "Да, всё было хорошо.", "Проверки не было, вы ошиблись"])
def test_words_without_a_number_are_the_business_s_own(text: str) -> None:
    assert replied(mail(text)) == Reply(False, {14: text}, ())


@pytest.mark.parametrize(
    "text",
    [
        "Нет",
        "Ооба.",
        "5",
        "да, оба, 5, частично",
        "Проверка: да\nУдостоверение: оба\nКорректность: 5",
        "иә\nекеуі де\n5",
    ],
)
def test_answers_that_nobody_can_place_are_asked_back_and_not_published(text: str) -> None:
    """W0b"""
    assert replied(mail(text)) == Reply(False, {}, tuple(text.split("\n")))


@pytest.mark.parametrize(
    "text",
    [
        "Отвечу на вопросы после 12.08.2026, сейчас отчёты.",
        "We will answer by Friday, our office is at 12 Kiev street.",
        "Жооптун баарын 25-июлга чейин жазам.",
        "Please see my answers below in red.",
    ],
)
def test_a_promise_of_answers_is_none(text: str) -> None:
    assert replied(mail(text)) == Reply(False, {}, ())


@pytest.mark.parametrize(
    "head", ["Auto-Submitted: auto-replied\nFrom: a@b.kg\n", "From: noreply@b.kg\n"]
)
def test_a_program_s_words_are_nobody_s_answer(head: str) -> None:
    """W0b: also where somebody places such a mail as a reply."""
    assert replied(mail("Ваш запрос обработан, благодарим.", head)) == Reply(False, {}, ())


@pytest.mark.parametrize("said", ["акт", "только акт"])
def test_the_report_of_an_inspection_is_not_taken_for_its_order(said: str) -> None:
    """W7: «акт» is the order in Kazakh alone, and a reply names no language."""
    assert replied(mail(f"2: {said}")) == Reply(False, {}, (f"2: {said}",))
    assert replied(mail("2: тек актіні")).given == {2: "order"}


@pytest.mark.parametrize(
    "text",
    [
        "5 5 5 5 5",
        "На все вопросы 5",
        "Все ответы да, оценка 5",
        "На все вопросы ответ да",
        "Баарына 5",
        "5 to all questions",
        "Yes to all: all the questions 5",
        "Ответ: да",
    ],
)
def test_one_answer_for_all_questions_is_asked_back(text: str) -> None:
    found = replied(mail(text))
    assert (found.given, found.unread) == ({}, (text,))


@pytest.mark.parametrize(
    "above",
    [
        "Отвечаю на письмо от survey@mail.test",
        "[Узнайте, кто такой survey@mail.test]\n",
        "Здравствуйте, на ваше письмо (survey@mail.test) отвечаем.\n",
    ],
)
def test_our_address_in_the_senders_words_hides_none_of_them(above: str) -> None:
    asked = "\n\n".join(f"> {q.number}. {q.asked('ru')}" for q in SURVEY.questions)
    for announced in ("пн, 2 нояб. 2026 г. в 09:00, Ачык <survey@mail.test>:", ""):
        read = replied(mail(f"{above}\n1: да\n3: 5\n\n{announced}\n\n{asked}"))
        assert (read.given, read.unread) == ({1: "yes", 3: "5"}, ())
