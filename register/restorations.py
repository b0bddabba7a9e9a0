"""Restorations: when the register was put back from a backup, and from which moment."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from register.database import Base, UtcDateTime


class Restoration(Base):
    """One putting back. Until it is settled, nothing is sent: the past may have sent it."""

    __tablename__ = "restorations"

    id: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)  # when the backup was made
    restored_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # compared with the mailboxes
