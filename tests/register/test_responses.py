"""Responses: one for each token, corrected until the close, and tied to nobody (trust.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from config.settings import Survey
from register.database import reading, transaction
from register.inspections import Inspection, record_inspection
from register.invitations import Invitation, InvitationState, invite
from register.letters import Letter, LetterState
from register.responses import (
    Channel,
    Outcome,
    Response,
    ResponseWords,
    current_answers,
    record_answers,
)

SURVEY = Survey()
ASKED = tuple(range(1, 15))


@pytest.fixture
def token(engine, moment, record):
    with transaction(engine) as session:
        record_inspection(session, moment, record(), "u", SURVEY)
        inspection = session.scalars(sa.select(Inspection)).one()
        invitation = invite(session, moment, inspection, SURVEY)
        letter = session.scalars(sa.select(Letter).filter_by(about=invitation.about)).one()
        return letter.read_context(moment.keys)["token"]


def answer(engine, moment, token, answers, words=None):
    with transaction(engine) as session:
        return record_answers(session, moment, token, answers, words or {}, ASKED, Channel.MAIL)


def test_answers_become_one_response_that_says_what_is_missing(engine, moment, token):
    taken = answer(engine, moment, token, {1: "yes", 3: "5"})
    assert taken.outcome is Outcome.NEW
    assert taken.missing == (2, *range(4, 15))
    with reading(engine) as session:
        row = session.scalars(sa.select(Response)).one()
    assert (row.q1, row.q3, row.q4) == ("yes", "5", None)
    assert (row.quarter, row.body, row.region, row.week) == ("2026-Q3", "GETI", "chuy", "2026-W30")


def test_the_same_answers_again_change_nothing(engine, moment, token):
    answer(engine, moment, token, {1: "yes"}, {14: "Спасибо"})
    taken = answer(engine, moment, token, {1: "yes"}, {14: "Спасибо"})
    assert taken.outcome is Outcome.SAME
    with reading(engine) as session:
        assert len(session.scalars(sa.select(Response)).all()) == 1


def test_a_correction_is_a_new_version_and_the_old_one_stays(engine, moment, token):
    answer(engine, moment, token, {1: "yes", 3: "2"})
    assert answer(engine, moment, token, {3: "4"}).outcome is Outcome.CORRECTED
    with reading(engine) as session:
        rows = session.scalars(sa.select(Response).order_by(Response.version)).all()
        assert current_answers(session, token) == {1: "yes", 3: "4"}
    assert [(row.version, row.current, row.q3) for row in rows] == [(1, False, "2"), (2, True, "4")]


def test_words_alone_make_a_response_and_lie_apart(engine, moment, token):
    assert answer(engine, moment, token, {}, {14: "Всё хорошо"}).outcome is Outcome.NEW
    with reading(engine) as session:
        response = session.scalars(sa.select(Response)).one()
        words = session.scalars(sa.select(ResponseWords)).one()
        assert current_answers(session, token) == {14: "Всё хорошо"}
    assert words.words == "Всё хорошо"
    assert words.digest != response.digest


def test_an_unknown_token_and_a_closed_quarter_change_nothing(engine, moment, token):
    assert answer(engine, moment, "a" * 26, {1: "yes"}).outcome is Outcome.UNKNOWN
    last = replace(moment, now=moment.now + timedelta(days=102))
    assert last.today.isoformat() == "2026-10-30"
    closed = replace(moment, now=moment.now + timedelta(days=103))
    assert answer(engine, closed, token, {1: "yes"}).outcome is Outcome.CLOSED
    with reading(engine) as session:
        assert session.scalars(sa.select(Response)).all() == []
    assert answer(engine, last, token, {1: "yes"}).outcome is Outcome.NEW


def test_the_first_answer_wipes_the_token_everywhere_and_stops_the_reminders(engine, moment, token):
    answer(engine, moment, token, {1: "yes"})
    with reading(engine) as session:
        invitation = session.scalars(sa.select(Invitation)).one()
        letter = session.scalars(sa.select(Letter)).one()
    assert (invitation.state, invitation.sealed_token) == (InvitationState.ANSWERED, None)
    assert (letter.state, letter.context, letter.content) == (LetterState.CANCELLED, None, None)


def test_no_value_of_a_response_leads_to_its_invitation(engine, moment, token):
    """trust.md: nothing that identifies stands in both; the token's two digests differ."""
    answer(engine, moment, token, {1: "yes"}, {14: "слова"})
    with reading(engine) as session:
        response = session.execute(sa.select(Response.__table__)).one()
        words = session.execute(sa.select(ResponseWords.__table__)).one()
        invitation = session.execute(sa.select(Invitation.__table__)).one()
        inspection = session.scalars(sa.select(Inspection)).one()
    telling = {invitation.id, invitation.token_digest, inspection.registration_no}
    telling |= {inspection.tax_id, inspection.email, inspection.business_name}
    assert not telling & (set(response) | set(words))
    assert not {"invitation_id", "inspection_id"} & set(Response.__table__.c.keys())


def test_sqlite_keeps_no_order_of_arrival(engine):
    """trust.md: responses have no rowid."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        for table in ("responses", "response_words"):
            made = connection.exec_driver_sql(
                f"SELECT sql FROM sqlite_master WHERE name = '{table}'"
            ).scalar_one()
            assert "WITHOUT ROWID" in made
