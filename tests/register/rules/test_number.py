"""An appeal's number: no slip of the pen turns it into another's, and it tells nothing."""

from __future__ import annotations

import os
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.number import (
    Label,
    is_number,
    new_number,
    read_label,
    read_labels,
    read_numbers,
    spaced,
    without_numbers,
)

DAY = date(2026, 11, 22)
NUMBER = "261100000000000134"
"""Reckoned by hand: 261100000000000100 leaves 64 when divided by 97, and 98 - 64 = 34."""
OTHER = new_number(DAY, lambda count: b"\x31" * count)

days = st.dates(date(2020, 1, 1), date(2099, 12, 31))
numbers = st.builds(
    lambda day, drawn: new_number(day, lambda count: drawn.to_bytes(count, "big")),
    days,
    st.integers(0, 10**12 - 1),
)
labels = st.builds(Label, numbers, st.integers(0, 99), st.integers(1, 9))
gaps = st.sampled_from([" ", "\xa0", "-", "–", "\u202f", ".", " - ", "\u200b", "  ", "/", "\n"])


def drawing(*drawn: int) -> tuple[list[int], object]:
    """A source of randomness that gives these numbers, and what was asked of it."""
    asked: list[int] = []
    left = list(drawn)

    def randbytes(count: int) -> bytes:
        asked.append(count)
        return left.pop(0).to_bytes(count, "big")

    return asked, randbytes


def test_a_number_is_year_month_twelve_random_digits_and_two_check_digits():
    asked, randbytes = drawing(1)
    assert new_number(DAY, randbytes) == NUMBER
    assert sum(asked) * 8 == 40
    assert is_number(NUMBER)


def test_a_draw_beyond_twelve_digits_is_thrown_away_so_that_all_are_equally_likely():
    """Folded back by a remainder, the lowest would come up twice as often."""
    asked, randbytes = drawing(10**12, 2**40 - 1, 10**12 - 1)
    assert new_number(DAY, randbytes)[4:16] == "9" * 12
    assert len(asked) == 3


def test_a_source_that_gives_no_randomness_is_an_error_and_no_endless_loop():
    with pytest.raises(RuntimeError, match="randomness"):
        new_number(DAY, lambda count: b"\xff" * count)


def test_numbers_of_one_month_share_the_month_and_nothing_else():
    drawn = [new_number(DAY, os.urandom) for _ in range(300)]
    assert len(set(drawn)) == 300
    assert {one[:4] for one in drawn} == {"2611"}
    for place in range(4, 16):
        assert len({one[place] for one in drawn}) == 10


@given(numbers)
def test_no_single_wrong_digit_makes_another_number(number):
    for place, right in enumerate(number):
        for digit in set("0123456789") - {right}:
            wrong = number[:place] + digit + number[place + 1 :]
            assert not is_number(wrong)
            assert read_numbers(f"Номер {spaced(wrong)}.") == ()


@given(numbers)
def test_no_swap_of_neighbours_makes_another_number(number):
    for place in range(17):
        first, second = number[place : place + 2]
        wrong = number[:place] + second + first + number[place + 2 :]
        assert is_number(wrong) is (first == second)


@given(numbers, st.integers(0, 17), st.sampled_from("0123456789"))
def test_a_digit_too_many_or_too_few_is_no_number(number, place, digit):
    assert read_numbers(number[:place] + digit + number[place:]) == ()
    assert read_numbers(number[:place] + number[place + 1 :]) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        NUMBER[:-1],
        f"{NUMBER} ",
        f"{NUMBER}\n",
        "٢" + NUMBER[1:],
        "261300000000000125",  # right check digits, no such month
        "260000000000000038",
    ],
)
def test_what_is_not_eighteen_plain_digits_with_a_month_is_no_number(text):
    assert not is_number(text)


def test_check_digits_outside_02_to_98_are_none():
    """ISO 7064 gives 98 minus a remainder of 97: 97 more would leave 1 too, and is another way."""
    sixteen = next(
        first for first in range(2611000000000000, 2611000000000200) if 98 - first * 100 % 97 == 2
    )
    assert is_number(f"{sixteen}02")
    assert int(f"{sixteen}99") % 97 == 1
    assert not is_number(f"{sixteen}99")


@given(labels)
def test_a_label_reads_back_as_it_is_written(label):
    assert read_label(str(label)) == label
    assert read_label(f"№ {spaced(str(label))}.") == label
    assert read_labels(f"См. обращение {label}, спасибо") == (label,)


@pytest.mark.parametrize(
    ("label", "written"),
    [
        (Label(NUMBER), "261100000000000134"),
        (Label(NUMBER, part=2), "261100000000000134/2"),
        (Label(NUMBER, level=2), "261100000000000134-2"),
        (Label(NUMBER, part=2, level=3), "261100000000000134/2-3"),
    ],
)
def test_part_and_level_stand_behind_the_number(label, written):
    assert str(label) == written
    assert spaced(written).replace("\xa0", "") == written
    assert spaced(written).startswith("261\xa0100\xa0000\xa0000\xa0000\xa0134")


@given(numbers, st.lists(st.integers(1, 17), max_size=8, unique=True), gaps)
def test_a_number_is_read_however_its_digits_are_grouped(number, cuts, gap):
    ends = [0, *sorted(cuts), 18]
    written = gap.join(number[a:b] for a, b in pairwise(ends))
    assert read_numbers(f"Номер: {written}, прошу ответить") == (number,)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"№{NUMBER}", (Label(NUMBER),)),
        (f"Моё обращение N {spaced(NUMBER)}!", (Label(NUMBER),)),
        (f"12 345 {spaced(NUMBER)} 77", (Label(NUMBER),)),
        (f"{NUMBER}, {spaced(OTHER)}", (Label(NUMBER), Label(OTHER))),
        (f"{spaced(NUMBER)} {spaced(OTHER)}-2", (Label(NUMBER), Label(OTHER, level=2))),
        (f"{NUMBER} и снова {NUMBER}", (Label(NUMBER),)),
        (f"{NUMBER}/2 и {NUMBER}/3", (Label(NUMBER, 2), Label(NUMBER, 3))),
        (f"{NUMBER}/2-3.", (Label(NUMBER, 2, 3),)),
        (f"{spaced(NUMBER).replace(chr(0xA0), '-')}-2", (Label(NUMBER, level=2),)),
        (f"{NUMBER}–2", (Label(NUMBER, level=2),)),
        (f"{NUMBER}/2026", (Label(NUMBER),)),
        (f"{NUMBER}-15", (Label(NUMBER),)),
        (f"{NUMBER}-1", (Label(NUMBER),)),
        (f"{NUMBER}/0", (Label(NUMBER),)),
        (f"{NUMBER}-2-33", (Label(NUMBER),)),
        (f"{NUMBER} - 2 жалобы", (Label(NUMBER),)),
        (NUMBER + OTHER, ()),
        (f"0{NUMBER}", ()),
        (f"{NUMBER}٢", ()),
        ("+996 312 62 38 44, ИНН 00123456789012", ()),
        ("", ()),
    ],
)
def test_numbers_are_found_as_people_write_them(text, found):
    assert read_labels(text) == found
    assert read_numbers(text) == tuple(dict.fromkeys(label.number for label in found))


@pytest.mark.parametrize(
    "text", [f"номер {NUMBER}", f"{NUMBER} {OTHER}", f"{NUMBER}/2026", f"{NUMBER}-15", "", "№"]
)
def test_a_label_is_read_only_where_nothing_stands_beside_it(text):
    assert read_label(text) is None


def test_the_end_of_one_number_and_the_beginning_of_the_next_are_no_third():
    """Of a hundred pairs one has a third number across its middle."""
    second = OTHER
    drawn = [n * 10**10 + 10**6 for n in range(100)]
    firsts = [new_number(DAY, lambda count, n=n: n.to_bytes(count, "big")) for n in drawn]
    first = next(one for one in firsts if is_number((one + second)[6:24]))
    assert read_numbers(f"{spaced(first)}, {spaced(second)}") == (first, second)


def test_a_number_is_taken_out_of_a_text_with_its_suffix():
    assert without_numbers(f"Номер {spaced(NUMBER)}/2-3: где ответ?").split() == [
        "Номер",
        ":",
        "где",
        "ответ?",
    ]
    assert without_numbers("12 345") == "12 345"


@given(st.text(alphabet=st.sampled_from("0123456789 -/.\n№٣a\xa0"), max_size=300))
def test_no_text_breaks_reading_and_what_is_found_is_a_number(text):
    assert all(is_number(number) for number in read_numbers(text))
