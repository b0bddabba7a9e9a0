"""Placing a held mail by hand: it is read once more, or taken as the reply about one inspection.

A reply placed so takes the usual way of a reply, so that the register keeps no more of it.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from config.trouble import Trouble
from ingest.answering import answerable
from ingest.desk import Desk
from ingest.mail.message import addressed_token
from ingest.matching import as_invited
from ingest.take_in import read_case, try_one
from ingest.take_reply import take_reply
from register.blobs import BlobMissing
from register.database import reading, transaction
from register.inspections import inspection_by_no
from register.invitations import Invitation, InvitationState, invitation_of
from register.messages import OVERTAKEN, Held, Message, MessageState
from register.placing import held_message, mark_placed, place_again
from register.responses import shuffle

REPLIES = (Held.UNMATCHED, Held.APPEAL, Held.OTHER)
"""Held for these reasons, a mail may be a business's answer."""


def read_again(desk: Desk, message_id: int) -> str:
    """Have a held mail read anew, by the register of today; returns what `take in` says of it.

    Trouble where its original does not open, or it would undo what a later answer said.
    """
    with reading(desk.engine) as session:
        message = held_message(session, message_id)
    raw = _opened(desk, message)
    if message.thread == OVERTAKEN and addressed_token(raw):
        raise Trouble(
            f"message {message_id} is older than an answer to the same letter that has been taken "
            "in, and would undo it; lay it aside"
        )
    with transaction(desk.engine) as session:
        place_again(session, desk.moment(), message_id)
    outcome = try_one(desk, message_id)
    _unlink(desk)
    return outcome


def place_reply(desk: Desk, message_id: int, registration_no: str) -> InvitationState:
    """Take a held mail as the reply to the invitation about this inspection.

    Returns what has become of the invitation: still open when no answer could be read. The echo
    goes to the invited address, whoever wrote: only that address may hold the token. Trouble says
    why it cannot be placed there.
    """
    moment = desk.moment()
    with reading(desk.engine) as session:
        message = _may_be_reply(session, message_id)
        invitation = _open_invitation(session, moment.today, message, registration_no)
    raw = _opened(desk, message)
    case = read_case(desk, moment, raw, message.sameness, message.arrived_at)
    if not answerable(case):
        raise Trouble(
            f"message {message_id} was written by a program or under a false address: its answers "
            "are not recorded; ask the business to answer its invitation"
        )
    effect = take_reply(as_invited(case, invitation))
    with transaction(desk.engine) as session:
        locked = held_message(session, message_id, lock=True)
        effect(session, locked)
        if locked.state is not MessageState.DONE:
            raise Trouble(f"the invitation about {registration_no} has changed just now; try again")
        mark_placed(locked, moment, "inspection")
        state = session.get_one(Invitation, invitation.id).state
    _unlink(desk)
    return state


def _opened(desk: Desk, message: Message) -> bytes:
    """The original of a held message; Trouble, not an attempt, when it does not open."""
    try:
        return desk.original(message.vault, message.digest)
    except BlobMissing as error:
        raise Trouble(
            f"the original of message {message.id} is lost or does not open; restore it and the "
            f"key {desk.keys.path(message.vault)} from the safe place, then place it"
        ) from error


def is_overtaken(session: Session, message_id: int) -> bool:
    """Whether a held mail is older than one of its thread that has been taken in."""
    return held_message(session, message_id).thread == OVERTAKEN


def _may_be_reply(session: Session, message_id: int) -> Message:
    message = held_message(session, message_id)
    if message.held not in REPLIES:
        why = f"message {message_id} is no reply but {message.reason}"
        raise Trouble(f"{why}; see achyk held show {message_id}")
    return message


def _open_invitation(
    session: Session, today: date, message: Message, registration_no: str
) -> Invitation:
    inspection = inspection_by_no(session, registration_no)
    if inspection is None:
        raise Trouble(f"no inspection {registration_no!r} is registered")
    invitation = invitation_of(session, inspection.id)
    if invitation is None:
        raise Trouble(f"nobody was invited about {registration_no}; there is nothing to answer")
    if today > invitation.closes_on:
        raise Trouble(f"answers about {registration_no} were taken until {invitation.closes_on}")
    if invitation.state is InvitationState.ANSWERED:
        raise Trouble(
            f"{registration_no} has been answered, and the answers lie apart from who gave them: "
            "only the holder of the invitation can correct them, by replying to it"
        )
    if invitation.state is not InvitationState.OPEN or invitation.sealed_token is None:
        raise Trouble(f"the invitation about {registration_no} is {invitation.state.value}")
    return invitation


def _unlink(desk: Desk) -> None:
    """The response just recorded loses what would join it to its invitation."""
    with transaction(desk.engine) as session:
        shuffle(session, desk.moment())
