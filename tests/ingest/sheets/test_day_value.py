"""Days as they are typed in Bishkek, Almaty and Moscow."""

from datetime import date, datetime, time, timedelta

import pytest

from ingest.sheets.day_value import read_day, serial_day, why_no_day
from ingest.sheets.sheet import NO_VALUE

DAY = date(2026, 7, 5)

TYPED = """
05.07.2026|5.7.2026|05/07/2026|05-07-26|2026-07-05|2026/07/05|05.07.2026 г.|05.07.2026г|05.07.2026г.
05.07.2026 14:30|2026-07-05T00:00:00|05.07.2026 в 14:30|05,07,2026|05 .07. 2026|05.07.2026.
05..07.2026|05.07.2026-ж.|5 июля 2026 г.|«05» июля 2026 года|5 ИЮЛЯ 2026 года|5 июл. 2026
5 июля 26 г.|5-июль 2026-ж.|2026-жылдын 5-июлу|2026-жыл 5-июль|2026-ж. 5-июль|5-июля, 2026-жыл
2026 жылғы 5 шілде|2026 жылгы 5 шилде|2026 ж. 5 шілде|2026 жылдың 5 шілдесі
5 July 2026|July 5, 2026|5th of July 2026|5-Jul-26|05-Jul-2026
Пн 05.07.2026|воскресенье, 5 июля 2026 г.|05.07.2026 (воскресенье)|Жекшемби 05.07.2026
до 05.07.2026|с 05.07.2026|05.07.2026 чейин|5 июля 2026 года, 14:30
"""


@pytest.mark.parametrize("typed", TYPED.replace("\n", "|").strip("|").split("|"))
def test_a_day_is_read_as_it_is_typed(typed):
    assert read_day(typed) == DAY


@pytest.mark.parametrize("value", [DAY, datetime(2026, 7, 5, 14, 30)])
def test_a_date_cell_is_its_day(value):
    assert read_day(value) == DAY


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("05.07–09.07.2026", "date-range"),
        ("05.07.2026-09.07.2026", "date-range"),
        ("05.07.2026 09.07.2026", "date-range"),
        ("05.07.2026\n09.07.2026", "date-range"),
        ("5-9 июля 2026", "date-range"),
        ("с 5 по 9 июля 2026", "date-range"),
        ("5 июля 2026 г. по 9 июля 2026 г.", "date-range"),
        ("07/15/2026", "date-month-first"),
        ("31.02.2026", "date"),
        ("июль 2026", "date"),
        ("5 Марс 20266", "date"),
        ("05.07", "date"),
        ("1.2.3.4", "date"),
        ("вчера", "date"),
        ("по графику", "date"),
        ("15 рабочих дней", "date"),
        ("14:30", "date"),
        ("5 июля " * 40, "date"),
    ],
)
def test_what_is_no_day_is_said_to_be_why(typed, why):
    assert read_day(typed) is None
    assert serial_day(typed) is None
    assert why_no_day(typed) == why


@pytest.mark.parametrize("value", [46208, 46208.0, True, None, time(1), timedelta(1), NO_VALUE])
def test_a_bare_number_is_no_certain_day(value):
    assert read_day(value) is None


@pytest.mark.parametrize("value", [46208, 46208.75, "46208", "05072026", 5072026, 5072026.0])
def test_a_number_that_counts_days_or_has_eight_digits_is_a_day(value):
    assert serial_day(value) == DAY


def test_a_workbook_that_counts_from_1904_is_four_years_on():
    assert serial_day(44746, since_1904=True) == DAY


@pytest.mark.parametrize("value", [4, 0, -1, 90000, 20260705, "2026", "20712", True, float("nan")])
def test_a_number_that_is_no_likely_day_is_none(value):
    assert serial_day(value) is None
