"""The public statistics of appeals: recounted by hand, and nobody is told by a small number."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from journeys.matters import Matter, Part, enter

from config.calendar import load_calendar
from register.bodies import add_body
from register.database import open_engine, reading, transaction
from register.rules.appeal import AppealKind
from reports.appeal_figures import appeal_figures
from reports.appeal_tables import appeal_tables
from reports.monthly_counts import Fact
from reports.table import Mark

ZONE = ZoneInfo("Asia/Bishkek")
CALENDAR = load_calendar("kg", Path("nowhere"))
LATER = datetime(2027, 2, 1, tzinfo=UTC)
C, X = Mark.SUPPRESSED, Mark.NOT_APPLICABLE


@pytest.fixture
def register(register_url, tmp_path):
    """A ministry and three inspectorates."""
    engine = open_engine(register_url, tmp_path)
    with transaction(engine) as session:
        add_body(session, "ministry", "Ministry")
        for code in ("geti", "tax", "vet"):
            add_body(session, code, code.title(), "ministry")
    yield engine
    engine.dispose()


def figures(engine, quarter="2026-Q4", now=LATER):
    with reading(engine) as session:
        return appeal_figures(session, quarter, CALENDAR, now, ZONE)


def case(body, month, *, late=False, rating=None, kind=AppealKind.COMPLAINT, decided=True):
    """An appeal registered on the 5th, due on the 16th of the month."""
    part = Part(
        due=f"{month}-16",
        decided=f"{month}-{'20' if late else '12'}" if decided else "",
        rating=rating,
        rated=f"{month}-22" if rating is not None else "",
    )
    return Matter(registered=f"{month}-05", body=body, kind=kind, parts=(part,))


def many(count, *words, **more):
    return [case(*words, **more) for _ in range(count)]


def table(edition, found, name):
    made = {one.name: one for one in appeal_tables(edition({}), found)}
    return {row[0]: row[1:] for row in made[name].rows}


def test_the_quarter_is_its_months_together_and_open_is_open_at_its_end(register):
    enter(
        register,
        *many(2, "geti", "10"),
        *many(3, "geti", "11", late=True),
        *many(1, "geti", "12", decided=False),
        Matter(registered="12-31 17:59", body="tax", parts=(Part(due="12-31"),)),
        Matter(registered="09-30 17:59", body="tax", parts=(Part(decided="10-02", due="10-01"),)),
    )
    found = figures(register).total
    told = (Fact.RECEIVED, Fact.DECIDED, Fact.IN_TIME, Fact.OPEN, Fact.OVERDUE)
    assert [found[fact, ""] for fact in told] == [7, 6, 2, 2, 2]
    assert figures(register, "2026-Q3").total[Fact.RECEIVED, ""] == 1


def test_after_the_quarter_it_does_not_matter_when_it_is_asked(register):
    enter(register, *many(3, "geti", "10"), *many(2, "tax", "12", decided=False))
    enter(register, Matter(registered="12-20", parts=(Part(due="12-30", decided="12-31 18:30"),)))
    early = figures(register, now=datetime(2026, 12, 31, 18, 1, tzinfo=UTC))
    assert early == figures(register)
    assert early.total[Fact.OPEN, ""] == 3  # decided when the new year had begun in Bishkek


def test_a_quarter_that_has_not_begun_has_nothing(register):
    enter(register, *many(3, "geti", "10"))
    assert figures(register, now=datetime(2026, 9, 1, tzinfo=UTC)).tallies == {}


def test_bodies_with_few_appeals_are_hidden_and_one_more_where_it_would_tell(register, edition):
    enter(register, *many(30, "geti", "10"), *many(14, "tax", "11", late=True))
    enter(register, *many(3, "vet", "12"))
    rows = table(edition, figures(register), "appeals_by_body")
    assert rows["All bodies"][:4] == (47, 47, 33, 70.2)
    assert rows["Vet"] == (C, C, C, C, C, 0, 0)
    assert rows["Tax"] == (C, C, C, C, C, 0, 0)  # else 47 - 30 - 14 would tell the three
    assert rows["Geti"][:4] == (30, 30, 30, 100.0)


def test_counts_of_a_quarter_with_few_appeals_are_hidden_in_every_table(register, edition):
    enter(register, *many(4, "geti", "10", rating=1))
    found = figures(register)
    for name in ("appeals", "appeals_by_body", "appeals_by_kind", "appeals_decisions"):
        cells = [cell for row in table(edition, found, name).values() for cell in row]
        assert not [cell for cell in cells if isinstance(cell, int | float) and 0 < cell < 100], (
            name
        )
    assert found.decided_in_time(10) is None
    assert found.decided_in_time(4) == (4, 4)


def test_kinds_and_decisions_divide_the_total(register, edition):
    enter(register, *many(20, "geti", "10"), *many(12, "tax", "10", kind=AppealKind.PROPOSAL))
    found = figures(register)
    kinds = table(edition, found, "appeals_by_kind")
    assert kinds["All together"] == (32, 100.0)
    assert sorted(row for row in kinds.values() if row[0]) == [(12, 37.5), (20, 62.5), (32, 100.0)]
    ended = table(edition, found, "appeals_decisions")
    assert [row for row in ended.values() if row[0]] == [(32, 100.0), (32, 100.0)]


def test_ratings_stand_where_enough_were_given_and_not_all_are_the_same(register, edition):
    enter(register, *many(12, "geti", "10", rating=5), *many(8, "geti", "10", rating=1))
    enter(register, *many(15, "tax", "10", rating=5), *many(15, "vet", "11", rating=2))
    rows = table(edition, figures(register), "appeals_ratings")
    assert rows["Geti"] == (20, 12, 0, 0, 0, 8, 0, 40.0)
    assert rows["Tax"] == rows["Vet"] == (C,) * 8
    assert rows["All bodies"] == (50, 27, 0, 0, 15, 8, 0, 46.0)


def test_an_appeal_opened_again_is_counted_with_the_body_that_had_answered(register):
    again = Part(level=2, opened="11-20", body="ministry", due="12-20")
    first = Part(due="10-16", decided="10-12", rating=1, rated="11-19")
    enter(register, Matter(registered="10-05", body="geti", parts=(first, again)))
    found = figures(register)
    assert found.tallies["geti"][Fact.REOPENED, ""] == 1
    assert found.tallies["ministry"][Fact.OPEN, ""] == 1


def test_at_a_glance_tells_no_ratings_that_the_table_of_ratings_hides(register, edition):
    enter(register, *many(12, "geti", "10", rating=1))
    found = figures(register)
    glance = table(edition, found, "appeals")
    assert glance["Ratings given"] == (C, X)
    assert glance["of these, bad"] == (C, C)
    assert table(edition, found, "appeals_ratings")["All bodies"] == (C,) * 8


def test_ratings_that_are_all_bad_are_hidden_though_they_differ(register, edition):
    enter(register, *many(8, "geti", "10", rating=1), *many(8, "geti", "10", rating=2))
    enter(register, *many(8, "tax", "11", rating=5), *many(8, "tax", "11", rating=1))
    enter(register, *many(9, "vet", "11", rating=5), *many(9, "vet", "11", rating=1))
    found = figures(register)
    rows = table(edition, found, "appeals_ratings")
    assert rows["Geti"] == rows["Tax"] == (C,) * 8
    assert rows["Vet"][0] == 18
    assert table(edition, found, "appeals")["Ratings given"] == (50, X)
