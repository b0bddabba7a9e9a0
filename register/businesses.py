"""Inspected businesses, and every address given for them, with who gave it."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.database import Base, insert_once
from register.moment import Moment
from register.rules.record import LENGTHS, InspectionRecord


class Business(Base):
    """A business, by its tax id."""

    __tablename__ = "businesses"

    tax_id: Mapped[str] = mapped_column(sa.String(LENGTHS["tax_id"]), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(LENGTHS["business_name"]))
    address: Mapped[str | None] = mapped_column(sa.String(LENGTHS["address"]))
    region: Mapped[str | None] = mapped_column(sa.String(LENGTHS["region"]))
    sector: Mapped[str | None] = mapped_column(sa.String(LENGTHS["sector"]))
    language: Mapped[str | None] = mapped_column(sa.String(LENGTHS["language"]))


class BusinessAddress(Base):
    """An e-mail address that was once given for a business; appended, never removed."""

    __tablename__ = "business_addresses"
    __table_args__ = (sa.Index("ix_business_addresses_email", "email"),)

    tax_id: Mapped[str] = mapped_column(sa.ForeignKey("businesses.tax_id"), primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(LENGTHS["email"]), primary_key=True)
    source: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
    since: Mapped[date]


def record_business(session: Session, moment: Moment, record: InspectionRecord) -> None:
    """What a row says about its business; what the row leaves open stays as it was."""
    business = session.get(Business, record.tax_id) or Business(tax_id=record.tax_id)
    business.name = record.business_name
    for name in ("address", "region", "sector", "language"):
        stated = getattr(record, name)
        if stated is not None:
            setattr(business, name, stated)
    session.add(business)
    session.flush()
    if record.email is not None:
        _record_address(session, moment, record)


def _record_address(session: Session, moment: Moment, record: InspectionRecord) -> None:
    values = {"tax_id": record.tax_id, "email": record.email, "source": address_source(record)}
    insert_once(session, BusinessAddress, {**values, "since": moment.today})


def address_source(record: InspectionRecord) -> str:
    """Who gave the row's address, as it is kept."""
    return record.email_source.value if record.email_source else "unstated"
