"""Numbers in words and with the endings of a language."""

import pytest

from config.questionnaire import Questionnaire, questionnaire
from ingest.answers.answers import Answers, read_answers


@pytest.fixture(scope="module")
def asked() -> Questionnaire:
    return questionnaire("inspection-1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("первое да\nвторое да\nтретье пять", {1: "yes", 2: "both", 3: "5"}),
        ("двенадцатое три", {12: "3"}),
        (
            "Отвечаю: по первому вопросу - да, по второму - не показали, по десятому - нет.",
            {1: "yes", 2: "neither", 10: "no"},
        ),
        ("на 1 - да. на 2 - оба. на 3 - 5. на 7 - 4", {1: "yes", 2: "both", 3: "5", 7: "4"}),
        ("ответ на 3: 5, на 7 - 4", {3: "5", 7: "4"}),
        ("Саламатсызбы. 1ге ооба, 2ге ооба, 3кө 4", {1: "yes", 2: "both", 3: "4"}),
        ("биринчи суроого ооба, үчүнчүсүнө 5", {1: "yes", 3: "5"}),
        ("он биринчи: жок", {11: "no"}),
        ("бірінші: иә\nоныншы: жоқ\nон екінші: 4", {1: "yes", 10: "no", 12: "4"}),
        ("first: yes, second: both", {1: "yes", 2: "both"}),
        ("3 вопрос 5\n7й 4\n8-й: 3", {3: "5", 7: "4", 8: "3"}),
        ("1да\n4нет\n6нарушений нет", {1: "yes", 4: "no", 6: "na"}),
        (
            "1да 2 оба 3-5 4 нет 6нарушений нет 9 2 10 нет 12 4",
            {1: "yes", 2: "both", 3: "5", 4: "no", 6: "na", 9: "2", 10: "no", 12: "4"},
        ),
    ],
)
def test_numbers_in_words_and_with_endings_are_read(
    text: str, expected: dict[int, str], asked: Questionnaire
) -> None:
    assert read_answers(text, text, asked) == Answers(expected, ())


@pytest.mark.parametrize(
    "text",
    [
        "первый инспектор пришёл без документов",
        "Первое: нет времени на бумаги",
        "во вторник: 5 человек",
        "Вторник: 5",
        "5-го июля были",
        "2-й инспектор молчал",
        "1С бухгалтерия",
        "на 5 - 7 дней закрыли",
        "2 вопроса: когда приедете и кто",
        "the first inspector was kind",
    ],
)
def test_numbers_in_running_text_are_no_answers(text: str, asked: Questionnaire) -> None:
    assert read_answers(text, text, asked) == Answers({}, ())
