"""Runs: a period has one turn, and every run says how it ended."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from register.database import reading, transaction
from register.runs import Run, RunState, begin_run, finish_run, last_runs


def test_a_period_of_a_job_is_run_once(engine, moment):
    """SC1."""
    with transaction(engine) as session:
        first = begin_run(session, moment, "send", "2026-07-20T04:00Z")
        assert first is not None
        assert begin_run(session, moment, "send", "2026-07-20T04:00Z") is None
        assert begin_run(session, moment, "fetch", "2026-07-20T04:00Z") is not None
        assert begin_run(session, moment, "send", "2026-07-20T04:01Z") is not None


def test_of_many_that_ask_for_a_turn_at_once_one_gets_it(engine, moment):
    """SC1: the database decides, not the asking process."""
    got, together = [], threading.Barrier(6)

    def ask() -> None:
        together.wait()
        for period in range(5):
            with transaction(engine) as session:
                got.append((period, begin_run(session, moment, "send", str(period))))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 30
    assert sorted(period for period, run in got if run) == [0, 1, 2, 3, 4]


def test_a_run_that_goes_on_is_told_from_one_that_ended(engine, moment):
    with transaction(engine) as session:
        begin_run(session, moment, "send", "1")
    with reading(engine) as session:
        run = session.scalars(sa.select(Run)).one()
        assert (run.state, run.finished_at) == (RunState.RUNNING, None)


def test_the_end_of_a_run_is_recorded_with_its_counts_or_its_trouble(engine, moment):
    over = replace(moment, now=moment.now + timedelta(seconds=5))
    with transaction(engine) as session:
        good = begin_run(session, moment, "send", "1")
        bad = begin_run(session, moment, "fetch", "1")
        finish_run(session, over, good, {"sent": 3})
        finish_run(session, over, bad, {}, "x" * 5000)
    with reading(engine) as session:
        runs = {run.job: run for run in session.scalars(sa.select(Run))}
        sent, failed = runs["send"], runs["fetch"]
        assert (sent.state, sent.counts, sent.trouble) == (RunState.DONE, {"sent": 3}, "")
        assert (sent.started_at, sent.finished_at) == (moment.now, over.now)
        assert (failed.state, failed.trouble) == (RunState.FAILED, "x" * 1000)


def test_the_last_run_of_each_job_is_shown(engine, moment):
    with transaction(engine) as session:
        for minute, job in ((0, "send"), (1, "send"), (0, "fetch")):
            at = replace(moment, now=moment.now + timedelta(minutes=minute))
            begin_run(session, at, job, str(minute))
    with reading(engine) as session:
        assert [(run.job, run.period) for run in last_runs(session)] == [
            ("fetch", "0"),
            ("send", "1"),
        ]
