"""Letters that came back: what a soft return leaves open, and when a row of them closes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from config.settings import Survey
from register.database import reading, transaction
from register.inspections import Inspection, record_inspection
from register.invitations import (
    Invitation,
    InvitationState,
    due_inspections,
    due_reminders,
    invite,
    remind,
    reopen,
)
from register.letters import Letter, LetterState, enqueue
from register.outbox import mark_failed, mark_sent
from register.returns import came_back, did_not_arrive, got_through, is_there
from register.rules.letter import LetterKind
from register.suppressions import Suppression, SuppressionReason, all_suppressions, lift, suppress

SURVEY = Survey(delay=2, reminders=5, gap=7, close=30)
ADDRESS = "One@business.kg"


def later(moment, days):
    return replace(moment, now=moment.now + timedelta(days=days))


@pytest.fixture
def asked(engine, moment, record):
    """One invitation whose letter a mail server has taken."""
    with transaction(engine) as session:
        record_inspection(session, moment, record(email=ADDRESS), "u", SURVEY)
        (inspection,) = due_inspections(session, moment, SURVEY, 10)
        invite(session, moment, inspection, SURVEY)
    take(engine, moment)


def take(engine, moment):
    """A mail server takes what waits."""
    with transaction(engine) as session:
        for letter in session.scalars(sa.select(Letter).filter_by(state=LetterState.WAITING)):
            mark_sent(session, moment, letter, "250 2.0.0 Ok")


def reminded(engine, moment):
    """The reminder that is due is written, and taken."""
    with transaction(engine) as session:
        (due,) = due_reminders(session, moment, SURVEY, 10)
        remind(session, moment, due, SURVEY)
    take(engine, moment)


def ids(engine) -> list[str]:
    with reading(engine) as session:
        return list(session.scalars(sa.select(Letter.id).order_by(Letter.created_at)))


def back(engine, moment, number=-1, status="4.2.2") -> bool:
    letter_id = ids(engine)[number]
    with transaction(engine) as session:
        return came_back(session, moment, letter_id, status)


def the(engine, table=Invitation):
    with reading(engine) as session:
        return session.scalars(sa.select(table)).one()


def silenced(engine) -> list[tuple[str, str]]:
    with reading(engine) as session:
        return [(row.email, row.detail) for row in all_suppressions(session)]


@pytest.mark.parametrize("status", ["4.4.7", "5.2.2", "5.7.1"])
def test_a_soft_return_leaves_the_invitation_open_and_its_reminders_going(
    engine, moment, asked, status
):
    assert back(engine, moment, status=status) is True
    one, letter = the(engine), the(engine, Letter)
    assert (one.state, one.delivered, one.soft_bounces) == (InvitationState.OPEN, False, 1)
    assert (letter.state, letter.trouble) == (LetterState.BOUNCED, status)
    assert silenced(engine) == []
    reminded(engine, later(moment, 7))
    assert the(engine).delivered is True  # the reminder got through


def test_a_hard_return_stops_the_asking(engine, moment, asked):
    back(engine, moment, status="5.1.1")
    assert the(engine).state is InvitationState.UNREACHABLE
    assert silenced(engine) == [("one@business.kg", "5.1.1")]


def test_two_notices_of_one_letter_count_once(engine, moment, asked):
    assert back(engine, moment) is True
    assert back(engine, moment, status="4.4.7") is False
    assert the(engine).soft_bounces == 1
    assert the(engine, Letter).status == "4.2.2"


def test_a_notice_about_a_letter_that_nobody_wrote_is_no_news(engine, moment):
    with transaction(engine) as session:
        assert came_back(session, moment, "a" * 16, "5.1.1") is False


def test_an_old_letter_that_comes_back_after_a_later_one_arrived_changes_no_delivery(
    engine, moment, asked
):
    reminded(engine, later(moment, 7))
    back(engine, later(moment, 7), 0)
    one = the(engine)
    assert (one.delivered, one.soft_bounces) == (True, 1)


def test_three_letters_in_a_row_that_came_back_silence_the_address(engine, moment, asked):
    back(engine, later(moment, 5))
    reminded(engine, later(moment, 7))
    back(engine, later(moment, 12), status="4.4.7")
    assert (silenced(engine), the(engine).state) == ([], InvitationState.OPEN)
    reminded(engine, later(moment, 14))
    back(engine, later(moment, 19), status="4.4.1")
    assert silenced(engine) == [("one@business.kg", "4.4.1, 3 in a row")]
    one = the(engine)
    assert (one.state, one.sealed_token) == (InvitationState.UNREACHABLE, None)


def test_returns_for_our_own_fault_silence_nobody(engine, moment, asked):
    back(engine, moment, status="5.7.1")
    for days in (7, 14, 21):
        reminded(engine, later(moment, days))
        back(engine, later(moment, days), status="5.7.26")
    assert (silenced(engine), the(engine).soft_bounces) == ([], 4)


def test_a_letter_that_arrived_in_between_ends_the_row(engine, moment, asked):
    back(engine, moment)
    reminded(engine, later(moment, 7))  # this one stays there
    for days in (14, 21):
        reminded(engine, later(moment, days))
        back(engine, later(moment, days))
    assert silenced(engine) == []
    back(engine, later(moment, 22), 1)  # it came back after all
    assert silenced(engine) == [("one@business.kg", "4.2.2, 3 in a row")]


def test_a_letter_given_up_after_soft_refusals_counts_as_returned(engine, moment, asked):
    back(engine, moment)
    reminded(engine, later(moment, 7))
    back(engine, later(moment, 7))
    with transaction(engine) as session:
        now = later(moment, 14)
        remind(session, now, session.scalars(sa.select(Invitation)).one(), SURVEY)
        letter = session.scalars(sa.select(Letter).filter_by(state=LetterState.WAITING)).one()
        mark_failed(letter, now, "refused: 452", "4.0.0")
        did_not_arrive(session, now, letter)
    assert silenced(engine) == [("one@business.kg", "refused: 452, 3 in a row")]


def test_a_letter_given_up_for_another_reason_counts_against_nobody(engine, moment, asked):
    for days in (7, 14, 21):
        with transaction(engine) as session:
            now = later(moment, days)
            remind(session, now, session.scalars(sa.select(Invitation)).one(), SURVEY)
            letter = session.scalars(sa.select(Letter).filter_by(state=LetterState.WAITING)).one()
            mark_failed(letter, now, "refused: 554", "5.7.0")
            did_not_arrive(session, now, letter)
    assert silenced(engine) == []


def test_what_came_back_before_it_was_lifted_counts_no_more(engine, moment, asked):
    back(engine, moment)
    for days in (7, 14):
        reminded(engine, later(moment, days))
        back(engine, later(moment, days))
    now = later(moment, 15)
    with transaction(engine) as session:
        assert lift(session, now, ADDRESS, {SuppressionReason.BOUNCED}, "by hand")
        enqueue(session, now, LetterKind.RECEIVED, "k/1", ADDRESS, "ru", {})
    take(engine, now)
    back(engine, now)
    with reading(engine) as session:
        (trace,) = all_suppressions(session)
        assert trace.reason is SuppressionReason.LIFTED


def test_a_return_after_the_close_changes_nothing_of_the_quarter_that_is_told(
    engine, moment, asked
):
    back(engine, later(moment, 103))
    one = the(engine)
    assert (one.delivered, one.soft_bounces) == (True, 0)


def test_a_letter_from_before_the_invitation_was_opened_anew_says_nothing_of_it(
    engine, moment, asked, record
):
    with transaction(engine) as session:
        inspection = session.scalars(sa.select(Inspection)).one()
        inspection.email = "two@business.kg"
        invitation = session.scalars(sa.select(Invitation)).one()
        reopen(session, moment, invitation, inspection, SURVEY)
    take(engine, moment)
    (first,) = [i for i in ids(engine) if kept(engine, i).recipient == ADDRESS]
    with transaction(engine) as session:
        came_back(session, moment, first, "4.2.2")
    one = the(engine)
    assert (one.delivered, one.soft_bounces) == (True, 0)


def kept(engine, letter_id) -> Letter:
    with reading(engine) as session:
        return session.get_one(Letter, letter_id)


def test_a_notice_proves_that_a_letter_of_unknown_fate_has_gone(engine, moment, asked):
    """ML3: a delivery notice is one of the places where an unknown letter is looked up."""
    with transaction(engine) as session:
        letter = session.scalars(sa.select(Letter)).one()
        letter.state, letter.sent_at = LetterState.UNKNOWN, None
        session.scalars(sa.select(Invitation)).one().delivered = False
    with transaction(engine) as session:
        assert is_there(session, moment, letter.id) is True
        assert is_there(session, moment, letter.id) is False
    assert the(engine, Letter).state is LetterState.SENT
    assert the(engine).delivered is True


def test_a_letter_of_unknown_fate_that_comes_back_had_gone(engine, moment, asked):
    """ML3: it is not sent again."""
    with transaction(engine) as session:
        session.scalars(sa.select(Letter)).one().state = LetterState.UNKNOWN
    back(engine, moment, status="4.4.7")
    assert the(engine, Letter).state is LetterState.BOUNCED


@pytest.mark.parametrize(
    ("status", "state", "delivered"),
    [("4.2.2", LetterState.SENT, True), ("5.1.1", LetterState.BOUNCED, True)],
)
def test_a_notice_of_delivery_takes_back_a_soft_return_only(
    engine, moment, asked, status, state, delivered
):
    back(engine, moment, status=status)
    letter_id = ids(engine)[0]
    with transaction(engine) as session:
        got_through(session, moment, letter_id)
    assert the(engine, Letter).state is state
    assert the(engine).delivered is delivered


def test_a_notice_about_an_echo_that_forgot_its_recipient_silences_nobody(engine, moment):
    """trust.md: two days after an echo the register no longer knows whom it told."""
    with transaction(engine) as session:
        enqueue(session, moment, LetterKind.ECHO, "k/1", "one@business.kg", "ru", {})
        session.scalars(sa.select(Letter)).one().recipient = ""
    take(engine, moment)
    with transaction(engine) as session:
        session.scalars(sa.select(Letter)).one().recipient = ""
    back(engine, moment, status="5.1.1")
    assert silenced(engine) == []


def test_a_reminder_to_an_address_that_is_left_alone_by_now_tells_why(engine, moment, asked):
    """One that came back may be opened again; one whose holder asked for no more may not."""
    masked = moment.keys.mask(ADDRESS)
    for reason, state in (
        (SuppressionReason.BOUNCED, InvitationState.UNREACHABLE),
        (SuppressionReason.UNSUBSCRIBED, InvitationState.STOPPED),
    ):
        with transaction(engine) as session:
            suppress(session, moment, masked, reason)
            one = session.scalars(sa.select(Invitation)).one()
            one.state = InvitationState.OPEN
            remind(session, moment, one, SURVEY)
            assert one.state is state
            session.execute(sa.delete(Suppression))
