"""Events of inspections: noted once, in any order, and never a way around the survey."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
import sqlalchemy as sa

from config.settings import Survey
from register.bodies import add_body
from register.corrections import record_row
from register.database import reading, transaction
from register.happenings import record_event, record_events
from register.inspections import EventKind, Inspection, InspectionEvent, Recorded
from register.invitations import Invitation, due_inspections, invite
from register.rules.happening import LONGEST_WAIT, Cancelled, Happening, HappeningKind, Outcome

SURVEY = Survey(delay=2, reminders=2, gap=7, close=30)
PROLONGED, SUSPENDED, RENEWED, CANCELLED = HappeningKind


def day(number, month=7):
    return date(2026, month, number)


def later(moment, days):
    return replace(moment, now=moment.now + timedelta(days=days))


def enter(engine, moment, record) -> Recorded:
    with transaction(engine) as session:
        return record_row(session, moment, record, "u", SURVEY)


def tell(engine, moment, kind, on=None, until=None, basis="order 7", **how) -> Outcome:
    happening = Happening(how.pop("number", "R-1"), kind, on or day(16), until, basis)
    with transaction(engine) as session:
        return record_event(session, moment, happening, "e", SURVEY, **how)


def prolong(engine, moment, until, **how) -> Outcome:
    return tell(engine, moment, PROLONGED, until=until, **how)


def the(engine, number="R-1") -> Inspection:
    with reading(engine) as session:
        return session.scalars(sa.select(Inspection).filter_by(registration_no=number)).one()


def events(engine, *kinds):
    with reading(engine) as session:
        wanted = sa.select(InspectionEvent).where(InspectionEvent.kind.in_(kinds))
        return session.scalars(wanted.order_by(InspectionEvent.id)).all()


def due(engine, moment) -> list[str]:
    with reading(engine) as session:
        found = due_inspections(session, moment, SURVEY, 10)
        return [inspection.registration_no for inspection in found]


def ask(engine, moment) -> None:
    with transaction(engine) as session:
        for inspection in due_inspections(session, moment, SURVEY, 10):
            invite(session, moment, inspection, SURVEY).delivered = True


@pytest.mark.parametrize("kind", list(HappeningKind))
def test_an_event_is_kept_with_its_day_basis_and_upload_and_once_only(engine, moment, record, kind):
    enter(engine, moment, record())
    until = day(31) if kind is PROLONGED else None
    assert tell(engine, moment, kind, until=until) is Outcome.RECORDED
    assert tell(engine, later(moment, 1), kind, until=until) is Outcome.KNOWN
    (kept,) = events(engine, EventKind(kind.value))
    assert (kept.happened_on, kept.until, kept.basis) == (day(16), until, "order 7")
    assert (kept.upload_id, kept.recorded_at) == ("e", moment.now)


def test_an_event_of_an_unknown_or_a_foreign_number_changes_nothing(engine, moment, record):
    with transaction(engine) as session:
        add_body(session, "TAX", "Tax")
    enter(engine, moment, record())
    assert tell(engine, moment, CANCELLED, number="R-9") is Outcome.UNKNOWN_NUMBER
    assert tell(engine, moment, CANCELLED, bodies={"TAX"}) is Outcome.FOREIGN_NUMBER
    assert tell(engine, moment, CANCELLED, bodies={"TAX", "GETI"}) is Outcome.RECORDED
    assert len(events(engine, EventKind.CANCELLED)) == 1


@pytest.mark.parametrize("until", [day(16), day(17)])
def test_a_prolongation_ends_after_the_end_that_is_known(engine, moment, record, until):
    enter(engine, moment, record())
    assert prolong(engine, moment, until) is Outcome.UNTIL_BEFORE_END
    assert the(engine).prolonged_until is None
    assert prolong(engine, moment, day(18)) is Outcome.RECORDED


def test_a_prolonged_inspection_is_asked_about_when_its_new_end_is_over(engine, moment, record):
    enter(engine, moment, record())
    assert due(engine, moment) == ["R-1"]
    prolong(engine, moment, day(31))
    assert the(engine).ended_on == day(31)
    assert due(engine, later(moment, 12)) == []
    assert due(engine, later(moment, 13)) == ["R-1"]


def test_a_prolongation_moves_the_quarter_and_says_so(engine, moment, record):
    enter(engine, moment, record(started_on=day(20, 6), finished_on=day(28, 6)))
    assert the(engine).quarter == "2026-Q2"
    prolong(engine, moment, day(10))
    assert the(engine).quarter == "2026-Q3"
    assert [event.before for event in events(engine, EventKind.MOVED)] == [{"quarter": "2026-Q2"}]


def test_a_prolongation_after_the_invitation_is_noted_and_moves_nothing(engine, moment, record):
    enter(engine, moment, record(started_on=day(20, 6), finished_on=day(28, 6)))
    ask(engine, moment)
    assert prolong(engine, moment, day(10)) is Outcome.RECORDED
    found = the(engine)
    assert (found.quarter, found.ended_on) == ("2026-Q2", day(28, 6))
    enter(engine, moment, record(started_on=day(20, 6), finished_on=day(5)))
    assert prolong(engine, moment, day(12)) is Outcome.RECORDED
    assert the(engine).quarter == "2026-Q2"


def test_a_prolongation_puts_the_asking_off_for_sixty_days_at_most(engine, moment, record):
    """The one who is rated does not choose when the business is asked, or whether."""
    enter(engine, moment, record())
    for month in (9, 12):
        prolong(engine, moment, day(30, month))
    prolong(engine, moment, date(2027, 6, 30))
    last = later(moment, LONGEST_WAIT.days)
    assert the(engine).quarter == "2026-Q3"
    assert due(engine, later(last, -1)) == []
    assert due(engine, last) == ["R-1"]


def test_prolonging_and_correcting_in_turns_do_not_put_the_asking_off_either(
    engine, moment, record
):
    enter(engine, moment, record())
    for days in range(0, 60, 15):
        then = later(moment, days)
        enter(engine, then, record(finished_on=then.today))
        prolong(engine, then, then.today + timedelta(days=90))
        assert due(engine, then) == []
    assert due(engine, later(moment, 60)) == ["R-1"]


def test_of_two_prolongations_the_longer_stands_in_any_order(engine, moment, record):
    for number, order in enumerate(permutations((day(25), day(31), day(28)))):
        enter(engine, moment, record(registration_no=f"N-{number}"))
        for until in order:
            assert prolong(engine, moment, until, number=f"N-{number}") is Outcome.RECORDED
        assert the(engine, f"N-{number}").ended_on == day(31)


def test_a_row_with_a_later_end_tells_the_real_end_of_a_prolonged_inspection(
    engine, moment, record
):
    enter(engine, moment, record())
    prolong(engine, moment, day(31))
    assert enter(engine, later(moment, 9), record(finished_on=day(28))) is Recorded.CORRECTED
    assert the(engine).ended_on == day(28)
    assert prolong(engine, later(moment, 9), day(31)) is Outcome.KNOWN
    assert the(engine).ended_on == day(28)
    prolong(engine, later(moment, 9), day(5, 8))
    assert the(engine).ended_on == day(5, 8)


def test_the_first_row_again_or_an_earlier_end_does_not_undo_a_prolongation(engine, moment, record):
    enter(engine, moment, record())
    prolong(engine, moment, day(31))
    assert enter(engine, moment, record()) is Recorded.SAME
    assert the(engine).ended_on == day(31)
    assert enter(engine, moment, record(finished_on=day(16))) is Recorded.CORRECTED
    assert the(engine).ended_on == day(31)


@pytest.mark.parametrize("kind", [SUSPENDED, RENEWED])
def test_a_suspension_is_noted_only(engine, moment, record, kind):
    enter(engine, moment, record())
    tell(engine, moment, kind)
    found = the(engine)
    assert (found.ended_on, found.cancelled, due(engine, moment)) == (day(17), None, ["R-1"])


def test_a_cancellation_after_the_visit_silences_nobody(engine, moment, record):
    """Whatever day the inspector writes into it."""
    enter(engine, moment, record())
    assert tell(engine, moment, CANCELLED, on=day(1)) is Outcome.RECORDED
    assert the(engine).cancelled is Cancelled.AFTER_START
    assert due(engine, moment) == ["R-1"]


def test_a_cancellation_after_the_invitation_leaves_it_open(engine, moment, record):
    enter(engine, moment, record())
    ask(engine, moment)
    tell(engine, moment, CANCELLED)
    with reading(engine) as session:
        (invitation,) = session.scalars(sa.select(Invitation))
    assert invitation.state.value == "open"
    assert the(engine).cancelled is Cancelled.AFTER_START


def test_a_cancellation_does_not_tell_whether_the_business_answered(engine, moment, record):
    """It is recorded before and after the answer alike: the inspector reads the outcome."""
    for number in ("R-1", "R-2"):
        enter(engine, moment, record(registration_no=number))
    ask(engine, moment)
    with transaction(engine) as session:
        session.execute(
            sa.update(Invitation)
            .where(Invitation.inspection_id == sa.select(Inspection.id)
                   .filter_by(registration_no="R-1").scalar_subquery())
            .values(state="answered", sealed_token=None)
        )  # fmt: skip
    told = [tell(engine, moment, CANCELLED, number=number) for number in ("R-1", "R-2")]
    assert told == [Outcome.RECORDED] * 2


def appointed(record):
    return record(started_on=day(27), finished_on=day(29))


def test_an_inspection_cancelled_before_it_begins_is_not_asked_about(engine, moment, record):
    enter(engine, moment, appointed(record))
    assert tell(engine, later(moment, 6), CANCELLED, on=day(20)) is Outcome.RECORDED
    assert the(engine).cancelled is Cancelled.BEFORE_START
    assert due(engine, later(moment, 30)) == []


def test_a_cancellation_learned_on_the_first_day_comes_too_late(engine, moment, record):
    enter(engine, moment, appointed(record))
    tell(engine, later(moment, 7), CANCELLED, on=day(20))
    assert the(engine).cancelled is Cancelled.AFTER_START
    assert due(engine, later(moment, 11)) == ["R-1"]


def test_a_row_that_says_a_cancelled_inspection_took_place_brings_it_back(engine, moment, record):
    enter(engine, moment, appointed(record))
    tell(engine, moment, CANCELLED, on=day(20))
    enter(engine, later(moment, 12), replace(appointed(record), violations=2))
    assert the(engine).cancelled is Cancelled.AFTER_START
    assert due(engine, later(moment, 12)) == ["R-1"]
    assert len(events(engine, EventKind.REINSTATED)) == 1


def test_one_brought_back_when_its_quarter_is_told_is_asked_about_in_the_present_one(
    engine, moment, record
):
    enter(engine, moment, appointed(record))
    tell(engine, moment, CANCELLED, on=day(20))
    december = later(moment, 140)
    enter(engine, december, record(started_on=day(27), finished_on=day(28)))
    assert the(engine).quarter == "2026-Q4"
    assert due(engine, december) == ["R-1"]


def test_moving_the_start_does_not_make_a_late_cancellation_an_early_one(engine, moment, record):
    enter(engine, moment, record())
    tell(engine, moment, CANCELLED)
    enter(engine, later(moment, 2), record(started_on=day(28), finished_on=day(29)))
    assert tell(engine, later(moment, 2), CANCELLED, basis="again") is Outcome.RECORDED
    assert the(engine).cancelled is Cancelled.AFTER_START


def test_an_inspection_called_off_is_not_brought_back_by_a_second_word_of_it(
    engine, moment, record
):
    enter(engine, moment, appointed(record))
    tell(engine, moment, CANCELLED, on=day(20))
    tell(engine, later(moment, 10), CANCELLED, on=day(20), basis="again")
    assert the(engine).cancelled is Cancelled.BEFORE_START


def test_many_events_are_recorded_each_once(engine, moment, record):
    enter(engine, moment, record())
    told = [
        Happening("R-1", SUSPENDED, day(16)),
        Happening("R-1", SUSPENDED, day(16)),
        Happening("R-2", SUSPENDED, day(16)),
    ]
    for first in (Outcome.RECORDED, Outcome.KNOWN):
        with transaction(engine) as session:
            outcomes = record_events(session, moment, told, "e", SURVEY)
        assert outcomes == [first, Outcome.KNOWN, Outcome.UNKNOWN_NUMBER]


def test_two_uploads_with_one_event_at_the_same_time_record_it_once(engine, moment, record):
    enter(engine, moment, record())
    with ThreadPoolExecutor() as beside:
        with transaction(engine) as session:
            happening = Happening("R-1", SUSPENDED, day(16), None, "order 7")
            first = record_event(session, moment, happening, "e", SURVEY)
            second = beside.submit(tell, engine, moment, SUSPENDED)
            wait([second], timeout=0.5)
        assert (first, second.result()) == (Outcome.RECORDED, Outcome.KNOWN)


def some_events(chance, numbers) -> list[Happening]:
    """Events as inspectorates report them, some of them impossible, many for one inspection."""
    told = []
    for _ in range(30):
        kind, on = chance.choice(list(HappeningKind)), day(chance.randrange(1, 21))
        until = on + timedelta(days=chance.randrange(1, 40)) if kind is PROLONGED else None
        told.append(Happening(chance.choice(numbers), kind, on, until, chance.choice(["a", "b"])))
    return told


def play(engine, moment, sheets) -> None:
    """Hand in every sheet, and again what was refused for an unknown number, until all is in."""
    while sheets:
        waiting = []
        for sheet in sheets:
            with transaction(engine) as session:
                if isinstance(sheet[0], Happening):
                    outcomes = record_events(session, moment, sheet, "e", SURVEY)
                    if Outcome.UNKNOWN_NUMBER in outcomes:
                        waiting.append(sheet)
                else:
                    for row in sheet:
                        record_row(session, moment, row, "u", SURVEY)
        sheets = waiting


def state(engine, suffix):
    """What the register says of the inspections with this suffix, without it."""
    events = {}
    with reading(engine) as session:
        for inspection in session.scalars(sa.select(Inspection)):
            if inspection.registration_no.endswith(suffix):
                kept = session.scalars(
                    sa.select(InspectionEvent).filter_by(inspection_id=inspection.id)
                )
                told = (
                    (event.kind.value, event.happened_on, str(event.until), str(event.basis))
                    for event in kept
                    if event.kind is not EventKind.MOVED
                )
                values = (inspection.ended_on, inspection.cancelled, inspection.quarter)
                events[inspection.registration_no[: -len(suffix)]] = (values, sorted(told))
    return events


@pytest.mark.parametrize("seed", range(5))
def test_the_same_sheets_in_any_order_and_twice_give_the_same_register(
    engine, moment, record, seed
):
    chance = random.Random(seed)
    numbers = [f"N{number}" for number in range(6)]
    ends = {number: day(30, 6) - timedelta(days=chance.randrange(20)) for number in numbers}
    told = some_events(chance, numbers)
    starts = {"N5": day(25)}  # one is still to begin
    found = []
    for suffix in ("/a", "/b", "/c"):
        rows = [
            record(
                registration_no=number + suffix,
                started_on=starts.get(number, ends[number]),
                finished_on=starts.get(number, ends[number]),
            )
            for number in numbers
        ]
        happenings = [replace(one, registration_no=one.registration_no + suffix) for one in told]
        sheets = [rows[:3], rows[3:], happenings[:10], happenings[10:20], happenings[20:]]
        play(engine, moment, chance.sample(sheets + sheets, 10))
        found.append(state(engine, suffix))
    assert found[0] == found[1] == found[2]
    assert any(values[1] for values, _ in found[0].values())
