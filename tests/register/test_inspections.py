"""Inspections are recorded once, corrected openly, and never by another body."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from config.settings import Survey
from register.bodies import add_body
from register.businesses import Business, BusinessAddress
from register.database import reading, transaction
from register.inspections import (
    EventKind,
    Inspection,
    InspectionEvent,
    Recorded,
    foreign_numbers,
    inspection_by_no,
    record_inspection,
)
from register.rules.record import EmailSource

SURVEY = Survey(delay=2, gap=7, close=30)


def enter(engine, moment, record) -> Recorded:
    with transaction(engine) as session:
        return record_inspection(session, moment, record, "upload-1", SURVEY)


def test_the_same_row_again_changes_nothing(engine, moment, record):
    assert enter(engine, moment, record()) is Recorded.NEW
    assert enter(engine, moment, record()) is Recorded.SAME
    with reading(engine) as session:
        events = session.scalars(sa.select(InspectionEvent.kind)).all()
    assert events == [EventKind.FINISHED]


def test_other_values_are_a_correction_that_keeps_the_old_ones(engine, moment, record):
    enter(engine, moment, record())
    changed = record(finished_on=date(2026, 7, 18), violations=3)
    assert enter(engine, moment, changed) is Recorded.CORRECTED
    with reading(engine) as session:
        inspection = session.scalars(sa.select(Inspection)).one()
        correction = session.scalars(
            sa.select(InspectionEvent).filter_by(kind=EventKind.CORRECTED)
        ).one()
    assert (inspection.finished_on, inspection.violations) == (date(2026, 7, 18), 3)
    assert correction.before == {"finished_on": "2026-07-17", "violations": None}


def test_another_body_cannot_touch_an_inspection(engine, moment, record):
    with transaction(engine) as session:
        add_body(session, "FIRE", "Fire inspectorate")
    enter(engine, moment, record())
    foreign = record(body="FIRE", business_name="Changed")
    with reading(engine) as session:
        assert foreign_numbers(session, [foreign, record()]) == set()
        assert foreign_numbers(session, [foreign]) == {"R-1"}
    assert enter(engine, moment, foreign) is Recorded.FOREIGN
    with reading(engine) as session:
        found = inspection_by_no(session, "R-1")
        assert found is not None
        assert found.business_name == "ОсОО Бизнес"


def test_a_business_keeps_what_a_row_leaves_open_and_every_address_with_its_source(
    engine, moment, record
):
    enter(engine, moment, record(address="Бишкек", email_source=EmailSource.REGISTRY))
    enter(engine, moment, record(registration_no="R-2", email="two@business.kg"))
    with reading(engine) as session:
        business = session.scalars(sa.select(Business)).one()
        rows = session.execute(sa.select(BusinessAddress.email, BusinessAddress.source)).all()
    assert business.address == "Бишкек"
    assert sorted(rows) == [("one@business.kg", "registry"), ("two@business.kg", "unstated")]


@pytest.mark.parametrize(
    ("known", "quarter"),
    [
        (date(2026, 7, 20), "2026-Q3"),
        (date(2026, 10, 21), "2026-Q3"),  # nine days remain: two to wait, seven to answer
        (date(2026, 10, 22), "2026-Q4"),
    ],
)
def test_reporting_late_is_no_way_around_the_survey(engine, moment, record, known, quarter):
    later = replace(moment, now=moment.now + timedelta(days=(known - moment.today).days))
    enter(engine, later, record())
    with reading(engine) as session:
        assert session.scalar(sa.select(Inspection.quarter)) == quarter
