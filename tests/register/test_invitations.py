"""Every due inspection is asked about once; answers stop the asking and wipe the token."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from config.settings import Survey
from register.database import reading, transaction
from register.inspections import record_inspection
from register.invitations import (
    COARSE,
    Invitation,
    InvitationState,
    by_token,
    due_inspections,
    due_reminders,
    invite,
    remind,
    stop_address,
)
from register.letters import Letter, LetterState
from register.rules.letter import LetterKind
from register.rules.record import InspectionKind
from register.suppressions import SuppressionReason, suppress

SURVEY = Survey(delay=2, reminders=2, gap=7, close=30)


def later(moment, days):
    return replace(moment, now=moment.now + timedelta(days=days))


@pytest.fixture
def asked(engine, moment, record):
    """One invitation, delivered; its token."""
    with transaction(engine) as session:
        record_inspection(session, moment, record(), "u", SURVEY)
    return _invite_all(engine, moment)


def _invite_all(engine, moment) -> str:
    with transaction(engine) as session:
        token = ""
        for inspection in due_inspections(session, moment, SURVEY, 100):
            invitation = invite(session, moment, inspection, SURVEY)
            invitation.delivered = True
            letter = session.scalars(sa.select(Letter).filter_by(about=invitation.about)).first()
            token = letter.read_context(moment.keys)["token"] if letter else ""
        return token


def test_an_inspection_is_due_when_the_delay_is_over_and_once(engine, moment, record):
    with transaction(engine) as session:
        record_inspection(session, moment, record(finished_on=date(2026, 7, 19)), "u", SURVEY)
        assert due_inspections(session, moment, SURVEY, 10) == []
        assert len(due_inspections(session, later(moment, 1), SURVEY, 10)) == 1
    _invite_all(engine, later(moment, 1))
    with reading(engine) as session:
        assert due_inspections(session, later(moment, 2), SURVEY, 10) == []


def test_an_inspection_without_address_or_in_a_closed_quarter_is_not_asked_about(
    engine, moment, record
):
    with transaction(engine) as session:
        record_inspection(session, moment, record(email=None), "u", SURVEY)
        record_inspection(session, moment, record(registration_no="R-2"), "u", SURVEY)
        assert len(due_inspections(session, moment, SURVEY, 10)) == 1
        # The quarter of July closes on 30 October.
        assert len(due_inspections(session, later(moment, 101), SURVEY, 10)) == 1
        assert due_inspections(session, later(moment, 102), SURVEY, 10) == []


def test_the_invitation_keeps_the_token_only_as_digest_and_sealed(engine, moment, asked):
    """WB1, trust.md: no column of the database holds the token."""
    with reading(engine) as session:
        row = session.execute(sa.select(Invitation.__table__)).one()
        letter = session.execute(sa.select(Letter.__table__)).one()
    assert len(asked) == 26
    for value in (*row, *letter):
        assert asked not in str(value)
    with reading(engine) as session:
        assert by_token(session, asked) is not None
        assert by_token(session, "a" * 26) is None
        assert by_token(session, "nonsense") is None


def test_a_suppressed_address_is_counted_and_not_written_to(engine, moment, record):
    with transaction(engine) as session:
        suppress(session, moment, "ONE@business.kg", SuppressionReason.UNSUBSCRIBED)
        record_inspection(session, moment, record(), "u", SURVEY)
    _invite_all(engine, moment)
    with reading(engine) as session:
        assert session.scalar(sa.select(Invitation.state)) is InvitationState.SUPPRESSED
        assert session.scalars(sa.select(Letter)).all() == []


def test_reminders_keep_gap_and_maximum(engine, moment, asked):
    reminded = []
    for day in range(40):
        now = later(moment, day)
        with transaction(engine) as session:
            for invitation in due_reminders(session, now, SURVEY, 10):
                remind(session, now, invitation, SURVEY)
                reminded.append(day)
    assert reminded == [7, 14]
    with reading(engine) as session:
        reminders = sa.select(sa.func.count()).where(Letter.kind == LetterKind.REMINDER)
        assert session.scalar(reminders) == 2


def test_an_undelivered_invitation_draws_no_reminder(engine, moment, asked):
    with transaction(engine) as session:
        session.scalars(sa.select(Invitation)).one().delivered = False
        assert due_reminders(session, later(moment, 20), SURVEY, 10) == []


def test_stopping_an_address_cancels_its_letters_and_wipes_its_tokens(engine, moment, asked):
    with transaction(engine) as session:
        stop_address(session, "one@business.kg", InvitationState.STOPPED)
    with reading(engine) as session:
        invitation = session.scalars(sa.select(Invitation)).one()
        letter = session.scalars(sa.select(Letter)).one()
    assert (invitation.state, invitation.sealed_token) == (InvitationState.STOPPED, None)
    assert (letter.state, letter.context) == (LetterState.CANCELLED, None)
    with transaction(engine) as session:
        assert due_reminders(session, later(moment, 20), SURVEY, 10) == []


def test_an_invitation_whose_quarter_has_closed_stays_as_it_was_counted(engine, moment, asked):
    after = later(moment, 103)
    with transaction(engine) as session:
        stop_address(session, "one@business.kg", InvitationState.UNREACHABLE, after.today)
        assert session.scalar(sa.select(Invitation.state)) is InvitationState.OPEN
        last = later(moment, 102)  # 30 October: answers still count
        stop_address(session, "one@business.kg", InvitationState.UNREACHABLE, last.today)
        assert session.scalar(sa.select(Invitation.state)) is InvitationState.UNREACHABLE


def test_the_invitation_keeps_what_inspection_and_response_are_grouped_by(engine, moment, asked):
    with reading(engine) as session:
        kept = session.scalars(sa.select(Invitation)).one()
    assert {name: getattr(kept, name) for name in COARSE} == {
        "quarter": "2026-Q3",
        "body": "GETI",
        "unit": None,
        "region": "chuy",
        "kind": InspectionKind.PLANNED,
        "inspector_ids": "I-1",
    }
