"""Placing: what a person decides about a held message. What was decided stays with the message."""

from __future__ import annotations

from sqlalchemy.orm import Session

from config.trouble import Trouble
from register.messages import LONGEST_PLACED, OVERTAKEN, Message, MessageState
from register.moment import Moment


def held_message(session: Session, number: int, *, lock: bool = False) -> Message:
    """The held message of this number; Trouble when it is not held (any more)."""
    message = session.get(Message, number, with_for_update=lock or None)
    if message is None or message.state is not MessageState.HELD:
        raise Trouble(f"no held message {number}; see achyk held list")
    return message


def place_again(session: Session, moment: Moment, message_id: int) -> None:
    """Have a held message read anew, as if it had come just now: with all its attempts."""
    message = held_message(session, message_id, lock=True)
    message.state, message.kind, message.reason = MessageState.NEW, "", ""
    message.attempts, message.lease_until = 0, None
    if message.thread == OVERTAKEN:
        message.thread = ""
    mark_placed(message, moment, "again")


def place_aside(session: Session, moment: Moment, message_id: int, why: str) -> None:
    """There is nothing to be done about a held message; `why` is kept, in one short line."""
    message = held_message(session, message_id, lock=True)
    placed = f"aside: {' '.join(why.split())}"
    if not why.strip() or len(placed) > LONGEST_PLACED:
        most = LONGEST_PLACED - len("aside: ")
        raise Trouble(f'say why in 1 to {most} characters, as: --aside "a duplicate"')
    message.state, message.thread = MessageState.ASIDE, ""
    mark_placed(message, moment, placed)


def mark_placed(message: Message, moment: Moment, how: str) -> None:
    """A person placed it just now."""
    message.placed_at, message.placed = moment.now, how
