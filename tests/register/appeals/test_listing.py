"""Which parts wait, and how many: on the due date itself nothing is overdue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from config.book import load_book
from config.settings import Settings
from register.appeals.incoming import Incoming, KeptFile
from register.appeals.listing import appeal_counts, waiting_parts
from register.appeals.registering import register
from register.bodies import Role, add_body, add_officer
from register.database import reading, transaction
from register.rules.appeal import Channel, PartState

DUE = date(2026, 8, 7)  # of what comes in on 20 July 2026


@pytest.fixture
def three(engine, moment):
    """One with a file to be scanned; one whose applicant is asked; one at a body with nobody."""
    book = load_book(Settings())
    with transaction(engine) as session:
        add_officer(session, "bermet@geti.kg", Role.OFFICER, "GETI")
        add_body(session, "SES", "Sanitary inspectorate")
        for words, body in (("one", "GETI"), ("two", "GETI"), ("three", "SES")):
            files = (KeptFile("a", "text/plain", 1, "d" * 64, "not-scanned"),)
            coming = Incoming(
                Channel.PAPER, moment.now, words, body=body, files=files if words == "one" else ()
            )
            made = register(session, moment, book, coming)
            if words == "two":
                made.part.state = PartState.ASKED
    return engine


def listed(engine, *about, **more) -> list[tuple[str, str]]:
    with reading(engine) as session:
        return [(part.body, part.holder) for _, part in waiting_parts(session, *about, **more)]


def test_what_waits_is_listed_by_body_lateness_and_want_of_an_official(three):
    mine, nobody = ("GETI", "bermet@geti.kg"), ("SES", "")
    assert listed(three) == [mine, mine, nobody]
    assert listed(three, {"GETI"}) == [mine, mine]
    assert listed(three, None, DUE) == []
    assert listed(three, None, DUE + timedelta(days=1)) == [mine, nobody]  # not the asked one
    assert listed(three, unassigned=True) == [nobody]


def test_the_counts_are_those_of_the_day(three):
    with reading(three) as session:
        counts = appeal_counts(session, DUE, DUE)
        assert (counts.registered, counts.waiting, counts.asked) == (3, 3, 1)
        assert (counts.near, counts.overdue, counts.oldest_due) == (2, 0, None)
        assert (counts.unassigned, counts.not_scanned) == (1, 1)
        later = appeal_counts(session, DUE + timedelta(days=1), DUE + timedelta(days=3))
        assert (later.near, later.overdue, later.oldest_due) == (0, 2, DUE)
        before = appeal_counts(session, DUE - timedelta(days=4), DUE - timedelta(days=1))
        assert (before.near, before.overdue) == (0, 0)


def test_what_is_decided_waits_no_more(three, moment):
    with transaction(three) as session:
        for _, part in waiting_parts(session):
            part.state = PartState.DECIDED
    assert listed(three) == []
    with reading(three) as session:
        empty = appeal_counts(session, DUE, DUE)
    assert replace(empty, registered=0, not_scanned=0) == type(empty)(0, 0, 0, 0, 0, 0, None, 0)
