"""Who acts for whom: only officials, only days to come, never two at once or in a circle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from config.trouble import Trouble
from register.appeals.conflict import staff_now
from register.appeals.substitutes import absences, send_away
from register.appeals.tables import Substitute
from register.bodies import Role, add_officer
from register.database import reading, transaction

FIRST, LAST = date(2026, 7, 22), date(2026, 7, 31)
A, B, C = "a@geti.kg", "b@geti.kg", "c@geti.kg"


@pytest.fixture
def people(engine):
    with transaction(engine) as session:
        for email in (A, B, C):
            add_officer(session, email, Role.OFFICER, "GETI")
    return engine


def away(engine, moment, officer, substitute, first=FIRST, last=LAST) -> None:
    with transaction(engine) as session:
        send_away(session, moment, officer, first, last, substitute)


def test_an_absence_counts_from_its_first_day_to_its_last(people, moment):
    away(people, moment, "A@geti.kg ", B)
    with reading(people) as session:
        for days, acting in ((0, {}), (2, {A: B}), (11, {A: B}), (12, {})):
            later = replace(moment, now=moment.now + timedelta(days=days))
            assert staff_now(session, later).substitutes == acting
        assert [one.officer for one in absences(session, LAST, LAST)] == [A]
        assert list(absences(session, date(2026, 8, 1), date(2026, 9, 1))) == []


@pytest.mark.parametrize(
    ("officer", "substitute", "first", "last", "says"),
    [
        ("x@geti.kg", B, FIRST, LAST, "x@geti.kg is no officer or head"),
        (A, "asan@geti.kg", FIRST, LAST, "asan@geti.kg is no officer or head"),
        (A, A, FIRST, LAST, "nobody is the own substitute"),
        (A, B, LAST, FIRST, "runs backwards"),
        (A, B, date(2026, 7, 1), date(2026, 7, 19), "lies behind"),
        (B, C, LAST, LAST, "the days overlap"),  # B acts for A then
        (C, A, FIRST, FIRST, "the days overlap"),  # A is away
        (A, C, LAST, date(2026, 8, 9), "the days overlap"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_recorded(
    people, moment, officer, substitute, first, last, says
):
    away(people, moment, A, B)
    with pytest.raises(Trouble, match=says):
        away(people, moment, officer, substitute, first, last)
    with reading(people) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Substitute)) == 1


def test_absences_one_after_the_other_and_of_others_are_well(people, moment):
    away(people, moment, A, B)
    away(people, moment, A, C, date(2026, 8, 1), date(2026, 8, 2))
    away(people, moment, C, B, FIRST, LAST)
