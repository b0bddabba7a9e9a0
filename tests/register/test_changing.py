"""Whoever changes who was inspected, by whom, or who is asked, is seen doing it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from config.settings import Survey
from register.changing import MANY, changes, often_changed
from register.corrections import record_row
from register.database import reading, transaction
from register.uploads import UploadState, new_upload

SURVEY = Survey(delay=2, reminders=2, gap=7, close=30)


def hand_in(engine, moment, records, sender="asan@geti.kg"):
    with transaction(engine) as session:
        upload = new_upload(session, moment, moment.new_id(), "a.xlsx", sender, UploadState.TAKEN)
        for record in records:
            record_row(session, moment, record, upload.id, SURVEY)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, {}),
        ({"violations": 5, "business_name": "Иное имя"}, {}),
        ({"email": "ONE@business.kg"}, {}),
        ({"tax_id": "01207202600002"}, {"tax_id": "01207202600001"}),
        ({"inspector_ids": ("I-2",)}, {"inspector_ids": "I-1"}),
        ({"email": "friend@mail.ru"}, {"email": "one@business.kg"}),
    ],
)
def test_a_row_that_changes_what_is_watched_is_known(engine, moment, record, changed, told):
    hand_in(engine, moment, [record()])
    with reading(engine) as session:
        found = changes(session, [record(**changed), record(registration_no="R-2")])
    assert found == ({"R-1": told} if told else {})


def test_an_address_that_was_lacking_is_no_change(engine, moment, record):
    hand_in(engine, moment, [record(email=None)])
    with reading(engine) as session:
        assert changes(session, [record()]) == {}
    hand_in(engine, moment, [record()])
    with reading(engine) as session:
        assert often_changed(session, moment, None) == []


def rows(record, number, **changed):
    return [record(registration_no=f"R-{n}", **changed) for n in range(number)]


@pytest.mark.parametrize(("number", "told"), [(MANY, [("b@geti.kg", MANY)]), (MANY - 1, [])])
def test_many_such_changes_of_one_sender_are_told(engine, moment, record, number, told):
    hand_in(engine, moment, rows(record, number))
    hand_in(engine, moment, rows(record, number, email="friend@mail.ru"), "b@geti.kg")
    hand_in(engine, moment, rows(record, number, email="friend@mail.ru", violations=2), "c@geti.kg")
    with reading(engine) as session:
        assert often_changed(session, moment, moment.now - timedelta(hours=1)) == told
        assert often_changed(session, moment, moment.now) == []
        later = replace(moment, now=moment.now + timedelta(days=31))
        assert often_changed(session, later, None) == []
