"""The language of a text by its letters and small words."""

import re

import pytest

from config.languages import Language, sentences
from ingest.words.language import detect


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
        # short ones
        ("Макулмун, 24-июлда келем.", "ky"),
        ("Чара көрүүнү суранам", "ky"),
        ("Көмек керек", "kk"),
        ("Жауаптарды көру немесе түзету", "kk"),
        ("Өту, жүру, төлеу", "kk"),
        ("Принято, спасибо", "ru"),
        ("Штраф оплатили", "ru"),
        ("Thanks", "en"),
        # typed without the letters that a Russian keyboard lacks
        ("Мага мындан ары кат жонотпонуздорчу", "ky"),
        ("Биздин дукондо текшеруу болду, бирок инспектор кубологун корсоткон жок", "ky"),
        ("Инспектор кеш келди, кужат корсеткен жок", "kk"),
        # none of the four
        ("Merhaba, belgeleri dün gönderdik.", None),
        ("Guten Tag, die Unterlagen sind unterwegs.", None),
        ("Assalomu alaykum! Hujjatlarni juma kuni olib boramiz.", None),
        ("Доброго дня, документи надіслали вчора", None),
        ("谢谢，我们星期四来。", None),
        ("ok", None),
        ("1: 5", None),
        ("", None),
        ("5 4 3", None),
    ],
)
def test_a_text_is_told_by_its_letters_and_words(text: str, language: str | None) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
def test_the_sentences_of_our_own_letters_are_told(language: str) -> None:
    """Sentences of three words and more, that nobody chose for the reader of languages."""
    plain = (re.sub(r"%\(\w+\)s", "", sentence) for sentence in sentences(Language(language)))
    told = [detect(text) for text in plain if len(re.findall(r"[^\W\d_]+", text)) > 2]
    assert told.count(language) > 0.9 * len(told)
    assert set(told) <= {language, None}


@pytest.mark.parametrize("language", ["ky", "kk"])
def test_they_are_told_mostly_even_when_typed_on_a_russian_keyboard(language: str) -> None:
    typed = str.maketrans("ңөүқғұіәһҢӨҮҚҒҰІӘҺ", "ноукгуиахНОУКГУИАХ")
    plain = (re.sub(r"%\(\w+\)s", "", sentence) for sentence in sentences(Language(language)))
    told = [detect(text.translate(typed)) for text in plain if len(text.split()) > 4]
    assert told.count(language) > 0.6 * len(told)
