"""Two at the same moment, in two connections to PostgreSQL: one of them is the first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from journeys.appeal_town import (
    APPLICANT,
    BERMET,
    COMPLAINT,
    HEAD,
    act_by_mail,
    appeal_mail,
    appeals,
    bodies,
    decisions,
    notes,
    one,
    parts,
    reply,
    route,
    take,
)
from journeys.town import Town, town
from sqlalchemy.orm import Session

from register.appeals.applicant import rate
from register.appeals.drafts import confirm_draft
from register.appeals.ladder import sweep
from register.appeals.tables import Appeal
from register.database import transaction

__all__ = ["bodies", "town"]
T = TypeVar("T")

# On SQLite a writer waits for the other one before it reads anything.
pytestmark = pytest.mark.parametrize("register_url", ["postgresql"], indirect=True)
ANSWER = "Ответ: разъяснено\n\nПроверка была внеплановой, по жалобе работника."


def at_once(town: Town, *doings: Callable[[Session], T]) -> list[T]:
    """Each in a transaction of its own, begun when all the others have begun as well."""
    start = threading.Barrier(len(doings))

    def run(doing: Callable[[Session], T]) -> T:
        with transaction(town.installation.engine) as session:
            session.connection()
            start.wait(10)
            return doing(session)

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(run, doings))


@pytest.mark.parametrize("_", range(3))
def test_of_holder_and_head_one_decides_and_the_other_is_told(bodies: Town, _: int):
    """TR4: both keys are good, both are bound to the same version."""
    case = one(take(bodies, appeal_mail(COMPLAINT)), "case_new", BERMET)
    bodies.clock.pass_days(25)
    bodies.run("deadlines")
    due = one(notes(bodies), "case_due", HEAD)
    drafts = [
        one(reply(bodies, case, ANSWER, BERMET), "case_confirm", BERMET),
        one(reply(bodies, due, "Ответ: отказано\n\nНет.", HEAD), "case_confirm", HEAD),
    ]
    moment, book = bodies.installation.moment(), bodies.installation.book()
    keys = [draft.facts["key"] for draft in drafts]
    done = at_once(
        bodies,
        *(lambda session, key=key: confirm_draft(session, moment, book, key) for key in keys),
    )
    assert sorted(one.outcome for one in done) == ["done", "stale"]
    assert len(decisions(bodies)) == route(bodies).count("decided") == 1


def test_the_same_key_twice_decides_once(bodies: Town):
    """TR4."""
    case = one(take(bodies, appeal_mail(COMPLAINT)), "case_new", BERMET)
    key = one(reply(bodies, case, ANSWER, BERMET), "case_confirm", BERMET).facts["key"]
    moment, book = bodies.installation.moment(), bodies.installation.book()
    done = at_once(bodies, *[lambda session: confirm_draft(session, moment, book, key)] * 3)
    assert sorted(one.outcome for one in done) == ["done", "unknown", "unknown"]
    assert len(decisions(bodies)) == 1


def test_two_bad_ratings_open_one_level(bodies: Town):
    case = one(take(bodies, appeal_mail(COMPLAINT)), "case_new", BERMET)
    one(act_by_mail(bodies, case, ANSWER, BERMET), "appeal_decided", APPLICANT)
    (appeal,) = appeals(bodies)
    moment, book = bodies.installation.moment(), bodies.installation.book()

    def bad(session: Session) -> bool:
        return rate(session, moment, book, session.get_one(Appeal, appeal.id), 1) is not None

    assert sorted(at_once(bodies, bad, bad)) == [False, True]
    assert [(part.level, part.rating) for part in parts(bodies)] == [(1, 1), (2, None)]


def test_two_sweeps_take_each_step_once(bodies: Town):
    """SC1, SC2."""
    for number in range(20):
        take(bodies, appeal_mail(f"Жалоба {number}: прошу объяснить.", f"a{number}@b.kg"))
    bodies.clock.pass_days(25)
    moment, book = bodies.installation.moment(), bodies.installation.book()
    at_once(bodies, *[lambda session: sweep(session, moment, book)] * 3)
    assert route(bodies).count("escalated") == 20
    assert {part.rung for part in parts(bodies)} == {1}
