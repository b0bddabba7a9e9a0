"""Messages: every mail received, once, from its arrival until it is placed or held.

A row says where the original lies and what became of it; it keeps neither sender nor subject.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.database import Base, UtcDateTime, insert_once, states
from register.lease import over
from register.moment import Moment
from register.notices import tell_administrators
from register.rules.held import Held as Held
from register.rules.letter import LetterKind

ATTEMPTS = 3
LEASE = timedelta(minutes=15)  # while one process reads a mail, the others leave it alone
OVERTAKEN = "overtaken"  # no mask: those have 16 letters
LONGEST_PLACED = 200  # characters of what is kept on how a message was placed
Size = Callable[[str, str], int | None]
"""Vault and digest of an original → its length in bytes; None when it is lost."""


class MessageState(StrEnum):
    """Where a message stands."""

    NEW = "new"
    DONE = "done"
    DUPLICATE = "duplicate"  # a second copy of a mail that was taken in: no effect
    HELD = "held"  # nobody could place it; a person must look
    ASIDE = "aside"  # a person looked: there is nothing to be done


class Message(Base):
    """One mail as it lay in a mailbox."""

    __tablename__ = "messages"
    __table_args__ = (
        sa.UniqueConstraint("mailbox", "uidvalidity", "uid"),
        sa.Index("ix_messages_thread", "thread"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox: Mapped[str] = mapped_column(sa.String(300))
    uidvalidity: Mapped[str] = mapped_column(sa.String(40))
    uid: Mapped[str] = mapped_column(sa.String(300))
    digest: Mapped[str] = mapped_column(sa.String(64))  # SHA-256 of the original, in the blob store
    vault: Mapped[str] = mapped_column(sa.String(10))  # under whose key
    sameness: Mapped[str] = mapped_column(sa.String(64), index=True)  # alike in a second delivery
    state: Mapped[MessageState] = mapped_column(states(MessageState), index=True)
    kind: Mapped[str] = mapped_column(sa.String(24), default="")
    reason: Mapped[str] = mapped_column(sa.String(60), default="")
    # The mask of the token it is addressed to, while new or held: mails about one thing go in
    # order. OVERTAKEN where it is held and a later one has had its effect.
    thread: Mapped[str] = mapped_column(sa.String(16), default="", server_default="")
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    placed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when a person placed it
    # And how: "again", "inspection", "aside: why". Never which inspection: that would join a
    # business with the week of its response.
    placed: Mapped[str] = mapped_column(sa.String(LONGEST_PLACED), default="", server_default="")

    @property
    def held(self) -> Held:
        """Why it is held; OTHER for a reason that an older program knew."""
        return Held(self.reason) if self.reason in tuple(Held) else Held.OTHER


def record_message(
    session: Session,
    place: tuple[str, str, str],
    original: tuple[str, str],
    sameness: str,
    arrived_at: datetime,
    thread: str = "",
) -> bool:
    """Record a mail at `place` (mailbox, uidvalidity, uid); False if it was recorded before.

    `original` is vault and digest of its blob; of two in one `thread` the earlier has its effect
    first.
    """
    mailbox, uidvalidity, uid = place
    vault, digest = original
    return insert_once(
        session,
        Message,
        {
            "mailbox": mailbox,
            "uidvalidity": uidvalidity,
            "uid": uid,
            "digest": digest,
            "vault": vault,
            "sameness": sameness,
            "state": MessageState.NEW,
            "thread": thread,
            "arrived_at": arrived_at,
        },
    )


def new_messages(session: Session, moment: Moment, limit: int) -> Sequence[int]:
    """The ids of messages still to be taken in and in nobody's hands.

    Oldest first, but what failed before comes after what was never tried: it may take minutes.
    """
    waiting = sa.select(Message.id).where(_is_free(moment))
    waiting = waiting.order_by(Message.attempts, Message.id)
    return session.scalars(waiting.limit(limit)).all()


def waits_since(session: Session, day_end: datetime) -> bool:
    """Whether a message that arrived before `day_end` is still to be taken in."""
    waiting = sa.select(Message.id).where(Message.state == MessageState.NEW)
    return session.scalar(waiting.where(Message.arrived_at < day_end).limit(1)) is not None


def begin_attempt(session: Session, moment: Moment, message_id: int, size: Size) -> Message | None:
    """Count an attempt before it is made, so that a mail that kills the process is found out.

    Returns None when the message is no longer new, is in another process's hands, or has now been
    held for its attempts: then administrators are told, once, of its number and `size` (ML6).
    """
    free = sa.select(Message).where(Message.id == message_id, _is_free(moment))
    message = session.scalar(free.with_for_update())
    if message is None or (message.thread and _waits_for_another(session, message)):
        return None
    if message.attempts >= ATTEMPTS:
        _hold_poison(session, moment, message, size(message.vault, message.digest))
        return None
    message.attempts += 1
    message.lease_until = moment.now + LEASE
    return message


def _is_free(moment: Moment) -> sa.ColumnElement[bool]:
    """Still to be taken in, and in nobody's hands."""
    return sa.and_(Message.state == MessageState.NEW, over(Message.lease_until, moment.now, LEASE))


def _hold_poison(session: Session, moment: Moment, message: Message, size: int | None) -> None:
    """Hold what broke the reader, and enqueue the notice of it in the same commit."""
    hold(message, Held.UNREADABLE)
    facts = {
        "number": message.id,
        "arrived_on": message.arrived_at.astimezone(moment.zone).date().isoformat(),
        "size": size,
    }
    key = f"poison/{message.id}"
    tell_administrators(session, moment, LetterKind.POISON_MAIL, key, lambda person: facts)


def _waits_for_another(session: Session, message: Message) -> bool:
    """Whether an earlier mail of the thread is still to be taken in: a correction comes after."""
    earlier = sa.select(Message.id).where(Message.thread == message.thread)
    earlier = earlier.where(Message.id < message.id, Message.state == MessageState.NEW)
    return session.scalar(earlier.limit(1)) is not None


def end_attempt(session: Session, message_id: int, *, counts: bool) -> None:
    """Let go of a message that could not be taken in.

    `counts`: the mail may be to blame. A full disk or a lost database is not its fault: then the
    attempt is given back (ML9).
    """
    message = session.get(Message, message_id, with_for_update=True)
    if message is not None and message.state is MessageState.NEW:
        message.lease_until = None
        if not counts:
            message.attempts -= 1


def lock_new(session: Session, message_id: int) -> Message | None:
    """The message, locked, if it is still to be taken in."""
    message = session.get(Message, message_id, with_for_update=True)
    return message if message is not None and message.state is MessageState.NEW else None


def is_duplicate(session: Session, message: Message) -> bool:
    """Whether an earlier message is the same mail, delivered once more."""
    earlier = sa.select(Message.id).where(
        Message.sameness == message.sameness,
        Message.id != message.id,
        Message.state.in_((MessageState.DONE, MessageState.HELD, MessageState.ASIDE)),
    )
    return session.scalar(earlier.limit(1)) is not None


def overtake(session: Session, message: Message) -> None:
    """What this message says now stands: the held ones before it in its thread may not undo it.

    They are marked, and lose the mask: nothing may join a mail that was taken in with others.
    """
    if message.thread:
        earlier = sa.update(Message).where(Message.thread == message.thread)
        earlier = earlier.where(Message.id < message.id, Message.state == MessageState.HELD)
        session.execute(earlier.values(thread=OVERTAKEN))


def mark_done(message: Message, kind: str) -> None:
    """It has had its effect."""
    _leave(message, MessageState.DONE, kind)


def mark_duplicate(message: Message, kind: str) -> None:
    """It has no effect: the mail had one before."""
    _leave(message, MessageState.DUPLICATE, kind)


def hold(message: Message, reason: Held, kind: str = "") -> None:
    """A person must look."""
    message.reason = reason.value
    _leave(message, MessageState.HELD, kind)


def _leave(message: Message, state: MessageState, kind: str) -> None:
    message.state, message.kind = state, kind
    if state is not MessageState.HELD:
        message.thread = ""


def held_messages(session: Session) -> Sequence[Message]:
    """All that is held, oldest first."""
    held = sa.select(Message).where(Message.state == MessageState.HELD)
    return session.scalars(held.order_by(Message.arrived_at, Message.id)).all()
