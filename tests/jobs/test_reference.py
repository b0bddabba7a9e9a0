"""Every command and setting is documented, in the words of the program."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from config.servers import read_server
from config.settings import read_settings
from jobs.reference import PAGES, commands, commands_page, stale

ROOT = Path(__file__).parents[2]


def test_the_pages_say_what_the_program_does():
    assert stale() == [], "run python -m jobs.reference update"


def test_a_page_that_is_missing_or_changed_is_found(tmp_path):
    assert stale(tmp_path) == list(PAGES)
    (tmp_path / "docs").mkdir()
    for name, page in PAGES.items():
        (tmp_path / name).write_text(page(), encoding="utf-8")
    assert stale(tmp_path) == []
    (tmp_path / "docs/commands.md").write_text(commands_page() + "more", encoding="utf-8")
    assert stale(tmp_path) == ["docs/commands.md"]


def test_every_command_and_each_of_its_options_stands_on_the_page():
    page = commands_page()
    for words, one in commands():
        assert f"\n## {words}\n" in page
        for action in one._actions:
            named = [name for name in action.option_strings if name not in ("-h", "--help")]
            assert all(name in page for name in named)


def test_the_readme_names_every_command():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [
        words for words, _ in commands() if f"`{words.removeprefix('achyk ')}" not in readme
    ] == []


def test_the_settings_that_the_readme_shows_can_be_used(tmp_path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (tmp_path / "secrets").mkdir()
    for name, secret in (("imap", "i"), ("smtp", "s"), ("database", "postgresql+psycopg://h/a")):
        (tmp_path / "secrets" / name).write_text(secret)
    shown = [tomllib.loads(block) for block in re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)]
    mail, database, kept = (read_settings(tmp_path, data, {}) for data in shown)
    assert read_server(mail.mail.in_.url[0]).user == "achyk@example.kg"
    assert (mail.mail.in_.password, mail.mail.out.password) == ("i", "s")
    assert read_server(mail.mail.out.url).port == 587
    assert database.database.url.startswith("postgresql+psycopg://")
    assert kept.backup.folder == "/mnt/other/achyk"


PAPERS = [
    "README.md",
    "CONTRIBUTING.md",
    *(f"docs/{one.name}" for one in (ROOT / "docs").iterdir()),
]


@pytest.mark.parametrize("paper", sorted(PAPERS))
def test_no_link_leads_nowhere(paper):
    text = (ROOT / paper).read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("#")
    }
    for target in re.findall(r"\]\((?!https://)([^)]+)\)", text):
        path, _, anchor = target.partition("#")
        assert not path or (ROOT / paper).parent.joinpath(path).exists(), target
        assert path or anchor in headings, target


def test_the_map_names_places_that_are_there():
    text = (ROOT / "docs/map.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:[a-z]+/)+[\w.]*)`", text)
    assert len(named) > 30
    assert [name for name in named if not (ROOT / name).exists()] == []
    listed = {one.parent.name for one in ROOT.glob("*/__init__.py")}
    assert [name for name in sorted(listed) if f"| `{name}/` |" not in text] == []
