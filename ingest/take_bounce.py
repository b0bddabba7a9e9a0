"""A delivery notice: what it says of the letter and of its address (safety.md TR7)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ingest.bounce import Bounce
from ingest.desk import Case, Effect
from register.letters import letter_of
from register.messages import Held, Message, hold, mark_done
from register.moment import Moment
from register.returns import came_back, got_through, is_there

KIND = "bounce"
FOR_GOOD, FOR_NOW = "5.0.0", "4.0.0"  # RFC 3463: "other or undefined status"


def take_bounce(case: Case) -> Effect:
    """The effect of a notice: only one that came to a return path we signed has any."""
    return lambda session, message: _settle(session, message, case, case.mail.bounce)


def _settle(session: Session, message: Message, case: Case, bounce: Bounce | None) -> None:
    letter_id = letter_of(case.classified.token or "", case.desk.keys)
    if letter_id is None:
        return hold(message, Held.BAD_BOUNCE, KIND)
    if bounce is not None:
        _act(session, case.desk.moment, letter_id, bounce)
    return mark_done(message, KIND)


def _act(session: Session, moment: Moment, letter_id: str, bounce: Bounce) -> None:
    """Whom the notice names does not matter: the address is the one that we wrote to.

    One that tells neither of success nor of failure proves all the same that the letter had gone.
    """
    status = failure(bounce)
    if bounce.arrived:
        got_through(session, moment, letter_id)
    elif status is not None:
        came_back(session, moment, letter_id, status)
    else:
        is_there(session, moment, letter_id)


def failure(bounce: Bounce) -> str | None:
    """The status of a failure, one for good before others; None: a warning, or nobody is named."""
    if bounce.delayed:
        return None
    for one in sorted(bounce.failed, key=lambda failed: not failed.permanent):
        return one.status or (FOR_GOOD if one.permanent else FOR_NOW)
    return None
