"""Uploads: spreadsheets handed in, what came of each, and which wait to be confirmed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.database import Base, UtcDateTime, states
from register.moment import Moment


class UploadState(StrEnum):
    """What became of an upload."""

    UNCONFIRMED = "unconfirmed"  # kept without effect until its sender confirms it (TR3)
    TAKEN = "taken"
    REFUSED = "refused"  # not a readable spreadsheet of inspections


class Upload(Base):
    """A spreadsheet and the counts of its rows."""

    __tablename__ = "uploads"
    __table_args__ = (sa.UniqueConstraint("digest", "sender"),)

    id: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    digest: Mapped[str] = mapped_column(
        sa.String(64)
    )  # SHA-256 of the file, its name in the blob store
    name: Mapped[str] = mapped_column(sa.String(300))
    sender: Mapped[str] = mapped_column(
        sa.String(320)
    )  # registered address; 'folder' for the drop folder
    state: Mapped[UploadState] = mapped_column(states(UploadState))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    refused: Mapped[str] = mapped_column(sa.String(60), default="")  # code of a refusal
    rows: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)
    corrected: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    events: Mapped[int] = mapped_column(default=0, server_default="0")  # recorded
    events_known: Mapped[int] = mapped_column(default=0, server_default="0")
    events_rejected: Mapped[int] = mapped_column(default=0, server_default="0")


def find_upload(session: Session, digest: str, sender: str) -> Upload | None:
    """The earlier upload of the same file by the same sender."""
    return session.scalar(sa.select(Upload).filter_by(digest=digest, sender=sender))


def new_upload(
    session: Session, moment: Moment, digest: str, name: str, sender: str, state: UploadState
) -> Upload:
    """Record that a file was handed in."""
    upload = Upload(
        id=moment.new_id(),
        digest=digest,
        name=name[:300],
        sender=sender,
        state=state,
        received_at=moment.now,
    )
    session.add(upload)
    session.flush()
    return upload
