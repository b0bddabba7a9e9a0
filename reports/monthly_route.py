"""What happened on the way of a month's cases: forwarded, asked, raised, rated, opened again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from register.appeals.tables import AppealPart, Decision, Movement
from register.rules.appeal import LATE, MovementKind
from reports.monthly_counts import Fact
from reports.monthly_span import Span
from reports.monthly_tallies import Tallies, moved_in

ASKING = (MovementKind.ASKED, MovementKind.ANSWERED, MovementKind.RESUMED)
"""A question to an applicant, and what ends the waiting for the answer."""


def tally_route(session: Session, span: Span, tallies: Tallies) -> None:
    """Count the movements of the month, by the body where the case was after each."""
    keys = (Movement.body, Movement.kind)
    rows = sa.select(*keys, sa.func.count()).where(span.covers(Movement.at)).group_by(*keys)
    for body, kind, count in session.execute(rows):
        tallies[body][Fact.STEP, kind.value] += count
    _tally_raised(session, span, tallies)
    _tally_forwarded(session, span, tallies)
    _tally_asked(session, span, tallies)
    tally_reopened(session, span, tallies)


def _tally_raised(session: Session, span: Span, tallies: Tallies) -> None:
    keys = (Movement.body, Movement.rung)
    rows = sa.select(*keys, sa.func.count()).where(moved_in(span, MovementKind.ESCALATED))
    for body, rung, count in session.execute(rows.group_by(*keys)):
        tallies[body][Fact.RAISED, str(rung)] += count


def _tally_forwarded(session: Session, span: Span, tallies: Tallies) -> None:
    """From one body of the register to another; what went outside is a decision."""
    before, any_before = aliased(Movement), aliased(Movement)
    last = sa.select(sa.func.max(any_before.id)).where(
        any_before.part_id == Movement.part_id, any_before.id < Movement.id
    )
    keys = (before.body, Movement.body)
    late = sa.case((Movement.detail.endswith(LATE), 1), else_=0)
    rows = (
        sa.select(*keys, sa.func.count(), sa.func.sum(late))
        .select_from(Movement)
        .join(before, before.id == last.correlate(Movement).scalar_subquery())
        .where(moved_in(span, MovementKind.FORWARDED), before.body != Movement.body)
        .group_by(*keys)
    )
    for from_body, to_body, count, late in session.execute(rows):
        tallies[from_body][Fact.GIVEN, ""] += count
        tallies[to_body][Fact.TAKEN, ""] += count
        tallies[from_body][Fact.SENT_LATE, ""] += late


def _tally_asked(session: Session, span: Span, tallies: Tallies) -> None:
    """What became of each question that was put in the month, by its end."""
    for body, asked_at, end in _questions(session, span):
        tally = tallies[body]
        if end is None:
            tally[Fact.WAITING, ""] += 1
        elif end.kind is MovementKind.ANSWERED:
            tally[Fact.WAITED, str((_day(end.at, span) - _day(asked_at, span)).days)] += 1
        else:
            tally[Fact.UNANSWERED, ""] += 1


def _questions(session: Session, span: Span) -> Iterator[tuple[str, datetime, Any]]:
    """Each question of the month: the body that asked, when, and the step that ended the waiting,
    a row with `kind` and `at`; None while it lasts.

    Read in one go and paired here: a query for each would be led astray by the index on kinds.
    """
    steps = sa.select(Movement.part_id, Movement.kind, Movement.at, Movement.body)
    steps = steps.where(Movement.kind.in_(ASKING), span.covers(Movement.at))
    asked: Any = None
    for step in session.execute(steps.order_by(Movement.part_id, Movement.id)):
        if asked is not None and (step.part_id != asked.part_id or step.kind is ASKING[0]):
            yield asked.body, asked.at, None
            asked = None
        if step.kind is ASKING[0]:
            asked = step
        elif asked is not None:
            yield asked.body, asked.at, step
            asked = None
    if asked is not None:
        yield asked.body, asked.at, None


def _day(at: datetime, span: Span) -> date:
    return at.astimezone(span.zone).date()


def tally_ratings(session: Session, span: Span, tallies: Tallies) -> None:
    """The ratings given in the month, by the body that had answered; a part is rated once."""
    rated = sa.select(Movement.part_id).where(moved_in(span, MovementKind.RATED))
    keys = (Decision.body, AppealPart.rating)
    rows = (
        sa.select(*keys, sa.func.count())
        .join(AppealPart, AppealPart.id == Decision.part_id)
        .where(AppealPart.id.in_(rated), AppealPart.rating.is_not(None))
        .group_by(*keys)
    )
    for body, rating, count in session.execute(rows):
        tallies[body][Fact.RATING, str(rating)] += count


def tally_reopened(session: Session, span: Span, tallies: Tallies) -> None:
    """New cases one level higher, by the body whose answer was not enough."""
    lower, higher = aliased(AppealPart), aliased(AppealPart)
    same = sa.and_(lower.appeal_id == higher.appeal_id, lower.number == higher.number)
    rows = (
        sa.select(Decision.body, sa.func.count())
        .join(lower, lower.id == Decision.part_id)
        .join(higher, sa.and_(same, higher.level == lower.level + 1))
        .where(span.covers(higher.opened_at))
        .group_by(Decision.body)
    )
    for body, count in session.execute(rows):
        tallies[body][Fact.REOPENED, ""] += count
