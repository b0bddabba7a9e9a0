"""How long an SMS is, and where it may be cut."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.sms_text import fitted, parts_of, split

NUMBER = "261184222301297061"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),  # each takes two septets
        ("€" * 81, 2),
        ("€" * 153, 3),  # 306 septets, and none is cut through: 152 in each part
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("я" * 134, 2),
        ("я" * 135, 3),
        ("a" * 70 + "я", 2),  # one letter makes all of it long
        ("ң" * 70, 1),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 67, 3),  # 33 in each part: a pair is not cut through
        ("`" * 71, 2),  # no sign of the 7-bit alphabet
    ],
)
def test_parts_are_counted_as_networks_count_them(text: str, parts: int) -> None:
    assert parts_of(text) == parts


def test_a_text_that_fits_stays_as_it_is_but_for_lines_and_hidden_signs() -> None:
    assert fitted("Обращение\r\n1\u202e, PIN\xa0ABCD", 1) == "Обращение 1, PIN ABCD"


@pytest.mark.parametrize("lead", range(40, 68))
@pytest.mark.parametrize("word", [NUMBER, "ABCD-EFG2", "11.12.2026"])
def test_no_number_pin_or_day_lies_across_two_parts(lead: int, word: str) -> None:
    text = fitted(f"{'я' * lead} {word}. {'ы ' * 40}", 3)
    assert any(word in part for part in split(text))


@pytest.mark.parametrize("most", [1, 2, 3])
@pytest.mark.parametrize("letter", ["a", "я"])
def test_a_text_that_is_too_long_is_cut_between_words_and_says_so(most: int, letter: str) -> None:
    text = fitted(f"{NUMBER}: " + f"{letter * 7}, " * 300, most)
    assert parts_of(text) == most
    assert text.startswith(f"{NUMBER}: {letter * 7}, {letter * 7}")
    assert re.search(rf" {letter * 7}\.\.\.$", text)


def test_one_endless_word_is_cut_all_the_same() -> None:
    assert parts_of(fitted("я" * 5000, 3)) == 3


@given(st.text(max_size=1500), st.integers(1, 5))
def test_whatever_was_written_fits_in_the_parts_there_are(text: str, most: int) -> None:
    laid = fitted(text, most)
    assert parts_of(laid) <= most
    assert "".join(split(laid)) == laid
    assert not {unicodedata.category(sign) for sign in laid} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    heavy = 153 if all(ord(sign) < 128 for sign in laid) else 67
    if parts_of(laid) > 1:
        assert all(len(part) <= heavy for part in split(laid))


@given(st.lists(st.text("абв 123-", min_size=1, max_size=30), max_size=40))
def test_words_with_digits_stay_whole_and_in_their_order(words: list[str]) -> None:
    plain = " ".join(" ".join(words).split())
    laid = fitted(plain, 10)
    kept = laid.split() if not laid.endswith("...") else laid.removesuffix("...").split()[:-1]
    assert kept == plain.split()[: len(kept)]
    in_parts = [word for part in split(laid) for word in part.split()]
    for word in kept:
        assert word in in_parts or not re.search(r"\d", word)
