"""Leases: what a process has in hand is its own until a time; when that time is over."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute


def over(
    lease_until: InstrumentedAttribute[datetime | None], now: datetime, longest: timedelta
) -> sa.ColumnElement[bool]:
    """Whether nobody holds the row: there is no lease, it has ended, or it cannot be true.

    No lease is longer than `longest`. One that ends after twice as long was given by a clock that
    has been set back since; small steps back, as time servers make them, end none.
    """
    ended = sa.or_(lease_until.is_(None), lease_until < now)
    return sa.or_(ended, lease_until > now + 2 * longest)
