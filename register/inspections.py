"""Inspections: one visit to one business, and what has happened to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.businesses import record_business
from register.database import Base, UtcDateTime, states
from register.moment import Moment
from register.rules.quarter import survey_quarter
from register.rules.record import EmailSource, InspectionKind, InspectionRecord, NoEmail


class Recorded(StrEnum):
    """What recording a row changed."""

    NEW = "new"
    SAME = "same"
    CORRECTED = "corrected"
    FOREIGN = "foreign"  # the number belongs to another body's inspection: nothing was changed


class EventKind(StrEnum):
    """What happened to an inspection."""

    FINISHED = "finished"
    CORRECTED = "corrected"


class Inspection(Base):
    """One inspection as last stated."""

    __tablename__ = "inspections"
    __table_args__ = (sa.Index("ix_inspections_quarter_body", "quarter", "body"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_no: Mapped[str] = mapped_column(sa.String(80), unique=True)
    registered_at: Mapped[date | None]
    body: Mapped[str] = mapped_column(sa.ForeignKey("bodies.code"))
    unit: Mapped[str | None] = mapped_column(sa.String(200))
    inspector_ids: Mapped[str] = mapped_column(
        sa.String(300)
    )  # separated by one space, first leads
    kind: Mapped[InspectionKind] = mapped_column(states(InspectionKind))
    basis: Mapped[str | None] = mapped_column(sa.String(1000))
    risk: Mapped[str | None] = mapped_column(sa.String(80))
    checklist: Mapped[str | None] = mapped_column(sa.String(200))
    business_name: Mapped[str] = mapped_column(sa.String(500))
    tax_id: Mapped[str] = mapped_column(sa.ForeignKey("businesses.tax_id"), index=True)
    address: Mapped[str | None] = mapped_column(sa.String(1000))
    region: Mapped[str | None] = mapped_column(sa.String(40))
    sector: Mapped[str | None] = mapped_column(sa.String(300))
    started_on: Mapped[date]
    finished_on: Mapped[date] = mapped_column(index=True)
    violations: Mapped[int | None]
    instruction_no: Mapped[str | None] = mapped_column(sa.String(80))
    instruction_due: Mapped[date | None]
    fine_som: Mapped[int | None] = mapped_column(sa.BigInteger)
    suspended: Mapped[bool | None]
    contact_person: Mapped[str | None] = mapped_column(sa.String(300))
    email: Mapped[str | None] = mapped_column(sa.String(320))
    email_source: Mapped[EmailSource | None] = mapped_column(states(EmailSource))
    no_email_reason: Mapped[NoEmail | None] = mapped_column(states(NoEmail))
    phone: Mapped[str | None] = mapped_column(sa.String(100))
    language: Mapped[str | None] = mapped_column(sa.String(2))
    quarter: Mapped[str] = mapped_column(sa.String(7))  # in which it is surveyed and counted
    upload_id: Mapped[str] = mapped_column(sa.String(16))  # that stated it first
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class InspectionEvent(Base):
    """Something that happened to an inspection; appended only."""

    __tablename__ = "inspection_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(sa.ForeignKey("inspections.id"), index=True)
    kind: Mapped[EventKind] = mapped_column(states(EventKind))
    happened_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    upload_id: Mapped[str] = mapped_column(sa.String(16))
    before: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)  # of a correction: old values


def record_inspection(
    session: Session, moment: Moment, record: InspectionRecord, upload_id: str, close: int
) -> Recorded:
    """Record a good row by its registration number; `close` as in [survey].

    The same values again change nothing; other values are a correction, kept with the old ones.
    """
    found = session.scalar(
        sa.select(Inspection).where(Inspection.registration_no == record.registration_no)
    )
    if found is None:
        _enter(session, moment, record, upload_id, close)
        return Recorded.NEW
    if found.body != record.body:
        return Recorded.FOREIGN
    return _correct(session, moment, found, record, upload_id)


def inspection_by_no(session: Session, registration_no: str) -> Inspection | None:
    """The inspection with this registration number."""
    return session.scalar(
        sa.select(Inspection).where(Inspection.registration_no == registration_no)
    )


def foreign_numbers(session: Session, records: Sequence[InspectionRecord]) -> frozenset[str]:
    """The registration numbers among the records that belong to another body's inspections."""
    stated = {record.registration_no: record.body for record in records}
    foreign: set[str] = set()
    for part in batched(sorted(stated), 500):
        known = sa.select(Inspection.registration_no, Inspection.body)
        rows = session.execute(known.where(Inspection.registration_no.in_(part)))
        foreign.update(number for number, body in rows if stated[number] != body)
    return frozenset(foreign)


def batched(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """The items in runs of `size`: databases bound how many values one statement may name."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _enter(
    session: Session, moment: Moment, record: InspectionRecord, upload_id: str, close: int
) -> None:
    record_business(session, moment, record)
    quarter = survey_quarter(record.finished_on, moment.today, close)
    inspection = Inspection(
        **_columns(record), quarter=str(quarter), upload_id=upload_id, entered_at=moment.now
    )
    session.add(inspection)
    session.flush()
    _event(session, moment, inspection, EventKind.FINISHED, upload_id, None)


def _correct(
    session: Session,
    moment: Moment,
    inspection: Inspection,
    record: InspectionRecord,
    upload_id: str,
) -> Recorded:
    stated = _columns(record)
    before = {k: getattr(inspection, k) for k, v in stated.items() if getattr(inspection, k) != v}
    if not before:
        return Recorded.SAME
    record_business(session, moment, record)
    for name in before:
        setattr(inspection, name, stated[name])
    kept = {name: _plain(value) for name, value in before.items()}
    _event(session, moment, inspection, EventKind.CORRECTED, upload_id, kept)
    return Recorded.CORRECTED


def _event(
    session: Session,
    moment: Moment,
    inspection: Inspection,
    kind: EventKind,
    upload_id: str,
    before: dict[str, Any] | None,
) -> None:
    session.add(
        InspectionEvent(
            inspection_id=inspection.id,
            kind=kind,
            happened_on=inspection.finished_on if kind is EventKind.FINISHED else moment.today,
            recorded_at=moment.now,
            upload_id=upload_id,
            before=before,
        )
    )


def _columns(record: InspectionRecord) -> dict[str, Any]:
    return {**asdict(record), "inspector_ids": " ".join(record.inspector_ids)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
