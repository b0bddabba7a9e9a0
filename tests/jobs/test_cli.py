"""The command line: what it answers, how it fails, and that it starts without heavy parts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.trouble import Trouble
from jobs.cli import _command, main
from jobs.commands import status
from jobs.reference import commands
from jobs.work import JOBS

ROOT = Path(__file__).parents[2]
HEAVY = ("sqlalchemy", "alembic", "openpyxl", "jinja2", "babel", "imapclient", "starlette")


def achyk_process(*words: str, **more) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, without this test's settings."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("ACHYK_")}
    command = [sys.executable, "-m", "jobs.cli", *words]
    return subprocess.run(
        command,
        env={**environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        **more,
    )


def test_a_fresh_installation_is_sound_and_runs_with_no_other_preparation(tmp_path):
    folder = tmp_path / "новая папка" / "x"
    for words in (["init", str(folder)], ["-C", str(folder), "check"]):
        done = achyk_process(*words)
        assert (done.returncode, done.stderr) == (0, "")
    assert "BAD" not in done.stdout
    ran = achyk_process("-C", str(folder), "run", "all")
    assert (ran.returncode, ran.stderr) == (0, "")
    jobs = [line.split()[0] for line in ran.stdout.splitlines()]
    assert jobs == list(JOBS)
    here = achyk_process("run", "all", cwd=folder)  # the default: the current folder
    assert here.returncode == 0


def test_init_again_changes_nothing_that_is_there(folder, achyk):
    keys = {path: path.read_bytes() for path in sorted(folder.rglob("*.key"))}
    settings = (folder / "achyk.toml").read_text() + "\n# mine\n"
    (folder / "achyk.toml").write_text(settings)
    (folder / "templates/inspections-ky.xlsx").unlink()
    assert achyk("init", str(folder)).code == 0
    assert (folder / "achyk.toml").read_text() == settings
    assert {path: path.read_bytes() for path in sorted(folder.rglob("*.key"))} == keys
    assert (folder / "templates/inspections-ky.xlsx").is_file()


def test_init_sets_the_domain(tmp_path, capsys):
    assert main(["init", str(tmp_path / "x"), "--domain", "geti.kg"]) == 0
    assert '\ndomain = "geti.kg"\n' in (tmp_path / "x/achyk.toml").read_text()


def test_init_where_no_folder_can_be_made_is_told(tmp_path, capsys):
    (tmp_path / "file").touch()
    assert main(["init", str(tmp_path / "file")]) == 1
    assert "choose another folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["body"],
        ["run"],
        ["body", "add", "CODE"],
        ["officer", "add", "a@b.kg", "--role", "king", "--body", "X"],
        ["held", "show", "first"],
        ["held", "place", "1"],
        ["held", "place", "1", "--again", "--aside", "spam"],
    ],
)
def test_bad_use_is_exit_2(words, capsys):
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert "achyk" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["run", "everything"], "no job 'everything'; there is all, fetch, take-in, invite, "),
        (["held", "show", "77"], "no held message 77; see achyk held list"),
        (["inspection", "show", "R-1"], "no inspection 'R-1' is registered"),
        (["report", "quarter", "autumn"], "not a quarter: 'autumn'; write it as 2026-Q3"),
        (["body", "add", "X", "Name", "--parent", "Y"], "no body 'Y'; add it first"),
    ],
)
def test_a_failure_is_exit_1_and_one_line(achyk, words, says):
    said = achyk(*words)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"achyk: {says}")
    assert said.err.count("\n") == 1


def test_a_folder_without_installation_is_told_in_one_line_and_debug_shows_where(tmp_path):
    plain = achyk_process("-C", str(tmp_path), "status")
    assert plain.returncode == 1
    assert (
        plain.stderr
        == f"achyk: {tmp_path}/achyk.toml is missing; run `achyk init {tmp_path}` to make one\n"
    )
    debug = achyk_process("-C", str(tmp_path), "--debug", "status")
    assert debug.returncode == 1
    assert "Traceback" in debug.stderr


@pytest.mark.parametrize(
    "words",
    [
        "body add X Name",
        "officer add a@b.kg --role head --body X",
        "staff import staff.xlsx",
        "run all",
        "serve",
        "status",
        "report quarter 2026-Q3",
        "held list",
        "held show 1",
        "held place 1 --again",
        "inspection show R-1",
        "explain mail README.md",
        "explain sheet README.md",
    ],
)
def test_a_database_that_was_not_prepared_is_told_with_what_to_do(
    folder, achyk, monkeypatch, database_url, words
):
    """As when somebody has written another database.url into a working installation."""
    monkeypatch.setenv("ACHYK_DATABASE__URL", database_url)
    said = achyk(*words.split())
    assert said.code == 1
    assert said.err.startswith("achyk: the database is at nothing, the program at ")
    assert said.err.endswith(f"; run achyk init {folder}\n")


def test_debug_raises_what_else_would_be_one_line(folder):
    with pytest.raises(Trouble, match="no job"):
        main(["-C", str(folder), "--debug", "run", "everything"])


def test_a_bug_is_told_by_its_kind_and_quotes_nothing(achyk, monkeypatch):
    """WB7: what an exception quotes may be an address."""

    def broken(arguments):
        raise KeyError("somebody@business.kg")

    monkeypatch.setattr(status, "status", broken)
    said = achyk("status")
    assert said.code == 1
    assert said.err == "achyk: this is a fault in the program (KeyError); run it with --debug\n"


def test_an_interrupt_is_told_without_a_traceback(achyk, monkeypatch):
    def interrupted(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(status, "status", interrupted)
    said = achyk("status")
    assert (said.code, said.err.count("\n")) == (130, 1)


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_has_gone_is_no_failure(folder, unbuffered):
    """`achyk status | true` must not complain, nor end with a strange code."""
    line = f'"{sys.executable}" -m jobs.cli -C "{folder}" status | true; exit ${{PIPESTATUS[0]}}'
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run(["bash", "-c", line], env=environ, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(("words", "parser"), list(commands()), ids=lambda value: str(value)[:30])
def test_every_command_leads_to_a_function(words, parser):
    assert callable(_command(parser.get_default("run"))), words


@pytest.mark.parametrize("words", ["--help", "run --help", "officer add --help"])
def test_help_imports_nothing_heavy(words):
    script = (
        "import sys\nfrom jobs.cli import main\n"
        f"try:\n    main({words.split()!r})\n"
        "except SystemExit as left:\n    assert left.code == 0\n"
        f"print('heavy:', *sorted(set(sys.modules) & {set(HEAVY)!r}))"
    )
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=True
    )
    assert "usage: achyk" in done.stdout
    assert done.stdout.splitlines()[-1] == "heavy:"


def test_help_names_every_command():
    done = achyk_process("--help")
    named = {words.split()[1] for words, _ in commands()}
    assert done.returncode == 0
    shown = {line.split()[0] for line in done.stdout.splitlines() if line.startswith("    ")}
    assert named <= shown
