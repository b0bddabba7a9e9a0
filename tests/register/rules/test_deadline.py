"""Deadlines: real days counted by hand, then what must hold for any calendar and any term."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from config.calendar import Calendar, load_calendar
from config.hours import Hours
from config.profile_file import load_profiles
from config.profiles import Term, Unit
from register.rules.deadline import (
    Counting,
    Day,
    DayKind,
    Pause,
    add_working,
    days_left,
    due_on,
    explained,
    is_working_moment,
    limit,
    may_extend,
    months_after,
    next_working_moment,
    registration_due,
    start_of,
)

NOWHERE = Path("no-such-installation")
CALENDARS = {code: load_calendar(code, NOWHERE) for code in ("kg", "kz")}
PROFILES = {code: load_profiles(code, NOWHERE).on(date(2026, 11, 22)) for code in ("kg", "kz")}
KG, KZ = CALENDARS["kg"], CALENDARS["kz"]
HOURS = Hours(time(9), time(18))
BISHKEK, ALMATY = ZoneInfo("Asia/Bishkek"), ZoneInfo("Asia/Almaty")
ONE = timedelta(1)


def working(count: int) -> Term:
    return Term(count, Unit.WORKING)


def calendar(off: Iterable[date] = (), work: Iterable[date] = ()) -> Calendar:
    """A calendar of these days; where a day is both, it is worked."""
    reason = {"en": "because"}
    return Calendar("x", dict.fromkeys(off, reason), dict.fromkeys(work, reason), (), {}, "")


# Real days


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2026, 11, 23), date(2026, 12, 11)),  # no holiday between: 4 + 5 + 5
        (date(2026, 4, 22), date(2026, 5, 20)),  # 6 in April, 1 to 9 May off, 8 in May
        (date(2026, 12, 21), date(2027, 1, 15)),  # 8 in December, Friday the 8th, 5 more
        (date(2025, 12, 30), date(2026, 1, 28)),  # the Cabinet added 8 and 9 January
        (date(2026, 3, 14), date(2026, 4, 3)),  # registered on a Saturday; Orozo ait on the 20th
        (date(2026, 3, 7), date(2026, 3, 27)),  # 8 March, a Sunday, gives no Monday off
        (date(2025, 1, 7), date(2025, 1, 24)),  # Saturday the 11th is worked for the 2nd
    ],
)
def test_fourteen_working_days_in_kyrgyzstan(start, due):
    assert due_on(Counting(start, working(14)), KG) == due


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2026, 3, 6), date(2026, 4, 2)),  # 9 March and 23 to 25 March off
        (date(2026, 8, 26), date(2026, 9, 16)),  # 31 August is worked in 2026
        (date(2026, 12, 15), date(2027, 1, 11)),  # 16 December; 1, 4 and 7 January
        (date(2025, 1, 2), date(2025, 1, 24)),  # Sunday the 5th is worked for Friday the 3rd
    ],
)
def test_fifteen_working_days_in_kazakhstan(start, due):
    assert due_on(Counting(start, working(15)), KZ) == due


def test_the_seventh_of_january_2025_counts_the_saturday_that_was_exchanged():
    days = explained(Counting(date(2025, 1, 7), working(14)), KG)
    saturday = next(day for day in days if day.on == date(2025, 1, 11))
    assert (saturday.kind, saturday.number) == (DayKind.COUNTED, 4)
    assert saturday.reasons["en"].startswith("Working day in place of a day of rest")


@pytest.mark.parametrize(
    ("counting", "due"),
    [
        (Counting(date(2026, 4, 22), working(14), (Term(30, Unit.CALENDAR),)), date(2026, 6, 19)),
        # 3 April and 30 days is 3 May, a day off until the 10th
        (Counting(date(2026, 3, 14), working(14), (Term(30, Unit.CALENDAR),)), date(2026, 5, 11)),
        (
            Counting(date(2026, 4, 22), working(14), (working(5), Term(3, Unit.CALENDAR))),
            date(2026, 6, 1),  # 28 May, since the 27th is off; the 31st is a Sunday
        ),
    ],
)
def test_an_extension_counts_from_the_due_date_as_it_was(counting, due):
    assert due_on(counting, KG) == due


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        (date(2026, 4, 2), 2, date(2026, 6, 2)),
        (date(2026, 1, 31), 1, date(2026, 3, 2)),  # 28 February is a Saturday
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 3, 26), 12, date(2027, 3, 26)),
        (date(2026, 1, 21), 2, date(2026, 3, 26)),  # Nauryz until the 25th
    ],
)
def test_months_end_on_the_same_day_or_the_last_and_never_on_a_day_off(start, count, due):
    assert due_on(Counting(start, Term(count, Unit.MONTHS)), KZ) == due


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ((Pause(date(2026, 11, 26), date(2026, 11, 26)),), date(2026, 12, 11)),
        ((Pause(date(2026, 11, 26), date(2026, 11, 27)),), date(2026, 12, 14)),
        ((Pause(date(2026, 11, 26), date(2026, 12, 1)),), date(2026, 12, 16)),
        ((Pause(date(2026, 11, 28), date(2026, 11, 30)),), date(2026, 12, 11)),  # a weekend
        ((Pause(date(2026, 11, 20), date(2026, 11, 25)),), date(2026, 12, 14)),
        ((Pause(date(2026, 12, 12), date(2026, 12, 20)),), date(2026, 12, 11)),  # after it was due
        (
            (
                Pause(date(2026, 11, 26), date(2026, 11, 30)),
                Pause(date(2026, 11, 27), date(2026, 12, 1)),
            ),
            date(2026, 12, 16),  # what overlaps rests once
        ),
    ],
)
def test_days_on_which_the_applicant_is_asked_do_not_count(pauses, due):
    assert due_on(Counting(date(2026, 11, 23), working(14), (), pauses), KG) == due


def test_a_deadline_explains_itself_day_by_day():
    pause = Pause(date(2026, 5, 12), date(2026, 5, 14))
    days = explained(Counting(date(2026, 4, 29), working(3), (working(1),), (pause,)), KG)
    assert [(str(day.on)[5:], day.stage, day.kind.value, day.number) for day in days] == [
        ("04-30", 0, "counted", 1),
        *((f"05-0{n}", 0, "holiday", None) for n in range(1, 10)),
        ("05-10", 0, "weekend", None),
        ("05-11", 0, "counted", 2),
        ("05-12", 0, "paused", None),
        ("05-13", 0, "paused", None),
        ("05-14", 0, "counted", 3),
        ("05-15", 1, "counted", 1),
    ]
    assert [day.reasons.get("en") for day in days[:3]] == [None, "Labour Day", "May holidays"]
    assert [dict(day.reasons) for day in days[10:]] == [{}] * 6


def test_a_term_that_ends_on_a_day_off_says_why_it_goes_on():
    days = explained(Counting(date(2026, 5, 25), Term(2, Unit.CALENDAR)), KG)
    assert days == (
        Day(date(2026, 5, 26), 0, DayKind.COUNTED, 1),
        Day(date(2026, 5, 27), 0, DayKind.COUNTED, 2),
        Day(date(2026, 5, 28), 0, DayKind.ROLLED, None),
    )
    friday = Counting(date(2026, 5, 28), Term(2, Unit.CALENDAR))
    kinds = [day.kind for day in explained(friday, KG)]
    assert kinds == [DayKind.COUNTED, DayKind.COUNTED, DayKind.WEEKEND, DayKind.ROLLED]


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 4, 30), 8),
        (date(2026, 5, 5), 8),
        (date(2026, 5, 19), 1),
        (date(2026, 5, 20), 0),
        (date(2026, 5, 21), -1),
        (date(2026, 5, 22), -2),
        (date(2026, 5, 23), -2),
        (date(2026, 5, 25), -3),
    ],
)
def test_the_days_left_are_working_days(today, left):
    assert days_left(KG, today, date(2026, 5, 20)) == left


def test_a_deadline_of_friday_is_past_on_saturday():
    friday = date(2026, 11, 20)
    assert [days_left(KG, friday + n * ONE, friday) for n in range(5)] == [0, -1, -1, -1, -2]


@pytest.mark.parametrize(
    ("code", "received", "due"),
    [
        ("kg", datetime(2026, 11, 20, 10), date(2026, 11, 23)),
        ("kg", datetime(2026, 11, 21, 10), date(2026, 11, 23)),
        ("kg", datetime(2026, 11, 23, 23, 59), date(2026, 11, 24)),
        ("kg", datetime(2026, 4, 30, 20), date(2026, 5, 11)),
        ("kz", datetime(2026, 11, 20, 5), date(2026, 11, 20)),
        ("kz", datetime(2026, 11, 20, 17, 59, 59), date(2026, 11, 20)),
        ("kz", datetime(2026, 11, 20, 18), date(2026, 11, 23)),
        ("kz", datetime(2026, 11, 21, 3), date(2026, 11, 23)),
        ("kz", datetime(2026, 3, 20, 18, 30), date(2026, 3, 26)),
    ],
)
def test_registration_is_due_within_a_working_day_or_the_same_day(code, received, due):
    local = received.replace(tzinfo=BISHKEK)
    assert registration_due(PROFILES[code], CALENDARS[code], HOURS, local) == due


def test_a_longer_term_of_registration_is_not_cut_short_after_hours():
    law = replace(PROFILES["kg"], registration=working(2))
    received = datetime(2026, 11, 20, 20, tzinfo=BISHKEK)
    assert registration_due(law, KG, HOURS, received) == date(2026, 11, 24)


def test_a_late_registration_moves_the_kyrgyz_clock_and_not_the_kazakh_one():
    received = datetime(2026, 11, 20, 23, 30, tzinfo=ALMATY)
    late = datetime(2026, 11, 27, 0, 10, tzinfo=ALMATY)
    assert start_of(PROFILES["kg"], received, late) == date(2026, 11, 27)
    assert start_of(PROFILES["kz"], received, late) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("term", "day", "due"),
    [
        (working(0), date(2026, 11, 20), date(2026, 11, 20)),
        (working(0), date(2026, 11, 21), date(2026, 11, 23)),
        (working(3), date(2026, 11, 21), date(2026, 11, 25)),
        (Term(2, Unit.CALENDAR), date(2026, 11, 20), date(2026, 11, 23)),
    ],
)
def test_any_other_term_has_its_last_day(term, day, due):
    assert limit(term, KG, day) == due


@pytest.mark.parametrize(
    ("extensions", "by", "allowed"),
    [
        ((), Term(30, Unit.CALENDAR), True),
        ((), working(21), True),  # until 11 January: 30 days from 11 December end on a Sunday
        ((), working(22), False),
        ((), Term(32, Unit.CALENDAR), False),
        ((Term(20, Unit.CALENDAR),), Term(10, Unit.CALENDAR), True),
        ((Term(20, Unit.CALENDAR),), Term(14, Unit.CALENDAR), False),
    ],
)
def test_all_extensions_together_stay_within_the_longest(extensions, by, allowed):
    counting = Counting(date(2026, 11, 23), working(14), extensions)
    plain = replace(KG, off={day: why for day, why in KG.off.items() if day.year < 2027})
    assert may_extend(counting, by, PROFILES["kg"].extension, plain) is allowed


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        (datetime(2026, 11, 20, 8, 59), datetime(2026, 11, 20, 9)),
        (datetime(2026, 11, 20, 9), datetime(2026, 11, 20, 9)),
        (datetime(2026, 11, 20, 17, 59, 59), datetime(2026, 11, 20, 17, 59, 59)),
        (datetime(2026, 11, 20, 18), datetime(2026, 11, 23, 9)),
        (datetime(2026, 11, 21, 12), datetime(2026, 11, 23, 9)),
        (datetime(2026, 4, 30, 18, 1), datetime(2026, 5, 11, 9)),
        (datetime(2026, 5, 1, 3), datetime(2026, 5, 11, 9)),
    ],
)
def test_letters_wait_for_the_next_working_moment(at, moment):
    local = at.replace(tzinfo=BISHKEK)
    assert next_working_moment(KG, HOURS, local) == moment.replace(tzinfo=BISHKEK)
    assert is_working_moment(KG, HOURS, local) is (at == moment)


def test_offices_open_by_the_clock_on_the_wall_whatever_was_done_to_it():
    """SC3: Kazakhstan went from UTC+6 to UTC+5 in the night to Friday 1 March 2024."""
    thursday = datetime(2024, 2, 29, 19, tzinfo=ALMATY)
    opened = next_working_moment(calendar(), HOURS, thursday)
    assert (opened.isoformat(), thursday.utcoffset()) == (
        "2024-03-01T09:00:00+05:00",
        timedelta(hours=6),
    )


@pytest.mark.parametrize(
    ("day", "count", "after"),
    [
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last(day, count, after):
    assert months_after(day, count) == after


# Any days

DAYS = st.dates(date(2027, 11, 1), date(2028, 4, 30))  # over a turn of the year and 29 February
NEAR = st.dates(date(2027, 11, 1), date(2028, 8, 31))
CALENDAR = st.builds(calendar, st.frozensets(NEAR, max_size=12), st.frozensets(NEAR, max_size=5))
RUNNING = st.builds(Term, st.integers(1, 25), st.sampled_from([Unit.WORKING, Unit.CALENDAR]))
MONTHS = st.builds(Term, st.integers(1, 3), st.just(Unit.MONTHS))
PAUSE = st.builds(lambda day, length: Pause(day, day + length * ONE), NEAR, st.integers(0, 30))
PAUSED = st.builds(
    Counting,
    DAYS,
    RUNNING,
    st.lists(RUNNING, max_size=2).map(tuple),
    st.lists(PAUSE, max_size=3).map(tuple),
)
# Several days share the last day of a shorter month, so that a pause between two of them can
# bring the later one forward: months and pauses are held to the order separately.
MONTHLY = st.builds(Counting, DAYS, RUNNING | MONTHS, st.lists(MONTHS, max_size=2).map(tuple))
COUNTING = PAUSED | MONTHLY
MIXED = st.builds(replace, COUNTING, pauses=st.lists(PAUSE, max_size=3).map(tuple))


@given(COUNTING, CALENDAR, NEAR)
def test_a_further_holiday_never_moves_a_deadline_earlier(counting, days, holiday):
    assume(holiday not in days.work)
    more = replace(days, off={**days.off, holiday: {}})
    assert due_on(counting, more) >= due_on(counting, days)


@given(COUNTING, CALENDAR, NEAR)
def test_a_day_of_rest_that_is_worked_never_moves_a_deadline_later(counting, days, worked):
    more = replace(days, work={**days.work, worked: {}})
    assert due_on(counting, more) <= due_on(counting, days)


@given(COUNTING, CALENDAR, st.integers(1, 40))
def test_what_begins_later_is_not_due_earlier(counting, days, later):
    moved = replace(counting, start=counting.start + later * ONE)
    assert due_on(moved, days) >= due_on(counting, days)


@given(PAUSED, CALENDAR, PAUSE)
def test_a_further_pause_never_moves_a_deadline_earlier(counting, days, pause):
    rested = replace(counting, pauses=(*counting.pauses, pause))
    assert due_on(rested, days) >= due_on(counting, days)


@given(DAYS, st.integers(1, 25), CALENDAR, st.lists(PAUSE, max_size=3).map(tuple))
def test_a_working_term_is_due_on_the_nth_of_all_days_that_count(start, count, days, pauses):
    def counts(day: date) -> bool:
        rests = any(pause.since <= day < pause.until for pause in pauses)
        is_off = day in days.off or day.isoweekday() > 5
        return not rests and (day in days.work or not is_off)

    counted = [day for n in range(1, 250) if counts(day := start + n * ONE)]
    assert due_on(Counting(start, working(count), (), pauses), days) == counted[count - 1]


@given(MIXED, CALENDAR)
def test_the_explanation_recounts_to_the_due_date(counting, days):
    told = explained(counting, days)
    assert told[-1].on == due_on(counting, days)
    assert told[0].on == counting.start + ONE
    assert all(after.on == day.on + ONE for day, after in pairwise(told))
    terms = (counting.term, *counting.extensions)
    assert sorted({day.stage for day in told}) == list(range(len(terms)))
    start = counting.start
    for number, term in enumerate(terms):
        stage = [day for day in told if day.stage == number]
        counted = [day.number for day in stage if day.number is not None]
        whole = (months_after(start, term.count) - start).days
        assert counted == list(range(1, 1 + (whole if term.unit is Unit.MONTHS else term.count)))
        assert days.is_working(stage[-1].on)
        assert stage[-1].kind in (DayKind.COUNTED, DayKind.ROLLED)
        start = stage[-1].on


@given(MIXED, CALENDAR)
def test_each_day_that_is_skipped_is_skipped_for_the_reason_told(counting, days):
    for day in explained(counting, days):
        rests = any(pause.since <= day.on < pause.until for pause in counting.pauses)
        assert (day.kind is DayKind.PAUSED) == rests
        assert (day.number is None) == (day.kind is not DayKind.COUNTED)
        if day.kind is DayKind.PAUSED:
            assert day.reasons == {}
        if day.kind is DayKind.HOLIDAY:
            assert day.on in days.off
            assert day.reasons == {"en": "because"}
        if day.kind is DayKind.WEEKEND:
            assert day.on.isoweekday() > 5
            assert day.on not in days.off
            assert day.reasons == {}
        if day.kind in (DayKind.HOLIDAY, DayKind.WEEKEND):
            assert not days.is_working(day.on)


@given(CALENDAR, DAYS, st.integers(1, 30))
def test_so_many_working_days_are_left_as_were_added(days, today, count):
    due = add_working(days, today, count)
    assert days_left(days, today, due) == count
    assert days.is_working(due)
    assert due == due_on(Counting(today, working(count)), days)


@given(CALENDAR, DAYS, DAYS)
def test_days_left_fall_from_day_to_day_and_are_negative_exactly_when_it_is_past(days, today, due):
    left, tomorrow = days_left(days, today, due), days_left(days, today + ONE, due)
    assert left - 1 <= tomorrow <= left
    assert (left < 0) == (today > due)


@given(CALENDAR, DAYS)
def test_no_working_day_added_is_the_day_itself_or_the_next_that_is_one(days, day):
    found = add_working(days, day, 0)
    assert days.is_working(found)
    assert found >= day
    assert not any(days.is_working(day + n * ONE) for n in range((found - day).days))


@given(
    CALENDAR,
    st.datetimes(datetime(2027, 11, 1), datetime(2028, 4, 30)),
    st.sampled_from(["Asia/Bishkek", "Europe/Berlin", "America/New_York", "Pacific/Apia"]),
    st.sampled_from([HOURS, Hours(time(8, 30), time(17)), Hours(time(6), time(23, 59))]),
)
def test_the_next_working_moment_is_one_and_none_lies_before_it(days, naive, zone, hours):
    """SC3: over the changes to summer time as well."""
    at = naive.replace(tzinfo=ZoneInfo(zone))
    moment = next_working_moment(days, hours, at)
    assert is_working_moment(days, hours, moment)
    assert moment.timestamp() >= at.timestamp()
    assert moment.tzinfo == at.tzinfo
    if moment != at:
        assert moment.time() == hours.opens
        between = range((moment.date() - at.date()).days)
        assert not any(days.is_working(at.date() + n * ONE) for n in between[1:])
        assert not is_working_moment(days, hours, at)


@given(CALENDAR, st.datetimes(datetime(2027, 11, 1), datetime(2028, 4, 30)))
def test_registration_is_due_on_a_working_day_not_before_it_came_in(days, naive):
    received = naive.replace(tzinfo=ALMATY)
    same_day, next_day = (
        registration_due(PROFILES[code], days, HOURS, received) for code in ("kz", "kg")
    )
    assert received.date() <= same_day <= next_day
    assert days.is_working(same_day)
    assert next_day == add_working(days, received.date(), 1)
    in_time = days.is_working(received.date()) and received.time() < HOURS.closes
    assert (same_day == received.date()) == in_time
