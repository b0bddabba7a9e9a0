"""The command line: `achyk`. It parses words and calls the command; nothing is decided here."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from config.trouble import Trouble
from jobs.cli_appeals import appealing
from jobs.cli_parts import Commands
from jobs.cli_parts import add as _add
from jobs.cli_parts import within as _within
from jobs.cli_releases import reporting
from jobs.cli_themes import theming
from jobs.cli_verify import verifying

Command = Callable[[argparse.Namespace], int]

EPILOG = "Errors are one sentence; --debug shows where they come from. Start with: achyk init DIR"


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit code: 0 done, 1 failed, 2 used wrongly."""
    arguments = parser().parse_args(argv)
    try:
        code = _command(arguments.run)(arguments)
        sys.stdout.flush()  # a reader that has gone is met here, not after the last line
        return code
    except Trouble as trouble:
        return _told(arguments, trouble, str(trouble))
    except KeyboardInterrupt:
        print("achyk: stopped; whatever was begun goes on at the next run", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (| head); that is its right.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last door: a bug is told as one, with its kind
        says = f"this is a fault in the program ({type(error).__name__}); run it with --debug"
        return _told(arguments, error, says)


def _told(arguments: argparse.Namespace, error: BaseException, says: str) -> int:
    if arguments.debug:
        raise error
    print(f"achyk: {says}", file=sys.stderr)
    return 1


def _command(place: str) -> Command:
    """The function named `module:function`, imported now and not before."""
    module, _, function = place.partition(":")
    command: Command = getattr(importlib.import_module(f"jobs.commands.{module}"), function)
    return command


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(
        prog="achyk",
        description="Ask inspected businesses, and publish what they say.",
        epilog=EPILOG,
    )
    top.add_argument(
        "-C", dest="folder", type=Path, default=Path(), metavar="DIR", help="the installation"
    )
    top.add_argument("--debug", action="store_true", help="show a traceback with an error")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for group in (_setting_up, _running, reporting, verifying, appealing, theming, _looking):
        group(commands)
    return top


def _setting_up(commands: Commands[argparse.ArgumentParser]) -> None:
    init = _add(commands, "init", "setup:init", "make an installation, or bring one up to date")
    init.add_argument("directory", type=Path, metavar="DIR")
    init.add_argument("--domain", help="the mail domain of its addresses")
    bodies = _within(commands, "body", "state bodies and their units")
    body = _add(bodies, "add", "people:add_body", "add a body, or rename it")
    body.add_argument("code", metavar="CODE")
    body.add_argument("name", metavar="NAME")
    body.add_argument("--parent", metavar="CODE", help="the body it belongs to")
    body.add_argument("--time-zone", metavar="ZONE", help="where it is not the installation's")
    _officers(commands)
    _signatories(commands)
    _signing_key(commands)
    staff = _within(commands, "staff", "bodies and persons from a spreadsheet")
    imported = _add(staff, "import", "people:import_staff", "import bodies and persons from FILE")
    imported.add_argument("file", type=Path, metavar="FILE")


def _officers(commands: Commands[argparse.ArgumentParser]) -> None:
    officers = _within(commands, "officer", "persons who act for a body")
    officer = _add(officers, "add", "people:add_officer", "register a person's role")
    officer.add_argument("email", metavar="EMAIL")
    officer.add_argument(
        "--role",
        required=True,
        choices=["inspector", "officer", "head", "operator", "administrator", "rapid"],
    )
    officer.add_argument("--body", required=True, metavar="CODE")
    officer.add_argument("--id", metavar="ID", help="the ID that spreadsheets name (inspectors)")
    officer.add_argument("--name", default="", metavar="NAME")
    officer.add_argument("--language", default="ru", choices=["ky", "ru", "kk", "en"])
    officer.add_argument("--phone", metavar="PHONE", help="alerts go there by SMS: +996555123456")
    away = _add(officers, "away", "people:officer_away", "who acts for a person, and when")
    away.add_argument("email", metavar="EMAIL")
    away.add_argument("--from", dest="from_", required=True, metavar="DAY", help="as 2026-01-31")
    away.add_argument("--until", required=True, metavar="DAY", help="the last day away")
    away.add_argument("--substitute", required=True, metavar="EMAIL")


def _signatories(commands: Commands[argparse.ArgumentParser]) -> None:
    signatories = _within(commands, "signatory", "whose direct word invitations carry")
    added = _add(signatories, "add", "people:add_signatory", "write a signatory into achyk.toml")
    added.add_argument("--office", required=True, choices=["minister", "director"])
    added.add_argument("--body", default="", metavar="CODE", help="a director's inspectorate")
    for words in ("person", "post", "message"):
        added.add_argument(f"--{words}", required=True, metavar="TEXT")
    added.add_argument("--from", dest="from_", required=True, metavar="DAY", help="as 2026-01-31")
    added.add_argument("--until", metavar="DAY", help="the last day in office")


def _signing_key(commands: Commands[argparse.ArgumentParser]) -> None:
    keys = _within(commands, "key", "the key that signs receipts and releases")
    _add(keys, "show", "key:show", "its fingerprint, to be published, and the keys before it")
    rotated = _add(keys, "rotate", "key:rotate", "a new key; the old one signs the hand-over")
    rotated.add_argument(
        "--lost", action="store_true", help="the old one is lost: nobody signs, begin anew"
    )


def _running(commands: Commands[argparse.ArgumentParser]) -> None:
    _add(commands, "check", "check:check", "is the installation sound: one line for each part")
    run = _add(commands, "run", "running:run", "run one job now, or all of them in order")
    run.add_argument(
        "job",
        metavar="JOB",
        help="all, fetch, take-in, invite, remind, deadlines, watch, quarterly, publish, "
        "monthly, send, backup",
    )
    _keeping(commands)
    serve = _add(
        commands, "serve", "running:serve", "run the schedule and the portal until stopped"
    )
    serve.add_argument("--no-portal", action="store_true", help="the schedule only")
    status = _add(commands, "status", "status:status", "what waits, what is held, the last runs")
    status.add_argument("--json", action="store_true")
    demo = _add(commands, "demo", "demo:demo", "play a whole quarter in a folder of its own")
    demo.add_argument("--keep", type=Path, metavar="DIR", help="keep the installation in DIR")


def _keeping(commands: Commands[argparse.ArgumentParser]) -> None:
    backup = _add(commands, "backup", "backup:backup", "make a backup in DIR, now")
    backup.add_argument("directory", type=Path, metavar="DIR")
    backup.add_argument(
        "--with-keys", action="store_true", help="the keys too: whoever has it can read everything"
    )
    restore = _add(commands, "restore", "backup:restore", "put a backup back, then recover")
    restore.add_argument(
        "directory", type=Path, metavar="DIR", help="a backup, or a folder of them: the newest"
    )
    restore.add_argument(
        "--force", action="store_true", help="although the register here is newer; it is kept"
    )
    _add(commands, "recover", "backup:recover", "after a restore: learn what happened since")


def _looking(commands: Commands[argparse.ArgumentParser]) -> None:
    explained = _within(commands, "explain", "how something would be read, without effect")
    for name in ("mail", "sheet"):
        one = _add(explained, name, f"explain:{name}", f"how each {name} in PATH would be read")
        one.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        one.add_argument("--json", action="store_true", help="one JSON object a line")
        if name == "mail":
            says = "processes that read side by side; one for each core unless told"
            one.add_argument("--workers", type=int, metavar="N", help=says)
    says = "the due date of an appeal, its rule, and each day that does not count with its reason"
    counted = _add(explained, "deadline", "deadline:deadline", says)
    counted.add_argument("number", metavar="NUMBER")
    counted.add_argument("--json", action="store_true")
    held = _within(commands, "held", "mail nobody could place")
    listed = _add(held, "list", "held:list_held", "what is held, and why")
    listed.add_argument("--json", action="store_true")
    shown = _add(held, "show", "held:show", "one held mail, and what can be done about it")
    shown.add_argument("number", type=int, metavar="NUMBER")
    _placing(held)
    _suppressions(commands)
    inspections = _within(commands, "inspection", "what is known of an inspection")
    history = "is it registered, by whom, and what has happened to it"
    inspection = _add(inspections, "show", "inspection:show", history)
    inspection.add_argument("number", metavar="NUMBER")
    cancelled = "the cancelled inspections of a quarter, and which were cancelled after they began"
    listing = _add(inspections, "cancelled", "inspection:cancelled", cancelled)
    listing.add_argument("quarter", metavar="QUARTER", help="as 2026-Q3")


def _placing(held: Commands[argparse.ArgumentParser]) -> None:
    placed = _add(held, "place", "held:place", "place a held mail, in one of three ways")
    placed.add_argument("number", type=int, metavar="NUMBER")
    ways = placed.add_mutually_exclusive_group(required=True)
    again = "read it anew, by the register of today"
    ways.add_argument("--again", action="store_true", help=again)
    answers = "it answers the invitation about this inspection"
    ways.add_argument("--inspection", metavar="REGISTRATION_NO", help=answers)
    ways.add_argument("--aside", metavar="WHY", help="there is nothing to be done")


def _suppressions(commands: Commands[argparse.ArgumentParser]) -> None:
    suppressions = _within(commands, "suppression", "addresses that get no more letters")
    _add(suppressions, "list", "suppression:list_suppressions", "who is left alone, and why")
    lifted = _add(suppressions, "lift", "suppression:lift", "write to an address again")
    lifted.add_argument("email", metavar="EMAIL")
    lifted.add_argument(
        "--unsubscribed", action="store_true", help="although it had asked for no more letters"
    )


if __name__ == "__main__":
    sys.exit(main())
