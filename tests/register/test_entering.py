"""Rows entered many at a time leave the register as rows entered one by one do."""

from __future__ import annotations

import random
import threading
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Survey
from register import entering
from register.businesses import Business, BusinessAddress
from register.corrections import record_row
from register.database import transaction
from register.entering import record_rows
from register.inspections import Inspection, InspectionEvent, Recorded
from register.rules.record import EmailSource, InspectionKind, InspectionRecord, NoEmail

SURVEY = Survey(delay=2, reminders=2, gap=7, close=30)
TABLES = (Business, BusinessAddress, Inspection, InspectionEvent)


def some(record: InspectionRecord, seed: int, numbers: range) -> list[InspectionRecord]:
    """A row for each number; businesses come again, with other names, addresses and gaps."""
    chance = random.Random(seed)
    rows = []
    for number in numbers:
        email = chance.choice([None, f"a{chance.randrange(3)}@b.kg"])
        rows.append(
            replace(
                record,
                registration_no=f"R-{number}",
                tax_id=f"0120720260000{chance.randrange(4)}",
                business_name=f"Имя {chance.randrange(5)}",
                region=chance.choice([None, "chuy", "osh"]),
                sector=chance.choice([None, "торговля"]),
                inspector_ids=chance.choice([("I-1",), ("I-1", "I-2")]),
                kind=chance.choice([*InspectionKind]),
                finished_on=date(2026, 7, 17) - timedelta(chance.randrange(120)),
                started_on=date(2026, 3, 1),
                email=email,
                email_source=chance.choice([None, EmailSource.REGISTRY]) if email else None,
                no_email_reason=None if email else NoEmail.REFUSED,
                suspended=chance.choice([None, True, False]),
                fine_som=chance.choice([None, 0, 5_000_000_000]),
                instruction_due=chance.choice([None, date(2026, 12, 1)]),
            )
        )
    return rows


def comparable(session: Session) -> dict[str, list[Any]]:
    """Every row of what entering touches, without the numbers that the database gives."""
    session.flush()
    found = {
        table.__tablename__: [
            dict(row._mapping) for row in session.execute(sa.select(*table.__table__.c))
        ]
        for table in TABLES
    }
    numbers = {row["id"]: row["registration_no"] for row in found["inspections"]}
    for event in found["inspection_events"]:
        event["inspection_id"] = numbers[event["inspection_id"]]
    for row in [*found["inspections"], *found["inspection_events"]]:
        del row["id"]
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


@pytest.mark.parametrize("together", [1, 7, 1000])
@pytest.mark.parametrize("seed", range(4))
def test_many_at_a_time_or_one_by_one(engine, moment, record, monkeypatch, together, seed):
    monkeypatch.setattr(entering, "TOGETHER", together)
    first, again = some(record(), seed, range(30)), some(record(), seed + 100, range(20, 40))
    with Session(engine) as session:
        singly = Counter(
            record_row(session, moment, row, upload, SURVEY)
            for rows, upload in ((first, "u" * 16), (again, "v" * 16))
            for row in rows
        )
        wanted = comparable(session)
        session.rollback()
    with transaction(engine) as session:
        outcomes = record_rows(session, moment, first, "u" * 16, SURVEY)
        outcomes += record_rows(session, moment, again, "v" * 16, SURVEY)
        assert comparable(session) == wanted
    assert outcomes == singly


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_last_row_of_a_business_has_the_last_word(engine, moment, record, order):
    """Be it new or a correction, as when they are recorded one by one."""
    with transaction(engine) as session:
        record_rows(session, moment, [record()], "u" * 16, SURVEY)
    rows = [
        record(registration_no="R-2", business_name="Имя новой"),
        record(business_name="Имя исправленной"),
    ]
    last = [rows[at] for at in order]
    with transaction(engine) as session:
        outcomes = record_rows(session, moment, last, "v" * 16, SURVEY)
        assert session.scalar(sa.select(Business.name)) == last[-1].business_name
    assert outcomes == {Recorded.NEW: 1, Recorded.CORRECTED: 1}


def test_two_uploads_with_the_same_rows_in_another_order_both_enter(engine, moment, record):
    """Each would hold what the other waits for."""
    rows = [record(registration_no=f"R-{n}", tax_id=f"0120720260{n:04d}") for n in range(60)]
    with transaction(engine) as session:
        record_rows(session, moment, rows, "u" * 16, SURVEY)
    entered: list[int] = []
    begin = threading.Barrier(2)

    def enter(order: int, name: str) -> None:
        changed = [replace(row, business_name=name) for row in rows[::order]]
        begin.wait()
        with transaction(engine) as session:
            outcomes = record_rows(session, moment, changed, name[0] * 16, SURVEY)
            entered.append(outcomes.total())

    both = [threading.Thread(target=enter, args=one) for one in ((1, "первое"), (-1, "второе"))]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert entered == [60, 60]


def test_the_same_again_changes_nothing(engine, moment, record):
    rows = some(record(), 1, range(10))
    with transaction(engine) as session:
        record_rows(session, moment, rows, "u" * 16, SURVEY)
        before = comparable(session)
    with transaction(engine) as session:
        again = record_rows(session, moment, rows, "v" * 16, SURVEY)
        assert comparable(session) == before
    assert again == {Recorded.SAME: 10}


def test_a_row_taken_before_corrects_nothing_where_it_may_not(engine, moment, record):
    with transaction(engine) as session:
        record_rows(session, moment, [record()], "u" * 16, SURVEY)
        changed = record(business_name="Другое имя")
        outcomes = record_rows(session, moment, [changed], "u" * 16, SURVEY, corrects=False)
    assert outcomes == {Recorded.LEFT: 1}


def test_no_rows_are_no_rows(engine, moment):
    with transaction(engine) as session:
        assert not record_rows(session, moment, [], "u" * 16, SURVEY)
