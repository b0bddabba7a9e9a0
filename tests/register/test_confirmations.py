"""One-time keys: valid for a week, for one upload, once (TR3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from register.confirmations import (
    VALID,
    Confirmation,
    ask,
    asked_lately,
    confirm,
    peek,
    withdraw,
)
from register.database import reading, transaction
from register.uploads import UploadState, new_upload


def later(moment, passed):
    return replace(moment, now=moment.now + passed)


@pytest.fixture
def asked(engine, moment) -> tuple[str, str]:
    """An unconfirmed upload and the key that was sent about it."""
    with transaction(engine) as session:
        upload = new_upload(
            session, moment, "d" * 64, "july.xlsx", "asan@geti.kg", UploadState.UNCONFIRMED
        )
        key, expires_at = ask(session, moment, upload.id)
        assert expires_at == moment.now + VALID
        return upload.id, key


def test_a_key_confirms_its_upload_once(engine, moment, asked):
    """TR3."""
    upload_id, key = asked
    with transaction(engine) as session:
        assert peek(session, moment, key).id == upload_id
        assert peek(session, moment, key).id == upload_id  # looking spends nothing
        assert confirm(session, moment, key) == upload_id
        assert confirm(session, moment, key) is None
        assert peek(session, moment, key) is None


def test_a_key_is_valid_for_a_week_to_the_second(engine, moment, asked):
    upload_id, key = asked
    over = later(moment, VALID + timedelta(seconds=1))
    with transaction(engine) as session:
        assert peek(session, over, key) is None
        assert confirm(session, over, key) is None
        assert confirm(session, later(moment, VALID), key) == upload_id


def test_asking_again_makes_the_earlier_key_void(engine, moment, asked):
    upload_id, first = asked
    with transaction(engine) as session:
        second, _ = ask(session, moment, upload_id)
        assert confirm(session, moment, first) is None
        assert confirm(session, moment, second) == upload_id


@pytest.mark.parametrize("key", ["", "a" * 26, "nonsense", "A" * 26])
def test_what_was_never_sent_confirms_nothing(engine, moment, asked, key):
    with transaction(engine) as session:
        assert peek(session, moment, key) is None
        assert confirm(session, moment, key) is None


def test_the_database_does_not_hold_the_key(engine, moment, asked):
    """WB1: digests at rest."""
    _, key = asked
    with reading(engine) as session:
        stored = session.execute(sa.select(Confirmation.__table__)).one()
    assert len(stored.key_digest) == 32
    assert all(key not in str(value) and key.encode() != value for value in stored)


def test_a_question_was_asked_lately_for_a_day_and_until_it_is_answered(engine, moment, asked):
    upload_id, key = asked
    with transaction(engine) as session:
        assert asked_lately(session, later(moment, timedelta(hours=23)), upload_id)
        assert not asked_lately(session, later(moment, timedelta(hours=24)), upload_id)
        confirm(session, moment, key)
        assert not asked_lately(session, moment, upload_id)


def test_a_question_that_was_not_asked_after_all_leaves_no_key(engine, moment, asked):
    upload_id, key = asked
    with transaction(engine) as session:
        withdraw(session, upload_id)
        assert not asked_lately(session, moment, upload_id)
        assert confirm(session, moment, key) is None
