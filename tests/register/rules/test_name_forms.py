"""Spellings meet in one alphabet, and endings are told from other words."""

from __future__ import annotations

import pytest

from register.rules.name_forms import base_of, is_form, plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Жээнбеков", "Zheenbekov"),
        ("Жээнбеков", "Jeenbekov"),
        ("Джумабаев", "Jumabayev"),
        ("Юсупов", "Yusupov"),
        ("Ильясов", "Ilyasov"),
        ("Хасанов", "Khasanov"),
        ("Чынгышев", "Chyngyshev"),
        ("Өмүрбеков", "Омурбеков"),
        ("Щербаков", "Shcherbakov"),
        ("Асанов", "АCАНОВ"),  # with a Latin C
        ("Гүлнара", "Гулнара"),
    ],
)
def test_two_spellings_of_a_name_are_one(one, other):
    assert plain(one) == plain(other)


@pytest.mark.parametrize(
    ("name", "word", "is_one"),
    [
        ("Иванов", "Иванову", True),
        ("Иванов", "Ивановна", False),
        ("Иванов", "Иванович", False),
        ("Иванов", "Ивановка", False),
        ("Иванова", "Иванов", True),
        ("Иванова", "Ивановадан", True),
        ("Белинская", "Белинскому", True),
        ("Сергей", "Сергеем", True),
        ("Бек", "Бектенов", False),
        ("Абай", "Абайдын", True),
    ],
)
def test_an_ending_makes_a_form_and_another_word_does_not(name, word, is_one):
    base = base_of(plain(name))
    assert (plain(word).startswith(base.text) and is_form(base, plain(word))) is is_one


@pytest.mark.parametrize("name", ["Марина", "Нина", "Мартин", "Константин", "Ким", "Мороз", "Бек"])
def test_a_given_name_or_a_common_word_is_no_surname_by_its_form(name):
    assert not base_of(plain(name)).is_strong
