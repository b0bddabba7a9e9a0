"""Runs: recorded whatever their end; a period has one turn."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from config.trouble import Trouble, WorldTrouble
from jobs.commands.running import run_all
from jobs.run import job_named, period_now, run_job
from jobs.work import JOBS
from register.database import reading
from register.runs import Run, RunState


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
