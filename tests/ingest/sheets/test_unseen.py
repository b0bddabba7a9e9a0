"""What calamine leaves out is put back into the blocks of rows."""

import json

import pytest

from ingest.sheets.unseen import (
    MOST_MERGES,
    MOST_RANGES,
    MOST_RUNS,
    NOTHING,
    Gathering,
    Merge,
    Placing,
    Run,
    Unseen,
    as_json,
    column_number,
    fill_down,
    from_json,
)


def test_what_is_unseen_crosses_to_the_parent_unchanged():
    unseen = Unseen(((5, 9),), ((2, 2),), (Run(3, 4, 1, "#N/A"),), (Merge(2, 5, 0),), True, 1, 2, 3)
    assert from_json(json.loads(json.dumps(as_json(unseen)))) == unseen
    assert as_json(NOTHING) == {}
    assert from_json({}) == NOTHING


def test_cells_one_below_the_other_are_one_run():
    gathering = Gathering()
    for row in (2, 3, 5):
        gathering.odd(row, 0, "#N/A")
        gathering.odd(row, 1, "" if row == 3 else "#REF!")
        gathering.hide_rows(row, row)
    told = gathering.result()
    assert told.runs == (
        Run(2, 2, 1, "#REF!"),
        Run(2, 3, 0, "#N/A"),
        Run(3, 3, 1, ""),
        Run(5, 5, 0, "#N/A"),
        Run(5, 5, 1, "#REF!"),
    )
    assert told.hidden_rows == ((2, 3), (5, 5))


def test_what_is_told_is_bounded_and_the_rest_is_counted():
    """AT1."""
    gathering = Gathering()
    for row in range(2, 2 * MOST_MERGES + 8, 2):
        gathering.odd(row, 0, "#N/A")
        gathering.hide_rows(row, row)
        gathering.merge(row, row + 1, 0)
    told = gathering.result()
    assert (len(told.runs), told.untold) == (MOST_RUNS, MOST_MERGES + 3 - MOST_RUNS)
    assert (len(told.hidden_rows), told.untold_rows) == (MOST_RANGES, MOST_MERGES + 3 - MOST_RANGES)
    assert (len(told.merges), told.untold_merges) == (MOST_MERGES, 3)


def test_looking_ends_where_there_is_too_much_to_look_at(monkeypatch):
    """AT1."""
    monkeypatch.setattr("ingest.sheets.unseen.MOST_LOOKS", 3)
    gathering = Gathering()
    assert list(gathering.each(iter(range(10)))) == [0, 1, 2]
    assert gathering.result().gave_up


@pytest.mark.parametrize("blank", ["", None])
@pytest.mark.parametrize("height", [1, 2, 3, 10])
def test_errors_stand_in_the_blank_cells_of_whatever_blocks_come(blank, height):
    placing = Placing(
        Unseen(runs=(Run(2, 4, 1, "#N/A"), Run(3, 3, 0, ""), Run(4, 4, 7, "#REF!"))),
        lambda text: f"error {text}",
        "no value",
    )
    left: list[object] = []
    right: list[object] = []
    for first in range(1, 11, height):
        rows = min(height, 11 - first)
        columns = [[blank] * rows, ["kept" if first + at == 3 else blank for at in range(rows)]]
        changed = placing.into(first, columns)
        assert changed >= {at for at in (0, 1) if {*columns[at]} & {"no value", "error #N/A"}}
        left += columns[0]
        right += columns[1]
    assert left == [blank, blank, "no value", *[blank] * 7]
    assert right == [blank, "error #N/A", "kept", "error #N/A", *[blank] * 6]


@pytest.mark.parametrize("height", [1, 2, 3, 10])
def test_the_value_of_merged_cells_holds_in_every_row_they_cover(height):
    """Not for the header, not in columns nobody reads, not in rows that hold nothing else."""
    rows = [
        ["head", "head", "", "x"],
        ["", "", "", "second line of the head"],
        ["geti", "n1", "", "x"],
        ["", "n2", "", ""],
        ["", "", "", ""],
        ["", "n3", "", ""],
        ["gsen", "n4", "", ""],
    ]
    unseen = Unseen(merges=(Merge(1, 2, 0), Merge(1, 2, 3), Merge(3, 6, 0), Merge(3, 6, 3)))
    kept: dict[Merge, object] = {}
    bodies: list[object] = []
    for at in range(0, len(rows), height):
        columns = [list(column) for column in zip(*rows[at : at + height], strict=True)]
        fill_down(unseen, at + 1, columns, 1, (0, 1), kept)
        bodies += columns[0]
        assert columns[3] == [row[3] for row in rows[at : at + height]]
    assert bodies == ["head", "", "geti", "geti", "", "geti", "gsen"]


@pytest.mark.parametrize(("letters", "column"), [("A", 0), ("Z", 25), ("AA", 26), ("XFD", 16383)])
def test_letters_are_columns(letters, column):
    assert column_number(letters) == column
