"""The language of a text by its letters and small words."""

import pytest

from ingest.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Текшерүү жакшы өттү, инспекторго рахмат айтабыз", "ky"),
        ("Саламатсызбы, биздин ишканага текшеруу келди жана бул туура эмес болду", "ky"),
        ("Ооба, баары жакшы болду, рахмат сиздерге", "ky"),
        ("Проверка прошла хорошо, но инспектор не показал удостоверение", "ru"),
        ("Здравствуйте, прошу разобраться в ситуации с проверкой", "ru"),
        ("Тексеру жақсы өтті, инспекторға рақмет айтамыз", "kk"),
        ("Сәлеметсіз бе, бізге тексеру келді", "kk"),
        ("The inspection went well, thank you", "en"),
        ("ok", None),
        ("1: 5", None),
        ("", None),
        ("5 4 3", None),
    ],
)
def test_a_text_is_told_by_its_letters_and_words(text: str, language: str | None) -> None:
    assert detect(text) == language
