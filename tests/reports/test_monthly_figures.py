"""A month's figures of appeals, counted by SQL and by hand, on each database."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from journeys.matters import Matter, Part, enter

from config.calendar import load_calendar
from register.bodies import Body, Role, add_body, add_officer
from register.database import open_engine, reading, transaction
from register.rules.appeal import AppealKind, Channel, DecisionKind, MovementKind, PartState
from register.rules.month import Month
from reports.monthly_counts import Fact, median_of, narrowed, split_up
from reports.monthly_figures import month_figures
from reports.monthly_replies import groups_of

OCTOBER = Month(2026, 10)
LATER = datetime(2026, 11, 2, 3, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Bishkek")
CALENDAR = load_calendar("kg", Path("nowhere"))
BAD = "Your appeal was considered, measures were taken and the law was explained to everybody."
SENT = "The licence you asked for was sent to you by post on Friday at noon."


@pytest.fixture
def register(register_url, tmp_path):
    """A ministry, two inspectorates under it, and a unit of one of them."""
    engine = open_engine(register_url, tmp_path)
    with transaction(engine) as session:
        add_body(session, "ministry", "Ministry")
        add_body(session, "geti", "Technical Safety", "ministry")
        add_body(session, "tax", "Tax", "ministry")
        add_body(session, "geti-osh", "Technical Safety, Osh", "geti")
        add_officer(session, "head@geti.kg", Role.HEAD, "geti", None, "B. Headov")
    yield engine
    engine.dispose()


def figures(engine, month=OCTOBER, now=LATER):
    with reading(engine) as session:
        return month_figures(session, month, CALENDAR, now, ZONE)


def of(tally, *facts):
    return [tally[fact, ""] for fact in facts]


def test_an_empty_register_has_an_empty_month(register):
    found = figures(register)
    assert (found.total, found.overdue, found.replies, found.ever) == ({}, (), (), 0)
    assert [str(one.month) for one in found.trend] == ["2026-10"]


def test_an_appeal_counts_in_the_month_of_its_registration_by_the_clock_of_the_installation(
    register,
):
    """SC3: midnight in Bishkek is 18:00 UTC."""
    enter(
        register,
        Matter(registered="09-30 17:59"),
        Matter(registered="09-30 18:00"),
        Matter(registered="10-31 17:59", body="tax"),
        Matter(registered="10-31 18:00"),
    )
    found = figures(register)
    counted = {code: tally[Fact.RECEIVED, ""] for code, tally in found.tallies.items()}
    assert counted == {"geti": 1, "tax": 1}
    assert found.total_before[Fact.RECEIVED, ""] == 1
    assert figures(register, OCTOBER.next).total[Fact.RECEIVED, ""] == 1
    assert found.ever == 3


def test_a_late_registration_counts_once_and_is_said_to_be_late(register):
    enter(
        register,
        Matter(registered="10-01", received="09-30 10:00", prompt_until="10-01"),
        Matter(registered="10-05", received="09-28", prompt_until="09-29"),
        Matter(registered="10-05 17:59", prompt_until="10-05"),
        Matter(registered="10-05 18:00", prompt_until="10-05"),  # midnight: the next day
    )
    tally = figures(register).total
    assert of(tally, Fact.RECEIVED, Fact.EARLIER, Fact.PROMPT) == [4, 2, 2]
    assert figures(register, OCTOBER.previous).total[Fact.RECEIVED, ""] == 0


def test_received_divides_by_channel_kind_region_and_first_addressee(register):
    forwarded = ((MovementKind.FORWARDED, "10-06", {"body": "tax"}),)
    enter(
        register,
        Matter(channel=Channel.PAPER, kind=AppealKind.ALERT, region=""),
        Matter(channel=Channel.PAPER, parts=(Part(body="tax", steps=forwarded),)),
    )
    found = figures(register)
    assert split_up(found.total, Fact.CHANNEL) == {"paper": 2}
    assert split_up(found.total, Fact.KIND) == {"alert": 1, "complaint": 1}
    assert split_up(found.total, Fact.REGION) == {"": 1, "chuy": 1}
    assert of(found.tallies["geti"], Fact.RECEIVED, Fact.GIVEN, Fact.TAKEN) == [2, 1, 0]
    assert of(found.tallies["tax"], Fact.RECEIVED, Fact.GIVEN, Fact.TAKEN) == [0, 0, 1]


def test_what_was_forwarded_late_is_counted_for_who_kept_it(register):
    def sent(detail):
        step = (MovementKind.FORWARDED, "10-06", {"body": "tax", "detail": detail})
        return Matter(parts=(Part(body="tax", steps=(step,)),))

    enter(register, sent("tax"), sent("tax/late"), sent("tax/late"))
    found = figures(register)
    assert of(found.tallies["geti"], Fact.GIVEN, Fact.SENT_LATE) == [3, 2]
    assert of(found.tallies["tax"], Fact.GIVEN, Fact.SENT_LATE) == [0, 0]


def test_decided_in_time_is_by_the_end_of_the_due_date_where_the_body_is(register):
    """In Samarkand the day ends an hour after it does in Bishkek."""
    with transaction(register) as session:
        session.execute(
            sa.update(Body).where(Body.code == "geti").values(time_zone="Asia/Samarkand")
        )
    last_minute = Part(due="10-19", decided="10-19 18:30")
    enter(
        register,
        Matter(body="tax", parts=(last_minute,)),
        Matter(body="geti", parts=(last_minute,)),
        Matter(body="geti-osh", parts=(last_minute,)),  # the zone of the body above
        Matter(body="tax", parts=(Part(due="10-19", decided="10-19 17:59"),)),
    )
    found = figures(register)
    assert of(found.tallies["tax"], Fact.DECIDED, Fact.IN_TIME, Fact.FELL_DUE, Fact.MET) == [
        2,
        1,
        2,
        1,
    ]
    for code in ("geti", "geti-osh"):
        assert of(found.tallies[code], Fact.DECIDED, Fact.IN_TIME, Fact.MET) == [1, 1, 1]
    assert split_up(found.tallies["geti"], Fact.DAYS) == {"10": 1}  # 5 to 19 October


def test_what_was_open_and_overdue_is_told_as_it_was_at_the_end_of_the_month(register):
    """Whatever happened since: a later decision, an extension, another body."""
    since = (
        (MovementKind.EXTENDED, "11-01", {"due_on": date(2026, 11, 20)}),
        (MovementKind.FORWARDED, "11-01", {"body": "tax", "due_on": date(2026, 11, 20)}),
    )
    then = {"body": "geti", "due_on": date(2026, 10, 23), "rung": 1}
    numbers = enter(
        register,
        Matter(parts=(Part(due="10-30", decided="11-01"),)),
        Matter(parts=(Part(due="10-26"),)),
        Matter(parts=(Part(due="11-20", body="tax", steps=(
            (MovementKind.ESCALATED, "10-27", then), *since)),)),
        Matter(parts=(Part(due="11-02"),)),
        Matter(registered="11-01", parts=(Part(due="10-20"),)),  # came afterwards
        Matter(parts=(Part(due="10-20", decided="10-31 17:00"),)),
    )  # fmt: skip
    found = figures(register)
    assert of(found.tallies["geti"], Fact.OPEN, Fact.OVERDUE, Fact.RESTING) == [4, 3, 0]
    assert [(one.label, one.days, one.body, one.rung) for one in found.overdue] == [
        (numbers[2], 5, "geti", 1),
        (numbers[1], 4, "geti", 0),
        (numbers[0], 1, "geti", 0),
    ]
    assert of(found.total, Fact.FELL_DUE, Fact.MET) == [4, 0]


def test_while_the_applicant_is_asked_the_due_date_stands_still(register):
    enter(
        register,
        Matter(parts=(Part(due="10-20", pauses="2026-10-12/"),)),  # asked in time
        Matter(parts=(Part(due="10-20", pauses="2026-10-22/"),)),  # asked when it was overdue
        Matter(parts=(Part(due="10-20", pauses="2026-10-12/2026-11-02"),)),  # answered since
        Matter(parts=(Part(due="10-20", pauses="2026-10-12/2026-10-15"),)),
    )
    assert of(figures(register).total, Fact.OPEN, Fact.RESTING, Fact.OVERDUE) == [4, 3, 2]


def test_parts_and_levels_are_cases_of_one_appeal(register):
    """Appeals are counted once; each part, and each next level, is a case with its own clock."""
    split = ((MovementKind.SPLIT, "10-07", {}),)
    enter(
        register,
        Matter(parts=(
            Part(state=PartState.SPLIT, steps=split),
            Part(number=1, opened="10-07", decided="10-12", rating=1, rated="10-13"),
            Part(number=1, level=2, opened="10-13 06:01", body="ministry"),
            Part(number=2, opened="10-07", body="tax"),
        )),
    )  # fmt: skip
    found = figures(register)
    assert of(found.total, Fact.RECEIVED, Fact.DECIDED, Fact.OPEN) == [1, 1, 2]
    assert found.total[Fact.STEP, "split"] == 1
    assert found.tallies["geti"][Fact.REOPENED, ""] == 1  # whose answer was not enough
    assert split_up(found.tallies["geti"], Fact.RATING) == {"1": 1}
    before_the_split = figures(register, now=datetime(2026, 10, 7, 5, tzinfo=UTC))
    assert of(before_the_split.total, Fact.OPEN) == [1]


def test_ratings_count_when_they_were_given_and_no_answer_is_one(register):
    enter(
        register,
        *(Matter(parts=(Part(decided="10-12", rating=n, rated="10-20"),)) for n in (0, 2, 5, 5)),
        Matter(parts=(Part(decided="10-12", rating=1, rated="11-01"),)),
        Matter(registered="09-10", parts=(Part(decided="09-20", rating=4, rated="10-01"),)),
    )
    assert split_up(figures(register).total, Fact.RATING) == {"0": 1, "2": 1, "4": 1, "5": 2}


def test_what_became_of_each_question(register):
    ask, answer, resume = MovementKind.ASKED, MovementKind.ANSWERED, MovementKind.RESUMED
    enter(
        register,
        Matter(parts=(Part(steps=(
            (ask, "10-06", {}), (answer, "10-09", {}), (resume, "10-09 06:01", {}),
            (ask, "10-12", {}), (answer, "10-13", {}), (resume, "10-13 06:01", {}),
        )),)),
        Matter(parts=(Part(steps=((ask, "10-06", {}), (resume, "10-20", {}))),)),
        Matter(parts=(Part(steps=((ask, "10-06", {}),)),)),
        Matter(parts=(Part(steps=((ask, "10-30", {}), (answer, "11-01", {}))),)),
    )  # fmt: skip
    tally = figures(register).total
    assert split_up(tally, Fact.WAITED) == {"3": 1, "1": 1}
    assert of(tally, Fact.UNANSWERED, Fact.WAITING) == [1, 2]


def test_escalations_extensions_and_decisions_by_kind(register):
    up = MovementKind.ESCALATED
    enter(
        register,
        Matter(parts=(Part(steps=((up, "10-27", {"rung": 1}), (up, "10-28", {"rung": 2})),),)),
        Matter(parts=(Part(decided="10-12", decision=DecisionKind.LEFT, reason="anonymous",
                           steps=((MovementKind.EXTENDED, "10-08", {}),)),)),
        Matter(parts=(Part(decided="10-12", decision=DecisionKind.OUTSIDE),)),
    )  # fmt: skip
    tally = figures(register).total
    assert split_up(tally, Fact.RAISED) == {"1": 1, "2": 1}
    assert split_up(tally, Fact.DECISION) == {"left": 1, "outside": 1}
    assert split_up(tally, Fact.REASON) == {"anonymous": 1}
    assert tally[Fact.STEP, "extended"] == 1


def test_repeat_applicants_are_counted_and_those_without_an_address_are_nobody(register):
    enter(
        register,
        Matter(applicant="mask-a"), Matter(applicant="mask-a", body="tax"),
        Matter(applicant="mask-b"), Matter(applicant=""), Matter(applicant=""),
        Matter(applicant="mask-b", registered="09-20"),
    )  # fmt: skip
    found = figures(register)
    assert found.repeaters == ({"geti": 1, "tax": 1},)
    assert narrowed(found, "geti").repeaters == ()  # once each, seen from there
    assert "mask" not in repr(found)


def test_replies_alike_are_found_and_a_collective_counts_once(register):
    def told(reply, **more):
        return Part(decided="10-12", reply=reply, **more)

    numbers = enter(
        register,
        Matter(parts=(told(BAD),)), Matter(parts=(told(BAD),), body="tax"),
        Matter(parts=(told("Well."),)), Matter(parts=(told("Well."),)),  # too short to compare
        *(Matter(parts=(told("The road was mended on Monday and the fence was put up again."),),
                 collective="c") for _ in range(3)),
        Matter(parts=(told(SENT, rating=1),
                      Part(level=2, opened="10-20", decided="10-22",
                           reply=SENT))),
    )  # fmt: skip
    found = figures(register)
    (group,) = groups_of(found.replies)
    assert sorted(reply.label for reply in group.replies) == sorted(numbers[:2])
    assert len(found.replies) == 2 + 2 + 1 + 2
    assert [one.label for one in found.replies if one.same_again] == [f"{numbers[7]}-2"]


def test_a_subtree_adds_up_and_hides_what_its_head_may_not_see(register):
    late = Part(due="10-20")
    enter(register, *(Matter(body=b, parts=(late,)) for b in ("geti", "geti-osh", "tax")))
    found = figures(register)
    own = narrowed(found, "geti", {found.overdue[0].appeal_id})
    assert of(own.total, Fact.RECEIVED, Fact.OVERDUE) == [2, 2]
    assert (len(own.overdue), own.unread) == (1, 1)
    assert set(own.places) == {"geti", "geti-osh"}


def test_the_month_that_lasts_is_counted_up_to_now(register):
    enter(register, Matter(registered="10-05"), Matter(registered="10-20"))
    found = figures(register, now=datetime(2026, 10, 10, 5, tzinfo=UTC))
    assert (found.total[Fact.RECEIVED, ""], found.as_of, found.ever) == (1, date(2026, 10, 10), 1)


@pytest.mark.parametrize(
    ("histogram", "median"),
    [
        ({}, None),
        ({"3": 1}, 3),
        ({"2": 1, "10": 1}, 6),
        ({"1": 3, "40": 2}, 1),
        ({"0": 2, "5": 1, "9": 1}, 2.5),
    ],
)
def test_the_median_of_a_histogram(histogram, median):
    assert median_of(histogram) == median
