"""Single cells of foreign layouts: days, translations, joined numbers, counts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from config.mapping import SheetMapping, Source
from ingest.sheets.foreign_value import (
    REMEMBERED,
    Place,
    Remembered,
    count,
    read_foreign_day,
    reading,
)
from ingest.sheets.sheet import NO_VALUE, CellError
from ingest.sheets.values import read_day

DAY = date(2026, 7, 5)

DAYS = [
    ("7/5/2026", "month-first", DAY),
    ("07/05/26", "month-first", DAY),
    ("07-05-2026 12:00:00 AM", "month-first", DAY),
    ("7/5/2026 0:00", "month-first", DAY),
    ("2026-07-05T00:00:00.000", "month-first", DAY),
    ("2026-07-05T00:00:00Z", "month-first", DAY),
    ("13/07/2026", "month-first", None),
    ("2/30/2026", "month-first", None),
    ("July 5, 2026", "month-first", None),
    (46208, "month-first", None),
    ("20260705", "%Y%m%d", DAY),
    (20260705, "%Y%m%d", DAY),
    (20260705.0, "%Y%m%d", DAY),
    ("7/5/2026", "%Y%m%d", None),
    ("05.07.2026", "day-first", DAY),
    (datetime(2026, 7, 5, 11, 30), "month-first", DAY),
    (DAY, "%Y%m%d", DAY),
]


@pytest.mark.parametrize(("value", "dates", "day"), DAYS)
def test_a_day_is_read_in_the_order_of_the_layout_and_in_no_other(value, dates, day):
    assert read_foreign_day(value, dates) == day


def mapped(code: str, source: Source, *cells: Any, dates: str = "month-first", **more: Any) -> Any:
    """What the cells of one column, or of several in tuples, become."""
    columns = {"started_on": Source(headers=("day",)), code: source}
    mapping = SheetMapping("x", columns, dates=dates, **more)
    several = [cell if isinstance(cell, tuple) else (cell,) for cell in cells]
    listed = [list(column) for column in zip(*several, strict=True)]
    place = Place([*range(len(cells))], dict(zip(source.headers, listed, strict=True)))
    return reading(code, source, mapping)(place)


@pytest.mark.parametrize("text", ["13/07/2026", "31/12/2025", "soon", "5.7"])
@pytest.mark.parametrize("dates", ["month-first", "%Y%m%d"])
def test_what_is_no_day_in_the_layout_is_no_day_in_any_other_reading(text, dates):
    """13/07 month first is a mistake, not the thirteenth of July."""
    (told,) = mapped("started_on", Source(headers=("day",)), text, dates=dates)
    assert told == f"{text} ({dates})"
    assert read_day(told) is None


@pytest.mark.parametrize("cell", ["", None, " ", CellError("#N/A"), NO_VALUE])
def test_a_blank_or_wrong_cell_stays_what_it_is(cell):
    assert mapped("started_on", Source(headers=("day",)), cell) == [cell]


def test_days_that_our_own_sheets_write_are_handed_on():
    cells = ["05.07.2026", DAY, "x"]
    assert mapped("finished_on", Source(headers=("d",)), *cells, dates="day-first") == cells


def test_a_column_can_have_days_of_its_own():
    source = Source(headers=("d",), dates="%Y%m%d")
    assert mapped("finished_on", source, "20260705") == [DAY]


VALUES = {
    "A*": "planned",
    "*visit": "control",
    "x*y*z": "unplanned",
    "": "control",
    "all": "planned",
}


@pytest.mark.parametrize(
    ("cell", "ours"),
    [
        ("a  visit", "planned"),
        ("Second  VISIT", "control"),
        ("x1y2z", "unplanned"),
        ("xyz", "unplanned"),
        ("xzy", "xzy"),
        ("xz", "xz"),
        (" ALL ", "planned"),
        ("overall", "overall"),
        ("", "control"),
        (None, "control"),
        ("?", "control"),
    ],
)
def test_values_are_translated_whatever_their_case_and_blanks(cell, ours):
    assert mapped("kind", Source(headers=("k",), values=VALUES, blanks=("?",)), cell) == [ours]


def test_a_star_does_not_use_one_text_twice():
    source = Source(headers=("k",), values={"ab*ba": "planned"})
    assert mapped("kind", source, "aba", "abba", "ab-ba") == ["aba", "planned", "planned"]


def test_what_is_not_listed_becomes_the_default_but_a_blank_cell_stays_blank():
    source = Source(headers=("k",), values={"a": "planned"}, default="unplanned")
    assert mapped("kind", source, "a", "b", "") == ["planned", "unplanned", ""]


def test_an_error_is_not_translated():
    source = Source(headers=("k",), values={"#n/a": "planned"}, default="unplanned")
    (cell,) = mapped("kind", source, CellError("#N/A"))
    assert isinstance(cell, CellError)


def test_what_needs_no_change_is_handed_on_as_it_is():
    cells = [1, 2.5, "x", True, None]
    assert mapped("unit", Source(headers=("u",)), *cells) == cells


def test_a_prefix_stands_before_what_is_there_and_before_nothing_else():
    source = Source(headers=("n",), prefix="US-")
    assert mapped("tax_id", source, 123.0, "4 5", "") == ["US-123", "US-4 5", ""]


def test_a_number_of_several_parts_is_whole_or_missing():
    source = Source(headers=("id", "day", "kind"), join="/")
    joined = mapped(
        "registration_no", source, ("1", "7/5/2026", "A"), ("1", "", "A"), (2, DAY, "B")
    )
    assert joined == ["1/2026-07-05/A", "", "2/2026-07-05/B"]


def test_a_number_is_the_same_in_every_export_of_its_day():
    source = Source(headers=("id", "day"), join="/")
    cells = ("1", "7/5/2026"), ("1", "07/05/2026 12:00 AM"), ("1", "2026-07-05T00:00:00.000")
    assert set(mapped("registration_no", source, *cells)) == {"1/2026-07-05"}


def test_a_text_of_several_parts_passes_over_blank_ones():
    source = Source(headers=("a", "b", "c"), join=", ", blanks=("0",))
    joined = mapped("address", source, ("5", "0", "X  St"), ("", "", ""), ("—", None, "Y"))
    assert joined == ["5, X St", "", "Y"]


def test_a_day_in_three_columns_is_joined_and_read():
    source = Source(headers=("y", "m", "d"), join="-")
    assert mapped("finished_on", source, (2026, 7.0, "5"), ("", "", "")) == [DAY, ""]


@pytest.mark.parametrize(
    ("cell", "parts", "number"),
    [
        ("a", "", 1), ("", "", 0), (None, "", 0), ("—", "", 0), (4, "", 1), (0, "", 1),
        ("1. a | 2. b", "|", 2), ("a | | b |", "|", 2), ("", "|", 0), ("a", "|", 1),
    ],
)  # fmt: skip
def test_things_are_counted(cell, parts, number):
    assert count(cell, parts) == number
    assert mapped("violations", Source(("v",), counts=True, parts=parts), cell) == [number]


def test_what_is_remembered_is_bounded():
    remembered = Remembered(lambda value: value)
    for value in range(3 * REMEMBERED):
        assert remembered[value] == value
    assert len(remembered) <= REMEMBERED
