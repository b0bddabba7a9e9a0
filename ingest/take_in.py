"""Taking in: each message is read, classified, and has its effect once, in one commit."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from config.progress import Advance
from config.trouble import WorldTrouble
from ingest.answering import answer
from ingest.desk import Case, Desk, Effect
from ingest.mail.classify import Kind
from ingest.mail.reader import ReadingFailed
from ingest.matching import matched
from ingest.take_appeal import (
    says_more,
    take_appeal,
    take_misnumbered,
    take_status_and_words,
    take_unasked,
)
from ingest.take_bounce import take_bounce
from ingest.take_officer import confirms_draft, take_draft_confirmation, take_officer
from ingest.take_reply import take_reply
from ingest.take_sms import sms_of, take_sms
from ingest.take_status import take_status
from ingest.take_upload import take_confirmation, take_upload
from register.blobs import BlobMissing
from register.bodies import staff_addresses
from register.database import reading, transaction
from register.failpoint import reach
from register.messages import (
    Held,
    Message,
    begin_attempt,
    end_attempt,
    hold,
    is_duplicate,
    lock_new,
    mark_done,
    mark_duplicate,
    new_messages,
)
from register.moment import Moment
from register.responses import shuffle
from register.rules.letter import LetterKind

BATCH = 200
LEFT = "left"  # in another process's hands, behind another of its thread, or held by now
log = logging.getLogger("achyk.take-in")


def take_in(desk: Desk, advance: Advance) -> dict[str, int]:
    """Take in every new message; returns how many of each kind, and how many failed.

    `advance` is told after each one. A message that cannot be taken in stays new until its
    attempts are used up, and never stops the next one (ML6).
    """
    counts: Counter[str] = Counter()
    tried: set[int] = set()
    behind: list[int] = []
    while waiting := _waiting(desk, tried):
        for message_id in waiting:
            tried.add(message_id)
            outcome = try_one(desk, message_id)
            if outcome == LEFT:
                behind.append(message_id)
                continue
            counts[outcome] += 1
            advance(1)
    for message_id in sorted(behind):  # behind another of their thread, which has had its turn
        counts[try_one(desk, message_id)] += 1
        advance(1)
    _unlink(desk)
    return dict(counts)


def _waiting(desk: Desk, tried: set[int]) -> list[int]:
    with reading(desk.engine) as session:
        new = new_messages(session, desk.moment(), BATCH + len(tried))
    return [number for number in new if number not in tried]


def _unlink(desk: Desk) -> None:
    """Responses recorded since the last time lose what would join them to their invitations."""
    with transaction(desk.engine) as session:
        shuffle(session, desk.moment())


def try_one(desk: Desk, message_id: int) -> str:
    """Take in one message; returns what it was, or that it failed. Raises when the world fails."""
    try:
        return take_one(desk, message_id)
    except (OperationalError, WorldTrouble) as trouble:
        _let_go(desk, message_id, counts=isinstance(trouble, BlobMissing))
        if isinstance(trouble, BlobMissing):
            log.error("message %d has lost its original, or its seal does not open", message_id)
            return "failed"
        # Disk, database or keys: no mail is to blame, and none after it would fare better (ML9).
        raise
    except Exception as error:  # noqa: BLE001 - counted as an attempt, held after the third (ML6)
        # The log may name no sender, subject or text (WB7): the kind of failure only.
        kind = error.cause if isinstance(error, ReadingFailed) else type(error).__name__
        log.error("message %d could not be taken in: %s", message_id, kind)
        _let_go(desk, message_id, counts=True)
        return "failed"


def _let_go(desk: Desk, message_id: int, *, counts: bool) -> None:
    with transaction(desk.engine) as session:
        end_attempt(session, message_id, counts=counts)


def take_one(desk: Desk, message_id: int) -> str:
    """Take in one message; returns what it was. Safe to call again at any time."""
    with transaction(desk.engine) as session:
        moment = desk.moment()
        message = begin_attempt(session, moment, message_id, desk.blobs.size)
        if message is None:
            return LEFT
        place = (message.vault, message.digest, message.sameness, message.arrived_at)
    vault, digest, sameness, arrived_at = place
    reach("attempt-counted")
    raw = desk.original(vault, digest)
    case = read_case(desk, moment, raw, sameness, arrived_at)
    effect = effect_of(case)
    with transaction(desk.engine) as session:
        kind = _settle(session, message_id, case, effect)
        reach("effect-made")
    reach("taken-in")
    return kind


def _settle(session: Session, message_id: int, case: Case, effect: Effect) -> str:
    message = lock_new(session, message_id)
    if message is None:
        return "seen_before"
    if is_duplicate(session, message):
        mark_duplicate(message, case.classified.kind.value)
        return "duplicate"
    effect(session, message)
    return message.kind if message.state.value == "done" else "held"


def read_case(desk: Desk, moment: Moment, raw: bytes, sameness: str, arrived_at: datetime) -> Case:
    """A mail taken up at `moment`, read and classified, as `explain mail` would show it."""
    with reading(desk.engine) as session:
        terms = desk.terms(staff_addresses(session))
    mail = desk.reader.read(raw, terms)
    return matched(
        Case(desk, moment, mail, mail.classified, mail.authority, sameness, raw, arrived_at)
    )


def effect_of(case: Case) -> Effect:
    """What the mail will do to the register."""
    kind = case.classified.kind
    if kind is Kind.BOUNCE:
        return take_bounce(case)
    sms = sms_of(case)
    if sms is not None:
        return take_sms(case, sms)
    if kind is Kind.REPLY:
        return take_reply(case)
    if kind is Kind.CONFIRMATION:
        is_draft = confirms_draft(case)
        return take_draft_confirmation(case) if is_draft else take_confirmation(case)
    if kind is Kind.OFFICER:
        return take_officer(case)
    if kind is Kind.UPLOAD or _meant_as_upload(case):
        return take_upload(case)
    if kind is Kind.APPEAL:
        return take_appeal(case)
    if kind is Kind.STATUS:
        return take_status_and_words(case) if says_more(case) else take_status(case)
    if case.mail.misnumbered and not case.mail.to_survey:
        return take_misnumbered(case)
    if kind in QUIET:
        return _quiet(case)
    return lambda session, message: _to_a_person(session, message, case)


QUIET = frozenset({Kind.AUTO, Kind.LIST, Kind.OWN})
"""What machines send: placed without an answer, or two machines would talk for ever (LP1)."""


def _quiet(case: Case) -> Effect:
    """A machine's answer to us is placed; what comes of itself to the appeals may be a complaint.

    Many offices and web forms send as lists and programs do: LP1 forbids the answer, not the
    registration. What shows a letter of an installation as its own is looked at by a person.
    """
    kind = case.classified.kind
    if not case.mail.to_appeals or case.mail.thread:
        return lambda session, message: mark_done(message, kind.value)
    if kind is Kind.OWN and (case.mail.sender or "").lower() in case.desk.own.all():
        return lambda session, message: mark_done(message, kind.value)
    if kind is Kind.OWN:
        return lambda session, message: hold(message, Held.OTHER, kind.value)
    return take_unasked(case)


def _meant_as_upload(case: Case) -> bool:
    """A letter to the uploads address without a spreadsheet is answered, never silent."""
    meant = case.mail.to_uploads and not case.mail.to_appeals
    return meant and case.classified.kind in (Kind.APPEAL, Kind.OTHER, Kind.STATUS)


def _to_a_person(session: Session, message: Message, case: Case) -> None:
    unmatched = case.mail.to_survey
    kind = LetterKind.UNMATCHED_REPLY if unmatched else LetterKind.RECEIVED
    answer(session, case, kind, {})
    hold(message, Held.UNMATCHED if unmatched else Held.OTHER, case.classified.kind.value)
