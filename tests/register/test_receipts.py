"""Receipts of responses: each version has a code, lists hold them all, and a change is found."""

from __future__ import annotations

import json
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from config.settings import Survey
from register.database import reading, transaction
from register.inspections import Inspection, record_inspection
from register.invitations import Invitation, InvitationState, invite
from register.keys import Keys
from register.letters import Letter
from register.receipts import (
    Altered,
    altered,
    commit_old,
    is_uncommitted,
    miscounted,
    openings,
    response_lines,
)
from register.responses import Channel, Outcome, Response, current_receipt, record_answers
from register.rules.commitment import canonical, commitment
from register.rules.receipt import parse, signed_bytes, text
from register.signing import signer, verify

SURVEY, Q3, ZONE = Survey(), "2026-Q3", ZoneInfo("Asia/Bishkek")
ASKED = tuple(range(1, 15))


@pytest.fixture
def tokens(engine, moment, record):
    with transaction(engine) as session:
        for number in (1, 2):
            changed = record(registration_no=f"R-{number}", email=f"b{number}@business.kg")
            record_inspection(session, moment, changed, "u", SURVEY)
        for inspection in session.scalars(sa.select(Inspection)).all():
            invite(session, moment, inspection, SURVEY)
        letters = session.scalars(sa.select(Letter).where(Letter.about.startswith("invitation")))
        return [letter.read_context(moment.keys)["token"] for letter in letters]


def answer(engine, moment, token, answers, words=None):
    with transaction(engine) as session:
        return record_answers(session, moment, token, answers, words or {}, ASKED, Channel.WEB)


def lines(engine, moment) -> list[str]:
    with reading(engine) as session:
        return sorted(response_lines(session, moment.keys, Q3))


def proven(moment, receipt) -> None:
    by = signer(moment.keys)
    assert receipt.key == by.key_id
    assert verify(by.public, signed_bytes(receipt), receipt.signature)
    assert parse(text(receipt)) == receipt


def test_a_new_answer_gets_a_receipt_whose_code_is_in_the_list(engine, moment, tokens):
    taken = answer(engine, moment, tokens[0], {1: "yes"})
    proven(moment, taken.receipt)
    assert (taken.receipt.kind, taken.receipt.quarter) == ("response", Q3)
    assert (taken.receipt.day, taken.receipt.replaces) == (date(2026, 7, 20), None)
    assert lines(engine, moment) == [taken.receipt.code.hex()]


def test_a_correction_replaces_the_earlier_code(engine, moment, tokens):
    codes = [
        answer(engine, moment, tokens[0], {1: said, 3: "4"}).receipt.code
        for said in ("yes", "no", "yes")
    ]
    assert len(set(codes)) == 3
    other = answer(engine, moment, tokens[1], {1: "no"}).receipt
    with reading(engine) as session:
        again = current_receipt(session, moment, tokens[0])
    proven(moment, again)
    assert (again.code, again.replaces) == (codes[2], codes[1])
    a, b, c = (code.hex() for code in codes)
    assert lines(engine, moment) == sorted([c, other.code.hex(), f"{a} {b}", f"{b} {c}"])


def test_the_same_answers_again_get_the_same_receipt(engine, moment, tokens):
    first = answer(engine, moment, tokens[0], {1: "yes"})
    again = answer(engine, moment, tokens[0], {1: "yes"})
    assert again.outcome is Outcome.SAME
    assert again.receipt == first.receipt


def test_words_alone_are_counted_and_no_word_is_in_the_code(engine, moment, tokens):
    """Free words lie apart: the code of the answers must not join them again."""
    first = answer(engine, moment, tokens[0], {}, {14: "Всё спокойно"})
    other = answer(engine, moment, tokens[0], {}, {14: "Совсем другое"})
    assert other.outcome is Outcome.CORRECTED
    assert first.receipt == other.receipt
    with reading(engine) as session:
        assert "спокойно" not in "".join(openings(session, moment.keys, Q3, ZONE))


def test_no_answer_no_receipt(engine, moment, tokens):
    with reading(engine) as session:
        assert current_receipt(session, moment, tokens[0]) is None
        assert current_receipt(session, moment, "a" * 26) is None
    assert answer(engine, moment, "a" * 26, {1: "yes"}).receipt is None


def test_after_a_restore_the_same_answer_has_the_same_code(engine, moment, tokens):
    """The secret is derived from keys that a copy of the keys brings back."""
    given = answer(engine, moment, tokens[0], {1: "yes"}).receipt
    with transaction(engine) as session:
        session.execute(sa.delete(Response))
    assert answer(engine, moment, tokens[0], {1: "yes"}).receipt == given


def test_a_copy_of_the_database_opens_no_code(engine, moment, tokens, tmp_path):
    """Few answers are possible: without a secret behind the code they could all be tried."""
    code = answer(engine, moment, tokens[0], {1: "yes"}).receipt.code
    others = Keys(tmp_path / "others")
    others.make()
    with reading(engine) as session:
        found = [json.loads(one) for one in openings(session, others, Q3, ZONE)]
        ours = [json.loads(one) for one in openings(session, moment.keys, Q3, ZONE)]
    assert [one["record"] for one in found] == [one["record"] for one in ours]
    assert [_code(one) for one in ours] == [code]
    assert [_code(one) for one in found] != [code]


def _code(opening: dict) -> bytes:
    salt, record = bytes.fromhex(opening["salt"]), canonical(opening["record"])
    return commitment(opening["kind"], salt, record)


def test_an_auditor_can_open_every_code_of_the_list(engine, moment, tokens):
    answer(engine, moment, tokens[0], {1: "yes"})
    answer(engine, moment, tokens[0], {1: "no", 3: "2"})
    answer(engine, moment, tokens[1], {2: "no"})
    with reading(engine) as session:
        opened = [json.loads(one) for one in openings(session, moment.keys, Q3, ZONE)]
        assert list(openings(session, moment.keys, "2026-Q2", ZONE)) == []
    listed = {line.split(" ")[0] for line in lines(engine, moment)}
    assert {_code(one).hex() for one in opened} == listed
    assert {"1": "no", "3": "2"} in [one["record"]["answers"] for one in opened]


@pytest.mark.parametrize(
    ("change", "version"),
    [
        ({"q1": "no"}, 2),
        ({"q7": "5"}, 2),
        ({"q3": None}, 1),
        ({"body": "OTHER"}, 1),
        ({"region": None}, 2),
        ({"week": "2026-W31"}, 1),
        ({"inspector_ids": "I-2"}, 2),
        ({"commitment": bytes(32)}, 1),
        ({"commitment": None}, 2),
    ],
)
def test_an_answer_that_is_changed_in_the_database_is_found(
    engine, moment, tokens, change, version
):
    for given in ({1: "yes", 3: "4"}, {1: "yes", 3: "5"}):
        answer(engine, moment, tokens[0], given)
    answer(engine, moment, tokens[1], {1: "yes"})
    with reading(engine) as session:
        assert altered(session, moment.keys, Q3) == []
        digest = session.scalar(sa.select(Response.digest).where(Response.version == 2))
    with transaction(engine) as session:
        one = sa.update(Response).where(Response.digest == digest, Response.version == version)
        session.execute(one.values(**change))
    with reading(engine) as session:
        assert altered(session, moment.keys, Q3) == [Altered(digest, version)]


def test_a_version_that_is_taken_away_or_put_back_is_found(engine, moment, tokens):
    for said in ("1", "2", "3"):
        answer(engine, moment, tokens[0], {3: said})
    with reading(engine) as session:
        digest = session.scalar(sa.select(Response.digest).where(Response.version == 3))

    def found(*changes: sa.UpdateBase) -> list[int]:
        with reading(engine) as session:
            for change in changes:
                session.execute(change)
            versions = [one.version for one in altered(session, moment.keys, Q3)]
            session.rollback()
            return versions

    third = Response.version == 3
    assert found(sa.delete(Response).where(Response.version == 1)) == [2]
    assert found(sa.delete(Response).where(Response.version == 2)) == [3]
    assert found(sa.delete(Response).where(third)) == [2]
    again = sa.update(Response).where(Response.version == 1).values(current=True)
    assert found(sa.update(Response).where(third).values(current=False), again) == [1, 3]
    assert found(again) == [1]
    assert digest is not None


def test_answers_of_an_older_program_get_their_codes(engine, moment, tokens):
    given = [answer(engine, moment, token, {1: "yes"}).receipt for token in tokens]
    with transaction(engine) as session:
        session.execute(sa.update(Response).values(commitment=None))
    assert lines(engine, moment) == sorted(one.code.hex() for one in given)
    assert answer(engine, moment, tokens[0], {1: "yes"}).receipt == given[0]
    assert answer(engine, moment, tokens[1], {1: "no"}).receipt.replaces == given[1].code
    with transaction(engine) as session:
        assert not is_uncommitted(session)
        session.execute(sa.update(Response).values(commitment=None))
        assert is_uncommitted(session)
        assert commit_old(session, moment.keys) == 3
        assert commit_old(session, moment.keys) == 0
    with reading(engine) as session:
        assert altered(session, moment.keys, Q3) == []


def test_a_response_taken_away_or_put_in_by_hand_does_not_fit_the_invitations(
    engine, moment, tokens
):
    for token in tokens:
        answer(engine, moment, token, {1: "yes"})
    answer(engine, moment, tokens[0], {1: "no"})

    def counts(change: sa.Executable) -> tuple[int, int] | None:
        with reading(engine) as session:
            session.execute(change)
            found = miscounted(session, Q3)
            session.rollback()
            return found

    columns = [column.name for column in Response.__table__.columns]
    copied = [
        sa.literal(bytes(32)) if one == "digest" else getattr(Response, one) for one in columns
    ]
    second = sa.select(*copied).where(Response.version == 2)
    assert counts(sa.select(1)) is None
    assert counts(sa.delete(Response).where(Response.version == 2)) == (2, 1)
    assert counts(sa.insert(Response).from_select(columns, second)) == (2, 3)
    assert counts(sa.update(Invitation).values(state=InvitationState.OPEN)) == (0, 2)
    moved = sa.update(Response).where(Response.version == 2).values(region="KG-J")
    assert counts(moved) == (2, 2)


def test_the_day_is_that_on_which_it_was_given_out(engine, moment, tokens):
    from dataclasses import replace

    first = answer(engine, moment, tokens[0], {1: "yes"}).receipt
    later = replace(moment, now=moment.now + timedelta(days=2))
    with reading(engine) as session:
        again = current_receipt(session, later, tokens[0])
    proven(moment, again)
    assert (again.code, again.day) == (first.code, date(2026, 7, 22))
