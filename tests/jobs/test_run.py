"""Runs: recorded whatever their end; a period has one turn."""

from __future__ import annotations

import os
import signal
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from services.process import PATIENCE, within

from config.trouble import Trouble, WorldTrouble
from jobs import heartbeat
from jobs import run as running
from jobs.commands.running import run_all
from jobs.run import job_named, period_now, run_dead, run_job
from jobs.work import JOBS
from register.database import reading, transaction
from register.runs import LEASE, Run, RunState, begin_run, take_over


def recorded(town) -> list[tuple[str, str, str]]:
    with reading(town.installation.engine) as session:
        runs = session.scalars(sa.select(Run).order_by(Run.started_at, Run.id))
        return [(run.job, run.state.value, run.trouble) for run in runs]


def doing(monkeypatch, job, work) -> list[str]:
    """Have `job` do `work`; returns the list that grows with each call."""
    called: list[str] = []

    def instead(installation, advance):
        called.append(job)
        return work()

    monkeypatch.setitem(JOBS, job, instead)
    return called


def failing(error: BaseException):
    def work():
        raise error

    return work


def test_a_run_is_recorded_with_its_counts(town, monkeypatch):
    doing(monkeypatch, "send", lambda: {"sent": 2})
    assert run_job(town.installation, "send", "p") == {"sent": 2}
    with reading(town.installation.engine) as session:
        run = session.scalars(sa.select(Run)).one()
    assert (run.job, run.period, run.state, run.counts) == ("send", "p", RunState.DONE, {"sent": 2})
    assert run.started_at < run.finished_at


def test_a_period_that_had_its_turn_is_not_run_again(town, monkeypatch):
    """SC1: UNIQUE (job, period)."""
    called = doing(monkeypatch, "send", dict)
    assert run_job(town.installation, "send", "p") == {}
    assert run_job(town.installation, "send", "p") is None
    assert called == ["send"]
    assert len(recorded(town)) == 1


def test_a_failed_run_is_recorded_with_its_sentence_and_raised(town, monkeypatch):
    doing(monkeypatch, "send", failing(WorldTrouble("the mail server does not answer")))
    with pytest.raises(WorldTrouble, match="does not answer"):
        run_job(town.installation, "send", "p")
    assert recorded(town) == [("send", "failed", "the mail server does not answer")]


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ValueError("somebody@business.kg"), "died of ValueError"),
        (KeyboardInterrupt(), "died of KeyboardInterrupt"),
        (SystemExit(3), "died of SystemExit"),
    ],
)
def test_a_run_that_dies_is_recorded_by_the_kind_of_its_death_and_raised(
    town, monkeypatch, error, says
):
    """WB7: what a stranger's exception says may hold an address; it is not kept."""
    doing(monkeypatch, "send", failing(error))
    with pytest.raises(type(error)):
        run_job(town.installation, "send", "p")
    assert recorded(town) == [("send", "failed", says)]


def test_after_a_failure_the_next_period_is_tried(town, monkeypatch):
    doing(monkeypatch, "send", failing(Trouble("no")))
    with pytest.raises(Trouble):
        run_job(town.installation, "send", "1")
    doing(monkeypatch, "send", lambda: {"sent": 1})
    assert run_job(town.installation, "send", "2") == {"sent": 1}


def test_in_a_full_pass_a_failing_job_does_not_keep_the_next_from_its_turn(
    town, monkeypatch, capsys
):
    doing(monkeypatch, "fetch", failing(Trouble("the mailbox is locked")))
    others = [doing(monkeypatch, job, dict) for job in JOBS if job != "fetch"]
    assert run_all(town.installation) == 1
    assert [len(called) for called in others] == [1] * (len(JOBS) - 1)
    assert capsys.readouterr().err == "achyk: fetch: the mailbox is locked\n"
    assert [state for _, state, _ in recorded(town)] == ["failed"] + ["done"] * (len(JOBS) - 1)


def test_a_full_pass_of_real_jobs_on_an_empty_installation_fails_nowhere(town):
    assert run_all(town.installation) == 0
    assert [(job, state) for job, state, _ in recorded(town)] == [(job, "done") for job in JOBS]


def test_an_unknown_job_is_told_and_leaves_no_run(town):
    with pytest.raises(Trouble, match="no job 'x'; there is all, fetch"):
        run_job(town.installation, "x", "p")
    assert recorded(town) == []
    assert [job_named(job) for job in JOBS] == list(JOBS)


def test_a_run_that_a_person_asks_for_has_a_period_of_its_own(town):
    clock = town.clock
    assert period_now(clock()) != period_now(clock())


def only_run(town) -> Run:
    with reading(town.installation.engine) as session:
        return session.scalars(sa.select(Run)).one()


def killed(town, job: str, period: str) -> None:
    """A process of its own that dies in the middle of a run, as in a power cut."""
    town.installation.engine.dispose()
    child = os.fork()
    if child == 0:
        town.chance.seed(job)  # its own chance: the run after it must not draw the same ids
        JOBS[job] = lambda installation, advance: os.kill(os.getpid(), signal.SIGKILL)
        run_job(town.installation, job, period)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


def test_a_run_that_was_killed_is_taken_over_when_its_lease_is_over_and_not_before(
    town, monkeypatch
):
    """SC1: in its own row, so that each period ends done."""
    killed(town, "send", "p")
    called = doing(monkeypatch, "send", lambda: {"sent": 2})
    assert run_dead(town.installation, "send") is None
    town.clock.now += LEASE
    assert run_dead(town.installation, "fetch") is None
    assert run_dead(town.installation, "send") == {"sent": 2}
    assert run_dead(town.installation, "send") is None
    run = only_run(town)
    assert (run.period, run.state, run.attempts, run.counts) == (
        "p",
        RunState.DONE,
        2,
        {"sent": 2},
    )
    assert called == ["send"]


def test_a_person_who_runs_a_job_completes_the_run_that_died(town, monkeypatch, capsys):
    killed(town, "send", "p")
    town.clock.now += LEASE
    for job in JOBS:
        doing(monkeypatch, job, dict)
    doing(monkeypatch, "send", lambda: {"sent": 2})
    assert run_all(town.installation) == 0
    assert "send       sent 2" in capsys.readouterr().out
    states = [(job, state) for job, state, _ in recorded(town)]
    assert sorted(states) == sorted((job, "done") for job in JOBS)


def test_a_long_silent_run_keeps_its_lease(town, monkeypatch):
    """SC1: nobody takes over what goes on, and a beat that fails is made up by the next."""
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0.01)
    leases, beaten, failures = [], [], [WorldTrouble("the database is locked")]

    def flaky(session, moment, turn):
        if failures:
            raise failures.pop()
        beaten.append(turn)
        return extend(session, moment, turn)

    extend = heartbeat.extend
    monkeypatch.setattr(heartbeat, "extend", flaky)

    def silent():
        for _ in range(3):
            town.clock.now += LEASE * 0.9
            seen = len(beaten)
            assert within(PATIENCE, lambda seen=seen: len(beaten) > seen + 1)
            leases.append(only_run(town).lease_until > town.clock.now)
            assert run_dead(town.installation, "send") is None
        return {"sent": 1}

    doing(monkeypatch, "send", silent)
    assert run_job(town.installation, "send", "p") == {"sent": 1}
    assert leases == [True] * 3
    assert only_run(town).attempts == 1


def test_a_run_that_was_taken_over_while_it_slept_does_not_end_it(town, monkeypatch, caplog):
    """SC1: a suspended machine wakes up; what its successor records stays."""

    def sleeping():
        town.clock.now += 2 * LEASE
        with transaction(town.installation.engine) as session:
            assert take_over(session, town.installation.moment(), "send")
        return {"sent": 1}

    doing(monkeypatch, "send", sleeping)
    assert run_job(town.installation, "send", "p") == {"sent": 1}
    run = only_run(town)
    assert (run.state, run.attempts, run.counts) == (RunState.RUNNING, 2, None)
    assert "send: another process took the run of p over" in caplog.messages


def test_no_heart_beats_when_the_run_is_over(town, monkeypatch):
    before = threading.active_count()
    doing(monkeypatch, "send", failing(Trouble("no")))
    for period in range(3):
        with pytest.raises(Trouble):
            run_job(town.installation, "send", str(period))
    assert threading.active_count() == before


def test_a_failure_that_cannot_be_recorded_hides_no_failure_and_the_run_is_tried_again(
    town, monkeypatch
):
    def locked(*arguments):
        raise WorldTrouble("the database is locked")

    doing(monkeypatch, "send", failing(Trouble("the mail server is silent")))
    with monkeypatch.context() as broken:
        broken.setattr(running, "finish_run", locked)
        with pytest.raises(Trouble, match="the mail server is silent"):
            run_job(town.installation, "send", "p")
    town.clock.now += LEASE
    doing(monkeypatch, "send", lambda: {"sent": 1})
    assert run_dead(town.installation, "send") == {"sent": 1}


def test_a_clock_set_back_does_not_keep_a_dead_run_for_ever(town, monkeypatch):
    """SC3."""
    with transaction(town.installation.engine) as session:
        begin_run(session, town.installation.moment(), "send", "p")
    town.clock.now -= timedelta(days=365)
    doing(monkeypatch, "send", lambda: {"sent": 1})
    assert run_dead(town.installation, "send") == {"sent": 1}
