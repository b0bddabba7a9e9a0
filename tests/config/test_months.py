"""Months in the four languages, with every ending."""

import pytest

from config.months import WEEKDAYS, month_of


@pytest.mark.parametrize(
    ("names", "month"),
    [
        ("января янв Үчтүнайы қаңтар қаңтарда January Jan", 1),
        ("март марта наурыздың", 3),
        ("май мая мamыр May", 5),
        ("июня маусым June", 6),
        ("июлда июлу шілде шилдеси July", 7),
        ("сентября қыркүйек Sept", 9),
        ("декабрь желтоқсан Dec", 12),
    ],
)
def test_a_month_is_known_in_each_language_and_ending(names, month):
    assert {month_of(name) for name in names.split()} == {month}


@pytest.mark.parametrize("name", ["ма", "текшерүү", "год", "", "м" * 21])
def test_other_words_are_no_month(name):
    assert month_of(name) is None


def test_weekdays_are_known_in_four_languages():
    assert {"среда", "жума", "сарсенби", "пн"} <= WEEKDAYS
