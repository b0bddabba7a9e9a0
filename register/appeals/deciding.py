"""Deciding a part: the answer is recorded, sent to the applicant, and may be rated once."""

from __future__ import annotations

from register.appeals.clock import late_to_forward
from register.appeals.contact import read_contact, read_words, seal_words
from register.appeals.deed import (
    HEAD_ONLY,
    NO_REASON,
    NO_TEXT,
    NO_UNIT,
    NOT_A_REASON,
    NOT_ANONYMOUS,
    Deed,
    Refused,
)
from register.appeals.handing_on import attached
from register.appeals.incoming import KeptFile
from register.appeals.moving import move
from register.appeals.news import tell_moved
from register.appeals.receipting import receipt_facts
from register.appeals.registering import keep_files
from register.appeals.tables import Decision
from register.appeals.telling import Telling, files_of, tell_applicant
from register.bodies import Role
from register.rules.appeal import DecisionKind, MovementKind, PartState
from register.rules.letter import LetterKind
from register.rules.likeness import sketch

LEAST = 2  # letters of an answer
ANONYMOUS = "anonymous"  # the profiles' code of that reason


def decide(telling: Telling, by: str, post: str, deed: Deed) -> None:
    """Close the part with an answer; the applicant gets it and is asked to rate it."""
    kind = deed.decision or DecisionKind.EXPLAINED
    if kind is DecisionKind.OUTSIDE:
        raise Refused("no_unit", NO_UNIT, unit="")
    text = deed.text.strip()
    reason = _reason(telling, deed) if kind is DecisionKind.LEFT else ""
    if sum(map(str.isalpha, text)) < LEAST and kind is not DecisionKind.LEFT:
        raise Refused("no_text", NO_TEXT)
    moment, part = telling.moment, telling.part
    part.state, part.decided_at = PartState.DECIDED, moment.now
    _record(telling, kind, reason, text, by)
    made = move(
        telling.session,
        moment,
        part,
        MovementKind.DECIDED,
        by=by,
        post=post,
        detail=kind.value,
        words=text,
    )
    files = tuple(KeptFile(**file) for file in deed.files)
    keep_files(telling.session, moment, telling.appeal, files, made.id)
    facts = {
        "decision": kind.value,
        "reason": _reason_words(telling, reason),
        "text": text,
        "attached": attached(files_of(telling, made.id)),
        "may_rate": True,
        **receipt_facts(telling, made),
    }
    tell_applicant(telling, LetterKind.APPEAL_DECIDED, str(made.id), facts)


def forward_outside(telling: Telling, by: str, post: str, deed: Deed) -> None:
    """The matter is that of a body outside this register: closed here, the applicant told."""
    name = deed.unit.strip()
    if not name:
        raise Refused("no_unit", NO_UNIT, unit=name)
    late = late_to_forward(telling.book, telling.part, telling.zone, telling.moment.now)
    if late and post != Role.HEAD:
        raise Refused("head_only", HEAD_ONLY)
    moment, part = telling.moment, telling.part
    part.state, part.decided_at = PartState.FORWARDED, moment.now
    _record(telling, DecisionKind.OUTSIDE, "", f"{name}\n{deed.reason}", by)
    made = move(
        telling.session,
        moment,
        part,
        MovementKind.FORWARDED,
        by=by,
        post=post,
        detail="outside" + late,
        words=f"{name}: {deed.reason}",
    )
    tell_moved(telling, made, "outside", reason=deed.reason, to_body=name)


def _record(telling: Telling, kind: DecisionKind, reason: str, text: str, by: str) -> None:
    moment, part = telling.moment, telling.part
    asked = read_words(moment.keys, part.words) or read_words(moment.keys, telling.appeal.words)
    telling.session.add(
        Decision(
            part_id=part.id,
            kind=kind,
            reason=reason,
            words=seal_words(moment.keys, text),
            by=by,
            body=part.body,
            at=moment.now,
            sketch=sketch(text),
            length=len(text),
            questions=asked.count("?"),
        )
    )


def _reason(telling: Telling, deed: Deed) -> str:
    """The profile's code of the reason, by code or by words; never chosen by a machine."""
    law, keys = telling.book.law_of(telling.part.profile), telling.moment.keys
    said = deed.reason.strip().casefold()
    if not said:
        raise Refused("no_reason", NO_REASON)
    for leaving in law.leaving:
        words = {leaving.code.casefold(), *(text.casefold() for text in leaving.text.values())}
        if said in words or any(len(said) >= 5 and one.startswith(said) for one in words):
            if leaving.code == ANONYMOUS and read_contact(keys, telling.appeal).reached_at:
                raise Refused("not_anonymous", NOT_ANONYMOUS)
            return leaving.code
    allowed = "; ".join(one.shown(telling.appeal.language) for one in law.leaving)
    raise Refused("not_a_reason", NOT_A_REASON, reason=deed.reason, allowed=allowed)


def _reason_words(telling: Telling, code: str) -> str:
    found = telling.book.law_of(telling.part.profile).reason(code) if code else None
    return found.shown(telling.appeal.language) if found else ""
