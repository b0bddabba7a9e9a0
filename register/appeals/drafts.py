"""Drafts: what an official writes by mail has no effect until its one-time key comes back (TR4).

The key goes to the registered address and nowhere else. It is bound to the person, the part, and
the part's version: whatever changed the case meanwhile voids it; what the clock does by itself
(warnings, escalations, recounts) does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.book import Book
from register.appeals.acting import Hand, act, locked, take
from register.appeals.deed import CLOSED, NOT_YOURS, STALE, Deed, Refused, read_deed, write_deed
from register.appeals.parting import unit_code
from register.appeals.tables import AppealPart, Draft
from register.appeals.telling import tell_officer
from register.moment import Moment
from register.rules.appeal import WAITING_STATES, Action, DecisionKind
from register.rules.letter import LetterKind
from register.rules.tokens import digest, is_token, new_token

VALID = timedelta(days=7)
PURPOSE = "draft"


@dataclass(frozen=True)
class Confirmed:
    """What became of a key that came back."""

    outcome: str  # done, stale, unclear (say how it ends), unknown
    part_id: int = 0
    officer: str = ""
    action: Action | None = None
    says: Refused | None = None


def propose(
    session: Session, moment: Moment, book: Book, part_id: int, email: str, deed: Deed, key: str
) -> bool:
    """Keep what an official wrote and ask the registered address whether it is to be done.

    Refused where the person could not do it anyway. An earlier draft of the same person about the
    same part is withdrawn. `key` names the mail, so that the same one asks once.
    """
    email = email.lower()
    hand = take(session, moment, book, part_id, email)
    part = hand.telling.part
    if not hand.post:
        raise Refused("not_yours", NOT_YOURS)
    if part.state not in WAITING_STATES:
        raise Refused("closed", CLOSED)
    _withdraw(session, moment, part, email)
    secret = new_token(moment.keys.derive(PURPOSE, f"{key}/{part.key}/{email}"))
    session.add(
        Draft(
            id=moment.new_id(),
            part_id=part.id,
            officer=email,
            version=part.version,
            action=deed.action,
            details=write_deed(moment.keys, deed),
            key_digest=digest(PURPOSE, secret),
            drafted_at=moment.now,
            expires_at=moment.now + VALID,
        )
    )
    return tell_officer(
        hand.telling, LetterKind.CASE_CONFIRM, key, email, _facts(hand, deed, secret)
    )


def _facts(hand: Hand, deed: Deed, secret: str) -> dict[str, Any]:
    telling = hand.telling
    unit = deed.unit
    if deed.action is Action.FORWARD and not deed.outside:
        unit = telling.body_name(unit_code(telling, deed.unit))
    expires = (telling.moment.now + VALID).astimezone(telling.moment.zone).date()
    return {
        "key": secret,
        "action": deed.action.value,
        "decision": deed.decision.value if deed.decision else None,
        "text": deed.text,
        "unit": unit,
        "outside": deed.outside,
        "days": deed.days,
        "reason": deed.reason,
        "new_kind": deed.kind.value if deed.kind else None,
        "parts": [{"unit": one.unit, "text": one.text} for one in deed.parts],
        "expires_on": expires.isoformat(),
    }


def _withdraw(session: Session, moment: Moment, part: AppealPart, email: str) -> None:
    earlier = sa.update(Draft).where(
        Draft.part_id == part.id, Draft.officer == email, Draft.used_at.is_(None)
    )
    session.execute(earlier.values(used_at=moment.now, outcome="withdrawn"))


def withdraw_draft(session: Session, moment: Moment, draft: Draft) -> None:
    """It is not to be done after all."""
    draft.used_at, draft.outcome = moment.now, "withdrawn"


def draft_of(session: Session, moment: Moment, secret: str, *, lock: bool = True) -> Draft | None:
    """The draft a key would confirm; None when the key is unknown, spent or expired."""
    found = any_draft(session, secret, lock=lock)
    return found if found is not None and not spent(found, moment) else None


def any_draft(session: Session, secret: str, *, lock: bool = True) -> Draft | None:
    """The draft of a key, also of one that confirms nothing any more."""
    if not is_token(secret):
        return None
    known = sa.select(Draft).filter_by(key_digest=digest(PURPOSE, secret))
    return session.scalar(known.with_for_update() if lock else known)


def spent(draft: Draft, moment: Moment) -> str:
    """What became of a key that confirms nothing any more; '' while it is good."""
    if draft.used_at is not None:
        return "done" if draft.outcome == "done" else "stale"
    return "expired" if draft.expires_at < moment.now else ""


def confirm_draft(
    session: Session,
    moment: Moment,
    book: Book,
    secret: str,
    decision: DecisionKind | None = None,
    reason: str = "",
) -> Confirmed:
    """Do what the draft says, once; `decision` says how it ends, where the draft left that open."""
    draft = draft_of(session, moment, secret)
    if draft is None:
        return Confirmed("unknown")
    deed = read_deed(moment.keys, draft.details)
    if decision is not None and deed.action is Action.DECIDE:
        deed = replace(deed, decision=decision, reason=reason or deed.reason)
    if deed.action is Action.DECIDE and deed.decision is None:
        return Confirmed("unclear", draft.part_id, draft.officer, deed.action)
    part = locked(session, draft.part_id)
    draft.used_at = moment.now
    if part.version != draft.version:
        draft.outcome = "stale"
        refused = Refused("closed", CLOSED) if part.state not in WAITING_STATES else None
        says = refused or Refused("stale", STALE)
        return Confirmed("stale", part.id, draft.officer, deed.action, says)
    act(session, moment, book, part.id, draft.officer, deed)
    draft.outcome = "done"
    return Confirmed("done", part.id, draft.officer, deed.action)
