"""Addresses that get no more letters, or no more invitations; and those written to again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.database import Base, UtcDateTime, insert_once, states
from register.moment import Moment


class SuppressionReason(StrEnum):
    """Why an address is left alone."""

    BOUNCED = "bounced"  # it does not exist: nothing is sent
    UNSUBSCRIBED = "unsubscribed"  # its holder asked: no invitations
    LIFTED = "lifted"  # a trace only: it was left alone, and is written to again


class Suppression(Base):
    """An address and the reason; the address in lower case, or its mask."""

    __tablename__ = "suppressions"

    email: Mapped[str] = mapped_column(sa.String(320), primary_key=True)
    reason: Mapped[SuppressionReason] = mapped_column(states(SuppressionReason), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    detail: Mapped[str] = mapped_column(sa.String(300), default="")


def suppress(
    session: Session, moment: Moment, email: str, reason: SuppressionReason, detail: str = ""
) -> bool:
    """Leave the address alone from now on; False if it was already."""
    values = {"email": email.lower(), "reason": reason, "since": moment.now}
    return insert_once(session, Suppression, {**values, "detail": detail[:300]})


def suppressed(session: Session, moment: Moment, email: str) -> frozenset[SuppressionReason]:
    """Why the address is left alone; empty: it is not.

    It may stand there as its mask: who unsubscribes after answering is no longer known by address.
    """
    found = sa.select(Suppression.reason).where(_is(moment, email))
    return frozenset(session.scalars(found)) - {SuppressionReason.LIFTED}


def lift(
    session: Session,
    moment: Moment,
    email: str,
    reasons: Collection[SuppressionReason],
    why: str,
    *,
    masked: bool = False,
) -> bool:
    """Leave the address alone no longer for these reasons; False where it was not.

    A row stays as the trace: since when it had been left alone, and what lifted that. `masked`:
    under the mask only, where address and row together would tell when a business answered.
    """
    rows = session.scalars(sa.select(Suppression).where(_is(moment, email))).all()
    ended = [row for row in rows if row.reason in reasons]
    if not ended:
        return False
    for row in rows:
        if row in ended or row.reason is SuppressionReason.LIFTED:
            session.delete(row)
    session.flush()
    was = "; ".join(f"{row.reason.value} {row.detail}".strip() for row in ended)
    trace = moment.keys.mask(email) if masked else email.lower()
    since = max(row.since for row in ended)
    detail = f"{was}; {why}"[:300]
    session.add(
        Suppression(email=trace, reason=SuppressionReason.LIFTED, since=since, detail=detail)
    )
    session.flush()
    return True


def lifted_from(session: Session, moment: Moment, email: str) -> datetime | None:
    """When what was lifted last had begun; None: nothing ever was.

    Letters written before say nothing of the address any more.
    """
    lifted = sa.select(sa.func.max(Suppression.since)).where(_is(moment, email))
    return session.scalar(lifted.where(Suppression.reason == SuppressionReason.LIFTED))


def all_suppressions(session: Session) -> Sequence[Suppression]:
    """Every row, in the order in which they began."""
    order = (Suppression.since, Suppression.email, Suppression.reason)
    return session.scalars(sa.select(Suppression).order_by(*order)).all()


def _is(moment: Moment, email: str) -> sa.ColumnElement[bool]:
    return Suppression.email.in_((email.lower(), moment.keys.mask(email)))
