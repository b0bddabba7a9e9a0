"""Where things stand on a sheet."""

import pytest

from reports.layout import cells, tab_name, wrapped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Satisfied overall", "7 Satisfied overall"),
        ("a/b: [c] 'd'?*", "7 a b c d"),
        ("=1+1", "7 =1+1"),
        ("Удостоверение и предписание показаны", "7 Удостоверение и предписание…"),
    ],
)
def test_a_tab_name_is_one_that_excel_takes(text, expected):
    assert tab_name(7, text) == expected
    assert len(expected) <= 31


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([(5, 1), (6, 1), (7, 1)], "='1 a'!$B$6:$B$8"),
        ([(5, 1)], "='1 a'!$B$6"),
        ([(5, 1), (7, 1), (8, 1)], "=('1 a'!$B$6,'1 a'!$B$8:$B$9)"),
        ([(5, 1), (5, 2), (5, 3)], "='1 a'!$B$6:$D$6"),
    ],
)
def test_a_reference_names_these_cells_and_no_others(places, expected):
    assert cells("1 a", places) == expected


def test_a_text_takes_at_least_one_line():
    assert wrapped("", 40) == [""]
    assert wrapped("one two three", 10) == ["one two", "three"]
