"""What the register has been told of an inspection, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.inspections import Inspection, InspectionEvent
from register.rules.happening import Cancelled
from register.uploads import Upload


@dataclass(frozen=True)
class Told:
    """An event and the upload that told it."""

    event: InspectionEvent
    upload: Upload | None  # None where it is not kept any more


def history(session: Session, inspection_id: int) -> list[Told]:
    """Every event of an inspection by its day; of one day in the order they were recorded."""
    event = InspectionEvent
    rows = session.execute(
        sa.select(event, Upload)
        .outerjoin(Upload, Upload.id == event.upload_id)
        .where(event.inspection_id == inspection_id)
        .order_by(event.happened_on, event.recorded_at, event.id)
    )
    return [Told(*row) for row in rows]


def cancelled_in(
    session: Session, quarter: str, when: Cancelled | None = None
) -> Sequence[Inspection]:
    """The cancelled inspections that are counted in a quarter, or would be, by body and number."""
    wanted = sa.select(Inspection).where(Inspection.quarter == quarter)
    chosen = Inspection.cancelled.is_not(None) if when is None else Inspection.cancelled == when
    wanted = wanted.where(chosen)
    return session.scalars(wanted.order_by(Inspection.body, Inspection.registration_no)).all()
