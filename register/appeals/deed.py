"""What an official does with a part, as a value: the same by mail, page and command."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from config.languages import mark
from config.trouble import Trouble
from register.keys import KEPT, Keys
from register.rules.appeal import Action, AppealKind, DecisionKind


@dataclass(frozen=True)
class PartDeed:
    """One part of a split."""

    unit: str  # code or name of a body; '' it stays with the holder
    text: str  # what this part asks


@dataclass(frozen=True)
class Deed:
    """An action and what it needs; the rest stays empty."""

    action: Action
    text: str = ""  # the answer, the question
    decision: DecisionKind | None = None
    unit: str = ""  # code or name of a body
    outside: bool = False  # the unit is not in this register
    days: int = 0
    reason: str = ""
    kind: AppealKind | None = None
    parts: tuple[PartDeed, ...] = ()
    officer: str = ""  # address of whom it is assigned to
    files: tuple[dict[str, Any], ...] = ()  # that go with an answer: as KeptFile


class Refused(Trouble):
    """The deed may not be done; the sentence says why and what to do."""

    def __init__(self, code: str, says: str, **values: object) -> None:
        super().__init__(says % values if values else says)
        self.code, self.says, self.values_ = code, says, values


NOT_YOURS = mark("This case is not yours to decide: it is with another official, or names you.")
CLOSED = mark("This part was decided meanwhile; what you wrote has changed nothing.")
STALE = mark("The case has moved since you wrote; look at it once more and answer anew.")
NO_UNIT = mark("No body is registered as “%(unit)s”; write its code, or say “outside”.")
NOBODY = mark("Nobody at %(unit)s may take this case: it names them or their head.")
NO_REASON = mark("A reason is needed: the applicant reads it.")
NOT_A_REASON = mark(
    "“%(reason)s” is no reason for which an appeal may be left without consideration. The law "
    "allows: %(allowed)s."
)
TOO_LONG = mark("The law lets this deadline be moved to %(latest)s at most.")
TOO_LATE = mark("The due date is over; it cannot be moved any more. Answer as soon as you can.")
NO_WAY = mark("The applicant left no address to ask at; decide with what there is.")
ASKED_OFTEN = mark(
    "The applicant was asked %(most)s times already, and a question stops the clock; decide with "
    "what there is."
)
NO_TEXT = mark("There is no text that could go to the applicant.")
HEAD_ONLY = mark(
    "The term for sending this case to a body outside the register is over: only the head can."
)
NOT_ANONYMOUS = mark("The applicant can be reached, so the appeal is not anonymous.")
ALERT_WAITS = mark(
    "A report of an unlawful inspection has to be taken up before its kind is changed."
)
NO_KIND = mark("Say how it ends: satisfied, partly, explained or refused.")
TWO_PARTS = mark("A split needs at least two parts, and only a whole appeal can be split.")
NO_PERSON = mark(
    "%(officer)s is not registered at this body or above it, or may not take the case."
)


def write_deed(keys: Keys, deed: Deed) -> bytes:
    """A deed as a draft keeps it, sealed."""
    return keys.seal(KEPT, json.dumps(asdict(deed), ensure_ascii=False).encode("utf-8", "replace"))


def read_deed(keys: Keys, sealed: bytes) -> Deed:
    """The deed of a draft."""
    values = json.loads(keys.unseal(KEPT, sealed))
    values["action"] = Action(values["action"])
    values["decision"] = DecisionKind(values["decision"]) if values["decision"] else None
    values["kind"] = AppealKind(values["kind"]) if values["kind"] else None
    values["parts"] = tuple(PartDeed(**part) for part in values["parts"])
    values["files"] = tuple(values["files"])
    return Deed(**values)
