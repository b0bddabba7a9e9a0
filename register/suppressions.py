"""Addresses that get no more letters, or no more invitations."""

from __future__ import annotations

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


class Suppression(Base):
    """An address and the reason; the address in lower case."""

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
    either = (email.lower(), moment.keys.mask(email))
    found = sa.select(Suppression.reason).where(Suppression.email.in_(either))
    return frozenset(session.scalars(found))
