"""The words of `achyk appeal`: the operator's hand on a case."""

from __future__ import annotations

import argparse
from pathlib import Path

from config.settings import LANGUAGES
from jobs.cli_parts import Commands, add, within
from register.rules.appeal import AppealKind, DecisionKind, Notify

KINDS = [kind.value for kind in AppealKind]
DECISIONS = [kind.value for kind in DecisionKind if kind is not DecisionKind.OUTSIDE]
_A_TEXT = "in any charset; - for standard input"


def appealing(commands: Commands[argparse.ArgumentParser]) -> None:
    """Registering, looking up, printing and acting."""
    appeals = within(commands, "appeal", "appeals: register, look up, act for an official")
    _registering(appeals)
    _looking(appeals)
    _answering(appeals)
    _moving(appeals)


def _registering(appeals: Commands[argparse.ArgumentParser]) -> None:
    says = "register an appeal that came on paper, in person or by phone"
    one = add(appeals, "register", "appeal:register", says)
    one.add_argument("--channel", required=True, choices=["paper", "oral", "phone"])
    one.add_argument("--operator", required=True, metavar="EMAIL", help="who takes it in")
    one.add_argument("--text", metavar="FILE", help=f"what the applicant says; {_A_TEXT}")
    one.add_argument("--file", action="append", default=[], type=Path, metavar="PATH")
    for name in ("name", "email", "phone", "address"):
        one.add_argument(f"--{name}", default="", metavar="TEXT", help=f"the applicant's {name}")
    one.add_argument("--subject", default="", metavar="TEXT", help="of the appeal, in one line")
    one.add_argument("--notify", choices=[way.value for way in Notify], help="how to tell")
    received = "when it was received, as '2026-01-31 14:30'; now unless told"
    one.add_argument("--received", metavar="TIME", help=received)
    one.add_argument("--inspection", default="", metavar="REGISTRATION_NO")
    one.add_argument("--body", default="", metavar="CODE", help="whom it is for; else by the rules")
    one.add_argument("--kind", choices=KINDS, help="else by its words")
    one.add_argument("--language", choices=LANGUAGES, help="else by its words")
    one.add_argument("--slip", type=Path, metavar="FILE", help="write the slip (PDF)")


def _looking(appeals: Commands[argparse.ArgumentParser]) -> None:
    shown = add(appeals, "show", "appeal_show:show", "where an appeal stands, and its route")
    shown.add_argument("number", metavar="NUMBER")
    shown.add_argument("--text", action="store_true", help="with all words and the applicant")
    shown.add_argument("--json", action="store_true")
    says = "the parts that wait, the earliest due first"
    listed = add(appeals, "list", "appeal_show:list_appeals", says)
    listed.add_argument("--body", metavar="CODE", help="of this body and those below it")
    listed.add_argument("--overdue", action="store_true")
    listed.add_argument("--unassigned", action="store_true", help="that nobody has")
    listed.add_argument("--json", action="store_true")
    says = "print the slip once more; only a new PIN can stand on it"
    slip = add(appeals, "slip", "appeal:slip", says)
    slip.add_argument("number", metavar="NUMBER")
    slip.add_argument("--out", required=True, type=Path, metavar="FILE")
    slip.add_argument("--new-pin", action="store_true", help="the one before opens nothing then")
    slip.add_argument("--operator", default="", metavar="EMAIL", help="who issues the new PIN")
    says = "write a file of an appeal as it came, also one that may not be handed on"
    file = add(appeals, "file", "appeal_show:file", says)
    file.add_argument("number", metavar="NUMBER")
    file.add_argument("file", type=int, metavar="N", help="as achyk appeal show counts them")
    file.add_argument("--out", required=True, type=Path, metavar="FILE")


def _answering(appeals: Commands[argparse.ArgumentParser]) -> None:
    decided = _act(appeals, "decide", "answer the applicant and close the part")
    decided.add_argument("--decision", required=True, choices=DECISIONS)
    decided.add_argument("--text", metavar="FILE", help=f"the answer; {_A_TEXT}")
    decided.add_argument("--reason", default="", metavar="WHY", help="of left: one of the law's")
    decided.add_argument("--file", action="append", default=[], type=Path, metavar="PATH")
    asked = _act(appeals, "ask", "ask the applicant; the clock rests until the answer")
    asked.add_argument("--text", required=True, metavar="FILE", help=f"the question; {_A_TEXT}")
    taken = _act(appeals, "acknowledge", "take up a report of an unlawful inspection")
    taken.add_argument("--reason", default="", metavar="WORDS", help="what is being done")


def _moving(appeals: Commands[argparse.ArgumentParser]) -> None:
    moved = _act(appeals, "forward", "send a part to another unit", "move")
    moved.add_argument("--to", required=True, metavar="UNIT", help="code or name")
    moved.add_argument("--outside", action="store_true", help="to a body not in this register")
    _reason(moved)
    longer = _act(appeals, "extend", "move the due date, as far as the law lets it")
    longer.add_argument("--days", required=True, type=int, metavar="N")
    _reason(longer)
    parted = _act(appeals, "split", "give each matter of an appeal to its own addressee")
    says = "one for each matter; - for the unit that has the whole"
    parted.add_argument(
        "--part", action="append", required=True, nargs=2, metavar=("UNIT", "TEXT"), help=says
    )
    given = _act(appeals, "assign", "give a part to a person")
    given.add_argument("--to", required=True, metavar="EMAIL")
    changed = _act(appeals, "reclassify", "change the kind of an appeal")
    changed.add_argument("--kind", required=True, choices=KINDS)
    _reason(changed)


def _act(
    appeals: Commands[argparse.ArgumentParser], name: str, says: str, *aliases: str
) -> argparse.ArgumentParser:
    one = add(appeals, name, f"appeal_act:{name}", says, *aliases)
    one.add_argument("number", metavar="NUMBER", help="with /2 or -2 for a part or level")
    who = "the registered person who does it"
    one.add_argument("--as", dest="as_", required=True, metavar="EMAIL", help=who)
    return one


def _reason(one: argparse.ArgumentParser) -> None:
    one.add_argument("--reason", required=True, metavar="WHY", help="the applicant reads it")
