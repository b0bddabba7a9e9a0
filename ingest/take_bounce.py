"""A returned letter: what it says of its address (safety.md TR7)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ingest.bounce import Bounce, read_bounce
from ingest.desk import Case, Effect
from register.invitations import InvitationState, stop_address
from register.letters import letter_of, mark_bounced
from register.messages import Held, Message, hold, mark_done
from register.suppressions import SuppressionReason, suppress

KIND = "bounce"


def take_bounce(case: Case, raw: bytes) -> Effect:
    """The effect of a bounce: only one that came to a return path we signed has any."""
    bounce = read_bounce(case.mail, raw)
    return lambda session, message: _settle(session, message, case, bounce)


def _settle(session: Session, message: Message, case: Case, bounce: Bounce | None) -> None:
    letter_id = letter_of(case.classified.token or "", case.desk.keys)
    if letter_id is None:
        return hold(message, Held.BAD_BOUNCE, KIND)
    status = _permanent_status(bounce)
    if status is not None:
        _suppress(session, case, letter_id, status)
    return mark_done(message, KIND)


def _permanent_status(bounce: Bounce | None) -> str | None:
    """The status of a failure for good; None: a warning of delay, or one that may pass."""
    failed = bounce.failed if bounce is not None else ()
    return next((one.status or "5.0.0" for one in failed if one.permanent), None)


def _suppress(session: Session, case: Case, letter_id: str, status: str) -> None:
    """The address as we wrote to it is left alone: what the bounce calls it does not matter."""
    letter = mark_bounced(session, letter_id, status)
    if letter is None:
        return
    moment = case.desk.moment
    suppress(session, moment, letter.recipient, SuppressionReason.BOUNCED, status)
    stop_address(session, letter.recipient, InvitationState.UNREACHABLE, moment.today)
