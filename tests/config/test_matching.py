"""Texts that differ by what a hand or a keyboard does are the same."""

import pytest

from config.matching import letters_only, plain_words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Регистра-\nционный номер", "Регистрационный №"),
        ("Рeгиcтpaциoнный нoмeр", "регистрационный номер"),
        ("Тipкеу нөмipi", "Тіркеу нөмірі"),
        ("Kind оf inspеction", "kind of inspection"),
        ("И Н Н", "ИНН"),
        ("Текшеруунун туру", "Текшерүүнүн түрү"),
    ],
)
def test_breaks_spaces_and_lookalikes_do_not_matter(typed, meant):
    assert letters_only(typed) == letters_only(meant)


def test_other_words_stay_other_words():
    assert letters_only("Дата начала") != letters_only("Дата окончания")
    assert plain_words("Рег. №:") == "рег номер"
