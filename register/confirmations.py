"""One-time keys: what a person confirms by answering a letter to the registered address (TR3)."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.database import Base, UtcDateTime
from register.moment import Moment
from register.rules.tokens import digest, is_token
from register.uploads import Upload

VALID = timedelta(days=7)
AGAIN = timedelta(days=1)  # before that the same question is not asked again


class Confirmation(Base):
    """The digest of a key and what it confirms."""

    __tablename__ = "confirmations"

    key_digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    upload_id: Mapped[str] = mapped_column(sa.ForeignKey("uploads.id"), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def ask(session: Session, moment: Moment, upload_id: str) -> tuple[str, datetime]:
    """A fresh key for an upload, and when it expires; an earlier one is void."""
    withdraw(session, upload_id)
    key, expires_at = moment.new_token(), moment.now + VALID
    session.add(Confirmation(key_digest=_digest(key), upload_id=upload_id, expires_at=expires_at))
    return key, expires_at


def asked_lately(session: Session, moment: Moment, upload_id: str) -> bool:
    """Whether the question about this upload was asked within a day and is not answered yet."""
    found = session.scalar(sa.select(Confirmation).filter_by(upload_id=upload_id, used_at=None))
    return found is not None and found.expires_at - VALID + AGAIN > moment.now


def withdraw(session: Session, upload_id: str) -> None:
    """The question was not asked after all: its key is void."""
    session.execute(sa.delete(Confirmation).where(Confirmation.upload_id == upload_id))


def peek(session: Session, moment: Moment, key: str) -> Upload | None:
    """The upload a valid key would confirm, without spending it."""
    found = _valid(session, moment, key)
    return session.get(Upload, found.upload_id) if found else None


def confirm(session: Session, moment: Moment, key: str) -> str | None:
    """Spend a key: the upload it confirms; None when unknown, spent or expired."""
    found = _valid(session, moment, key)
    if found is None:
        return None
    found.used_at = moment.now
    return found.upload_id


def _valid(session: Session, moment: Moment, key: str) -> Confirmation | None:
    found = session.get(Confirmation, _digest(key)) if is_token(key) else None
    if found is None or found.used_at is not None or found.expires_at < moment.now:
        return None
    return found


def _digest(key: str) -> bytes:
    return digest("confirm", key)
