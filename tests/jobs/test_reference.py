"""Every command and setting is documented, in the words of the program."""

from __future__ import annotations

from pathlib import Path

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
