"""Releases: a quarter as published, once; whoever asks later gets the very same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.database import Base, UtcDateTime, insert_once
from register.moment import Moment


class Release(Base):
    """What was published of a quarter."""

    __tablename__ = "releases"

    quarter: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    workbook: Mapped[str] = mapped_column(sa.String(64))  # its blob in the vault `kept`
    figures: Mapped[dict[str, Any]] = mapped_column(sa.JSON)  # that letters about it name
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


def release_of(session: Session, quarter: str) -> Release | None:
    """What was published of the quarter."""
    return session.get(Release, quarter)


def record_release(
    session: Session, moment: Moment, quarter: str, workbook: str, figures: Mapping[str, Any]
) -> bool:
    """Publish a quarter; False where it was published before: that stays."""
    values = {"quarter": quarter, "workbook": workbook, "figures": dict(figures)}
    return insert_once(session, Release, {**values, "made_at": moment.now})
