"""Sketches of texts: those about one matter are found alike, others are not."""

import random
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from register.rules.likeness import ALIKE, LEAST_WORDS, SKETCH_BYTES, bands, likeness, sketch

LETTER = """Прошу рассмотреть жалобу на действия инспектора. Во время проверки в нашем кафе он
вёл себя грубо, не показал удостоверение и приказ, требовал закрыть заведение и угрожал штрафом в
50000 сом. Мы работаем без нарушений, все документы в порядке. Просим принять меры и ответить
письменно. С уважением, {name}, тел. {phone}"""
ONE = LETTER.format(name="Асанов Б., кафе Ала-Тоо", phone="0555 123456")
TWO = LETTER.format(name="Петрова Анна, магазин Берёзка", phone="0700 999111")
OTHER = """Здравствуйте, хочу узнать, как получить разрешение на строительство склада в Оше, какие
документы нужны и сколько это стоит. Прошу ответить по электронной почте, жду ответа от вас."""
WORDS = [f"{one}{two}" for one in "абвгдежзиклмн" * 3 for two in ("ма", "то", "ре", "ко", "ли")]


def of(words: list[str]) -> bytes:
    return sketch(" ".join(words))


def test_letters_that_differ_in_name_and_telephone_are_alike() -> None:
    assert likeness(sketch(ONE), sketch(TWO)) >= ALIKE
    assert set(bands(sketch(ONE))) & set(bands(sketch(TWO)))
    assert likeness(sketch(ONE), sketch(OTHER)) < ALIKE / 3
    assert not set(bands(sketch(ONE))) & set(bands(sketch(OTHER)))


@pytest.mark.parametrize(
    "written",
    [
        ONE.upper(),
        ONE.replace(" ", "\n"),
        ONE.replace(",", " - "),
        ONE.replace("ё", "е"),
        ONE.replace("50000", "70000"),
    ],
)
def test_how_it_is_written_makes_no_difference(written: str) -> None:
    assert sketch(written) == sketch(ONE)


def test_kyrgyz_typed_without_its_letters_is_the_same() -> None:
    said = "Текшерүүчү биздин дүкөнгө келип, айып салам деп коркутуп, үч саат бою кыйнады"
    assert sketch(said) == sketch(said.replace("ү", "у").replace("ө", "о"))


@pytest.mark.parametrize("size", [30, 200])
@pytest.mark.parametrize("kept", [0.95, 0.8, 0.5])
def test_likeness_is_the_share_of_common_pairs(size: int, kept: float) -> None:
    """By its definition (Jaccard), counted by hand; the mean over many texts is close to it."""
    chance = random.Random(f"{size} {kept}")
    vocabulary = [f"{one}{two}" for one in WORDS for two in "абвгдежз"]
    errors = []
    for _ in range(60):
        one = chance.choices(vocabulary, k=size)
        other = one[: int(size * kept)] + chance.choices(vocabulary, k=size - int(size * kept))
        pairs = [set(pairwise(words)) for words in (one, other)]
        shared = len(pairs[0] & pairs[1]) / len(pairs[0] | pairs[1])
        errors.append(likeness(of(one), of(other)) - shared)
    assert abs(sum(errors) / len(errors)) < 0.03
    assert max(map(abs, errors)) < 0.25


def test_most_pairs_that_are_alike_meet_in_a_band() -> None:
    chance, met, strangers = random.Random(5), 0, 0
    vocabulary = [f"{one}{two}" for one in WORDS for two in "абвгдежз"]
    for _ in range(100):
        one = chance.choices(vocabulary, k=100)
        near = one[:85] + chance.choices(vocabulary, k=15)  # about 0.73 of all pairs
        far = chance.choices(vocabulary, k=100)
        met += bool(set(bands(of(one))) & set(bands(of(near))))
        strangers += bool(set(bands(of(one))) & set(bands(of(far))))
    assert met >= 95
    assert strangers <= 2


@pytest.mark.parametrize(
    "text", ["", "см. вложение", "Здравствуйте! Прошу рассмотреть моё обращение."]
)
def test_a_text_too_short_to_compare_is_like_no_other(text: str) -> None:
    """Two letters that say nothing but "see the attachment" are no collective appeal."""
    assert len(text.split()) < LEAST_WORDS
    assert bands(sketch(text)) == ()
    assert likeness(sketch(text), sketch(text)) == 0


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
@example("\ud800 " * 20)
@example("слово " * 50_000)
def test_a_sketch_has_its_size_and_is_like_itself(text: str) -> None:
    made = sketch(text)
    assert len(made) == SKETCH_BYTES
    assert made == sketch(text)
    assert likeness(made, made) == (1 if any(made) else 0)
    assert all(0 <= band < 2**63 for band in bands(made))
    assert len(set(bands(made))) in (0, 16)
