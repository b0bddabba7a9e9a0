"""Purges: quarters whose raw replies were destroyed with their key, and what is wiped with them.

After its purge a quarter's invitations and responses stand in the register, and nothing that tells
which belong together: no readable mail, no token, no address beside the time of an answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.database import Base, UtcDateTime, insert_once
from register.invitations import Invitation, InvitationState
from register.letters import OPEN_STATES, Letter
from register.messages import Message, MessageState
from register.moment import Moment
from register.responses import Response, ResponseWords
from register.rules.letter import SURVEYS, LetterKind
from register.rules.quarter import Quarter, closes_on
from register.suppressions import Suppression, SuppressionReason

TELLING = SURVEYS | {
    LetterKind.ECHO,
    LetterKind.UNREAD_REPLY,
    LetterKind.UNMATCHED_REPLY,
    LetterKind.CLOSED,
    LetterKind.UNSUBSCRIBED,
    LetterKind.RECEIVED,
}
"""Letters whose recipient and minute tell that, or when, a business answered."""
UNSEEN = "aside: nobody placed it before its original was destroyed"
DONE = "done"
PURGED = "purged"  # in place of a mailbox's validity
MASKED = "masked:%"


class Purge(Base):
    """That a quarter's raw replies and their key are gone, or are being destroyed."""

    __tablename__ = "purges"

    quarter: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    purged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fingerprint: Mapped[str] = mapped_column(sa.String(32))  # of the key, as Keys.fingerprint
    counts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)  # what was destroyed

    @property
    def finished(self) -> bool:
        """Whether every step of it was done; a run that died left it to the next one."""
        return bool(self.counts.get(DONE))


@dataclass(frozen=True)
class Window:
    """A quarter and how long its raw replies may be read."""

    quarter: Quarter
    closed_at: datetime  # no answer counted from then on
    ends_at: datetime  # no raw reply is readable from then on


def window(
    session: Session, zone: ZoneInfo, quarter: Quarter, close: int, retention: int
) -> Window:
    """The window of a quarter, by the latest day on which one of its invitations was answerable."""
    latest = sa.select(sa.func.max(Invitation.closes_on)).where(Invitation.quarter == str(quarter))
    closed = max(closes_on(quarter, close), session.scalar(latest) or quarter.last)
    days = (closed + timedelta(days=1), closed + timedelta(days=1 + retention))
    closed_at, ends_at = (datetime.combine(day, time(), zone).astimezone(UTC) for day in days)
    return Window(quarter, closed_at, ends_at)


def unpurged(session: Session, with_key: Collection[str]) -> list[Quarter]:
    """Quarters that something is known of and whose purge is not finished, oldest first.

    `with_key`: those whose key there is.
    """
    there = sa.select(Message.vault).where(Message.digest != "").distinct()
    kept = set(session.scalars(there))
    known = kept | set(session.scalars(sa.select(Invitation.quarter).distinct()))
    done = {purge.quarter for purge in session.scalars(sa.select(Purge)) if purge.finished}
    # A key that came back, or mails that did, are destroyed once more.
    return sorted(Quarter.parse(one) for one in (known - done) | {*with_key} | kept)


def still_new(session: Session, quarter: str) -> int:
    """How many mails of the quarter are still to be taken in: they are waited for."""
    new = sa.select(sa.func.count()).select_from(Message).where(_of(quarter))
    return session.scalar(new.where(Message.state == MessageState.NEW)) or 0


def still_held(session: Session, quarter: str) -> int:
    """How many mails of the quarter wait for a person."""
    held = sa.select(sa.func.count()).select_from(Message).where(_of(quarter))
    return session.scalar(held.where(Message.state == MessageState.HELD)) or 0


def begin_purge(session: Session, moment: Moment, quarter: str, fingerprint: str) -> None:
    """Record what is about to be destroyed; what nobody has placed by now is laid aside."""
    values = {"quarter": quarter, "purged_at": moment.now, "counts": {}}
    if not insert_once(session, Purge, {**values, "fingerprint": fingerprint}):
        purge = session.get_one(Purge, quarter, with_for_update=True)
        purge.fingerprint = purge.fingerprint or fingerprint
    held = sa.update(Message).where(_of(quarter), Message.state == MessageState.HELD)
    session.execute(held.values(state=MessageState.ASIDE, placed=UNSEEN, placed_at=None))


def mails_of(session: Session, quarter: str) -> Sequence[tuple[str, datetime]]:
    """Sameness and arrival of every mail kept under the quarter's key."""
    rows = session.execute(sa.select(Message.sameness, Message.arrived_at).where(_of(quarter)))
    return [(sameness, arrived_at) for sameness, arrived_at in rows]


def other_arrivals(session: Session, quarter: str) -> frozenset[datetime]:
    """When the mails arrived that are kept under other keys."""
    others = sa.select(Message.arrived_at).where(Message.vault != quarter)
    return frozenset(session.scalars(others))


def letters_of(session: Session, found: Window) -> frozenset[str]:
    """Ids of the letters that tell of the quarter's answers, and have gone."""
    return frozenset(session.scalars(sa.select(Letter.id).where(_telling(found))))


def wipe_traces(session: Session, found: Window) -> dict[str, int]:
    """Wipe what would join a business with its answers, in one transaction; how many rows.

    Every row of the quarter is written: PostgreSQL keeps with each the number of its transaction.
    """
    return {
        "letters": _rows(session, _wiped_letters(found)),
        "invitations": _rows(session, _wiped_invitations(found)),
        "responses": sum(_rows(session, one) for one in _rewritten(found)),
        "mails": _rows(session, _wiped_messages(found)),
        "masks": _rows(session, _coarse_masks(found)),
    }


def finish_purge(session: Session, quarter: str, counts: dict[str, int]) -> None:
    """Every step is done; what a later run adds is counted on."""
    purge = session.get_one(Purge, quarter, with_for_update=True)
    before = {name: count for name, count in purge.counts.items() if name != DONE}
    total = {name: before.get(name, 0) + count for name, count in counts.items()}
    purge.counts = {**before, **total, DONE: 1}


def _of(quarter: str) -> sa.ColumnElement[bool]:
    return Message.vault == quarter


def _wiped_letters(found: Window) -> sa.Update:
    """Also of those who never answered: between letters that are known the others could be told."""
    key = sa.literal("forgotten/") + Letter.id
    values = {"recipient": "", "about": "", "key": key, "trouble": ""}
    return sa.update(Letter).where(_telling(found)).values(values)


def _telling(found: Window) -> sa.ColumnElement[bool]:
    """Letters about the quarter's invitations; those about nothing any more by their age."""
    ours = sa.select(sa.literal("invitation/") + Invitation.id)
    ours = ours.where(Invitation.quarter == str(found.quarter))
    gone = sa.and_(Letter.kind.in_(TELLING), Letter.state.not_in(OPEN_STATES))
    nothing = sa.and_(Letter.about == "", Letter.created_at < found.closed_at)
    return sa.and_(gone, sa.or_(nothing, Letter.about.in_(ours)))


def _wiped_invitations(found: Window) -> sa.Update:
    ours = sa.update(Invitation).where(Invitation.quarter == str(found.quarter))
    answered = Invitation.state == InvitationState.ANSWERED
    return ours.values(
        sealed_token=None,
        # A letter that came back tells that there was one: before the answer.
        soft_bounces=sa.case((answered, 0), else_=Invitation.soft_bounces),
    )


def _rewritten(found: Window) -> Iterator[sa.Update]:
    for table in (Response, ResponseWords):
        same = sa.update(table).where(table.quarter == str(found.quarter))
        yield same.values(quarter=table.quarter)


def _wiped_messages(found: Window) -> sa.Update:
    """What is left recognises a second copy, and tells how many mails of a kind there were."""
    begun = datetime.combine(found.quarter.first, time(), UTC)
    return (
        sa.update(Message)
        .where(_of(str(found.quarter)))
        .values(
            mailbox="",
            uidvalidity=PURGED,
            uid=sa.cast(Message.id, sa.String),
            digest="",
            thread="",
            lease_until=None,
            arrived_at=begun,
            placed_at=None,
        )
    )


def _coarse_masks(found: Window) -> sa.Update:
    """Who left the list after answering did so within minutes: the day is taken from the mask."""
    begun = datetime.combine(found.quarter.first, time(), UTC)
    masked = sa.update(Suppression).where(Suppression.email.like(MASKED))
    masked = masked.where(Suppression.reason == SuppressionReason.UNSUBSCRIBED)
    return masked.where(Suppression.since >= begun, Suppression.since < found.closed_at).values(
        since=begun
    )


def _rows(session: Session, change: sa.Update) -> int:
    quiet = change.execution_options(synchronize_session=False)
    return int(session.connection().execute(quiet).rowcount)
