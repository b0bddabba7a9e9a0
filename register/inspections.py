"""Inspections: one visit to one business, and what has happened to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from config.settings import Survey
from register.businesses import record_business
from register.database import Base, UtcDateTime, states
from register.moment import Moment
from register.rules.happening import Cancelled
from register.rules.quarter import Quarter, survey_quarter
from register.rules.record import (
    LENGTHS,
    EmailSource,
    InspectionKind,
    InspectionRecord,
    NoEmail,
)


class Recorded(StrEnum):
    """What recording a row changed."""

    NEW = "new"
    SAME = "same"
    CORRECTED = "corrected"
    LEFT = "left"  # known with other values, which a file taken before may not undo
    FOREIGN = "foreign"  # the number belongs to another body's inspection: nothing was changed


class EventKind(StrEnum):
    """What happened to an inspection."""

    FINISHED = "finished"
    CORRECTED = "corrected"
    MOVED = "moved"  # it is surveyed and counted in another quarter from now on
    PROLONGED = "prolonged"  # this and what follows: register.happenings
    SUSPENDED = "suspended"
    RENEWED = "renewed"
    CANCELLED = "cancelled"
    REINSTATED = "reinstated"  # cancelled before it began, and then a row said that it took place


class Inspection(Base):
    """One inspection as last stated."""

    __tablename__ = "inspections"
    __table_args__ = (sa.Index("ix_inspections_quarter_body", "quarter", "body"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_no: Mapped[str] = mapped_column(sa.String(LENGTHS["registration_no"]), unique=True)
    registered_at: Mapped[date | None]
    body: Mapped[str] = mapped_column(sa.ForeignKey("bodies.code"))
    unit: Mapped[str | None] = mapped_column(sa.String(LENGTHS["unit"]))
    inspector_ids: Mapped[str] = mapped_column(
        sa.String(LENGTHS["inspector_ids"])
    )  # separated by one space, first leads
    kind: Mapped[InspectionKind] = mapped_column(states(InspectionKind))
    basis: Mapped[str | None] = mapped_column(sa.String(LENGTHS["basis"]))
    risk: Mapped[str | None] = mapped_column(sa.String(LENGTHS["risk"]))
    checklist: Mapped[str | None] = mapped_column(sa.String(LENGTHS["checklist"]))
    business_name: Mapped[str] = mapped_column(sa.String(LENGTHS["business_name"]))
    tax_id: Mapped[str] = mapped_column(sa.ForeignKey("businesses.tax_id"), index=True)
    address: Mapped[str | None] = mapped_column(sa.String(LENGTHS["address"]))
    region: Mapped[str | None] = mapped_column(sa.String(LENGTHS["region"]))
    sector: Mapped[str | None] = mapped_column(sa.String(LENGTHS["sector"]))
    started_on: Mapped[date]
    finished_on: Mapped[date] = mapped_column(index=True)
    violations: Mapped[int | None]
    instruction_no: Mapped[str | None] = mapped_column(sa.String(LENGTHS["instruction_no"]))
    instruction_due: Mapped[date | None]
    fine_som: Mapped[int | None] = mapped_column(sa.BigInteger)
    suspended: Mapped[bool | None]
    contact_person: Mapped[str | None] = mapped_column(sa.String(LENGTHS["contact_person"]))
    email: Mapped[str | None] = mapped_column(sa.String(LENGTHS["email"]))
    email_source: Mapped[EmailSource | None] = mapped_column(states(EmailSource))
    no_email_reason: Mapped[NoEmail | None] = mapped_column(states(NoEmail))
    phone: Mapped[str | None] = mapped_column(sa.String(LENGTHS["phone"]))
    language: Mapped[str | None] = mapped_column(sa.String(LENGTHS["language"]))
    quarter: Mapped[str] = mapped_column(sa.String(7))  # in which it is surveyed and counted
    upload_id: Mapped[str] = mapped_column(sa.String(16))  # that stated it first
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    prolonged_until: Mapped[date | None]  # after finished_on, until a row states a later end
    cancelled: Mapped[Cancelled | None] = mapped_column(states(Cancelled))

    @property
    def ended_on(self) -> date:
        """Its end: as prolonged, or as a row states it."""
        return self.prolonged_until or self.finished_on


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
    until: Mapped[date | None]  # prolonged, suspended: until when
    basis: Mapped[str | None] = mapped_column(sa.String(LENGTHS["basis"]))  # the order or reason


def record_inspection(
    session: Session,
    moment: Moment,
    record: InspectionRecord,
    upload_id: str,
    survey: Survey,
    *,
    corrects: bool = True,
) -> Recorded:
    """Record a good row by its registration number; `register.corrections` asks accordingly.

    The same values again change nothing; other values are a correction, kept with the old ones.
    `corrects` False: a known inspection stays as it is. An address once given is never taken away.
    """
    found = inspection_by_no(session, record.registration_no)
    if found is None:
        _enter(session, moment, record, upload_id, survey)
        return Recorded.NEW
    if found.body != record.body:
        return Recorded.FOREIGN
    stated = _stated(record, found)
    if all(getattr(found, name) == value for name, value in stated.items()):
        return Recorded.SAME
    if not corrects:
        return Recorded.LEFT
    _correct(session, moment, found, record, stated, upload_id)
    return Recorded.CORRECTED


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


def keeping_address(session: Session, records: Sequence[InspectionRecord]) -> frozenset[str]:
    """The numbers of records without an address whose inspections keep the one given before."""
    without = sorted(record.registration_no for record in records if record.email is None)
    keeping: set[str] = set()
    for part in batched(without, 500):
        known = sa.select(Inspection.registration_no).where(Inspection.email.is_not(None))
        keeping.update(session.scalars(known.where(Inspection.registration_no.in_(part))))
    return frozenset(keeping)


def batched(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """The items in runs of `size`: databases bound how many values one statement may name."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def move(
    session: Session, moment: Moment, inspection: Inspection, quarter: Quarter, upload_id: str
) -> None:
    """From now on the inspection is surveyed and counted in this quarter."""
    before = {"quarter": inspection.quarter}
    inspection.quarter = str(quarter)
    _event(session, moment, inspection, EventKind.MOVED, upload_id, before)


def _enter(
    session: Session, moment: Moment, record: InspectionRecord, upload_id: str, survey: Survey
) -> None:
    record_business(session, moment, record)
    room = survey.delay + survey.gap
    quarter = survey_quarter(record.finished_on, moment.today, survey.close, room)
    inspection = Inspection(
        **_columns(record), quarter=str(quarter), upload_id=upload_id, entered_at=moment.now
    )
    session.add(inspection)
    session.flush()
    _event(session, moment, inspection, EventKind.FINISHED, upload_id, None)


def _stated(record: InspectionRecord, inspection: Inspection) -> dict[str, Any]:
    """What a row states. What it leaves open stays: nothing an upload says may delete anything.

    An address goes with who gave it; left out, it stays too: the rated one may not choose who is
    asked.
    """
    of_address = ("email", "email_source", "no_email_reason")
    keeps = record.email is None and inspection.email is not None
    stated = {
        name: value
        for name, value in _columns(record).items()
        if (not keeps if name in of_address else value is not None)
    }
    if record.email == inspection.email and record.email_source is None:
        stated.pop("email_source", None)
    return stated


def _correct(
    session: Session,
    moment: Moment,
    inspection: Inspection,
    record: InspectionRecord,
    stated: dict[str, Any],
    upload_id: str,
) -> None:
    # Locked, so that an invitation written at the same time is seen by who asks accordingly.
    session.refresh(inspection, with_for_update=True)
    record_business(session, moment, record)
    kept: dict[str, Any] = {}
    for name, value in stated.items():
        if getattr(inspection, name) != value:
            kept[name] = _plain(getattr(inspection, name))
            setattr(inspection, name, value)
    session.flush()
    _event(session, moment, inspection, EventKind.CORRECTED, upload_id, kept)


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
