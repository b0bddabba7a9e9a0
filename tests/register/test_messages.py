"""Messages: each delivery once, three attempts, then a person must look."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from config.trouble import Trouble
from register.bodies import Role, add_officer
from register.database import reading, transaction
from register.letters import Letter
from register.messages import (
    ATTEMPTS,
    LEASE,
    Held,
    Message,
    MessageState,
    begin_attempt,
    end_attempt,
    held_messages,
    hold,
    is_duplicate,
    lock_new,
    mark_done,
    mark_duplicate,
    new_messages,
    record_message,
)
from register.placing import place_again, place_aside
from register.rules.letter import LetterKind


def arrive(session, moment, uid="1", mailbox="imap://a@h", uidvalidity="7", sameness="s1"):
    place, original = (mailbox, uidvalidity, uid), ("2026-Q3", "d" * 64)
    return record_message(session, place, original, sameness, moment.now)


def only(session) -> Message:
    return session.scalars(sa.select(Message)).one()


@pytest.fixture
def arrived(engine, moment) -> int:
    """One new message; its id."""
    with transaction(engine) as session:
        arrive(session, moment)
    with reading(engine) as session:
        return only(session).id


def test_a_place_in_a_mailbox_is_recorded_once(engine, moment, arrived):
    """ML2: mailbox, uidvalidity and uid are unique together, and only together."""
    with transaction(engine) as session:
        assert arrive(session, moment) is False
        assert arrive(session, moment, uid="2") is True
        assert arrive(session, moment, uidvalidity="8") is True
        assert arrive(session, moment, mailbox="imap://b@h") is True
        assert len(new_messages(session, moment, 10)) == 4


def test_new_messages_come_oldest_first_and_no_more_than_asked_for(engine, moment):
    with transaction(engine) as session:
        for uid in "123":
            arrive(session, moment, uid=uid)
        ids = new_messages(session, moment, 2)
        assert len(ids) == 2
        assert list(ids) == sorted(ids)


def weighed(vault, digest) -> int:
    """The length of every original."""
    return 1234


def later(moment, attempt):
    """When the lease of the attempts before is over."""
    return replace(moment, now=moment.now + attempt * (LEASE + timedelta(seconds=1)))


def test_a_poison_mail_is_held_after_three_attempts(engine, moment, arrived):
    """ML6: the attempt is counted before it is made, so that one that kills the process counts."""
    for attempt in range(1, 4):
        with transaction(engine) as session:
            message = begin_attempt(session, later(moment, attempt), arrived, weighed)
            assert message is not None
            assert message.attempts == attempt
    with transaction(engine) as session:
        assert begin_attempt(session, later(moment, 4), arrived, weighed) is None
        assert begin_attempt(session, later(moment, 5), arrived, weighed) is None
    with reading(engine) as session:
        message = only(session)
        assert (message.state, message.attempts) == (MessageState.HELD, ATTEMPTS)
        assert message.reason == Held.UNREADABLE.value
        assert new_messages(session, later(moment, 6), 10) == []


def test_a_mail_in_one_process_s_hands_is_left_alone_by_the_others(engine, moment, arrived):
    """ML8: four processes that look at one healthy mail at once must not use up its attempts."""
    with transaction(engine) as session:
        assert begin_attempt(session, moment, arrived, weighed) is not None
        assert begin_attempt(session, moment, arrived, weighed) is None
        assert new_messages(session, moment, 10) == []
        assert only(session).attempts == 1


@pytest.mark.parametrize(
    ("ahead", "offered"),
    [
        (timedelta(), False),
        (2 * LEASE, False),  # a small step back, as time servers make them
        (2 * LEASE + timedelta(seconds=1), True),
        (timedelta(days=300), True),
    ],
)
def test_a_mail_taken_in_hand_by_a_clock_that_was_ahead_is_offered_again(
    engine, moment, arrived, ahead, offered
):
    """SC3: else the mail, its thread and the quarterly report wait until the clock is there."""
    with transaction(engine) as session:
        only(session).lease_until = moment.now + ahead
    with transaction(engine) as session:
        assert list(new_messages(session, moment, 10)) == ([arrived] if offered else [])
        taken = begin_attempt(session, moment, arrived, weighed)
        assert (taken is not None) is offered
        if taken is not None:
            assert taken.lease_until == moment.now + LEASE


@pytest.mark.parametrize(("counts", "attempts"), [(True, 1), (False, 0)])
def test_a_failing_world_uses_up_no_attempt_of_a_mail(engine, moment, arrived, counts, attempts):
    """ML9: a full disk is not the mail's fault; what broke the reader is."""
    with transaction(engine) as session:
        begin_attempt(session, moment, arrived, weighed)
        end_attempt(session, arrived, counts=counts)
        assert (only(session).attempts, only(session).lease_until) == (attempts, None)
        assert begin_attempt(session, moment, arrived, weighed) is not None


def test_what_is_placed_is_not_attempted_or_locked_again(engine, moment, arrived):
    with transaction(engine) as session:
        message = lock_new(session, arrived)
        assert message is not None
        mark_done(message, "reply")
    with transaction(engine) as session:
        assert begin_attempt(session, moment, arrived, weighed) is None
        assert lock_new(session, arrived) is None
        assert begin_attempt(session, moment, arrived + 99, weighed) is None
        assert lock_new(session, arrived + 99) is None


def use_up(engine, moment, message_id, size=weighed) -> None:
    """Every attempt dies with its process; then the next one looks at it once more."""
    for attempt in range(1, ATTEMPTS + 2):
        with transaction(engine) as session:
            begin_attempt(session, later(moment, attempt), message_id, size)


def poison_letters(engine) -> list[Letter]:
    with reading(engine) as session:
        notices = sa.select(Letter).where(Letter.kind == LetterKind.POISON_MAIL)
        return list(session.scalars(notices.order_by(Letter.key)))


@pytest.fixture
def administrators(engine) -> None:
    """Two of them, in two languages."""
    with transaction(engine) as session:
        add_officer(session, "a@economy.kg", Role.ADMINISTRATOR, "GETI", None, "", "ky")
        add_officer(session, "b@economy.kg", Role.ADMINISTRATOR, "GETI", None, "", "en")


@pytest.mark.parametrize("size", [1234, None])
def test_each_administrator_hears_once_of_a_poison_mail(
    engine, moment, arrived, administrators, size
):
    """ML6: in the commit that holds it; placed again and failing again, it is not told again."""
    use_up(engine, moment, arrived, lambda vault, digest: size)
    told = poison_letters(engine)
    assert [(one.key, one.language) for one in told] == [
        (f"poison/{arrived}/a@economy.kg", "ky"),
        (f"poison/{arrived}/b@economy.kg", "en"),
    ]
    facts = {"number": arrived, "arrived_on": "2026-07-20", "size": size}
    assert told[0].read_context(moment.keys) == facts
    with transaction(engine) as session:
        place_again(session, moment, arrived)
    use_up(engine, moment, arrived)
    with reading(engine) as session:
        assert only(session).state is MessageState.HELD
    assert len(poison_letters(engine)) == 2


def test_a_poison_mail_is_held_also_where_nobody_is_to_be_told(engine, moment, arrived):
    """ML6."""
    use_up(engine, moment, arrived)
    with reading(engine) as session:
        assert only(session).state is MessageState.HELD
    assert poison_letters(engine) == []


def test_a_message_placed_again_has_all_its_attempts(engine, moment, arrived):
    use_up(engine, moment, arrived)
    with transaction(engine) as session:
        place_again(session, later(moment, 9), arrived)
    with transaction(engine) as session:
        message = begin_attempt(session, later(moment, 9), arrived, weighed)
        assert message is not None
        assert (message.attempts, message.reason, message.kind) == (1, "", "")
        assert (message.placed, message.placed_at) == ("again", later(moment, 9).now)


def test_a_message_laid_aside_leaves_the_held_ones_and_keeps_why(engine, moment, arrived):
    with transaction(engine) as session:
        hold(session.get_one(Message, arrived), Held.OTHER, "other")
    with transaction(engine) as session:
        place_aside(session, moment, arrived, " an  advertisement\n")
    with reading(engine) as session:
        assert held_messages(session) == []
        message = only(session)
        assert (message.state, message.placed) == (MessageState.ASIDE, "aside: an advertisement")
        assert message.placed_at == moment.now
        assert new_messages(session, moment, 10) == []


@pytest.mark.parametrize("why", ["", " \n", "x" * 194])
def test_why_a_message_is_laid_aside_is_said_in_one_short_line(engine, moment, arrived, why):
    with transaction(engine) as session:
        hold(session.get_one(Message, arrived), Held.OTHER)
    with pytest.raises(Trouble, match="say why in 1 to 193 characters"), transaction(engine) as s:
        place_aside(s, moment, arrived, why)
    with reading(engine) as session:
        assert only(session).state is MessageState.HELD


@pytest.mark.parametrize("state", ["new", "done", "aside", "missing"])
def test_only_what_is_held_can_be_placed(engine, moment, arrived, state):
    with transaction(engine) as session:
        message = session.get_one(Message, arrived)
        if state == "done":
            mark_done(message, "reply")
        if state == "aside":
            hold(message, Held.OTHER)
            place_aside(session, moment, arrived, "spam")
    number = arrived + 9 if state == "missing" else arrived
    says = f"no held message {number}; see achyk held list"
    with pytest.raises(Trouble, match=says), transaction(engine) as session:
        place_again(session, moment, number)
    with pytest.raises(Trouble, match=says), transaction(engine) as session:
        place_aside(session, moment, number, "twice")


def test_every_reason_says_what_to_do_and_one_that_is_not_known_any_more_too():
    assert len({reason.says for reason in Held}) == len(Held)
    assert Message(reason="older-reason").held is Held.OTHER
    assert Message(reason="bad-key").held is Held.BAD_KEY


@pytest.mark.parametrize(
    ("first", "duplicate"),
    [("done", True), ("held", True), ("aside", True), ("new", False), ("duplicate", False)],
)
def test_a_second_delivery_is_a_duplicate_once_the_first_has_had_its_effect(
    engine, moment, arrived, first, duplicate
):
    with transaction(engine) as session:
        message = session.get_one(Message, arrived)
        if first == "done":
            mark_done(message, "reply")
        elif first == "held":
            hold(message, Held.UNMATCHED, "reply")
        elif first == "aside":
            hold(message, Held.UNMATCHED, "reply")
            place_aside(session, moment, arrived, "spam")
        elif first == "duplicate":
            mark_duplicate(message, "reply")
        arrive(session, moment, uid="2")
        arrive(session, moment, uid="3", sameness="other")
        second, third = session.scalars(
            sa.select(Message).where(Message.uid != "1").order_by(Message.uid)
        )
        assert is_duplicate(session, second) is duplicate
        assert is_duplicate(session, third) is False
        assert is_duplicate(session, message) is False  # not of itself


def test_held_mail_is_listed_oldest_first_with_its_reason(engine, moment):
    with transaction(engine) as session:
        for uid in "12":
            arrive(session, moment, uid=uid, sameness=uid)
        for message in session.scalars(sa.select(Message).order_by(Message.id.desc())):
            hold(message, Held.APPEAL, "appeal")
    with reading(engine) as session:
        assert [(m.uid, m.reason, m.kind) for m in held_messages(session)] == [
            ("1", "appeal", "appeal"),
            ("2", "appeal", "appeal"),
        ]
