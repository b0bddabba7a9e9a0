"""Reading the survey form: what is an answer, what is wrong, what is shown again."""

from __future__ import annotations

import pytest

from config.questionnaire import LONGEST_TEXT, questionnaire
from portal.forms import read_form

ASKED = questionnaire("inspection-1")


@pytest.mark.parametrize(
    ("name", "sent", "stored"),
    [
        ("q1", "yes", "yes"),
        ("q1", " yes\r\n", "yes"),
        ("q3", "1", "1"),
        ("q3", "5", "5"),
        ("q6", "na", "na"),
        ("q9", "0", "0"),
        ("q9", "1000", "1000"),
        ("q9", "2.5", "2.5"),
        ("q9", "2,5", "2.5"),
        ("q9", "10", "10"),
        ("q9", "007", "7"),
        ("q9", "0.129", "0.13"),
        ("q9", "3.00", "3"),
    ],
)
def test_a_good_value_is_stored_as_a_reply_would_store_it(
    name: str, sent: str, stored: str
) -> None:
    read = read_form({name: [sent]}, ASKED)
    assert (read.answers, read.problems) == ({int(name[1:]): stored}, {})


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("q1", "maybe"),
        ("q1", "Yes"),
        ("q1", "da"),
        ("q3", "0"),
        ("q3", "6"),
        ("q3", "4.0"),
        ("q3", "٤"),
        ("q3", "na"),
        ("q9", "-1"),
        ("q9", "1000.01"),
        ("q9", "1001"),
        ("q9", "1e2"),
        ("q9", "NaN"),
        ("q9", "Infinity"),
        ("q9", "five"),
        ("q9", "٣"),
        ("q9", "1 2"),
        ("q14", "x" * (LONGEST_TEXT + 1)),
    ],
)
def test_a_wrong_value_is_a_problem_and_is_kept_to_be_shown(name: str, sent: str) -> None:
    read = read_form({name: [sent], "q4": ["no"]}, ASKED)
    number = int(name[1:])
    assert list(read.problems) == [number]
    assert read.answers == {4: "no"}
    assert read.words == {}
    assert read.written == {number: sent, 4: "no"}


def test_two_different_answers_to_one_question_are_a_problem() -> None:
    read = read_form({"q1": ["yes", "no"]}, ASKED)
    assert list(read.problems) == [1]
    assert read.answers == {}


def test_the_same_answer_twice_is_one_answer() -> None:
    assert read_form({"q1": ["yes", "yes"]}, ASKED).answers == {1: "yes"}


def test_free_words_lose_control_characters_and_carriage_returns_only() -> None:
    read = read_form({"q14": ["  Жакшы\r\n\tболду\x00\x1b[2J ﬁ 👍\r"]}, ASKED)
    assert read.words == {14: "Жакшы\n\tболду[2J ﬁ 👍"}


def test_the_longest_text_is_counted_as_the_writer_counts_it() -> None:
    """A line break is one character, though browsers send two."""
    read = read_form({"q14": ["ө\r\n" * (LONGEST_TEXT // 2 - 1) + "өө"]}, ASKED)
    assert read.problems == {}
    assert len(read.words[14]) == LONGEST_TEXT


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"q1": []},
        {"q1": [""], "q9": ["  "], "q14": ["\r\n\x00"]},
        {"q15": ["1"], "Q1": ["yes"]},
    ],
)
def test_a_form_without_an_answer_is_empty(fields: dict[str, list[str]]) -> None:
    """WB2: what a scanner sends when it presses the button."""
    read = read_form(fields, ASKED)
    assert read.empty
    assert (read.answers, read.words, read.problems) == ({}, {}, {})
