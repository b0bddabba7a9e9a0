"""A register that was put back knows what is in doubt, and when that is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from register.database import reading, transaction
from register.letters import Letter, LetterState, enqueue
from register.messages import Message, MessageState, new_messages, record_message
from register.restorations import (
    Restoration,
    begin_restoration,
    free_messages,
    give_up_originals,
    last_activity,
    last_fetch,
    lost_since,
    settle,
    unsettled,
)
from register.rules.letter import LetterKind
from register.runs import Run, RunState, begin_run, finish_run


def write(engine, moment, key: str, kind=LetterKind.RECEIVED, state=LetterState.WAITING) -> None:
    with transaction(engine) as session:
        enqueue(session, moment, kind, key, "a@b.kg", "ru", {})
        letter = session.scalars(sa.select(Letter).filter_by(key=key)).one()
        letter.state = state
        letter.lease_until = moment.now if state is LetterState.SENDING else None


def letters(engine) -> dict[str, Letter]:
    with reading(engine) as session:
        return {letter.key: letter for letter in session.scalars(sa.select(Letter))}


def later(moment, **span):
    return replace(moment, now=moment.now + timedelta(**span))


@pytest.mark.parametrize(
    ("state", "doubted"),
    [(state, state.value in ("waiting", "sending", "unknown")) for state in LetterState],
)
def test_every_open_letter_is_in_doubt_and_no_other(engine, moment, state, doubted):
    """ML7: it may have gone in the lost time, at the earliest when the backup was taken."""
    write(engine, moment, "one", state=state)
    restored = later(moment, days=2)
    with transaction(engine) as session:
        begin_restoration(session, restored, moment.now)
    letter = letters(engine)["one"]
    if doubted:
        assert (letter.state, letter.handed_at) == (LetterState.UNKNOWN, moment.now)
        assert (letter.lease_until, letter.not_before) == (None, restored.now)
    else:
        assert (letter.state, letter.handed_at) == (state, None)


def test_a_run_that_went_on_when_the_backup_was_taken_has_failed(engine, moment):
    with transaction(engine) as session:
        begin_run(session, moment, "backup", "p")
        begin_restoration(session, later(moment, hours=1), moment.now)
    with reading(engine) as session:
        run = session.scalars(sa.select(Run)).one()
    assert (run.state, run.lease_until) == (RunState.FAILED, None)
    assert "put back from a backup" in run.trouble


def test_what_waits_when_it_is_settled_is_flagged_whatever_the_clock_says(engine, moment):
    """A new machine's clock may be wrong: what counts is that nothing else can wait."""
    write(engine, moment, "doubted")
    with transaction(engine) as session:
        begin_restoration(session, later(moment, days=2), moment.now)
    early = later(moment, days=-300)
    write(engine, early, "unmatched", LetterKind.UNMATCHED_REPLY)
    write(engine, later(early, minutes=1), "invitation")
    with reading(engine) as session:
        assert unsettled(session).taken_at == moment.now
    with transaction(engine) as session:
        assert settle(session, later(early, minutes=2)) == 2
    found = letters(engine)
    assert {key: one.repeats for key, one in found.items()} == {
        "doubted": 0,
        "unmatched": 1,
        "invitation": 1,
    }
    assert found["unmatched"].not_before > found["invitation"].not_before
    write(engine, later(moment, days=3), "afterwards")
    with reading(engine) as session:
        assert unsettled(session) is None
        since = {key: lost_since(session, one) for key, one in letters(engine).items()}
    assert since["invitation"] == since["unmatched"] == moment.now
    assert since["doubted"] is since["afterwards"] is None
    with transaction(engine) as session:
        assert settle(session, later(moment, days=4)) == 1  # never called without a restoration
        assert (
            session.scalars(sa.select(Restoration)).one().settled_at == later(early, minutes=2).now
        )


def test_a_letter_sent_again_without_a_restoration_says_nothing(engine, moment):
    write(engine, moment, "one")
    with transaction(engine) as session:
        letter = session.scalars(sa.select(Letter)).one()
        letter.repeats = 1
        assert lost_since(session, letter) is None


def test_messages_come_out_of_the_hands_of_the_dead(engine, moment):
    with transaction(engine) as session:
        record_message(session, ("m", "v", "1"), ("v", "d"), "s", moment.now)
        message = session.scalars(sa.select(Message)).one()
        message.lease_until = moment.now + timedelta(minutes=15)
    with transaction(engine) as session:
        assert list(new_messages(session, moment, 9)) == []
        free_messages(session)
        assert len(new_messages(session, moment, 9)) == 1


@pytest.mark.parametrize("state", list(MessageState))
def test_only_a_new_message_is_given_up(engine, moment, state):
    with transaction(engine) as session:
        record_message(session, ("m", "v", "1"), ("v", "d"), "s", moment.now)
        message = session.scalars(sa.select(Message)).one()
        message.state = state
        number = message.id
    with transaction(engine) as session:
        give_up_originals(session, [number, 99_999])
    with reading(engine) as session:
        message = session.get_one(Message, number)
    is_new = state is MessageState.NEW
    assert message.state is (MessageState.HELD if is_new else state)
    assert message.reason == ("unreadable" if is_new else "")


def test_the_last_good_fetch_before_a_moment_is_found(engine, moment):
    with transaction(engine) as session:
        assert last_fetch(session, moment.now) is None
        assert last_activity(session) is None
    for hours, job, trouble in (
        (1, "fetch", ""),
        (2, "fetch", "down"),
        (3, "send", ""),
        (9, "fetch", ""),
    ):
        with transaction(engine) as session:
            turn = begin_run(session, later(moment, hours=hours), job, str(hours))
            finish_run(session, later(moment, hours=hours), turn, {}, trouble)
    with transaction(engine) as session:
        assert last_fetch(session, later(moment, hours=8).now) == later(moment, hours=1).now
        assert last_activity(session) == later(moment, hours=9).now
