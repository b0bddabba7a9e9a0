"""Writing again to an address that was left alone: who may say so, and what is asked there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from config.settings import Survey
from register.database import reading, transaction
from register.inspections import record_inspection
from register.invitations import (
    Invitation,
    InvitationState,
    by_token,
    due_inspections,
    invite,
    stop_address,
)
from register.letters import Letter, LetterState
from register.lifting import lift_alive, lift_by_hand, lift_given_anew
from register.suppressions import SuppressionReason, all_suppressions, suppress, suppressed

SURVEY = Survey(delay=2, reminders=2, gap=7, close=30)
BOUNCED, UNSUBSCRIBED = SuppressionReason.BOUNCED, SuppressionReason.UNSUBSCRIBED
ADDRESS = "one@business.kg"


def later(moment, days):
    return replace(moment, now=moment.now + timedelta(days=days))


@pytest.fixture
def returned(engine, moment, record):
    """Two invitations: one came back, the other was not sent because of that."""
    with transaction(engine) as session:
        record_inspection(session, moment, record(), "u", SURVEY)
        (inspection,) = due_inspections(session, moment, SURVEY, 10)
        invite(session, moment, inspection, SURVEY)
        suppress(session, moment, ADDRESS, BOUNCED, "5.1.1")
        stop_address(session, ADDRESS, InvitationState.UNREACHABLE, moment.today)
        record_inspection(
            session, moment, record(registration_no="R-2", email="One@business.kg"), "u", SURVEY
        )
        (inspection,) = due_inspections(session, moment, SURVEY, 10)
        invite(session, moment, inspection, SURVEY)


def states(engine) -> set[InvitationState]:
    with reading(engine) as session:
        return set(session.scalars(sa.select(Invitation.state)))


def tokens(engine, moment) -> list[str]:
    with reading(engine) as session:
        waiting = session.scalars(sa.select(Letter).where(Letter.state == LetterState.WAITING))
        return [letter.read_context(moment.keys)["token"] for letter in waiting]


def test_what_did_not_reach_the_address_is_asked_at_once_with_a_fresh_token(
    engine, moment, returned
):
    assert states(engine) == {InvitationState.UNREACHABLE, InvitationState.SUPPRESSED}
    with transaction(engine) as session:
        now = later(moment, 3)
        assert lift_by_hand(session, now, SURVEY, "ONE@Business.kg", unsubscribed=False) == 2
    assert states(engine) == {InvitationState.OPEN}
    fresh = tokens(engine, moment)
    assert len(set(fresh)) == 2
    with reading(engine) as session:
        assert all(by_token(session, token) for token in fresh)


def test_what_is_not_left_alone_is_not_lifted(engine, moment, returned):
    with transaction(engine) as session:
        nobody = "two@business.kg"
        assert lift_by_hand(session, moment, SURVEY, nobody, unsubscribed=True) is None
    assert states(engine) == {InvitationState.UNREACHABLE, InvitationState.SUPPRESSED}


def test_a_quarter_that_is_closed_is_not_opened_again(engine, moment, returned):
    with transaction(engine) as session:
        after = later(moment, 102)  # 30 October: the last day
        assert lift_by_hand(session, after, SURVEY, ADDRESS, unsubscribed=False) == 0
    assert states(engine) == {InvitationState.UNREACHABLE, InvitationState.SUPPRESSED}


def test_an_unsubscription_is_lifted_by_a_person_who_says_so_and_by_nothing_else(
    engine, moment, returned
):
    """LP4: who asked for no more letters is not asked again because mail goes through."""
    with transaction(engine) as session:
        suppress(session, moment, ADDRESS, UNSUBSCRIBED, "by mail")
        assert lift_by_hand(session, moment, SURVEY, ADDRESS, unsubscribed=False) == 0
        assert suppressed(session, moment, ADDRESS) == {UNSUBSCRIBED}
        assert lift_by_hand(session, moment, SURVEY, ADDRESS, unsubscribed=False) is None
        assert lift_given_anew(session, moment, ADDRESS) is False
        assert lift_alive(session, moment, ADDRESS) is False
        assert suppressed(session, moment, ADDRESS) == {UNSUBSCRIBED}
    assert InvitationState.OPEN not in states(engine)
    with transaction(engine) as session:
        assert lift_by_hand(session, moment, SURVEY, ADDRESS, unsubscribed=True) == 2
        assert suppressed(session, moment, ADDRESS) == frozenset()
    assert states(engine) == {InvitationState.OPEN}


def test_an_address_given_anew_is_lifted_once(engine, moment, returned):
    with transaction(engine) as session:
        assert lift_given_anew(session, later(moment, 3), ADDRESS) is True
        suppress(session, later(moment, 4), ADDRESS, BOUNCED, "5.1.1")
        assert lift_given_anew(session, later(moment, 5), ADDRESS) is False
        assert suppressed(session, later(moment, 5), ADDRESS) == {BOUNCED}


def test_a_sign_of_life_lifts_the_bounce_and_keeps_no_day_beside_the_address(
    engine, moment, returned
):
    """trust.md: nothing beside the address narrows down when the business answered."""
    now = later(moment, 9)
    with transaction(engine) as session:
        assert lift_alive(session, now, ADDRESS) is True
        assert suppressed(session, now, ADDRESS) == frozenset()
        (trace,) = all_suppressions(session)
        assert (trace.email, trace.since) == (moment.keys.mask(ADDRESS), moment.now)
        assert str(now.today) not in trace.detail
        days = session.execute(sa.select(Invitation.invited_on, Invitation.last_on)).all()
    assert {day for pair in days for day in pair} == {moment.today}
    assert InvitationState.OPEN not in states(engine)
