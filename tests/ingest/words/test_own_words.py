"""What of a business's own words may be kept."""

import pytest

from ingest.mail.classify import OwnAddresses
from ingest.words.own_words import kept_words, says_something

OWN = OwnAddresses("survey@a.kg", "appeals@a.kg", "uploads@a.kg", "bounces@a.kg", "a.kg")
TOKEN = "abcdefghijklmnopqrstuvwx27"


@pytest.mark.parametrize(
    "secret",
    [
        f"Reply-To: survey+{TOKEN}@a.kg",
        f"https://achyk.kg/s/{TOKEN}",
        f"https://achyk.kg/s/{TOKEN.upper()}",
        "https://achyk.kg/s/abcdefghijkl\nmnopqrstuvwx27",
        "см. https://achyk.kg/u/Ab_c-0123456789",
        "<https://achyk.kg/u/Ab_c-0123456789\nxyzXYZ0123456789>",
        "survey+abcdef=\nghijklmnopqrstuvwx27@a.kg",
        "zzzzzzzzzzzzzzzzzzzzzzzzz2",  # the token of another letter
        "bounces+0123456789abcdef@a.kg",
        f"code: {'0a' * 32}",
        f"Код квитанции: {'0A' * 32}.",
        f"code: {'0a' * 20}\n{'0a' * 12}",  # wrapped
        f"signature: {'Ab+/' * 21}AA==",
    ],
)
def test_no_word_that_opens_or_joins_a_response_is_kept(secret: str) -> None:
    """trust.md: the words lie apart; a link in them would join them to the business."""
    assert kept_words(f"Всё хорошо.\n{secret}\nСпасибо, рахмат.", OWN, TOKEN) == (
        "Всё хорошо.\nСпасибо, рахмат."
    )
    assert kept_words(secret, OWN, TOKEN) == ""


@pytest.mark.parametrize(
    "words",
    [
        "Инспектор пришёл в 10:00 и/или в 11:00, см. www.example.kg/страница",
        "Thanks\n\nEverything was fine, the inspectors were professional",
        "Дом 12/5, с/у не работал",
        "Нужен закон C++ и case-by-case",
        "ИНН 01207202600001, счёт 1290 5312 3456 7890, предписание 2026-08-00123",
    ],
)
def test_other_words_are_kept_as_they_are(words: str) -> None:
    assert kept_words(words, OWN, TOKEN) == words


@pytest.mark.parametrize(
    "words",
    [
        "Ответы ниже.",
        "Добрый день! См. ниже",
        "Смотрите ниже, пожалуйста",
        "Жооптор төмөндө",
        "Сәлеметсіз бе! Жауаптар төменде.",
        "Please see below",
        "Hello, my answers are below. Thank you!",
        "Answers inline",
        "Здравствуйте!",
        "",
    ],
)
def test_a_pointer_to_answers_elsewhere_says_nothing_itself(words: str) -> None:
    assert not says_something(words)


@pytest.mark.parametrize("words", ["Ниже плинтуса", "Всё хорошо", "Баары жакшы", "All fine below"])
def test_an_opinion_says_something(words: str) -> None:
    assert says_something(words)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("/" * 100_000, True),
        ("a/s/" + "/" * 100_000, True),
        (f"https://achyk.kg/s/{TOKEN}\n" + "=" * 20_000 + "я", True),
        (f"https://achyk.kg/s/{TOKEN}\n" + "=" * 20_000, False),
    ],
)
def test_long_lines_are_looked_through_once(words: str, kept: bool) -> None:
    """ML6: read back and forth, such lines would keep the process busy for hours."""
    assert bool(kept_words(words, OWN, TOKEN)) is kept
