"""A command of an officer, as a value, and why it could not be understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from config.languages import mark
from register.rules.appeal import Action, AppealKind, DecisionKind

LONGEST_UNIT = 200  # characters of a unit's name as written


class Unclear(StrEnum):
    """Why a command has to be asked back."""

    NOTHING_SAID = "nothing-said"
    NO_UNIT = "no-unit"
    NO_DAYS = "no-days"
    NO_REASON = "no-reason"
    NO_KIND = "no-kind"
    NO_PARTS = "no-parts"
    TWO_COMMANDS = "two-commands"
    NOT_UNDERSTOOD = "not-understood"


SAYS: Mapping[Unclear, str] = {
    Unclear.NOTHING_SAID: mark(
        "Your letter holds no text for the applicant. Please write the words below the command."
    ),
    Unclear.NO_UNIT: mark(
        "It is not clear to whom the case is to go. Please write one line: forward to, and the code"
        " or the name of the unit."
    ),
    Unclear.NO_DAYS: mark(
        "It is not clear by how many days the term is to be extended. Please write one line:"
        " extend, the number of days from 1 to 365, and the reason."
    ),
    Unclear.NO_REASON: mark("The reason is missing. Please write it behind the command."),
    Unclear.NO_KIND: mark(
        "It is not clear what kind of appeal this is. Please write: kind, a colon, and one of"
        " complaint, application, proposal, request, alert."
    ),
    Unclear.NO_PARTS: mark(
        "The parts cannot be read. Please write each as a paragraph that begins with its number,"
        " 1), 2) and so on, and ends with an arrow -> and the unit it goes to."
    ),
    Unclear.TWO_COMMANDS: mark(
        "Your letter holds two commands. Please send each in a letter of its own."
    ),
    Unclear.NOT_UNDERSTOOD: mark(
        "The first line looks like a command, but it could not be read. Please write the command"
        " alone in the first line, and the text below it."
    ),
}


@dataclass(frozen=True)
class PartWords:
    """One part of a mixed appeal, as the officer wrote it."""

    unit: str  # code or name as written; "" stays with who holds the case
    text: str


@dataclass(frozen=True)
class Command:
    """What an officer's letter asks for; nothing of it counts before it is confirmed (TR4)."""

    action: Action
    decision: DecisionKind | None = None  # DECIDE: its kind, if it is named
    unit: str = ""  # FORWARD: code or name as written
    outside: bool = False  # FORWARD: to a body that is not in the register
    days: int | None = None  # EXTEND
    reason: str = ""  # FORWARD, EXTEND, RECLASSIFY, ACKNOWLEDGE, a decision LEFT
    kind: AppealKind | None = None  # RECLASSIFY
    text: str = ""  # DECIDE, ASK: what goes to the applicant
    parts: tuple[PartWords, ...] = ()  # SPLIT
    trouble: Unclear | None = None  # why it has to be asked back
