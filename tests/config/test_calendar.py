"""Calendars: the days our files list, and an installation's own files over them, day by day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from config.calendar import Calendar, known_reasons, load_calendar
from config.languages import Language
from config.trouble import SettingsTrouble

NOWHERE = Path("no-such-installation")
YEARS = (2025, 2026, 2027)
# Hand-copied: the days from Monday to Friday on which offices do not work.
WEEKDAYS_OFF = {
    ("kg", 2025): "1-1 1-2 1-3 1-6 1-7 3-21 5-1 5-2 5-5 5-6 5-7 5-8 5-9 6-6",
    ("kg", 2026): "1-1 1-2 1-5 1-6 1-7 1-8 1-9 3-20 5-1 5-4 5-5 5-6 5-7 5-8 5-27 8-31",
    ("kg", 2027): "1-1 1-4 1-5 1-6 1-7 3-8 3-9 5-3 5-4 5-5 5-6 5-7 8-31",
    ("kz", 2025): "1-1 1-2 1-3 1-7 3-10 3-21 3-24 3-25 5-1 5-7 5-9 6-6 7-7 9-1 10-27 12-16",
    ("kz", 2026): "1-1 1-2 1-7 3-9 3-23 3-24 3-25 5-1 5-7 5-11 5-27 7-6 10-26 12-16",
    ("kz", 2027): "1-1 1-4 1-7 3-8 3-15 3-22 3-23 3-24 5-3 5-7 5-10 7-6 10-25 12-16",
}
WORKED = {("kg", 2025): {date(2025, 1, 11)}, ("kz", 2025): {date(2025, 1, 5)}}


def shipped(code: str) -> Calendar:
    return load_calendar(code, NOWHERE)


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]


def own(folder: Path, text: str, name: str = "kg-2026") -> Calendar:
    """The calendar that is named in front of the year, with a file of the installation."""
    (folder / "calendars").mkdir(exist_ok=True)
    (folder / "calendars" / f"{name}.toml").write_text(text, "utf-8")
    return load_calendar(name[:-5], folder)


def wrong(folder: Path, text: str, name: str = "kg-2026") -> str:
    with pytest.raises(SettingsTrouble) as caught:
        own(folder, text, name)
    return str(caught.value)


@pytest.mark.parametrize(("code", "year"), WEEKDAYS_OFF)
def test_offices_are_closed_on_the_days_of_the_official_list(code, year):
    calendar = shipped(code)
    off = {day for day in days_of(year) if day.weekday() < 5 and not calendar.is_working(day)}
    listed = (map(int, one.split("-")) for one in WEEKDAYS_OFF[code, year].split())
    assert off == {date(year, month, day) for month, day in listed}


@pytest.mark.parametrize(("code", "year"), WEEKDAYS_OFF)
def test_a_weekend_is_worked_only_where_it_was_exchanged(code, year):
    calendar = shipped(code)
    worked = {day for day in days_of(year) if day.weekday() >= 5 and calendar.is_working(day)}
    assert worked == WORKED.get((code, year), set())


def test_kazakhstan_works_one_day_more_in_2026_than_was_announced_for_it():
    """246 days in the official calendar of December 2025; 31 August was taken back in March."""
    calendar = shipped("kz")
    assert sum(map(calendar.is_working, days_of(2026))) == 247
    assert calendar.is_working(date(2026, 8, 31))


@pytest.mark.parametrize("code", ["kg", "kz"])
def test_each_listed_day_has_its_reason_in_four_languages(code):
    calendar = shipped(code)
    for day in (*calendar.off, *calendar.work):
        assert all(calendar.reason(day, language) for language in Language), day
    assert {day.year for day in calendar.off} == set(YEARS)


def test_every_known_reason_stands_in_four_languages_and_is_used():
    assert all(set(words) == set(Language) for words in known_reasons().values())
    calendars = [shipped(code) for code in ("kg", "kz")]
    used = [words for one in calendars for words in (*one.off.values(), *one.work.values())]
    assert [code for code, words in known_reasons().items() if words not in used] == []


@pytest.mark.parametrize(
    ("code", "day", "language", "reason"),
    [
        ("kg", date(2026, 3, 20), "kk", "Ораза айт"),
        ("kg", date(2026, 1, 8), "en", "Day off by decision of the Cabinet of Ministers"),
        ("kz", date(2026, 3, 24), "ru", "Выходной за праздник, совпавший с днём отдыха"),
        ("kz", date(2025, 1, 5), "ru", "Рабочий день вместо перенесённого выходного"),
        ("kg", date(2026, 11, 22), "ru", ""),  # a Sunday like any other
        ("kg", date(2026, 11, 23), "ru", ""),
    ],
)
def test_a_day_says_why_it_is_off_or_worked(code, day, language, reason):
    assert shipped(code).reason(day, language) == reason


def test_years_without_a_file_or_not_all_known_are_told():
    calendar = shipped("kg")
    assert (calendar.first, calendar.last) == (date(2025, 1, 1), date(2027, 12, 31))
    assert list(calendar.gaps(date(2025, 6, 1), date(2026, 12, 31))) == []
    coming, unknown = calendar.gaps(date(2026, 11, 22), date(2028, 1, 1))
    assert coming.startswith("2027 is incomplete: the days of ait are reckoned, not announced")
    assert coming.endswith("; write calendars/kg-2027.toml")
    says = "2028 has no calendar, only weekends are counted; write calendars/kg-2028.toml"
    assert unknown == says


def test_outside_of_the_files_only_weekends_are_off():
    calendar = shipped("kg")
    assert calendar.is_working(date(2031, 1, 1))  # a Wednesday
    assert not calendar.is_working(date(2031, 1, 4))


def test_a_holiday_declared_after_the_fact_stands_over_our_list(tmp_path):
    calendar = own(tmp_path, 'off = [{ day = 2026-11-24, reason = "Day of mourning" }]')
    assert not calendar.is_working(date(2026, 11, 24))
    assert calendar.reason(date(2026, 11, 24), "ky") == "Day of mourning"
    assert not calendar.is_working(date(2026, 3, 20))
    assert calendar.incomplete == shipped("kg").incomplete


def test_an_own_reason_may_stand_in_each_language(tmp_path):
    reason = '{ ky = "Аза күтүү күнү", ru = "День траура" }'
    calendar = own(tmp_path, f"off = [{{ day = 2026-11-24, reason = {reason} }}]")
    assert calendar.reason(date(2026, 11, 24), "ky") == "Аза күтүү күнү"
    assert calendar.reason(date(2026, 11, 24), "kk") == "День траура"


def test_a_day_of_our_list_can_be_taken_back(tmp_path):
    text = 'work = [{ day = 2026-01-09, reason = "worked" }, { day = 2026-11-28, reason = "x" }]'
    calendar = own(tmp_path, text)
    assert calendar.is_working(date(2026, 1, 9))
    assert date(2026, 1, 9) not in calendar.off
    assert calendar.is_working(date(2026, 11, 28))  # a Saturday
    assert not calendar.is_working(date(2026, 1, 8))


def test_a_day_that_we_list_as_worked_can_be_off_after_all(tmp_path):
    calendar = own(tmp_path, 'off = [{ day = 2025-01-11, reason = "x" }]', "kg-2025")
    assert not calendar.is_working(date(2025, 1, 11))
    assert calendar.reason(date(2025, 1, 11), "ru") == "x"


def test_a_year_is_made_complete_by_an_own_file(tmp_path):
    calendar = own(tmp_path, "complete = true", "kg-2027")
    assert list(calendar.gaps(date(2027, 1, 1), date(2027, 12, 31))) == []
    assert not calendar.is_working(date(2027, 5, 5))


def test_a_further_year_needs_its_own_word_that_it_is_complete(tmp_path):
    calendar = own(tmp_path, 'off = [{ day = 2028-01-01, reason = "kg-new-year" }]', "kg-2028")
    (gap,) = calendar.gaps(date(2028, 1, 1), date(2028, 1, 1))
    assert gap.startswith("2028 is incomplete: its file does not say complete = true; write ")
    assert calendar.last == date(2028, 12, 31)


def test_a_calendar_of_its_own_has_its_own_name(tmp_path):
    calendar = own(tmp_path, "complete = true", "almaty-2-2026")
    assert (calendar.code, calendar.years) == ("almaty-2", (2026,))
    assert calendar.is_working(date(2026, 1, 1))


def test_the_version_follows_the_days_and_nothing_else(tmp_path):
    ours = shipped("kg").version
    assert own(tmp_path, "complete = false").version == ours
    text = 'off = [{{ day = 2026-{}, reason = "{}" }}]'
    assert own(tmp_path, text.format("03-20", "Other words")).version == ours
    added = own(tmp_path, text.format("11-24", "x")).version
    assert added != ours
    assert own(tmp_path, text.format("11-24", "y")).version == added
    assert own(tmp_path, text.format("11-25", "x")).version not in (added, ours)
    assert shipped("kz").version != ours


def test_a_day_that_is_worked_makes_another_version_and_an_order_of_lines_does_not(tmp_path):
    days = [f'{{ day = 2026-11-{day}, reason = "x" }}' for day in (24, 25)]
    forth = own(tmp_path, f"off = [{', '.join(days)}]").version
    back = own(tmp_path, f"off = [{', '.join(reversed(days))}]").version
    worked = own(tmp_path, 'work = [{ day = 2026-11-28, reason = "x" }]').version
    assert forth == back
    assert worked not in (shipped("kg").version, forth)


def test_files_of_other_names_are_no_calendars(tmp_path):
    ours = shipped("kg").version
    for name in ("kg-26.toml", "kg.toml", "kg-2026.toml.bak", "notes.txt"):
        (tmp_path / "calendars").mkdir(exist_ok=True)
        (tmp_path / "calendars" / name).write_text("[[", "utf-8")
    assert load_calendar("kg", tmp_path).version == ours


def test_a_calendar_that_is_not_there_is_told_the_nearest_there_is():
    with pytest.raises(
        SettingsTrouble, match=r"rules\.calendar: no calendar 'kyg'; did you mean kg"
    ):
        shipped("kyg")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("of = []", ", line 1: of: unknown key; did you mean off?"),
        ("complete = 1", ", line 1: complete: expected true or false, found 1"),
        ("missing = 1", ", line 1: missing: expected a text in quotes, found 1"),
        ("off = [2026-01-01]", ", line 1: off.1: expected a table, found"),
        ("off = [\n  { day = 2026-11-24 }\n]", ", line 2: off.1.reason: write a text, or {"),
        ('off = [{ day = 2026-11-24, reason = "" }]', ", line 1: off.1.reason: write a text"),
        ('off = [{ reason = "x" }]', ", line 1: off.1: write day = 2026-01-31, or from and until"),
        (
            'off = [{ from = 2026-11-24, reason = "x" }]',
            ", line 1: off.1: write day = 2026-01-31, or from and until",
        ),
        (
            'off = [{ day = 2026-11-24, from = 2026-11-24, until = 2026-11-25, reason = "x" }]',
            ", line 1: off.1: write day = 2026-01-31, or from and until",
        ),
        ('off = [{ day = "24.11.2026", reason = "x" }]', ", line 1: off.1.day: write a day as"),
        ('off = [{ day = 2027-11-24, reason = "x" }]', "2027-11-24 are no days of 2026 in"),
        (
            'off = [{ from = 2026-11-25, until = 2026-11-24, reason = "x" }]',
            "2026-11-25 to 2026-11-24 are no days of 2026 in their order",
        ),
        (
            'off = [{ day = 2026-11-24, reason = "x" }]\n'
            'work = [{ day = 2026-11-24, reason = "y" }]',
            ", line 2: work: 2026-11-24 stands under off as well; take one away",
        ),
        ("off = [", ": is not valid TOML: "),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_file_and_key(tmp_path, text, says):
    told = wrong(tmp_path, text)
    assert told.startswith("calendars/kg-2026.toml")
    assert says in told
    assert "\n" not in told
