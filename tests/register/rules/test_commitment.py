"""Commitments: one way to write a record, and a code for it alone."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from register.rules.commitment import appeal_record, canonical, commitment, response_record

SALT = bytes(range(32))
ANSWERED = {
    "answers": {2: "4", 1: "yes", 10: "2.5"},
    "body": "GETI",
    "channel": "mail",
    "inspectors": "I-1 I-2",
    "kind": "planned",
    "quarter": "2026-Q3",
    "questionnaire": "geti-1",
    "region": "chuy",
    "unit": None,
    "week": "2026-W36",
    "version": 1,
}
MOVED = {
    "at": datetime(2026, 9, 4, 10, 0, 5, 999, tzinfo=UTC),
    "body": "GETI",
    "detail": "mail",
    "due_on": date(2026, 9, 18),
    "kind": "registered",
    "level": 1,
    "number": "261184222301297061",
    "part": 0,
    "step": 0,
}


def test_a_response_is_written_in_one_way():
    assert response_record(**ANSWERED) == (
        b'{"answers":{"1":"yes","10":"2.5","2":"4"},"body":"GETI","channel":"mail",'
        b'"inspectors":"I-1 I-2","kind":"planned","quarter":"2026-Q3","questionnaire":"geti-1",'
        b'"region":"chuy","unit":null,"version":1,"week":"2026-W36"}'
    )


def test_a_movement_is_written_in_one_way_wherever_the_clock_stands():
    written = appeal_record(**MOVED)
    assert written == (
        b'{"at":"2026-09-04T10:00:05Z","body":"GETI","detail":"mail","due_on":"2026-09-18",'
        b'"kind":"registered","level":1,"number":"261184222301297061","part":0,"step":0}'
    )
    local = MOVED["at"].astimezone(timezone(timedelta(hours=6)))
    assert appeal_record(**{**MOVED, "at": local}) == written


def test_letters_stand_as_they_are():
    assert canonical({"unit": "Чүй"}) == '{"unit":"Чүй"}'.encode()


def test_the_code_is_what_the_design_says():
    record = response_record(**ANSWERED)
    plain = hashlib.sha256(b"achyk/response/1" + SALT + record).digest()
    assert commitment("response", SALT, record) == plain


@pytest.mark.parametrize("name", sorted(ANSWERED))
def test_each_field_of_a_response_is_in_its_code(name):
    other = {"answers": {1: "no"}, "version": 2}.get(name, "other")
    changed = response_record(**{**ANSWERED, name: other})
    assert commitment("response", SALT, changed) != commitment(
        "response", SALT, response_record(**ANSWERED)
    )


def test_purpose_and_salt_are_in_the_code_and_no_others_pass():
    codes = {commitment(purpose, SALT, b"x") for purpose in ("response", "appeal")}
    assert len({*codes, commitment("appeal", SALT[::-1], b"x")}) == 3
    with pytest.raises(ValueError, match="not a commitment"):
        commitment("vote", SALT, b"x")
    with pytest.raises(ValueError, match="31 bytes of salt"):
        commitment("response", SALT[1:], b"x")
