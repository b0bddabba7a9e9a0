"""Runs: a period has one turn, every run says how it ended, and one that died is taken over."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from register.database import reading, transaction
from register.runs import (
    DEATHS,
    LEASE,
    Run,
    RunState,
    begin_run,
    begin_scheduled,
    extend,
    finish_run,
    give_up,
    had_turn,
    has_dead,
    last_runs,
    newest_start,
    take_over,
)

SECOND = timedelta(seconds=1)


def later(moment, delay: timedelta):
    return replace(moment, now=moment.now + delay)


def at_once(count: int, work) -> None:
    """Call `work` from many threads, as near to the same instant as can be."""
    together = threading.Barrier(count)

    def go() -> None:
        together.wait()
        work()

    threads = [threading.Thread(target=go) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def begun(engine, moment, job: str = "send", period: str = "1"):
    with transaction(engine) as session:
        return begin_run(session, moment, job, period)


def taken(engine, moment, job: str = "send"):
    with transaction(engine) as session:
        return take_over(session, moment, job)


def only_run(engine) -> Run:
    with reading(engine) as session:
        return session.scalars(sa.select(Run)).one()


def test_a_period_of_a_job_is_run_once(engine, moment):
    """SC1."""
    with transaction(engine) as session:
        first = begin_run(session, moment, "send", "2026-07-20T04:00Z")
        assert first is not None
        assert begin_run(session, moment, "send", "2026-07-20T04:00Z") is None
        assert begin_run(session, moment, "fetch", "2026-07-20T04:00Z") is not None
        assert begin_run(session, moment, "send", "2026-07-20T04:01Z") is not None
        assert had_turn(session, "send", "2026-07-20T04:00Z")
        assert not had_turn(session, "send", "2026-07-20T04:02Z")


def test_of_many_that_ask_for_a_turn_at_once_one_gets_it(engine, moment):
    """SC1: the database decides, not the asking process."""
    got = []

    def ask() -> None:
        for period in range(5):
            got.append((period, begun(engine, moment, period=str(period))))

    at_once(6, ask)
    assert len(got) == 30
    assert sorted(period for period, turn in got if turn) == [0, 1, 2, 3, 4]


def test_a_run_that_goes_on_is_told_from_one_that_ended(engine, moment):
    begun(engine, moment)
    run = only_run(engine)
    assert (run.state, run.finished_at) == (RunState.RUNNING, None)
    assert (run.attempts, run.covers, run.lease_until) == (1, 0, moment.now + LEASE)


def test_the_end_of_a_run_is_recorded_with_its_counts_or_its_trouble(engine, moment):
    over = later(moment, 5 * SECOND)
    with transaction(engine) as session:
        good = begin_run(session, moment, "send", "1")
        bad = begin_run(session, moment, "fetch", "1")
        assert finish_run(session, over, good, {"sent": 3})
        assert finish_run(session, over, bad, {}, "x" * 5000)
    with reading(engine) as session:
        runs = {run.job: run for run in session.scalars(sa.select(Run))}
        sent, failed = runs["send"], runs["fetch"]
        assert (sent.state, sent.counts, sent.trouble) == (RunState.DONE, {"sent": 3}, "")
        assert (sent.started_at, sent.finished_at) == (moment.now, over.now)
        assert (failed.state, failed.trouble) == (RunState.FAILED, "x" * 1000)
        assert {run.lease_until for run in runs.values()} == {None}


@pytest.mark.parametrize(
    ("since", "dead"),
    [
        (LEASE - SECOND, False),
        (LEASE + SECOND, True),
        (timedelta(days=3), True),
        (-LEASE + SECOND, False),  # two machines' clocks differ a little
        (timedelta(hours=-1), True),  # the clock was set back: the lease says nothing any more
        (timedelta(days=-365), True),
    ],
)
def test_a_run_is_dead_when_its_lease_is_over_or_cannot_be_true(engine, moment, since, dead):
    """SC3: a clock set back keeps no run from being taken over."""
    begun(engine, moment)
    now = later(moment, since)
    with reading(engine) as session:
        assert has_dead(session, now.now, "send") is dead
        assert not has_dead(session, now.now, "fetch")
    assert (taken(engine, now) is not None) is dead
    assert only_run(engine).attempts == 1 + dead


def test_a_run_that_an_earlier_version_left_without_a_lease_is_dead(engine, moment):
    begun(engine, moment)
    with transaction(engine) as session:
        session.execute(sa.update(Run).values(lease_until=None))
    assert taken(engine, moment) is not None


def test_what_ended_is_never_taken_over(engine, moment):
    with transaction(engine) as session:
        for job, trouble in (("send", ""), ("fetch", "no")):
            finish_run(session, moment, begin_run(session, moment, job, "1"), {}, trouble)
    late = later(moment, timedelta(days=1))
    assert [taken(engine, late, job) for job in ("send", "fetch")] == [None, None]


def test_of_two_that_take_over_one_wins(engine, moment):
    """SC1."""
    begun(engine, moment)
    late, got = later(moment, 2 * LEASE), []
    at_once(6, lambda: got.append(taken(engine, late)))
    (turn,) = [one for one in got if one]
    assert (turn.period, turn.attempts) == ("1", 2)
    assert only_run(engine).lease_until == late.now + LEASE


def test_the_oldest_that_died_is_taken_over_first(engine, moment):
    for minute in (2, 0, 1):
        begun(engine, later(moment, timedelta(minutes=minute)), period=str(minute))
    late = later(moment, timedelta(days=1))
    assert [taken(engine, late).period for _ in range(3)] == ["0", "1", "2"]
    assert taken(engine, late) is None


def test_a_run_that_shows_it_goes_on_is_left_alone(engine, moment):
    turn = begun(engine, moment)
    half = later(moment, LEASE / 2)
    with transaction(engine) as session:
        assert extend(session, half, turn)
    assert taken(engine, later(moment, LEASE + SECOND)) is None
    assert taken(engine, later(half, LEASE + SECOND)) is not None


def test_who_lost_the_run_can_neither_extend_nor_end_it(engine, moment):
    """SC1: a process that was only asleep must not undo what its successor recorded."""
    first = begun(engine, moment)
    late = later(moment, 2 * LEASE)
    second = taken(engine, late)
    with transaction(engine) as session:
        assert not extend(session, late, first)
        assert not finish_run(session, late, first, {"sent": 1}, "no")
        assert finish_run(session, late, second, {"sent": 2})
        assert not finish_run(session, late, second, {"sent": 3})
    run = only_run(engine)
    assert (run.state, run.counts, run.trouble) == (RunState.DONE, {"sent": 2}, "")


def test_a_run_that_kills_its_process_each_time_is_given_up_and_says_so(engine, moment):
    begun(engine, moment)
    now = moment
    for _ in range(DEATHS - 1):
        now = later(now, 2 * LEASE)
        with transaction(engine) as session:
            assert give_up(session, now, "send") == []
        assert taken(engine, now) is not None
    with transaction(engine) as session:
        assert give_up(session, now, "send") == []  # the last attempt goes on
        now = later(now, 2 * LEASE)
        assert give_up(session, now, "fetch") == []
        assert give_up(session, now, "send") == ["1"]
    run = only_run(engine)
    assert (run.state, run.finished_at) == (RunState.FAILED, now.now)
    assert run.trouble.startswith("its process ended 5 times")
    assert taken(engine, later(now, 2 * LEASE)) is None


def scheduled(engine, moment, period: str, count=lambda before: 7):
    with transaction(engine) as session:
        return begin_scheduled(session, moment, "send", period, count)


def test_a_run_says_how_many_missed_periods_it_makes_good(engine, moment):
    asked = []
    scheduled(engine, moment, "2026-07-20T04:00Z", lambda before: asked.append(before) or 1)
    assert asked == []  # there was no period before: a new installation has missed none
    begun(engine, later(moment, SECOND), period="2026-07-20T04:05:09.123456+00:00")  # a person's
    late = later(moment, timedelta(minutes=10))
    scheduled(engine, late, "2026-07-20T04:10Z", lambda before: asked.append(before) or 9)
    assert asked == ["2026-07-20T04:00Z"]
    with reading(engine) as session:
        covers = dict(session.execute(sa.select(Run.period, Run.covers)).all())
    assert covers == {
        "2026-07-20T04:00Z": 0,
        "2026-07-20T04:05:09.123456+00:00": 0,
        "2026-07-20T04:10Z": 9,
    }


def test_a_period_that_a_later_one_has_made_good_has_no_turn_any_more(engine, moment):
    late = later(moment, timedelta(minutes=10))
    assert scheduled(engine, late, "2026-07-20T04:10Z") is not None
    assert scheduled(engine, later(late, SECOND), "2026-07-20T04:09Z") is None
    assert scheduled(engine, later(late, SECOND), "2026-07-20T04:10Z") is None
    assert scheduled(engine, later(late, SECOND), "2026-07-20T04:11Z") is not None


def test_runs_of_a_time_when_the_clock_was_ahead_stop_nothing(engine, moment):
    """SC3: a clock that once stood a year ahead must not halt the schedule for a year."""
    ahead = later(moment, timedelta(days=365))
    assert scheduled(engine, ahead, "2027-07-20T04:00Z") is not None
    assert scheduled(engine, moment, "2026-07-20T04:00Z") is not None
    with reading(engine) as session:
        assert newest_start(session) == ahead.now


def test_of_many_schedulers_none_makes_good_what_another_runs(engine, moment):
    """SC1: each period has one run or is covered by one, however they interleave."""
    periods = [f"2026-07-20T04:{minute:02d}Z" for minute in range(20)]
    scheduled(engine, moment, periods[0])
    late = later(moment, SECOND)
    left = iter(periods[1:] * 3)

    def ask() -> None:
        for period in left:
            scheduled(engine, late, period, lambda b, p=period: int(p[14:16]) - int(b[14:16]) - 1)

    at_once(4, ask)
    with reading(engine) as session:
        runs = session.scalars(sa.select(Run)).all()
    assert len(runs) + sum(run.covers for run in runs) == len(periods)


def test_the_last_run_of_each_job_is_shown(engine, moment):
    for minute, job in ((0, "send"), (1, "send"), (0, "fetch")):
        begun(engine, later(moment, timedelta(minutes=minute)), job, str(minute))
    with reading(engine) as session:
        assert [(run.job, run.period) for run in last_runs(session)] == [
            ("fetch", "0"),
            ("send", "1"),
        ]
