"""A delivery notice: what it says of the letter and of its address (safety.md TR7)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ingest.bounces.bounce import Bounce
from ingest.desk import Case, Effect
from register.letters import Letter, letter_of
from register.messages import Held, Message, hold, mark_done
from register.moment import Moment
from register.returns import came_back, got_through, is_there

KIND = "bounce"
FOR_GOOD, FOR_NOW = "5.0.0", "4.0.0"  # RFC 3463: "other or undefined status"


def take_bounce(case: Case) -> Effect:
    """The effect of a notice: only one that came to a return path we signed has any."""
    return lambda session, message: _settle(session, message, case, case.mail.bounce)


def _settle(session: Session, message: Message, case: Case, bounce: Bounce | None) -> None:
    if bounce is None:
        # Some mail programs answer to the return path: a person wrote this. It gets no answer by
        # machine: nothing that goes to a return path may, or two machines could talk for ever.
        return hold(message, Held.OTHER, KIND)
    letter_id = letter_of(case.classified.token or "", case.desk.keys)
    if letter_id is None:
        return hold(message, Held.BAD_BOUNCE, KIND)
    _act(session, case.moment, letter_id, bounce)
    return mark_done(message, KIND)


def _act(session: Session, moment: Moment, letter_id: str, bounce: Bounce) -> None:
    """The address is the one that we wrote to, whomever the notice names.

    Where it names others alone, or says so, our letter was sent on from there: those mailboxes may
    be gone for good, but what we wrote to took the letter. That costs the letter, not the address.
    One that tells neither of success nor of failure proves all the same that the letter had gone.
    """
    status = failure(bounce)
    if status is not None and not _names_ours(session, moment, letter_id, bounce):
        status = FOR_NOW
    if bounce.arrived:
        got_through(session, moment, letter_id)
    elif status is not None:
        came_back(session, moment, letter_id, status)
    else:
        is_there(session, moment, letter_id)


def _names_ours(session: Session, moment: Moment, letter_id: str, bounce: Bounce) -> bool:
    """Whether the notice names nobody, or whom the letter was written to, as written or masked."""
    letter = session.get(Letter, letter_id)
    if letter is None or not letter.recipient or not bounce.failed:
        return True
    ours = letter.recipient.lower()
    named = {one.address.lower() for one in bounce.failed if not one.sent_on}
    return ours in named or ours in {moment.keys.mask(address) for address in named}


def failure(bounce: Bounce) -> str | None:
    """The status of a failure, one for good before others; None: a warning, or nobody is named."""
    if bounce.delayed:
        return None
    for one in sorted(bounce.failed, key=lambda failed: not failed.permanent):
        return one.status or (FOR_GOOD if one.permanent else FOR_NOW)
    return None
