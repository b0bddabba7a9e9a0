"""What happened on the way of a month's cases: forwarded, asked, raised, rated, opened again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from register.appeals.tables import AppealPart, Decision, Movement
from register.rules.appeal import MovementKind
from reports.monthly_counts import Fact
from reports.monthly_span import Span
from reports.monthly_tallies import Tallies


def tally_route(session: Session, span: Span, tallies: Tallies) -> None:
    """Count the movements of the month, by the body where the case was after each."""
    keys = (Movement.body, Movement.kind)
    rows = sa.select(*keys, sa.func.count()).where(span.covers(Movement.at)).group_by(*keys)
    for body, kind, count in session.execute(rows):
        tallies[body][Fact.STEP, kind.value] += count
    _tally_raised(session, span, tallies)
    _tally_forwarded(session, span, tallies)
    _tally_asked(session, span, tallies)
    _tally_reopened(session, span, tallies)


def _of(kind: MovementKind, span: Span) -> sa.ColumnElement[bool]:
    return sa.and_(Movement.kind == kind, span.covers(Movement.at))


def _tally_raised(session: Session, span: Span, tallies: Tallies) -> None:
    keys = (Movement.body, Movement.rung)
    rows = sa.select(*keys, sa.func.count()).where(_of(MovementKind.ESCALATED, span))
    for body, rung, count in session.execute(rows.group_by(*keys)):
        tallies[body][Fact.RAISED, str(rung)] += count


def _tally_forwarded(session: Session, span: Span, tallies: Tallies) -> None:
    """From one body of the register to another; what went outside is a decision."""
    before = aliased(Movement)
    earlier = sa.select(before.body).where(
        before.part_id == Movement.part_id, before.id < Movement.id
    )
    giver = earlier.order_by(before.id.desc()).limit(1).correlate(Movement).scalar_subquery()
    moved = sa.select(giver.label("giver"), Movement.body.label("taker"))
    found = moved.where(_of(MovementKind.FORWARDED, span)).subquery()
    keys = (found.c.giver, found.c.taker)
    rows = sa.select(*keys, sa.func.count()).where(found.c.giver != found.c.taker).group_by(*keys)
    for from_body, to_body, count in session.execute(rows):
        tallies[from_body][Fact.GIVEN, ""] += count
        tallies[to_body][Fact.TAKEN, ""] += count


def _tally_asked(session: Session, span: Span, tallies: Tallies) -> None:
    """What became of each question that was put in the month, as far as it has an answer by now."""
    answered, resumed = (
        _next_step(span, kind) for kind in (MovementKind.ANSWERED, MovementKind.RESUMED)
    )
    asked = sa.select(Movement.body, Movement.at, answered, resumed)
    for body, at, answered_at, resumed_at in session.execute(
        asked.where(_of(MovementKind.ASKED, span))
    ):
        tally = tallies[body]
        if answered_at is not None and (resumed_at is None or answered_at <= resumed_at):
            days = _day(answered_at, span) - _day(at, span)
            tally[Fact.WAITED, str(days.days)] += 1
        elif resumed_at is not None:
            tally[Fact.UNANSWERED, ""] += 1
        else:
            tally[Fact.WAITING, ""] += 1


def _next_step(span: Span, kind: MovementKind) -> sa.ScalarSelect[Any]:
    """When the same case next made a step of this kind, before the end of the month."""
    after = aliased(Movement)
    found = sa.select(sa.func.min(after.at)).where(
        after.part_id == Movement.part_id,
        after.id > Movement.id,
        after.kind == kind,
        after.at < span.end,
    )
    return found.correlate(Movement).scalar_subquery()


def _day(at: datetime, span: Span) -> date:
    return at.astimezone(span.zone).date()


def tally_ratings(session: Session, span: Span, tallies: Tallies) -> None:
    """The ratings given in the month, by the body that had answered; a part is rated once."""
    rated = sa.select(Movement.part_id).where(_of(MovementKind.RATED, span))
    keys = (Decision.body, AppealPart.rating)
    rows = (
        sa.select(*keys, sa.func.count())
        .join(AppealPart, AppealPart.id == Decision.part_id)
        .where(AppealPart.id.in_(rated), AppealPart.rating.is_not(None))
        .group_by(*keys)
    )
    for body, rating, count in session.execute(rows):
        tallies[body][Fact.RATING, str(rating)] += count


def _tally_reopened(session: Session, span: Span, tallies: Tallies) -> None:
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
