"""`achyk serve`: what is due gets its turn once, also after a standstill, and a clean end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import urllib.request
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError

import pytest
import sqlalchemy as sa
from services.process import LOOPBACK, PATIENCE, free_ports, within

from config.trouble import WorldTrouble
from jobs.commands import running
from jobs.serve import Service, service, tick
from jobs.wiring import open_installation
from jobs.work import JOBS
from register.database import open_engine, reading, transaction
from register.runs import LEASE, Run, begin_run

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 7, 20, 4, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Hands:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def at(folder, clock) -> Service:
    return service(open_installation(folder, {}, clock))


@pytest.fixture
def called(monkeypatch) -> list[str]:
    """Every job only says its name."""
    done: list[str] = []
    for job in JOBS:
        monkeypatch.setitem(JOBS, job, saying(job, done))
    return done


def saying(job: str, done: list[str]):
    return lambda installation, advance: done.append(job) or {"did": 1}


def failing(monkeypatch, job: str, *errors: BaseException) -> None:
    """Have `job` fail with each of these in turn, then succeed."""
    left = list(errors)

    def instead(installation, advance):
        if left:
            raise left.pop(0)
        return {}

    monkeypatch.setitem(JOBS, job, instead)


def runs(at: Service, job: str) -> list[tuple[str, str, int, int]]:
    with reading(at.installation.engine) as session:
        found = session.scalars(sa.select(Run).filter_by(job=job).order_by(Run.period))
        return [(run.period, run.state.value, run.attempts, run.covers) for run in found]


def test_a_new_installation_runs_every_job_once_in_the_order_of_a_full_pass(at, clock, called):
    tick(at)
    tick(at)
    assert called == list(JOBS)
    assert runs(at, "send") == [("2026-07-20T04:00Z", "done", 1, 0)]
    assert runs(at, "remind") == [("2026-07-20T03:05Z", "done", 1, 0)]
    clock.now += timedelta(seconds=29)
    tick(at)
    assert called == list(JOBS)
    clock.now += timedelta(seconds=1)
    tick(at)
    assert called == [*JOBS, "send"]


def test_after_a_standstill_each_job_runs_once_and_says_what_it_made_good(at, clock, called):
    """SC2: three days down; what was missed is made good at once, in the order of the pass."""
    tick(at)
    called.clear()
    clock.now += timedelta(days=3)
    tick(at)
    tick(at)
    assert called == list(JOBS)
    assert runs(at, "remind")[1:] == [("2026-07-23T03:05Z", "done", 1, 2)]
    assert runs(at, "send")[1:] == [("2026-07-23T04:00Z", "done", 1, 3 * 1440 - 1)]


def test_a_daily_job_whose_time_passed_while_the_machine_was_down_runs_at_once(at, clock, called):
    """SC2: it does not wait for tomorrow."""
    clock.now = datetime(2026, 7, 20, 3, 0, tzinfo=UTC)
    tick(at)
    clock.now = datetime(2026, 7, 20, 11, 0, tzinfo=UTC)
    called.clear()
    tick(at)
    assert called.count("remind") == 1
    assert runs(at, "remind")[-1] == ("2026-07-20T03:05Z", "done", 1, 0)


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=365)])
def test_a_clock_set_back_runs_no_period_twice_and_halts_nothing_for_long(
    at, clock, called, caplog, back
):
    """SC3: the periods before the first run are new ones; those after it have had their turn."""
    tick(at)
    called.clear()
    clock.now -= back
    for _ in range(3):
        tick(at)
        clock.now += MINUTE
    assert called.count("send") == 3
    assert [one for one in caplog.messages if "set back" in one] == [
        "clock: it was set back: a run began at 2026-07-20 10:00; what has had its turn is not "
        "run again before it is due anew"
    ]
    clock.now = NOW
    tick(at)
    assert called.count("send") == 3
    clock.now = NOW + MINUTE
    tick(at)
    assert called.count("send") == 4


def test_a_clock_that_was_a_year_ahead_for_a_while_halts_nothing(at, clock, called):
    """SC3: the schedule must not stand still until that year has come."""
    tick(at)
    clock.now += timedelta(days=365)
    tick(at)
    clock.now = NOW + MINUTE
    called.clear()
    tick(at)
    assert called == ["send"]
    assert ("2026-07-20T04:01Z", "done", 1, 0) in runs(at, "send")


def test_a_run_whose_process_died_is_completed_when_its_lease_is_over(at, clock, called, caplog):
    """SC1: its period ends done, in its own row."""
    with transaction(at.installation.engine) as session:
        begin_run(session, at.installation.moment(), "remind", "2026-07-20T03:05Z")
    tick(at)
    assert "remind" not in called
    clock.now += LEASE + timedelta(seconds=1)
    tick(at)
    tick(at)
    assert called.count("remind") == 1
    assert runs(at, "remind") == [("2026-07-20T03:05Z", "done", 2, 0)]
    assert "remind: the run of 2026-07-20T03:05Z died; taken over (2)" in caplog.messages


def test_a_run_that_kills_its_process_each_time_robs_no_other_job(at, clock, called, caplog):
    with transaction(at.installation.engine) as session:
        turn = begin_run(session, at.installation.moment(), "remind", "2026-07-20T03:05Z")
        session.execute(sa.update(Run).filter_by(id=turn.id).values(attempts=5))
    clock.now += LEASE + timedelta(seconds=1)
    tick(at)
    assert "remind" not in called
    assert "send" in called
    assert runs(at, "remind") == [("2026-07-20T03:05Z", "failed", 5, 0)]
    says = "remind: the run of 2026-07-20T03:05Z is given up: it ended its process each time"
    assert says in caplog.messages


def test_two_schedulers_on_one_database_run_a_period_once(folder, clock, called):
    """SC1 in small: each with its own connection, all at once."""
    services = [service(open_installation(folder, {}, clock)) for _ in range(4)]
    together = threading.Barrier(len(services))

    def ticking(one: Service) -> None:
        together.wait()
        tick(one)

    threads = [threading.Thread(target=ticking, args=(one,)) for one in services]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(called) == sorted(JOBS)
    assert [len(runs(services[0], job)) for job in JOBS] == [1] * len(JOBS)


def test_a_trouble_is_told_once_until_it_changes_and_its_end_is_told(
    at, clock, called, monkeypatch, caplog
):
    caplog.set_level("INFO")
    silent, full = WorldTrouble("the mail server is silent"), WorldTrouble("the disk is full")
    failing(monkeypatch, "send", silent, silent, full, full, silent)
    for _ in range(7):
        tick(at)
        clock.now += MINUTE
    told = [says for says in caplog.messages if says.startswith("send")]
    assert told == [
        "send: the mail server is silent",
        "send: the disk is full",
        "send: the mail server is silent",
        "send: works again",
    ]
    assert [state for _, state, *_ in runs(at, "send")] == ["failed"] * 5 + ["done"] * 2


def test_a_bug_in_one_job_robs_no_other_and_its_words_are_not_logged(
    at, called, monkeypatch, caplog
):
    """WB7: what a stranger's exception says may hold an address."""
    failing(monkeypatch, "fetch", ValueError("somebody@business.kg"))
    tick(at)
    assert called == list(JOBS)[1:]
    assert runs(at, "fetch")[0][1] == "failed"
    (says,) = [one for one in caplog.messages if one.startswith("fetch")]
    assert says.startswith("fetch: died of ValueError at test_serve.py:")
    assert "somebody" not in caplog.text


def test_a_mail_server_that_is_down_at_the_start_stops_no_other_job(folder, clock, caplog):
    (port,) = free_ports(1)
    at = service(open_installation(folder, {"ACHYK_MAIL__IN__URL": imap(port)}, clock))
    for _ in range(3):
        tick(at)
        clock.now += MINUTE
        clock.now += MINUTE
    states = [state for _, state, *_ in runs(at, "fetch")]
    assert states == ["failed"] * len(states) != []
    assert {state for _, state, *_ in runs(at, "send")} == {"done"}
    assert len([says for says in caplog.messages if says.startswith("fetch: ")]) == 1


def imap(port: int) -> str:
    return f"imap://survey@{LOOPBACK}:{port}/INBOX"


def test_a_stop_in_the_middle_of_a_tick_begins_no_further_job(at, called, monkeypatch):
    monkeypatch.setitem(JOBS, "fetch", lambda installation, advance: at.stopped.set() or {})
    tick(at)
    assert called == []


def test_a_locked_database_stops_no_scheduler_and_the_period_gets_its_turn_later(
    at, called, caplog, monkeypatch
):
    """A period that could not even be begun is not lost: nothing says that it had its turn."""
    monkeypatch.setitem(at.installation.__dict__, "engine", impatient(at))
    settings = at.installation.settings
    with transaction(open_engine(settings.database.url, settings.folder)) as other:
        other.execute(sa.text("SELECT 1"))  # it holds the one write lock that SQLite has
        tick(at)
        tick(at)
    assert called == []
    locked = [one for one in caplog.messages if "cannot be used: database is locked" in one]
    assert len(locked) == len(JOBS)
    tick(at)
    assert called == list(JOBS)


def impatient(at: Service) -> sa.Engine:
    """The same database, but nobody waits half a minute for its lock."""
    engine = open_engine(at.installation.settings.database.url, at.installation.folder)

    @sa.event.listens_for(engine, "connect")
    def hurry(connection, record):
        connection.execute("PRAGMA busy_timeout = 20")

    return engine


def test_serve_waits_for_a_database_that_does_not_answer_and_says_so_once(
    folder, monkeypatch, capsys
):
    answers = [WorldTrouble("no database"), WorldTrouble("no database"), open_installation(folder)]

    def ready(arguments):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    served = []
    monkeypatch.setattr(running, "ready", ready)
    monkeypatch.setattr(running, "RETRY_SECONDS", 0)
    monkeypatch.setattr("jobs.serve.serve", lambda installation, portal: served.append(portal))
    from jobs.cli import main

    assert main(["-C", str(folder), "serve", "--no-portal"]) == 0
    assert served == [False]
    assert capsys.readouterr().err == "achyk: no database; it is tried again until it answers\n"


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
from jobs.serve import serve
from jobs.wiring import open_installation
from jobs.work import JOBS

folder = Path(sys.argv[1])

def slow(installation, advance):
    (folder / "began").touch()
    while not (folder / "go").exists():
        time.sleep(0.02)
    return {"sent": 1}

JOBS.clear()
JOBS["send"] = slow
serve(open_installation(folder), portal=sys.argv[2] == "portal")
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
    with reading(open_installation(folder).engine) as session:
        run = session.scalars(sa.select(Run)).one()
    assert (run.state.value, run.counts) == ("done", {"sent": 1})
