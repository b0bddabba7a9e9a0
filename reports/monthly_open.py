"""The cases that were open at the end of a month, as their movements tell it, and the overdue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from config.calendar import Calendar
from register.appeals.tables import Appeal, AppealPart, Decision, Movement
from register.rules.appeal import MovementKind, PartState
from register.rules.deadline import days_left
from register.rules.number import Label
from reports.monthly_counts import Fact, Overdue
from reports.monthly_span import Span
from reports.monthly_tallies import Tallies

GONE = {PartState.SPLIT: MovementKind.SPLIT, PartState.FORWARDED: MovementKind.FORWARDED}
"""States without a decision in which a case is open no more, and the step that led there."""


@dataclass(frozen=True)
class OpenCase:
    """A case that was not decided at the end of a month."""

    appeal_id: int
    label: Label
    body: str  # where it was then
    rung: int
    due_on: date  # as it was then
    rests_since: date | None  # the applicant had been asked, and had not answered

    def overdue(self, today: date) -> bool:
        """Whether it was past its due date; while the applicant is asked, that stands still."""
        return self.due_on < (self.rests_since or today)


def open_cases(session: Session, span: Span) -> list[OpenCase]:
    """All of them, in the order in which they were opened."""
    rows = session.execute(_query(span))
    return [
        OpenCase(
            appeal_id=row.appeal_id,
            label=Label(row.appeal, row.number, row.level),
            body=row.body,
            rung=row.rung,
            due_on=row.due_on,
            rests_since=_rests_since(row.pauses, span.as_of),
        )
        for row in rows
    ]


def _query(span: Span) -> Any:
    step = aliased(Movement)
    last = sa.select(sa.func.max(step.id)).where(step.part_id == AppealPart.id, step.at < span.end)
    decided = sa.func.coalesce(Decision.at, AppealPart.decided_at)
    wanted: Any = sa.select(
        AppealPart.appeal_id,
        Appeal.number.label("appeal"),
        AppealPart.number,
        AppealPart.level,
        Movement.body,
        Movement.rung,
        Movement.due_on,
        AppealPart.pauses,
    )
    return (
        wanted.join(Appeal, Appeal.id == AppealPart.appeal_id)
        .outerjoin(Decision, Decision.part_id == AppealPart.id)
        .join(Movement, Movement.id == last.correlate(AppealPart).scalar_subquery())
        .where(sa.or_(decided.is_(None), decided >= span.end), ~_gone(span))
        .order_by(AppealPart.id)
    )


def _gone(span: Span) -> sa.ColumnElement[bool]:
    """Split, or handed to a body outside, before the end of the month."""

    def went(kind: MovementKind) -> Any:
        step = aliased(Movement)
        return sa.select(step.part_id).where(step.kind == kind, step.at < span.end)

    return sa.or_(
        *(
            sa.and_(AppealPart.state == state, AppealPart.id.in_(went(kind)))
            for state, kind in GONE.items()
        )
    )


def _rests_since(pauses: str, day: date) -> date | None:
    """The first day of the pause, as a part stores them, in which a day lies."""
    for pause in filter(None, pauses.split(",")):
        since, _, until = pause.partition("/")
        if since <= day.isoformat() and (not until or day.isoformat() < until):
            return date.fromisoformat(since)
    return None


def tally_open(cases: Iterable[OpenCase], span: Span, tallies: Tallies) -> None:
    """Count them; those that fell due in the month did not meet their date."""
    today = span.first_day_after
    for case in cases:
        tally = tallies[case.body]
        tally[Fact.OPEN, ""] += 1
        tally[Fact.RESTING, ""] += case.rests_since is not None
        if case.overdue(today):
            tally[Fact.OVERDUE, ""] += 1
            tally[Fact.FELL_DUE, ""] += case.due_on >= span.month.first


def overdue_cases(cases: Sequence[OpenCase], span: Span, calendar: Calendar) -> tuple[Overdue, ...]:
    """Those past their due date, the longest first."""
    today = span.first_day_after
    late = [case for case in cases if case.overdue(today)]
    ends = {(case.due_on, case.rests_since or today) for case in late}
    days = {(due, end): -days_left(calendar, end, due) for due, end in ends}
    found = (
        Overdue(
            appeal_id=case.appeal_id,
            label=str(case.label),
            body=case.body,
            due_on=case.due_on,
            days=days[case.due_on, case.rests_since or today],
            rung=case.rung,
        )
        for case in late
    )
    return tuple(sorted(found, key=lambda one: (one.due_on, one.label)))
