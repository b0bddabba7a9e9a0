"""Restorations: when the register was put back from a backup, and what is in doubt since.

What happened between the backup and the failure is known to mailboxes and mail servers only.
Until a restoration is settled nothing is sent; what is written meanwhile may repeat a letter of
the lost time, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.database import Base, UtcDateTime
from register.inspections import Inspection
from register.letters import OPEN_STATES, Letter, LetterState
from register.messages import Held, Message, MessageState, hold
from register.moment import Moment
from register.rules.letter import LetterKind
from register.runs import Run, RunState

INTERRUPTED = "the register was put back from a backup"


class Restoration(Base):
    """One putting back. Until it is settled, nothing is sent: the past may have sent it."""

    __tablename__ = "restorations"

    id: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)  # when the backup was made
    restored_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # compared with the mailboxes


def begin_restoration(session: Session, moment: Moment, taken_at: datetime) -> None:
    """Record that the register is that of `taken_at`, and doubt what was under way then.

    Every open letter may have gone since: it becomes unknown, to be looked up.
    """
    restoration = Restoration(id=moment.new_id(), taken_at=taken_at, restored_at=moment.now)
    session.add(restoration)
    for letter in session.scalars(sa.select(Letter).where(Letter.state.in_(OPEN_STATES))):
        letter.state, letter.lease_until = LetterState.UNKNOWN, None
        letter.handed_at, letter.not_before = taken_at, moment.now
    running = sa.update(Run).where(Run.state == RunState.RUNNING)
    ended = {"state": RunState.FAILED, "finished_at": moment.now, "lease_until": None}
    session.execute(running.values(**ended, trouble=INTERRUPTED))


def free_messages(session: Session) -> None:
    """Take messages out of the hands they were in: whoever held them is dead.

    One that the recovery left out for its lease would have its effect later, and not flagged.
    """
    session.execute(sa.update(Message).values(lease_until=None))


def unsettled(session: Session) -> Restoration | None:
    """The restoration that is still to be compared with the mailboxes; the oldest of several."""
    found = sa.select(Restoration).where(Restoration.settled_at.is_(None))
    return session.scalar(found.order_by(Restoration.taken_at).limit(1))


def last_restored(session: Session) -> datetime | None:
    """When the register was last put back; None: never."""
    return session.scalar(sa.select(sa.func.max(Restoration.restored_at)))


def settle(session: Session, moment: Moment) -> int:
    """The recovery is complete: letters may go. Returns how many are flagged as repeats.

    All that waits now was written since the restoration, whatever the clock said. The answer "we
    cannot tell which invitation you mean" goes last: behind the new invitation.
    """
    waiting = sa.update(Letter).where(Letter.state == LetterState.WAITING)
    session.execute(
        waiting.where(Letter.kind == LetterKind.UNMATCHED_REPLY).values(not_before=moment.now)
    )
    flagged = waiting.where(Letter.repeats == 0).values(repeats=1)
    count = session.connection().execute(flagged).rowcount
    open_ones = sa.update(Restoration).where(Restoration.settled_at.is_(None))
    session.execute(open_ones.values(settled_at=moment.now))
    return int(count)


def lost_since(session: Session, letter: Letter) -> datetime | None:
    """From when the records are lost that would tell whether this letter repeats another.

    None where none are. Asked when a letter is written out: one that counts a repeat before it
    was ever written comes from a restoration.
    """
    if letter.repeats == 0:
        return None
    latest = sa.select(Restoration.taken_at).order_by(Restoration.restored_at.desc()).limit(1)
    return session.scalar(latest)


def last_activity(session: Session) -> datetime | None:
    """When this register last did anything; None for one that never has."""
    columns = (Run.started_at, Letter.created_at, Inspection.entered_at)
    moments = [session.scalar(sa.select(sa.func.max(column))) for column in columns]
    return max((one for one in moments if one is not None), default=None)


def last_fetch(session: Session, before: datetime) -> datetime | None:
    """When the last run began that read the mailboxes to their end, and before that moment."""
    good = sa.select(sa.func.max(Run.started_at)).where(Run.job == "fetch", Run.started_at < before)
    return session.scalar(good.where(Run.state == RunState.DONE))


def unfinished(session: Session) -> Sequence[Message]:
    """Messages whose original is still needed."""
    needed = (MessageState.NEW, MessageState.HELD)
    return session.scalars(sa.select(Message).where(Message.state.in_(needed))).all()


def waiting_attempts(session: Session) -> list[tuple[int, int]]:
    """Messages still to be taken in, as (id, attempts made)."""
    rows = sa.select(Message.id, Message.attempts).where(Message.state == MessageState.NEW)
    return [(number, attempts) for number, attempts in session.execute(rows.order_by(Message.id))]


def give_up_originals(session: Session, ids: Sequence[int]) -> None:
    """Hold messages whose original is lost for good: none after them may wait for them."""
    for message_id in ids:
        message = session.get(Message, message_id, with_for_update=True)
        if message is not None and message.state is MessageState.NEW:
            hold(message, Held.UNREADABLE)
