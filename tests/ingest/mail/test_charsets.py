"""Cyrillic under missing, wrong and misspelt labels, and headers cut where no program should."""

import base64
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import config
from ingest.mail.charsets import codec_name, decode, decode_header

CHARSETS = ("cp1251", "koi8-r", "cp866", "iso8859-5")
LABELS = (
    None,
    "us-ascii",
    "iso-8859-1",
    "utf-8",
    "windows-1251",
    "koi8-r",
    "iso-8859-5",
    "nonsense",
)


def catalogue_phrases() -> list[str]:
    """Two or three neighbouring words of our own catalogues, those of plain Cyrillic letters."""
    phrases = []
    for path in sorted(Path(config.__file__).parent.glob("locale/*/LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            texts = [m.string for m in read_po(file) if isinstance(m.string, str)]
        words = [word for text in texts for word in re.findall(r"\b[А-Яа-я]{3,}\b", text)]
        phrases += [" ".join(words[at : at + 3]) for at in range(0, len(words), 17)]
    return [phrase for phrase in phrases if len(phrase) > 8]


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("label", LABELS)
def test_short_phrases_are_read_under_any_label(charset: str, label: str | None) -> None:
    phrases = catalogue_phrases()
    wrong = [p for p in phrases if decode(p.encode(charset), label)[0] != p]
    assert len(phrases) > 300
    assert len(wrong) <= len(phrases) // 50, wrong[:5]


@pytest.mark.parametrize("charset", ["cp1251", "koi8-r"])
@pytest.mark.parametrize(
    "text", ["Нет", "да, верно", "ЖАЛОБА", "Ооба", "жооп", "Рахмет", "Иә, бар"]
)
def test_one_word_is_enough(charset: str, text: str) -> None:
    text = text.replace("ә", "е")
    assert decode(text.encode(charset)) == (text, None)


@pytest.mark.parametrize(
    "label",
    ["win-1251", "cp-1251", "x-cp1251", "windows1251", "Windows-CP1251", "cp1251"],
)
def test_a_misspelt_label_is_no_reason_to_guess(label: str) -> None:
    assert decode("Ґудзик є".encode("cp1251"), label)[0] == "Ґудзик є"


def test_names_of_charsets_as_programs_spell_them() -> None:
    names = {"x-mac-cyrillic": "mac-cyrillic", "KOI8-RU": "koi8-u", "ibm866": "cp866"}
    assert {label: codec_name(label) for label in names} == names
    assert codec_name("unknown-8bit") is codec_name("idna") is None


@pytest.mark.parametrize(
    "text", ["Die Hasen und die Frösche", "Élève à Besançon", "São Paulo, Straße", "déjà vu"]
)
@pytest.mark.parametrize("label", [None, "us-ascii", "iso-8859-1"])
def test_western_words_do_not_become_cyrillic(text: str, label: str | None) -> None:
    assert decode(text.encode("latin-1"), label)[0] == text


@pytest.mark.parametrize(
    ("label", "text"), [("iso-8859-9", "Şikâyet değil"), ("cp1250", "Žluťoučký")]
)
def test_a_label_of_another_alphabet_stands(label: str, text: str) -> None:
    assert decode(text.encode(label), label)[0] == text


def test_kazakh_letters_of_their_own_charset_are_read() -> None:
    text = "Құрметті әріптестер, тексеру туралы өтініш"
    assert decode(text.encode("kz1048"), "kz-1048")[0] == text
    assert decode(text.encode("kz1048"))[0] == text


@pytest.mark.parametrize("between", ["cp1251", "cp1252", "latin-1"])
def test_text_that_was_encoded_twice_is_brought_back(between: str) -> None:
    text = "Проверка магазина"
    octets = text.encode()
    twice = "".join(
        bytes([b]).decode(between) if between == "latin-1" or b not in _HOLES[between] else chr(b)
        for b in octets
    )
    assert decode(twice.encode())[0] == text


_HOLES = {"cp1251": {0x98}, "cp1252": {0x81, 0x8D, 0x8F, 0x90, 0x9D}}


@pytest.mark.parametrize("text", ["РС РФ СССР", "Россия, Сирия, Рим", "Ñandú Ð"])
def test_real_words_are_not_taken_for_a_second_encoding(text: str) -> None:
    assert decode(text.encode())[0] == text


def test_a_text_cut_inside_its_last_letter_keeps_the_others() -> None:
    assert decode("Здравствуйте".encode()[:-1], "utf-8") == ("Здравствуйт", "undecodable-charset")


def words(*pieces: str, charset: str = "utf-8", encoding: str = "B") -> str:
    return " ".join(f"=?{charset}?{encoding}?{piece}?=" for piece in pieces)


BASE64 = base64.b64encode("Жалоба на проверку".encode()).decode()


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (words(BASE64[:10], BASE64[10:]), "Жалоба на проверку"),
        (words(BASE64[:11], BASE64[11:21], BASE64[21:]), "Жалоба на проверку"),
        (words(BASE64.rstrip("=")), "Жалоба на проверку"),
        (words("=D0=96=D0", "=B0=D0=BB=D0=BE=D0=B1=D0=B0", encoding="Q"), "Жалоба"),
        (words("=C6=E0=EB=EE=E1=E0_=EF=EE", charset="windows-1251", encoding="q"), "Жалоба по"),
        (words("=C6=E0=EB=EE=E1=E0", charset="unknown-8bit", encoding="Q"), "Жалоба"),
        (words("=D0=96=D0=B0=D0=BB=D0=BE=D0=B1=D0=B0", charset="koi8-r", encoding="Q"), "Жалоба"),
        ("=?utf-8?Q?Как_дела??= x", "Как дела? x"),
        ("=?utf-8?Q?a_=3D?= =?utf-8?Q?=3D_b?=", "a == b"),
        ("=?utf-8?Q?два слова?=", "два слова"),
        ('"=?utf-8?B?0J7RgtC00LXQuw==?=" <a@b.kg>', '"Отдел" <a@b.kg>'),
        ("=?utf-8?Q?unfinished", "=?utf-8?Q?unfinished"),
        ("=?koi8-r?B?88/P?= =?windows-1251?B?4ejx?=", "Сообис"),
    ],
)
def test_encoded_words_as_programs_write_them(raw: str, shown: str) -> None:
    assert decode_header(raw) == shown


@pytest.mark.parametrize(
    ("text", "charset"), [("通知", "gb2312"), ("联通", "gbk"), ("Привет", "gb2312"), ("我", "big5")]
)
def test_a_word_of_two_byte_letters_is_no_utf_8_by_chance(text: str, charset: str) -> None:
    """A program that labels UTF-8 as GB 2312 is read all the same."""
    encoded = text.encode("utf-8" if text == "Привет" else charset)
    assert decode(encoded, charset) == (text, None)
