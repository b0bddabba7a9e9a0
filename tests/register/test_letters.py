"""Letters: each key once, and silent about the content once it has gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from register.database import reading, transaction
from register.keys import OUTBOX
from register.letters import (
    ONE_CLICK,
    Letter,
    LetterState,
    cancel_about,
    enqueue,
    forget_echoes,
    has_letter,
    letter_of,
    mark_bounced,
    mark_cancelled,
    return_path,
    sent_lately,
)
from register.outbox import claim, fix, mark_failed, mark_sent, release_expired
from register.rules.letter import LetterKind

SECRET = "planted-secret-of-the-letter"


def put(session, moment, key="k/1", recipient="one@business.kg", about="", **context):
    context = context or {"token": SECRET}
    kind = LetterKind.INVITATION
    return enqueue(session, moment, kind, key, recipient, "ru", context, about=about)


def later(moment, **passed):
    return replace(moment, now=moment.now + timedelta(**passed))


def only(session) -> Letter:
    return session.scalars(sa.select(Letter)).one()


@pytest.fixture
def waiting(engine, moment):
    """One letter in the outbox."""
    with transaction(engine) as session:
        put(session, moment)


@pytest.fixture
def claimed(engine, moment, waiting):
    """The letter claimed, with its bytes fixed."""
    with transaction(engine) as session:
        (letter,) = claim(session, moment, 10)
        fix(letter, moment, "<1@achyk.kg>", SECRET.encode())


def test_a_letter_with_a_key_that_was_used_is_not_put_in_again(engine, moment, waiting):
    with transaction(engine) as session:
        assert put(session, later(moment, hours=1), recipient="other@business.kg") is False
        assert put(session, moment, key="k/2") is True
        assert has_letter(session, "k/1")
        assert not has_letter(session, "k/3")
    with reading(engine) as session:
        assert session.scalar(sa.select(Letter.recipient).filter_by(key="k/1")) == "one@business.kg"


def test_what_a_letter_says_lies_sealed_in_the_database(engine, moment, claimed):
    with reading(engine) as session:
        stored = b"".join(
            value for value in session.execute(sa.select(Letter.__table__)).one()
            if isinstance(value, bytes)
        )  # fmt: skip
        letter = only(session)
        assert letter.read_context(moment.keys) == {"token": SECRET}
        assert letter.read_content(moment.keys) == SECRET.encode()
    assert len(stored) > len(SECRET) * 2
    assert SECRET.encode() not in stored


@pytest.mark.parametrize("fate", ["sent", "failed", "cancelled", "bounced"])
def test_a_letter_that_has_come_to_its_end_holds_nothing_any_more(engine, moment, claimed, fate):
    """trust.md: what could link a business with its answers is wiped."""
    with transaction(engine) as session:
        letter = only(session)
        if fate == "sent":
            mark_sent(session, moment, letter, "250 queued as 1")
        elif fate == "failed":
            mark_failed(letter, moment, "refused: 554", "5.7.0")
        elif fate == "cancelled":
            mark_cancelled(letter, "answered")
        else:
            mark_bounced(letter, "5.1.1")
    with reading(engine) as session:
        letter = only(session)
        assert letter.state.value == fate
        assert (letter.context, letter.content) == (None, None)
        assert letter.read_context(moment.keys) == {}
        assert letter.read_content(moment.keys) is None
        assert letter.sent_at == (moment.now if fate == "sent" else None)
    with transaction(engine) as session:
        assert claim(session, later(moment, days=9), 10) == []
        assert release_expired(session, later(moment, days=9)) == 0


def test_letters_about_a_thing_are_cancelled_and_those_gone_stay_gone(engine, moment):
    with transaction(engine) as session:
        put(session, moment, key="1", about="invitation/a")
        put(session, later(moment, seconds=1), key="2", about="invitation/a")
        put(session, later(moment, seconds=2), key="3", about="invitation/b")
        (first,) = claim(session, moment, 1)
        mark_sent(session, moment, first, "250 ok")
        cancel_about(session, "invitation/a", "answered")
    with reading(engine) as session:
        states = dict(session.execute(sa.select(Letter.key, Letter.state)).all())
        assert states == {
            "1": LetterState.SENT,
            "2": LetterState.CANCELLED,
            "3": LetterState.WAITING,
        }
        kept = session.scalars(sa.select(Letter.key).where(Letter.context.is_not(None))).all()
        assert kept == ["3"]


def test_letters_are_counted_by_recipient_and_kind_over_a_day(engine, moment, waiting):
    """LP2."""
    kind = LetterKind.INVITATION
    with transaction(engine) as session:
        put(session, later(moment, hours=1), key="k/2")
        put(session, moment, key="k/3", recipient="two@business.kg")
    with reading(engine) as session:
        at = [
            sent_lately(session, later(moment, hours=h), "one@business.kg", kind)
            for h in (2, 24.5, 26)
        ]
        assert at == [2, 1, 0]
        assert sent_lately(session, moment, "one@business.kg", LetterKind.ECHO) == 0


@pytest.mark.parametrize("end", ["sent", "failed", "cancelled", "bounced"])
def test_an_echo_forgets_to_whom_it_went_however_it_ended(engine, moment, end):
    """An address beside the minute of an answer would join a business with its response."""
    with transaction(engine) as session:
        enqueue(session, moment, LetterKind.ECHO, "k/1", "one@business.kg", "ru", {})
        (letter,) = claim(session, moment, 1)
        ends = {
            "sent": lambda: mark_sent(session, moment, letter, "250 ok"),
            "failed": lambda: mark_failed(letter, moment, "refused"),
            "cancelled": lambda: mark_cancelled(letter, "no longer wanted"),
            "bounced": lambda: mark_bounced(letter, "5.1.1"),
        }
        ends[end]()
    with transaction(engine) as session:
        forget_echoes(session, later(moment, days=1))
        assert only(session).recipient != ""
        forget_echoes(session, later(moment, days=3))
    with reading(engine) as session:
        assert only(session).recipient == ""


def test_a_return_path_is_ours_only_with_our_signature(moment):
    """TR7: bounces act only with a valid signed return path."""
    letter_id = "a" * 16
    signed = return_path(letter_id, moment.keys)
    assert letter_of(signed, moment.keys) == letter_id
    assert len(f"bounces+{signed}") <= 64  # a local part is not longer (RFC 5321)
    forged = ["", letter_id, "b" + signed[1:], signed[:-1], signed[:-1] + "!", signed + "a"]
    assert [letter_of(text, moment.keys) for text in forged] == [None] * len(forged)


def test_a_signature_for_one_purpose_serves_no_other(moment):
    signed = return_path("a" * 16, moment.keys)
    assert letter_of(signed, moment.keys, ONE_CLICK) is None


def test_the_context_is_opened_by_the_key_of_the_outbox_alone(engine, moment, waiting):
    with reading(engine) as session:
        context = only(session).context
    assert SECRET.encode() in moment.keys.unseal(OUTBOX, context)
