"""One answer for several questions at once, and what only looks like it."""

import pytest

from config.questionnaire import Questionnaire, questionnaire
from ingest.answers.answers import Answers, read_answers


@pytest.fixture(scope="module")
def asked() -> Questionnaire:
    return questionnaire("inspection-1")


@pytest.mark.parametrize(
    "line",
    [
        "3-5: 4",
        "3—5: 4",
        "3..5: 4",
        "3-4: 5",
        "3-5, 7-8: 5",
        "3 - 5: 4",
        "3. 5. 4",
        "3-5 - 4",
        "3-5 все 4",
        "с 3 по 5: 4",
        "С 1 по 8 всё на 5",
        "1,2: да",
        "1 и 2: да",
        "1+2 да",
        "1,2,4 - да",
        "9, 10 - нет",
        "3, 7, 8: 5",
        "3/5: 4",
        "10/11: нет",
        "11 12 13: 5",
        "1 3 5 - да",
        "вопросы 7 и 8: 5",
        "7 жана 8: беш",
        "3 to 5: 4",
        "1+ 2+ 3+",
    ],
)
def test_one_answer_for_several_questions_is_asked_back(line: str, asked: Questionnaire) -> None:
    """«3-5: 4» is 4 for three questions, or 5 for the third: nobody can say."""
    assert read_answers(line, line, asked) == Answers({}, (line,))


def test_what_is_said_for_several_is_doubted_for_each_of_them(asked: Questionnaire) -> None:
    text = "7: 4\n12: 5\n6-8: 5"
    assert read_answers(text, text, asked) == Answers({12: "5"}, ("6-8: 5", "7: 4"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("3-5", {3: "5"}),
        ("3 - 5 - отлично", {3: "5"}),
        ("3 - 4, 5 - да", {3: "4", 5: "yes"}),
        ("3 - 4, 7 - 5", {3: "4", 7: "5"}),
        ("3 4, 5 да", {3: "4", 5: "yes"}),
        ("3. 5. 4. да", {3: "5", 4: "yes"}),
        ("1/да; 3/5; 9/2,5; 10/нет", {1: "yes", 3: "5", 9: "2.5", 10: "no"}),
        ("9: 2,5, 10: нет", {9: "2.5", 10: "no"}),
        ("3:5 7:5 8:5", {3: "5", 7: "5", 8: "5"}),
        ("3: 5. 7: 5", {3: "5", 7: "5"}),
    ],
)
def test_several_answers_in_a_line_are_no_group(
    line: str, expected: dict[int, str], asked: Questionnaire
) -> None:
    assert read_answers(line, line, asked) == Answers(expected, ())


@pytest.mark.parametrize("line", ["12 июля, 13 июля: 2", "2,5 часа", "3, 20 и 25: 4", "24/7: да"])
def test_numbers_that_are_no_questions_are_no_group(line: str, asked: Questionnaire) -> None:
    assert read_answers(line, line, asked).given == {}
