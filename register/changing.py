"""Corrections of what the rated one may not choose: who was inspected, by whom, and who is asked.

They are taken, since a slip has to be mended, and kept with what stood there before; the sender
is told so, and the administrators are where there are many (trust.md, "Address gaming").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.inspections import EventKind, Inspection, InspectionEvent, batched
from register.moment import Moment
from register.rules.record import InspectionRecord
from register.uploads import Upload

WATCHED = ("tax_id", "inspector_ids", "email")  # an address that was given: None is none
MANY = 5  # inspections changed so by one sender within LOOKED_BACK
LOOKED_BACK = timedelta(days=30)


def changes(
    session: Session, records: Sequence[InspectionRecord]
) -> Mapping[str, Mapping[str, str]]:
    """Number → of each of WATCHED that its record would change: what stands there now."""
    stated = {record.registration_no: record for record in records}
    columns = [getattr(Inspection, name) for name in WATCHED]
    found: dict[str, dict[str, str]] = {}
    for part in batched(sorted(stated), 500):
        known = sa.select(Inspection.registration_no, *columns)
        rows = session.execute(known.where(Inspection.registration_no.in_(part)))
        for number, *values in rows:
            if changed := _changed(stated[number], dict(zip(WATCHED, values, strict=True))):
                found[number] = changed
    return found


def often_changed(
    session: Session, moment: Moment, after: datetime | None
) -> list[tuple[str, int]]:
    """The senders who changed MANY inspections so, with how many; the busiest first.

    Only those of whom there is something new since `after`.
    """
    event = InspectionEvent
    told = session.execute(
        sa.select(Upload.sender, event.inspection_id, event.recorded_at, event.before)
        .join(Upload, Upload.id == event.upload_id)
        .where(event.kind == EventKind.CORRECTED)
        .where(event.recorded_at > moment.now - LOOKED_BACK)
    )
    inspections: dict[str, set[int]] = {}
    newest: dict[str, datetime] = {}
    for sender, inspection_id, recorded_at, before in told:
        if any((before or {}).get(name) for name in WATCHED):
            inspections.setdefault(sender, set()).add(inspection_id)
            newest[sender] = max(recorded_at, newest.get(sender, recorded_at))
    counts = [
        (sender, len(changed))
        for sender, changed in inspections.items()
        if len(changed) >= MANY and (after is None or newest[sender] > after)
    ]
    return sorted(counts, key=lambda count: (-count[1], count[0]))


def _changed(record: InspectionRecord, known: Mapping[str, Any]) -> dict[str, str]:
    said = {
        "tax_id": record.tax_id,
        "inspector_ids": " ".join(record.inspector_ids),
        "email": record.email,
    }
    return {
        name: known[name]
        for name, value in said.items()
        if known[name] and value and value.lower() != known[name].lower()
    }
