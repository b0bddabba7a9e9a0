"""Open answers: the same questionnaire answered by anybody on a public page.

Kept apart from invited answers and never added to them (mission.md A6): nobody knows who answered.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from register.database import Base
from register.responses import COLUMNS


class OpenResponse(Base):
    """One return of the open questionnaire."""

    __tablename__ = "open_responses"
    __table_args__ = (
        sa.Index("ix_open_responses_quarter", "quarter"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    questionnaire: Mapped[str] = mapped_column(sa.String(40))
    quarter: Mapped[str] = mapped_column(sa.String(7))
    week: Mapped[str] = mapped_column(sa.String(8))  # ISO week: 2026-W35
    body: Mapped[str] = mapped_column(sa.String(40))  # as the writer chose; '' none
    region: Mapped[str] = mapped_column(sa.String(40))  # as the writer chose; '' none


for _number in range(1, COLUMNS + 1):
    setattr(OpenResponse, f"q{_number}", mapped_column(sa.String(24), nullable=True))
