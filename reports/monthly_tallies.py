"""What the queries about a month's appeals share: tallies by body, and what was registered."""

from __future__ import annotations

from collections import Counter, defaultdict

import sqlalchemy as sa

from register.appeals.tables import Movement
from register.rules.appeal import MovementKind
from reports.monthly_counts import Fact
from reports.monthly_span import Span

Tallies = defaultdict[str, Counter[tuple[Fact, str]]]
"""Code of a body → its counts."""


def registered_in(span: Span) -> sa.ColumnElement[bool]:
    """The first movement of each appeal of the month: it names the first addressee."""
    return moved_in(span, MovementKind.REGISTERED)


def moved_in(span: Span, kind: MovementKind) -> sa.ColumnElement[bool]:
    """The movements of a kind in the month."""
    return sa.and_(Movement.kind == kind, span.covers(Movement.at))
