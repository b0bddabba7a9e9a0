"""The ladder: each step once, one a day, in working hours, oldest first."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.appeals.deed import Deed
from register.appeals.ladder import sweep
from register.appeals.substitutes import send_away
from register.appeals.tables import AppealPart, Movement, Step
from register.bodies import add_body
from register.database import reading, transaction
from register.rules.appeal import Action, AppealKind, MovementKind, PartState
from register.rules.deadline import is_working_moment
from register.rules.letter import LetterKind

EXAMPLES = int(os.environ.get("ACHYK_MACHINE_EXAMPLES", "12"))


def steps(office, part: int) -> list[str]:
    """The steps of a part, in their order."""
    with reading(office.engine) as session:
        found = session.scalars(sa.select(Step).filter_by(part_id=part))
        return [one.step for one in sorted(found, key=lambda one: (one.at, one.step))]


def test_warnings_and_escalations_come_on_their_days_each_once(office):
    part = office.part()  # due on Friday 7 August
    seen = {}
    for day in range(60):
        office.at(2026, 7, 20, 9, 30)
        office.later(days=day)
        before = len(steps(office, part))
        office.sweep()
        office.sweep()
        for step in steps(office, part)[before:]:
            seen[step] = office.moment.today
    assert seen == {
        "warned/2026-08-07/3": date(2026, 8, 4),
        "warned/2026-08-07/1": date(2026, 8, 6),
        "overdue/1": date(2026, 8, 10),
        "overdue/2": date(2026, 8, 11),
        "overdue/3": date(2026, 8, 12),
        "overdue/3/1": date(2026, 8, 19),  # and each week while it lies at the top
        "overdue/3/2": date(2026, 8, 26),
        "overdue/3/3": date(2026, 9, 3),  # Independence Day lies between
        "overdue/3/4": date(2026, 9, 10),
        "overdue/3/5": date(2026, 9, 17),
    }
    due = office.letters(LetterKind.CASE_DUE)
    assert due.count(("case_due", "one@chuy.kg")) == 10
    for head, letters in (("head@chuy.kg", 1), ("director@geti.kg", 1), ("minister@min.kg", 6)):
        assert due.count(("case_due", head)) == letters


def test_after_three_days_down_each_overdue_part_takes_one_step_oldest_first(office):
    """SC2: every overdue deadline escalates once, oldest first."""
    first = office.part()
    office.later(days=1)
    second = office.part()
    office.at(2026, 8, 14, 9, 30)  # Friday; the first was due a week ago, the second four days
    office.sweep(limit=1)
    assert steps(office, first) == ["overdue/1"]
    assert steps(office, second) == ["overdue/1"]
    with reading(office.engine) as session:
        up = sa.select(Movement.part_id).filter_by(kind=MovementKind.ESCALATED)
        assert session.scalars(up.order_by(Movement.id)).all() == [first, second]
    office.at(2026, 8, 17, 9, 30)
    office.sweep()
    assert steps(office, first) == ["overdue/1", "overdue/2"]


@pytest.mark.parametrize("hour", [0, 8, 18, 23])
def test_outside_working_hours_nothing_happens_and_nothing_is_missed(office, hour):
    part = office.part()
    office.at(2026, 8, 4, hour, 0)  # the day of the first warning
    assert office.sweep() == {}
    office.at(2026, 8, 5, 9, 0)
    assert office.sweep() == {"warned": 1}
    assert steps(office, part) == ["warned/2026-08-07/3"]


def test_a_look_before_opening_does_not_cost_the_step_of_that_day(office):
    part = office.part()
    holder = office.get(part).holder
    office.at(2026, 8, 3, 12, 0)
    with transaction(office.engine) as session:
        day = date(2026, 8, 4)
        send_away(session, office.moment, holder, day, day, "two@chuy.kg")
    office.at(2026, 8, 4, 0, 5)
    assert office.sweep() == {"reassigned": 1}
    assert office.get(part).holder == "two@chuy.kg"
    office.at(2026, 8, 4, 9, 1)
    assert office.sweep() == {"warned": 1}


def test_a_deed_on_the_morning_of_a_warning_does_not_swallow_it(office):
    part = office.part()
    office.at(2026, 8, 4, 9, 0)
    office.do(part, "head@chuy.kg", Deed(Action.ASSIGN, officer="two@chuy.kg"))
    assert office.sweep() == {"warned": 1}
    assert ("case_due", "two@chuy.kg") in office.letters()


def test_two_looks_on_one_day_take_one_step_up(office):
    part = office.part()
    office.at(2026, 8, 14, 9, 30)
    office.sweep()
    with transaction(office.engine) as session:
        day = office.moment.today
        send_away(session, office.moment, office.get(part).holder, day, day, "two@chuy.kg")
    office.later(hours=1)
    office.sweep()
    assert steps(office, part) == ["overdue/1"]


def test_a_body_in_another_zone_has_its_own_morning(office):
    with transaction(office.engine) as session:
        add_body(session, "CHUY", "Орган CHUY", "GETI", "Europe/Moscow")
    office.part()
    office.at(2026, 8, 4, 9, 30)  # half past six in Moscow
    assert office.sweep() == {}
    office.at(2026, 8, 4, 12, 0)
    assert office.sweep() == {"warned": 1}


def test_a_part_with_nobody_is_told_every_day_and_climbs_all_the_same(office):
    office.part(body="LONE")
    office.at(2026, 7, 20, 20, 0)
    for _ in range(30):
        office.sweep()
        office.later(days=1)
    told = office.letters(LetterKind.UNASSIGNED)
    assert len(told) > 20
    office.at(2026, 9, 1, 9, 30)
    office.sweep()
    assert steps(office, office.parts()[0].id)[-1] == "overdue/1"


def test_an_applicant_who_does_not_answer_stops_nothing(office):
    part = office.part()
    office.do(part, "one@chuy.kg", Deed(Action.ASK, text="Когда?"))
    office.later(days=8)
    assert office.sweep() == {}
    office.later(days=12)
    assert office.sweep() == {"unanswered": 1}
    stands = office.get(part)
    assert (stands.state, stands.pauses) == (PartState.OPEN, "2026-07-20/2026-08-09")
    assert office.facts(LetterKind.CASE_NEWS, "one@chuy.kg")["event"] == "unanswered"


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="ACHYK_MACHINE_EXAMPLES" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("zone", ["Asia/Bishkek", "Europe/Berlin"])
@given(random=st.randoms(use_true_random=False))
def test_whenever_the_sweeps_come_each_step_is_once_in_hours_and_no_rung_falls(
    office, zone, random: Random
):
    """SC2, SC3: clock set back, daylight saving, days down: nothing twice, nothing at night."""
    with transaction(office.engine) as session:
        add_body(session, "CHUY", "Орган CHUY", "GETI", zone)
    start = datetime(2026, random.choice((3, 10)), 10, 4, 0, tzinfo=UTC)  # its clocks change soon
    office.moment = replace(office.moment, now=start)
    part = office.part()
    rung, ups = 0, set[date]()
    for _ in range(25):
        office.later(hours=random.choice((-40, -2, 0, 1, 7, 24, 24, 24, 73, 200)))
        before = steps(office, part)
        office.sweep()
        new = [one for one in steps(office, part) if one not in before]
        here = office.moment.now.astimezone(office.moment.zone.__class__(zone))
        assert len(new) <= 1
        assert not new or is_working_moment(office.book.calendar, office.book.hours, here)
        if new and new[0].startswith("overdue"):
            assert here.date() not in ups
            ups.add(here.date())
        assert office.get(part).rung >= rung
        rung = office.get(part).rung
    assert len(set(steps(office, part))) == len(steps(office, part))
    up = [kind for kind, _ in office.route(part) if kind in ("warned", "escalated")]
    assert len(up) == len(steps(office, part))


def test_an_alert_goes_up_by_night_minute_by_minute_until_somebody_takes_it_up(office):
    office.at(2026, 7, 25, 23, 50)  # a Saturday night
    part = office.part(kind=AppealKind.ALERT)
    told = [office.letters(LetterKind.ALERT)]
    for _ in range(5):
        office.later(minutes=14)
        assert "alerts" not in office.sweep()
        office.later(minutes=1)
        office.sweep()
        told.append(office.letters(LetterKind.ALERT))
    everybody = ("rapid@geti.kg", "head@chuy.kg", "director@geti.kg", "minister@min.kg")
    assert told[0] == [("alert", "rapid@geti.kg")]
    assert told[-1] == sorted(("alert", one) for one in everybody)
    assert steps(office, part) == ["alert/0", "alert/1", "alert/2", "alert/3"]
    quiet = office.part(kind=AppealKind.ALERT)
    office.do(quiet, "rapid@geti.kg", Deed(Action.ACKNOWLEDGE))
    office.later(hours=3)
    assert "alerts" not in office.sweep()


def test_the_substitute_of_a_head_who_is_away_hears_of_an_alert(office):
    with transaction(office.engine) as session:
        day = office.moment.today
        send_away(session, office.moment, "head@chuy.kg", day, day, "osh@osh.kg")
    office.part(kind=AppealKind.ALERT)
    office.later(minutes=15)
    office.sweep()
    told = [to for _, to in office.letters(LetterKind.ALERT)]
    assert "osh@osh.kg" in told
    assert "head@chuy.kg" not in told


def test_a_sweep_that_finds_all_parts_held_by_another_does_not_ask_again_at_once(office):
    if office.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer: nobody else holds a part")
    office.part()
    office.later(days=20)
    with transaction(office.engine) as other:
        other.scalars(sa.select(AppealPart).with_for_update()).all()
        with transaction(office.engine) as session:
            assert sweep(session, office.moment, office.book, 1)["left"] == 0
    with transaction(office.engine) as session:
        assert sweep(session, office.moment, office.book, 1)["left"] == 1


def test_days_of_a_step_are_told_in_one_letter_a_person(office):
    for _ in range(3):
        part = office.part()
        office.do(part, "head@chuy.kg", Deed(Action.ASSIGN, officer="one@chuy.kg"))
    office.moment = replace(office.moment, now=office.moment.now + timedelta(days=15))
    assert office.sweep() == {"warned": 3}
    assert office.letters(LetterKind.CASE_DUE) == [("case_due", "one@chuy.kg")]
    assert len(office.facts(LetterKind.CASE_DUE, "one@chuy.kg")["cases"]) == 3
