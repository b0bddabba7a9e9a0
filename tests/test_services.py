"""The tests' own servers: none is left behind, whatever becomes of the tests."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import services.process
import sqlalchemy as sa
from services.process import absent, need, running, within

from register.database import open_engine
from register.migrate import pending

KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.append({tests!r})
from services.process import running
folder = Path({folder!r})
with running(folder, ["sleep", "1000"], lambda: True, folder / "log") as pid:
    print(pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_that_is_killed_leaves_no_server_and_no_folder(tmp_path):
    folder = tmp_path / "server"
    folder.mkdir()
    program = KILLED.format(tests=str(Path(__file__).parent), folder=str(folder))
    worker = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert worker.returncode == -signal.SIGKILL
    pid = int(worker.stdout)
    assert within(20, lambda: not _alive(pid) and not folder.exists())


def test_a_server_is_gone_when_its_tests_are_over(tmp_path):
    with running(tmp_path, ["sleep", "1000"], lambda: True, tmp_path / "log") as pid:
        assert _alive(pid)
    assert not _alive(pid)


def test_a_server_that_never_answers_is_told_with_its_log_and_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(services.process, "PATIENCE", 0.5)
    command = ["sh", "-c", "echo no such option >&2; exec sleep 1000"]
    with (
        pytest.raises(RuntimeError, match="no such option"),
        running(tmp_path, command, lambda: False, tmp_path / "log"),
    ):
        pass
    assert not tmp_path.exists()


@pytest.mark.parametrize(("required", "outcome"), [("1", pytest.fail), ("", pytest.skip)])
def test_an_absent_server_skips_unless_all_are_required(monkeypatch, required, outcome):
    monkeypatch.setenv("ACHYK_REQUIRE_SERVICES", required)
    with pytest.raises(outcome.Exception, match="no such server"):
        absent("no such server")


def test_a_server_that_only_root_can_start_is_skipped_for_others(monkeypatch):
    monkeypatch.delenv("ACHYK_REQUIRE_SERVICES", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    need("sh")
    with pytest.raises(pytest.skip.Exception, match="by root"):
        need("sh", root=True)
    with pytest.raises(pytest.skip.Exception, match=r"no-such-program.*install\.sh"):
        need("no-such-program")


@pytest.mark.parametrize("turn", [1, 2])
def test_every_register_is_migrated_and_holds_nothing_of_another_test(register_url, turn):
    engine = open_engine(register_url, Path())
    assert pending(engine) is None
    assert "left_behind" not in sa.inspect(engine).get_table_names()
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE left_behind (x INTEGER)"))
    engine.dispose()


def test_every_empty_database_is_empty(database_url):
    engine = open_engine(database_url, Path())
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()
