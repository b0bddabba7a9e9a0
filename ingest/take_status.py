"""A question how an appeal stands, by its number: the same answer in form for every number."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from ingest.answering import answer
from ingest.appeals.applicant_words import read_applicant
from ingest.desk import Case, Effect
from register.appeals.finding import (
    answer_of,
    appeal_by_number,
    is_applicant,
    pin_fits,
    standing_of,
)
from register.appeals.moving import movements_of
from register.appeals.receipting import codes_of
from register.appeals.telling import Telling, route_facts
from register.messages import Message, mark_done
from register.rules.letter import LetterKind

KIND = "status"
MOST_NUMBERS = 3  # of one mail that are answered


def take_status(case: Case) -> Effect:
    """The effect of a mail that holds an appeal's number and hardly anything else."""

    def effect(session: Session, message: Message) -> None:
        pins = read_applicant(f"{case.mail.subject}\n{case.mail.words}").pins
        for part, number in enumerate(case.mail.numbers[:MOST_NUMBERS]):
            answer_number(session, case, number, pins, part)
        mark_done(message, KIND)

    return effect


def answer_number(
    session: Session, case: Case, number: str, pins: tuple[str, ...], part: int = 0
) -> None:
    """Say how the appeal of a number stands; with a PIN that fits, by which way it went."""
    appeal, keys = appeal_by_number(session, number), case.desk.keys
    # Every candidate is tried, so that the time tells nothing; one mail is one try (WB4).
    fits = [pin_fits(keys, appeal, number, pin) for pin in pins]
    say_status(session, case, number, holder=any(fits), part=part)


def _route(session: Session, telling: Telling) -> dict[str, Any]:
    """Every step, and the codes under which the steps stand in the quarters' lists."""
    movements = movements_of(session, telling.appeal.id)
    return {"route": route_facts(telling, movements), "codes": codes_of(telling, movements)}


def say_status(session: Session, case: Case, number: str, *, holder: bool, part: int = 0) -> bool:
    """Answer with the stage; `holder`: who asks has the PIN, or the address on file.

    The answer's own words go only to the address on file, whoever knows the PIN.
    """
    standing = standing_of(session, case.moment, case.desk.book, number)
    telling = standing.telling
    facts: dict[str, Any] = {
        "number": number,
        "label": number,
        "stage": standing.stage.value,
        "due_on": standing.due_on.isoformat() if standing.due_on else None,
        "route": [],
        "answer": "",
        "subject": "",
        "body": "",
    }
    if telling and holder:
        facts |= _route(session, telling)
    if telling and holder and is_applicant(telling, case.mail.sender or ""):
        facts["answer"] = answer_of(telling)
    return answer(session, case, LetterKind.APPEAL_STATUS, facts, reports_fact=True, part=part)
