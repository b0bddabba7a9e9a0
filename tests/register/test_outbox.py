"""The way out of the outbox: claimed by one, handed over, marked; nothing lost when a run dies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from register.database import reading, transaction
from register.letters import Letter, LetterState, cancel_about, enqueue, mark_bounced
from register.outbox import (
    LEASE,
    PAUSE,
    claim,
    fix,
    handed_since,
    mark_found,
    mark_handed,
    mark_missing,
    mark_retry,
    mark_sent,
    mark_unknown,
    postpone,
    release_expired,
    still_ours,
    unknown_due,
    waiting_ahead,
)
from register.rules.letter import LetterKind
from register.rules.retry import ATTEMPTS, LATEST

SECRET = b"planted-secret-of-the-letter"


def put(session, moment, key="k/1", recipient="one@business.kg", about=""):
    kind, context = LetterKind.INVITATION, {"token": "t"}
    assert enqueue(session, moment, kind, key, recipient, "ru", context, about=about)


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
def claimed(engine, moment, waiting) -> Letter:
    """The letter claimed, with its bytes fixed."""
    with transaction(engine) as session:
        (letter,) = claim(session, moment, 10)
        fix(letter, moment, "<1@achyk.kg>", SECRET)
    return letter


@pytest.fixture
def handed(engine, moment, claimed) -> Letter:
    """The letter as it is when a server hears of it."""
    with transaction(engine) as session:
        assert mark_handed(session, moment, claimed)
    return claimed


def released(engine, moment) -> int:
    with transaction(engine) as session:
        return release_expired(session, moment)


def test_a_claimed_letter_is_nobody_elses(engine, moment, claimed):
    """ML3: claimed, under a lease, and no server has heard of it."""
    with transaction(engine) as session:
        assert claim(session, later(moment, minutes=1), 10) == []
        letter = only(session)
        assert (letter.state, letter.lease_until) == (LetterState.SENDING, moment.now + LEASE)
        assert letter.handed_at is None


def test_letters_are_claimed_oldest_first_as_many_as_asked_for(engine, moment):
    with transaction(engine) as session:
        for number in (3, 1, 2):
            put(session, later(moment, seconds=number), key=f"k/{number}")
    now = later(moment, seconds=10)
    with transaction(engine) as session:
        assert [letter.key for letter in claim(session, now, 2)] == ["k/1", "k/2"]
    with transaction(engine) as session:
        assert [letter.key for letter in claim(session, now, 2)] == ["k/3"]


def test_a_letter_no_server_heard_of_waits_again_when_its_run_died(engine, moment, claimed):
    """ML3: it certainly did not go, so it is no repeat, and its bytes stay as they are."""
    at_the_end, over = later(moment, minutes=15), later(moment, minutes=15, seconds=1)
    assert released(engine, at_the_end) == 0
    with reading(engine) as session:
        assert only(session).state is LetterState.SENDING
    assert released(engine, over) == 0
    with transaction(engine) as session:
        (again,) = claim(session, over, 10)
        assert (again.repeats, again.attempts) == (0, 0)
        assert again.read_content(moment.keys) == SECRET


def test_a_letter_handed_over_by_a_run_that_died_is_of_unknown_fate(engine, moment, handed):
    """ML3: never claimed directly; looked up, and only then sent again, byte for byte, flagged."""
    over = later(moment, minutes=15, seconds=1)
    assert released(engine, later(moment, minutes=15)) == 0
    assert released(engine, over) == 1
    with transaction(engine) as session:
        assert claim(session, over, 10) == []
        (letter,) = unknown_due(session, over, 10)
        assert (letter.repeats, letter.attempts) == (0, 1)
        mark_missing(letter, over)
    with transaction(engine) as session:
        (again,) = claim(session, over, 10)
        assert (again.repeats, again.message_id) == (1, "<1@achyk.kg>")
        assert again.read_content(moment.keys) == SECRET
        assert again.handed_at is None


def test_a_lease_begins_anew_when_the_letter_is_handed_over(engine, moment, claimed):
    with transaction(engine) as session:
        assert mark_handed(session, later(moment, minutes=14), claimed)
    assert released(engine, later(moment, minutes=16)) == 0
    assert released(engine, later(moment, minutes=30)) == 1


def test_who_is_too_slow_has_no_letter_any_more(engine, moment, claimed):
    """ML3: the lease is over and another run has it: two must not send it."""
    over = later(moment, minutes=16)
    released(engine, over)
    with transaction(engine) as session:
        (again,) = claim(session, over, 10)
    with transaction(engine) as session:
        assert not mark_handed(session, over, claimed)
        assert still_ours(session, claimed) is None
        assert only(session).lease_until == again.lease_until
        assert mark_handed(session, over, again)


def test_a_lease_from_a_clock_that_was_ahead_ends_at_once(engine, moment, handed):
    """SC3: the clock was a day ahead and has been set back."""
    assert released(engine, later(moment, seconds=-60)) == 0  # small steps happen every day
    back = replace(moment, now=moment.now - LEASE - timedelta(seconds=1))
    assert released(engine, back) == 1


def test_a_waiting_time_from_a_clock_that_was_ahead_is_over_at_once(engine, moment, waiting):
    """SC3."""
    back = replace(moment, now=moment.now - LATEST)
    released(engine, back)
    with transaction(engine) as session:
        assert claim(session, back, 10) == []
    back = later(back, seconds=-1)
    released(engine, back)
    with transaction(engine) as session:
        assert len(claim(session, back, 10)) == 1


def test_a_letter_put_off_counts_no_attempt(engine, moment, handed):
    with transaction(engine) as session:
        ours = still_ours(session, handed)
        assert ours is not None
        postpone(ours, later(moment, minutes=2).now)
    with transaction(engine) as session:
        assert only(session).handed_at is None
        assert claim(session, later(moment, seconds=119), 10) == []
        (letter,) = claim(session, later(moment, seconds=120), 10)
        assert (letter.attempts, letter.repeats) == (0, 0)


def test_only_what_is_being_sent_is_still_ours(engine, moment, claimed):
    with transaction(engine) as session:
        mark_sent(session, moment, only(session), "250 ok")
        assert still_ours(session, claimed) is None


def test_a_letter_is_tried_again_until_its_attempts_are_used_up(engine, moment, waiting):
    """ML4: every letter ends sent or failed."""
    now, tried = moment, 0
    while tried < 100:
        with transaction(engine) as session:
            letter = only(session)
            if letter.state is LetterState.FAILED:
                break
            assert claim(session, replace(now, now=letter.not_before), 10) == [letter]
            now = replace(now, now=letter.not_before)
            mark_retry(letter, now, "refused: 451")
            assert letter.state is LetterState.FAILED or letter.not_before > now.now
            tried += 1
    assert tried == ATTEMPTS
    with reading(engine) as session:
        assert only(session).trouble == "refused: 451"
        assert only(session).context is None


def test_a_letter_whose_fate_is_never_told_ends_too(engine, moment, waiting):
    """ML4: unknown again and again; it is looked up once more after the last attempt."""
    now, tried = moment, 0
    while tried < 100:
        with transaction(engine) as session:
            if not claim(session, now, 10):
                break
            mark_unknown(only(session), now, "no verdict")
            assert only(session).not_before > now.now
            now = replace(now, now=only(session).not_before)
            mark_missing(only(session), now)
            tried += 1
    assert tried == ATTEMPTS
    with reading(engine) as session:
        letter = only(session)
        assert (letter.state, letter.repeats) == (LetterState.FAILED, ATTEMPTS - 1)
        assert letter.content is None


def test_a_letter_of_uncertain_fate_is_looked_up_after_a_while(engine, moment, handed):
    with transaction(engine) as session:
        mark_unknown(only(session), moment, "no verdict")
    with reading(engine) as session:
        assert unknown_due(session, later(moment, minutes=1), 10) == []
        (letter,) = unknown_due(session, later(moment, minutes=3), 10)
        assert (letter.attempts, letter.repeats, letter.trouble) == (1, 0, "no verdict")


def test_a_letter_that_was_found_is_sent_and_wiped(engine, moment, handed):
    """ML3: proof comes from the log, the copies, or a delivery notice."""
    with transaction(engine) as session:
        mark_unknown(only(session), moment, "no verdict")
        assert mark_found(session, moment, handed.id, "found in a dream")
        assert not mark_found(session, moment, handed.id, "found again")
        assert not mark_found(session, moment, "a" * 16, "found")
    with reading(engine) as session:
        letter = only(session)
        assert (letter.state, letter.trouble) == (LetterState.SENT, "found in a dream")
        assert (letter.context, letter.content, letter.repeats) == (None, None, 0)


@pytest.mark.parametrize("step", ["waiting", "claimed", "handed"])
def test_a_find_that_comes_late_still_prevents_the_second_copy(engine, moment, handed, step):
    """ML3: until a server hears of it again. Then the letter's own verdict decides."""
    with transaction(engine) as session:
        mark_unknown(only(session), moment, "no verdict")
        mark_missing(only(session), moment)
    with transaction(engine) as session:
        again = only(session)
        if step != "waiting":
            (again,) = claim(session, moment, 10)
    with transaction(engine) as session:
        if step == "handed":
            assert mark_handed(session, moment, again)
    with transaction(engine) as session:
        assert mark_found(session, moment, again.id, "found") is (step != "handed")
        assert only(session).repeats == (step == "handed")
        assert mark_handed(session, later(moment, minutes=1), again) is (step == "handed")


@pytest.mark.parametrize("step", ["waiting", "claimed", "handed"])
def test_nothing_is_found_of_a_letter_that_is_on_its_first_way(engine, moment, waiting, step):
    with transaction(engine) as session:
        letter = only(session)
        if step != "waiting":
            claim(session, moment, 10)
        if step == "handed":
            assert mark_handed(session, moment, letter)
        assert not mark_found(session, moment, letter.id, "found")


def test_a_letter_that_came_back_before_it_was_marked_stays_returned(engine, moment, handed):
    with transaction(engine) as session:
        mark_bounced(only(session), "5.1.1")
        mark_sent(session, moment, only(session), "250 ok")
        assert only(session).state is LetterState.BOUNCED


def test_a_letter_that_is_no_longer_wanted_is_not_handed_over(engine, moment):
    with transaction(engine) as session:
        put(session, moment, about="invitation/a")
        (letter,) = claim(session, moment, 10)
    with transaction(engine) as session:
        cancel_about(session, "invitation/a", "answered")
        assert not mark_handed(session, moment, letter)


def test_what_was_handed_over_lately_and_what_waits_is_known_by_domain(engine, moment):
    addresses = ["a@b.kg", "c@B.kg", "d@e.kg", "x@sub.b.kg"]
    with transaction(engine) as session:
        for address in addresses:
            put(session, moment, key=address, recipient=address)
        for letter in claim(session, moment, 10):
            if letter.recipient == "d@e.kg":
                assert mark_handed(session, moment, letter)
            else:
                postpone(letter, moment.now + PAUSE)
    with reading(engine) as session:
        assert waiting_ahead(session, moment, "b.kg") == 2
        assert waiting_ahead(session, later(moment, minutes=3), "b.kg") == 0
        minute = timedelta(minutes=1)
        soon = later(moment, seconds=59)
        assert handed_since(session, soon, minute) == [("d@e.kg", moment.now)]
        assert handed_since(session, later(moment, seconds=60), minute) == []
        assert handed_since(session, later(moment, seconds=-1), minute) == []
