"""Words of the survey become an appeal only where a line asks for it."""

from __future__ import annotations

import pytest

from register.rules.survey_asks import asked_appeal


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Обращение: верните документы.", "верните документы."),
        ("Прошу рассмотреть как обращение.\nСклад закрыли.", "Склад закрыли."),
        ("Склад закрыли без акта.\nПрошу зарегистрировать обращение", "Склад закрыли без акта."),
        ("Кайрылуу: кампаны жаап салышты", "кампаны жаап салышты"),
        ("Шағым\nҚойманы жауып тастады", "Қойманы жауып тастады"),
        ("Please register as an appeal:\nthey closed us down", "they closed us down"),
    ],
)  # fmt: skip
def test_a_line_that_asks_for_it_makes_the_rest_an_appeal(text: str, words: str):
    assert asked_appeal(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Обращение с нами было вежливым",
        "Жалоб нет. Спасибо!",
        "На нашу жалобу никто не ответил, а обращение: так не обращаются с людьми, потеряли",
        "Обращение:",
        "арызыбыз жок",
    ],
)
def test_words_that_only_speak_of_one_stay_an_answer(text: str):
    assert asked_appeal(text) is None
