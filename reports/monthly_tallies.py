"""What the queries about a month's appeals share: tallies body by body, and first addressees."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import sqlalchemy as sa

from register.appeals.tables import Movement
from reports.monthly_counts import Fact

Tallies = defaultdict[str, Counter[tuple[Fact, str]]]
"""Code of a body → its counts."""


def first_body(appeal_id: Any) -> sa.ScalarSelect[str]:
    """To whom an appeal went at first: its registration says so, and is its first movement."""
    first = sa.select(Movement.body).where(Movement.appeal_id == appeal_id)
    return first.order_by(Movement.id).limit(1).correlate_except(Movement).scalar_subquery()
