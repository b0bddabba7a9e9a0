"""The words of `achyk theme`: what businesses write about, and what was done."""

from __future__ import annotations

import argparse
from pathlib import Path

from config.settings import LANGUAGES
from jobs.cli_parts import Commands, add, within


def theming(commands: Commands[argparse.ArgumentParser]) -> None:
    """Themes: naming them, coding free words, telling what was done."""
    themes = within(commands, "theme", "what free words are about, and what was done about it")
    listed = add(themes, "list", "theme:list_themes", "the themes there are")
    listed.add_argument("--quarter", metavar="QUARTER", help="with how many mention each then")
    named = add(themes, "add", "theme:add_theme", "name a theme, or give it other titles")
    named.add_argument("code", metavar="CODE", help="small letters, digits and -: extra-papers")
    _in_languages(named, "TITLE", "as it is published")
    says = "write the free words of a quarter into a workbook, to be coded there: confidential"
    written = add(themes, "export", "theme:export_words", says)
    written.add_argument("quarter", metavar="QUARTER", help="as 2026-Q3")
    written.add_argument("file", type=Path, metavar="FILE.xlsx")
    says = "take in what was coded; all of it, or nothing with every problem named"
    taken = add(themes, "import", "theme:import_words", says)
    taken.add_argument("quarter", metavar="QUARTER", help="as 2026-Q3")
    taken.add_argument("file", type=Path, metavar="FILE.xlsx")
    _done(themes)


def _done(themes: Commands[argparse.ArgumentParser]) -> None:
    done = add(themes, "did", "theme:did", "tell in a release what was done about a theme")
    done.add_argument("code", metavar="CODE")
    done.add_argument("--quarter", required=True, metavar="QUARTER", help="in whose release")
    done.add_argument("--body", required=True, metavar="CODE", help="who did it")
    done.add_argument("--person", required=True, metavar="TEXT", help="name and post")
    done.add_argument("--on", required=True, metavar="DAY", help="as 2026-01-31")
    _in_languages(done, "WORDS", "what was done")


def _in_languages(command: argparse.ArgumentParser, name: str, says: str) -> None:
    for language in LANGUAGES:
        command.add_argument(f"--{language}", default="", metavar=name, help=says)
