"""Months: written, parsed, one after another."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from config.trouble import Trouble
from register.rules.month import Month


def test_months_follow_each_other_through_the_years():
    months = [Month(2026, 11)]
    for _ in range(3):
        months.append(months[-1].next)
    assert [str(month) for month in months] == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert [month.previous for month in months[1:]] == months[:-1]
    assert (months[1].first, months[1].last) == (date(2026, 12, 1), date(2026, 12, 31))
    assert Month(2028, 2).last == date(2028, 2, 29)
    assert Month.of(date(2026, 12, 31)) == months[1]


@pytest.mark.parametrize("text", ["2026-10", " 2026-10 ", "2026-1"])
def test_a_month_is_read_as_it_is_written(text):
    assert str(Month.parse(text)) in ("2026-10", "2026-01")


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "2026-Q3", "10-26", "٢٠٢٦-10"])
def test_what_is_no_month_is_said_to_be_none(text):
    with pytest.raises(Trouble, match="write it as 2026-10"):
        Month.parse(text)


def test_a_month_begins_at_midnight_of_its_zone():
    """SC3: in the hour of summer time as well."""
    bishkek = Month(2026, 10).begins(ZoneInfo("Asia/Bishkek"))
    assert bishkek.astimezone(UTC) == datetime(2026, 9, 30, 18, tzinfo=UTC)
    april, may = (Month(2026, n).begins(ZoneInfo("Europe/Berlin")) for n in (3, 4))
    assert may.astimezone(UTC) - april.astimezone(UTC) == datetime(2026, 2, 1) - datetime(
        2026, 1, 1, 1
    )
