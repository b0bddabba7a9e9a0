"""`achyk serve`: the schedule, one turn a period, and a clean end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import urllib.request
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError

import pytest
import sqlalchemy as sa
from services.process import LOOPBACK, PATIENCE, free_ports, within

from config.settings import Schedule
from config.trouble import SettingsTrouble, WorldTrouble
from jobs.serve import period_of, scheduler, tick, triggers
from jobs.wiring import Installation, open_installation
from jobs.work import JOBS
from register.database import reading
from register.runs import Run

ROOT = Path(__file__).parents[2]
MINUTE = datetime(2026, 7, 20, 4, 0, 30, tzinfo=UTC)


def at(folder: Path, now: datetime = MINUTE) -> Installation:
    return open_installation(folder, {}, lambda: now)


def test_every_job_has_its_time_and_in_the_zone_of_the_installation():
    found = triggers(Schedule())
    assert list(found) == list(JOBS)
    nine_five = found["remind"].get_next_fire_time(None, MINUTE)
    assert nine_five.astimezone(UTC) == datetime(2026, 7, 21, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize("line", ["nonsense", "* * * *", "61 * * * *", ""])
def test_a_line_that_is_no_crontab_line_is_told_with_its_key(line):
    with pytest.raises(SettingsTrouble) as caught:
        triggers(replace(Schedule(), take_in=line))
    says = f"settings: schedule.take_in: {line!r} is not a crontab line: "
    assert str(caught.value).startswith(says)


def test_the_schedule_holds_each_job_once(folder):
    assert sorted(job.id for job in scheduler(at(folder)).get_jobs()) == sorted(JOBS)


def test_the_period_of_a_tick_is_its_minute():
    assert period_of(MINUTE) == "2026-07-20T04:00Z"
    assert period_of(MINUTE.replace(second=59)) == period_of(MINUTE)
    assert period_of(MINUTE.replace(minute=1)) != period_of(MINUTE)


def test_two_schedulers_on_one_database_run_a_period_once(folder, monkeypatch):
    """SC1 in small: each with its own connection, all at once."""
    done: list[str] = []
    for job in JOBS:
        monkeypatch.setitem(JOBS, job, lambda installation, advance: done.append("x") or {"did": 1})
    schedulers = [at(folder) for _ in range(4)]
    together = threading.Barrier(len(schedulers))

    def ticking(installation: Installation) -> None:
        together.wait()
        for job in JOBS:
            tick(installation, job)

    threads = [threading.Thread(target=ticking, args=(one,)) for one in schedulers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == len(JOBS)
    with reading(schedulers[0].engine) as session:
        runs = session.execute(sa.select(Run.job, Run.state)).all()
    assert sorted(job for job, _ in runs) == sorted(JOBS)


def test_a_tick_that_fails_is_told_and_the_next_one_tries(folder, monkeypatch, caplog):
    tried: list[int] = []

    def failing(installation, advance):
        tried.append(1)
        raise WorldTrouble("the mail server does not answer")

    monkeypatch.setitem(JOBS, "send", failing)
    for minute in (0, 1):
        tick(at(folder, MINUTE.replace(minute=minute)), "send")
    assert len(tried) == 2
    assert caplog.messages == ["send: the mail server does not answer"] * 2


@pytest.fixture
def served(folder):
    """Starts `achyk serve WORDS...` as a process; ends what a failing test leaves running."""
    started: list[subprocess.Popen[str]] = []

    def start(*command: str, **settings: str) -> subprocess.Popen[str]:
        environ = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
        process = subprocess.Popen(
            [sys.executable, *command],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        with suppress(ProcessLookupError):
            process.kill()
        process.communicate()


def answer(port: int) -> str:
    with suppress(URLError, ConnectionError):
        url = f"http://{LOOPBACK}:{port}/healthz"
        with urllib.request.urlopen(url, timeout=PATIENCE) as page:
            return str(page.read().decode())
    return ""


def test_serve_answers_at_the_port_and_ends_cleanly_at_sigterm(folder, served):
    (port,) = free_ports(1)
    command = ("-m", "jobs.cli", "-C", str(folder), "serve")
    process = served(*command, ACHYK_PORTAL__LISTEN=f"{LOOPBACK}:{port}")
    assert within(PATIENCE, lambda: answer(port) == "ok\n")
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "Traceback" not in err
    assert answer(port) == ""


def test_a_port_that_is_taken_is_told_and_the_command_fails(folder, served):
    (port,) = free_ports(1)
    command = ("-m", "jobs.cli", "-C", str(folder), "serve")
    first = served(*command, ACHYK_PORTAL__LISTEN=f"{LOOPBACK}:{port}")
    assert within(PATIENCE, lambda: answer(port) == "ok\n")
    second = served(*command, ACHYK_PORTAL__LISTEN=f"{LOOPBACK}:{port}")
    _, err = second.communicate(timeout=PATIENCE)
    assert second.returncode == 1
    assert "address already in use" in err
    assert err.splitlines()[-1].startswith(f"achyk: cannot listen on {LOOPBACK}:{port}; ")
    assert first.poll() is None


SLOW = """
import sys, time
from pathlib import Path
from datetime import datetime, UTC
from apscheduler.triggers.date import DateTrigger
import jobs.serve
from jobs.wiring import open_installation
from jobs.work import JOBS

folder = Path(sys.argv[1])

def slow(installation, advance):
    (folder / "began").touch()
    while not (folder / "go").exists():
        time.sleep(0.02)
    return {"sent": 1}

JOBS["send"] = slow
jobs.serve.triggers = lambda schedule: {"send": DateTrigger(datetime.now(UTC))}
jobs.serve.serve(open_installation(folder), portal=sys.argv[2] == "portal")
"""


@pytest.mark.parametrize("portal", ["portal", "schedule only"])
@pytest.mark.parametrize("ended_by", [signal.SIGTERM, signal.SIGINT])
def test_a_job_that_runs_when_the_signal_comes_is_finished_first(folder, served, portal, ended_by):
    (port,) = free_ports(1)
    command = ("-c", SLOW, str(folder), portal)
    process = served(*command, ACHYK_PORTAL__LISTEN=f"{LOOPBACK}:{port}")
    assert within(PATIENCE, (folder / "began").exists)
    if portal == "portal":
        assert within(PATIENCE, lambda: answer(port) == "ok\n")
    process.send_signal(ended_by)
    if portal == "portal":
        assert within(PATIENCE, lambda: answer(port) == "")
    (folder / "go").touch()
    _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, "Traceback" in err) == (0, False)
    with reading(at(folder).engine) as session:
        run = session.scalars(sa.select(Run)).one()
    assert (run.state.value, run.counts) == ("done", {"sent": 1})
