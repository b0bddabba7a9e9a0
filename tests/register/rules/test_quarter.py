"""Quarters: their days, their close, and the one an inspection is surveyed in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.trouble import Trouble
from register.rules.quarter import Quarter, closes_on, has_room, survey_quarter

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), "2026-Q1"),
        (date(2026, 3, 31), "2026-Q1"),
        (date(2026, 4, 1), "2026-Q2"),
        (date(2026, 9, 30), "2026-Q3"),
        (date(2026, 10, 1), "2026-Q4"),
        (date(2026, 12, 31), "2026-Q4"),
    ],
)
def test_a_day_lies_in_its_quarter(day, quarter):
    assert str(Quarter.of(day)) == quarter


@given(DAYS)
def test_quarters_follow_each_other_without_gap_or_overlap(day):
    quarter = Quarter.of(day)
    assert quarter.first <= day <= quarter.last
    assert quarter.last + timedelta(days=1) == quarter.next.first
    assert quarter.next.previous == quarter.previous.next == quarter
    assert quarter.previous < quarter < quarter.next
    assert Quarter.parse(str(quarter)) == quarter


@pytest.mark.parametrize("text", ["2026-Q3", "2026q3", " 2026-q3 ", "2026Q3"])
def test_a_quarter_is_read_as_people_write_it(text):
    assert Quarter.parse(text) == Quarter(2026, 3)


@pytest.mark.parametrize("text", ["2026-Q5", "2026-Q0", "26-Q3", "Q3", "2026-09", "", "2026-Q33"])
def test_what_is_no_quarter_is_told_how_to_write_one(text):
    with pytest.raises(Trouble, match="write it as 2026-Q3"):
        Quarter.parse(text)


def test_a_quarter_closes_the_set_days_after_its_last():
    assert closes_on(Quarter(2026, 3), 30) == date(2026, 10, 30)
    assert closes_on(Quarter(2027, 4), 60) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("finished", "known", "quarter"),
    [
        (date(2026, 7, 17), date(2026, 7, 20), "2026-Q3"),
        (date(2026, 9, 30), date(2026, 10, 21), "2026-Q3"),  # the last day with time to answer
        (date(2026, 9, 30), date(2026, 10, 22), "2026-Q4"),  # too late: where it became known
        (date(2026, 9, 30), date(2026, 10, 31), "2026-Q4"),
        (date(2025, 1, 5), date(2026, 7, 20), "2026-Q3"),
    ],
)
def test_reporting_late_is_no_way_around_the_survey(finished, known, quarter):
    assert str(survey_quarter(finished, known, 30, 9)) == quarter


@given(DAYS, st.integers(0, 800), st.integers(1, 90), st.integers(1, 200))
def test_an_inspection_is_surveyed_in_a_quarter_that_leaves_time_to_answer(
    finished, later, close, room
):
    known = finished + timedelta(days=later)
    quarter = survey_quarter(finished, known, close, room)
    assert closes_on(quarter, close) >= known + timedelta(days=room)
    assert quarter in (Quarter.of(finished), Quarter.of(known)) or not has_room(
        Quarter.of(known), known, close, room
    )
