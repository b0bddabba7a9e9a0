"""Do the pages on commands and settings match the program? `python -m jobs.reference` says.

`python -m jobs.reference update` writes docs/commands.md and docs/settings.md again.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from config.reference import settings_page
from jobs.cli import parser

ROOT = Path(__file__).parent.parent

HEAD = """\
# Commands

Made from the program by `python -m jobs.reference update`; do not edit by hand.

`-C DIR` names the installation (default: the current folder) and `--debug` shows a traceback with
an error; both stand before the command: `achyk -C /srv/achyk run all`. The exit code is 0 when the
command did what it says, 1 when something failed (one line on standard error says what, and what to
do), 2 when it was used wrongly.
"""


def commands() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command in full ("achyk body add") with its parser, in the order of the help."""
    return _leaves("achyk", parser())


def _leaves(
    words: str, parent: argparse.ArgumentParser
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    groups = [a for a in parent._actions if isinstance(a, argparse._SubParsersAction)]
    if not groups:
        yield words, parent
    for group in groups:
        for name, child in group.choices.items():
            yield from _leaves(f"{words} {name}", child)


def commands_page() -> str:
    """docs/commands.md: what each command does and takes.

    Not argparse's own text: it differs between versions of Python.
    """
    return HEAD + "".join(_command(words, one) for words, one in commands())


def _command(words: str, one: argparse.ArgumentParser) -> str:
    taken = [a for a in one._actions if not isinstance(a, argparse._HelpAction)]
    usage = " ".join([words, *map(_usage, taken)])
    rows = "".join(f"- `{_name(action)}`: {_says(action)}\n" for action in taken if _says(action))
    return f"\n## {words}\n\n{one.description}\n\n    {usage}\n" + (f"\n{rows}" if rows else "")


def _usage(action: argparse.Action) -> str:
    shown = _name(action) + ("..." if action.nargs == "+" else "")
    return shown if action.required else f"[{shown}]"


def _name(action: argparse.Action) -> str:
    value = str(action.metavar or action.dest.upper())
    if not action.option_strings:
        return value
    return action.option_strings[-1] + (f" {value}" if action.nargs != 0 else "")


def _says(action: argparse.Action) -> str:
    choices = ", ".join(map(str, action.choices or ()))
    default = f"default {action.default}" if action.choices and action.default else ""
    return "; ".join(part for part in (action.help, choices, default) if part)


PAGES: Mapping[str, Callable[[], str]] = {
    "docs/commands.md": commands_page,
    "docs/settings.md": settings_page,
}


def stale(root: Path = ROOT) -> list[str]:
    """The pages that do not say what the program does."""
    return [name for name, page in PAGES.items() if _read(root / name) != page()]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def main(arguments: list[str]) -> int:
    """The command: 1 and a line for each stale page, or 0."""
    if arguments == ["update"]:
        for name, page in PAGES.items():
            (ROOT / name).write_text(page(), encoding="utf-8")
    found = stale()
    for name in found:
        print(f"{name} is out of date; run python -m jobs.reference update", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
