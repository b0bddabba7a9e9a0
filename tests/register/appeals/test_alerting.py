"""Alerts: what the register held is kept for good, and telephones ring where there is a gateway."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from config.settings import Survey
from register.appeals.contact import read_words
from register.appeals.tables import Movement
from register.bodies import Officer, Role, add_officer
from register.database import reading, transaction
from register.inspections import Inspection, record_inspection
from register.letters import Letter, wipe
from register.rules.appeal import AppealKind, MovementKind
from register.rules.letter import LetterKind

PHONE = "+996555123456"


def evidence(office) -> list[object]:
    """What the movements of this kind keep, oldest first."""
    kept = sa.select(Movement).filter_by(kind=MovementKind.EVIDENCE).order_by(Movement.id)
    with reading(office.engine) as session:
        words = [read_words(office.moment.keys, one.words) for one in session.scalars(kept)]
    return [json.loads(one) for one in words]


def test_the_evidence_of_an_alert_outlives_its_letter_and_later_corrections(office, record):
    survey = Survey(delay=2, gap=7, close=30)
    with transaction(office.engine) as session:
        facts = record(body="CHUY", inspector_ids=("I-99",))
        record_inspection(session, office.moment, facts, "upload-1", survey)
    office.part(kind=AppealKind.ALERT, inspections=("R-1",))
    with transaction(office.engine) as session:
        for letter in session.scalars(sa.select(Letter)):
            wipe(letter)
        session.execute(sa.update(Inspection).values(body="OSH", finished_on=date(2026, 8, 1)))
    (kept,) = evidence(office)
    found = kept["inspection"]
    assert (found["registration_no"], found["body"], found["kind"]) == ("R-1", "CHUY", "planned")
    assert (found["finished_on"], found["inspector_ids"]) == ("2026-07-17", "I-99")
    assert {one["kind"] for one in found["events"]} == {"finished"}


def test_that_the_register_knows_no_such_inspection_is_evidence_too_and_kept_once(office):
    part = office.part(kind=AppealKind.ALERT, inspections=("2026-07-99999",))
    for _ in range(3):
        office.later(minutes=15)
        office.sweep()
    assert evidence(office) == [{"inspection": None}]
    assert [kind for kind, _ in office.route(part)].count("escalated") == 3


def test_evidence_is_kept_where_nobody_is_in_the_group(office):
    with transaction(office.engine) as session:
        session.execute(sa.delete(Officer).where(Officer.role == Role.RAPID))
    office.part(kind=AppealKind.ALERT)
    assert evidence(office) == [{"inspection": None}]


@pytest.mark.parametrize("gateway", [True, False])
def test_an_alert_rings_the_telephone_of_the_group_where_there_is_a_gateway(office, gateway):
    office.book = replace(office.book, sms=gateway)
    with transaction(office.engine) as session:
        add_officer(session, "rapid@geti.kg", Role.RAPID, "GETI", None, "Быстров Нур", phone=PHONE)
        add_officer(session, "one@chuy.kg", Role.OFFICER, "CHUY", phone="+996555000000")
    office.part(kind=AppealKind.ALERT)
    told = [to for _, to in office.letters(LetterKind.ALERT)]
    assert told == ([PHONE] if gateway else []) + ["rapid@geti.kg"]


def test_a_telephone_stays_until_it_is_said_anew_or_taken_away(office):
    def said(**phone: str) -> str:
        with transaction(office.engine) as session:
            return add_officer(session, "rapid@geti.kg", Role.RAPID, "GETI", **phone).phone

    assert said() == ""
    assert said(phone="+996 555 12-34-56") == PHONE
    assert said() == PHONE
    assert said(phone="") == ""
