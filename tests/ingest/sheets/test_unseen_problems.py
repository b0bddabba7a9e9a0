"""The sender is told what is hidden, merged or untold in a sheet, in few words."""

import pytest

from config.languages import catalogue
from ingest.sheets.problem import LONGEST_VALUE, Problem, says
from ingest.sheets.unseen import NOTHING, Merge, Unseen
from ingest.sheets.unseen_problems import unseen_problems

COLUMNS = {"registration_no": 0, "body": 1, "email": 4}


def told(unseen: Unseen, last_row: int = 20) -> list[tuple[str, str, str, str]]:
    problems = unseen_problems("S", unseen, 3, COLUMNS, last_row)
    assert all(problem.warning and problem.sheet == "S" for problem in problems)
    return [(one.code, one.cell, one.value, one.detail) for one in problems]


def test_nothing_is_said_of_a_plain_sheet():
    assert told(NOTHING) == []


def test_hidden_rows_are_named_as_far_as_they_were_read():
    unseen = Unseen(hidden_rows=((1, 5), (9, 9), (18, 1048576)))
    assert told(unseen) == [("hidden-rows", "", "4–5, 9, 18–20", "6")]
    assert told(Unseen(hidden_rows=((1, 3), (21, 1048576)))) == []


def test_many_hidden_rows_are_one_short_problem():
    unseen = Unseen(hidden_rows=tuple((row, row) for row in range(4, 2000, 2)), untold_rows=70)
    ((_, _, value, count),) = told(unseen, 3000)
    assert value.startswith("4, 6, 8, ")
    assert value.endswith(", …")
    assert len(value) <= LONGEST_VALUE
    assert count == str(998 + 70)


@pytest.mark.parametrize(
    ("hidden", "value"),
    [(((1, 1),), "B"), (((0, 16383),), "A–E"), (((2, 3),), None), (((1, 2), (4, 6)), "B, E")],
)
def test_hidden_columns_are_named_when_they_were_read(hidden, value):
    expected = [("hidden-columns", "", value, "")] if value else []
    assert told(Unseen(hidden_columns=hidden)) == expected


def test_merged_cells_are_named_once_a_column():
    merges = (Merge(2, 4, 1), Merge(4, 6, 1), Merge(5, 9, 2), Merge(7, 40, 1), Merge(30, 31, 1))
    assert told(Unseen(merges=merges)) == [("merged-filled", "B4", "B4:B6, B7:B20", "")]


def test_what_was_not_told_is_said():
    merges = (Merge(1, 2, 0),)
    assert [code for code, *_ in told(Unseen(merges=merges, untold_merges=5))] == [
        "merged-too-many"
    ]
    for unseen in (Unseen(untold=1), Unseen(gave_up=True)):
        assert [code for code, *_ in told(unseen)] == ["errors-too-many"]


@pytest.mark.parametrize("language", ["ky", "ru", "kk"])
@pytest.mark.parametrize(
    "code",
    ["hidden-rows", "hidden-columns", "merged-filled", "merged-count", "merged-too-many"],
)
def test_the_sender_reads_it_in_every_language(language, code):
    problem = Problem("", "", code, "B4:B6", True, detail="3")
    sentence = says(problem, catalogue(language).gettext)
    assert sentence != says(problem, str)
    assert "B4:B6" in sentence


@pytest.mark.parametrize("language", ["ky", "ru", "kk"])
def test_that_there_were_too_many_is_read_in_every_language(language):
    (problem,) = unseen_problems("S", Unseen(gave_up=True), 1, {}, 9)
    assert problem.value == ""
    assert says(problem, catalogue(language).gettext) != says(problem, str)
