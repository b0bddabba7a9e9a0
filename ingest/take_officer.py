"""An official's reply about a case: a draft, until its one-time key is confirmed (TR4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from config.dates import long_date
from config.languages import catalogue, mark
from ingest.answering import answer, answerable
from ingest.appeals.officer_words import SAYS, Command, read_command
from ingest.case_files import judged, kept
from ingest.desk import Case, Effect
from ingest.mail.authority import Authority
from register.appeals.acting import act, take
from register.appeals.alerting import is_acknowledged
from register.appeals.deed import STALE, Deed, PartDeed, Refused
from register.appeals.drafts import (
    Confirmed,
    any_draft,
    confirm_draft,
    propose,
    spent,
    withdraw_draft,
)
from register.appeals.incoming import KeptFile
from register.appeals.moving import label_of
from register.appeals.tables import Appeal, AppealPart, Draft
from register.appeals.telling import by_case, case_of
from register.bodies import Role, officers_at
from register.database import reading
from register.messages import Held, Message, hold, mark_done
from register.rules.appeal import Action, AppealKind
from register.rules.letter import LetterKind

KIND = "officer"
CONFIRMATION = "confirmation"
AMBIGUOUS = mark(
    "Your letter can be read in different ways by different mail programs, so nothing was done. "
    "Write it anew as an ordinary letter, without a forwarded or attached one."
)
NOT_CONFIRMED = mark(
    "Your answer is neither a plain “yes” nor a “no”, so nothing was done. Write the one word "
    "“yes”, or reply to the letter about the case once more."
)
WITHDRAWN = mark("You said no: what was drafted is withdrawn, and nothing was done.")
HOW_IT_ENDS = mark("Say how it ends, as: “yes, explained” or “yes, refused”.")
_OUTCOMES = {"closed": "stale", "not_yours": "not_yours"}


def take_officer(case: Case) -> Effect:
    """The effect of a mail to `case+…`: the key in the address fits one official only."""
    with reading(case.desk.engine) as session:
        part = _part(session, case)
    if part is None or case.authority is Authority.FAIL:
        return lambda session, message: hold(message, Held.BAD_KEY, KIND)
    if case.mail.refused:
        return partial(_refuse_form, case=case, part_id=part.id)
    files = kept(case.desk, judged(case.desk, case.mail.files))
    return partial(_draft, case=case, part_id=part.id, files=files)


def _part(session: Session, case: Case) -> AppealPart | None:
    sender = (case.mail.sender or "").lower()
    if not officers_at(session, sender):
        return None
    return by_case(session, case.desk.keys, case.classified.token or "", sender)


def _refuse_form(session: Session, message: Message, case: Case, part_id: int) -> None:
    """Held, and the official told how to write so that every program reads the same."""
    _tell(session, case, part_id, "unreadable", None, AMBIGUOUS)
    hold(message, Held.AMBIGUOUS, KIND)


def _draft(
    session: Session, message: Message, case: Case, part_id: int, files: tuple[KeptFile, ...]
) -> None:
    command = read_command(case.mail.words)
    sender = (case.mail.sender or "").lower()
    waits = _waits(session, case, part_id, sender)
    if command.trouble is not None and not waits:
        _tell(session, case, part_id, "unreadable", command.action, SAYS[command.trouble])
        return mark_done(message, KIND)
    deed = deed_of(command, files)
    moment, book = case.moment, case.desk.book
    if waits and (command.trouble or (deed.action is Action.DECIDE and deed.decision is None)):
        deed = replace(deed, action=Action.ACKNOWLEDGE)  # an alert is taken up by any reply
    try:
        with session.begin_nested():
            if deed.action is Action.ACKNOWLEDGE:
                # An alert cannot wait for a key; whoever was sent the address may stop its clock.
                act(session, moment, book, part_id, sender, deed)
                _tell(session, case, part_id, "done", deed.action, "")
            elif answerable(case):
                propose(session, moment, book, part_id, sender, deed, case.sameness)
            else:
                return hold(message, Held.OTHER, KIND)
    except Refused as refused:
        _tell_refused(session, case, part_id, deed.action, refused)
    return mark_done(message, KIND)


def _waits(session: Session, case: Case, part_id: int, sender: str) -> bool:
    """Whether it is an alert that nobody has taken up, and its writer one who was told of it.

    Its ordinary holder takes it up by the command only: a robot of his may answer any letter.
    """
    part = session.get_one(AppealPart, part_id)
    appeal = session.get_one(Appeal, part.appeal_id)
    if appeal.kind is not AppealKind.ALERT or is_acknowledged(session, part_id):
        return False
    hand = take(session, case.moment, case.desk.book, part_id, sender)
    return hand.post in (Role.RAPID, Role.HEAD)


def deed_of(command: Command, files: tuple[KeptFile, ...] = ()) -> Deed:
    """What a command means to the register."""
    return Deed(
        action=command.action,
        text=command.text,
        decision=command.decision,
        unit=command.unit,
        outside=command.outside,
        days=command.days or 0,
        reason=command.reason,
        kind=command.kind,
        parts=tuple(PartDeed(one.unit, one.text) for one in command.parts),
        files=tuple(asdict(file) for file in files),
    )


def confirms_draft(case: Case) -> bool:
    """Whether the key is that of a draft, and not of an upload."""
    with reading(case.desk.engine) as session:
        return any_draft(session, case.classified.token or "", lock=False) is not None


def take_draft_confirmation(case: Case) -> Effect:
    """The effect of an answer to "is this decision yours?": done once, or withdrawn."""
    return partial(_confirm, case=case)


def _confirm(session: Session, message: Message, case: Case) -> None:
    secret = case.classified.token or ""
    draft = any_draft(session, secret)
    if draft is None or draft.officer != (case.mail.sender or "").lower():
        return hold(message, Held.BAD_KEY, CONFIRMATION)
    if case.authority is Authority.FAIL:
        return hold(message, Held.BAD_KEY, CONFIRMATION)
    if case.mail.refused:
        _tell(session, case, draft.part_id, "unreadable", draft.action, AMBIGUOUS)
        return hold(message, Held.AMBIGUOUS, CONFIRMATION)
    past = spent(draft, case.moment)
    if past:  # a second yes, or a late one: no fault of anybody, and nothing is done
        says = STALE if past == "stale" else ""
        _tell(session, case, draft.part_id, past, draft.action, says)
    else:
        _settle(session, case, draft, secret)
    return mark_done(message, CONFIRMATION)


def _settle(session: Session, case: Case, draft: Draft, secret: str) -> None:
    said, part_id, action = case.mail.confirmation, draft.part_id, draft.action
    if said.no:
        withdraw_draft(session, case.moment, draft)
        return _tell(session, case, part_id, "refused", action, WITHDRAWN)
    if not said.yes and said.decision is None:
        return _tell(session, case, part_id, "unreadable", action, NOT_CONFIRMED)
    try:
        with session.begin_nested():
            done = confirm_draft(
                session, case.moment, case.desk.book, secret, said.decision, said.reason
            )
    except Refused as refused:
        withdraw_draft(session, case.moment, draft)
        return _tell_refused(session, case, part_id, action, refused)
    return _tell_confirmed(session, case, part_id, done)


def _tell_confirmed(session: Session, case: Case, part_id: int, done: Confirmed) -> None:
    if done.outcome == "unclear":
        return _tell(session, case, part_id, "unreadable", done.action, HOW_IT_ENDS)
    if done.says is not None:
        return _tell_refused(session, case, part_id, done.action, done.says, done.outcome)
    return _tell(session, case, part_id, done.outcome, done.action, "")


def _written(values: Mapping[str, object], language: str) -> dict[str, object]:
    """The facts of a sentence, days written out."""
    return {
        name: long_date(value, language) if isinstance(value, date) else value
        for name, value in values.items()
    }


def _tell_refused(
    session: Session,
    case: Case,
    part_id: int,
    action: Action | None,
    refused: Refused,
    outcome: str = "",
) -> None:
    outcome = outcome or _OUTCOMES.get(refused.code, "refused")
    _tell(session, case, part_id, outcome, action, refused.says, refused.values_)


def _tell(
    session: Session,
    case: Case,
    part_id: int,
    outcome: str,
    action: Action | None,
    says: str,
    values: Mapping[str, object] | None = None,
) -> None:
    sender = (case.mail.sender or "").lower()
    part = session.get_one(AppealPart, part_id)
    appeal = session.get_one(Appeal, part.appeal_id)
    language = next((one.language for one in officers_at(session, sender)), "ru")
    sentence = catalogue(language).gettext(says) if says else ""
    context: dict[str, Any] = {
        "number": appeal.number,
        "label": str(label_of(appeal, part)),
        "case": case_of(case.desk.keys, part, sender),
        "outcome": outcome,
        "action": action.value if action else None,
        "says": sentence % _written(values, language) if values else sentence,
        "due_on": part.due_on.isoformat(),
    }
    answer(session, case, LetterKind.CASE_RESULT, context, language=language, recipient=sender)
