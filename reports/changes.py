"""How many inspections of each body were cancelled or prolonged: counts by SQL."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.inspections import EventKind, Inspection, InspectionEvent
from register.rules.happening import Cancelled
from register.waiting import takes_place
from reports.counts import Changed


def changed(session: Session, quarter: str) -> dict[str, Changed]:
    """Code of each body with inspections in the quarter, cancelled ones too → its counts."""
    conditions = (
        Inspection.cancelled == Cancelled.BEFORE_START,
        Inspection.cancelled == Cancelled.AFTER_START,
        sa.and_(takes_place(), Inspection.id.in_(_prolonged(quarter))),
    )
    counts = (sa.func.count().filter(condition) for condition in conditions)
    rows = session.execute(
        sa.select(Inspection.body, *counts)
        .where(Inspection.quarter == quarter)
        .group_by(Inspection.body)
    )
    return {body: Changed(*found) for body, *found in rows}


def _prolonged(quarter: str) -> sa.Select[int]:
    """The inspections of the quarter that were prolonged, each once."""
    return (
        sa.select(InspectionEvent.inspection_id)
        .join(Inspection, Inspection.id == InspectionEvent.inspection_id)
        .where(InspectionEvent.kind == EventKind.PROLONGED, Inspection.quarter == quarter)
    )
