"""Letters: the rows of the outbox, putting one in, and forgetting what they said.

How they leave it is told in outbox.py.

A letter's context (tokens, answers) and its bytes are sealed and wiped when the letter has gone: a
copy of the database tells nobody a token or an answer. Where there is a token the quarter's key
seals them, which is in no backup; else the outbox key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.database import Base, UtcDateTime, insert_once, states
from register.keys import OUTBOX, Keys, vault_of
from register.moment import Moment
from register.rules.letter import LetterKind

KEPT_MASKED = timedelta(days=2)
SIGNED = re.compile(r"[a-z2-7]{32}")  # an id and its signature, 16 letters each
RETURN_PATH = "bounce"  # purpose of the signature in a letter's return path
ONE_CLICK = "unsubscribe"  # purpose of the signature in its unsubscribe link


class LetterState(StrEnum):
    """Where a letter is on its way."""

    WAITING = "waiting"
    SENDING = "sending"  # claimed: its bytes are fixed, its fate is not known until marked
    SENT = "sent"
    UNKNOWN = "unknown"  # claimed by a run that died: it may have gone
    BOUNCED = "bounced"  # gone, and returned
    FAILED = "failed"  # refused for good, or tried often enough
    CANCELLED = "cancelled"  # no longer wanted


OPEN_STATES = (LetterState.WAITING, LetterState.SENDING, LetterState.UNKNOWN)


class Letter(Base):
    """One mail to one recipient."""

    __tablename__ = "letters"
    __table_args__ = (
        sa.Index("ix_letters_state_not_before", "state", "not_before"),
        sa.Index("ix_letters_recipient_kind", "recipient", "kind", "created_at"),
    )

    id: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(200), unique=True)  # what must not be said twice
    recipient: Mapped[str] = mapped_column(sa.String(320))
    kind: Mapped[LetterKind] = mapped_column(states(LetterKind))
    language: Mapped[str] = mapped_column(sa.String(2))
    about: Mapped[str] = mapped_column(sa.String(60), default="", index=True)
    state: Mapped[LetterState] = mapped_column(states(LetterState))
    context: Mapped[bytes | None] = mapped_column(sa.LargeBinary)  # sealed JSON
    message_id: Mapped[str | None] = mapped_column(sa.String(200))
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary)  # sealed bytes as sent
    attempts: Mapped[int] = mapped_column(default=0)
    repeats: Mapped[int] = mapped_column(default=0)  # sent again because the fate was unknown
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, index=True
    )  # a server may have it since
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it was given up
    # Why it came back or was refused for good, for the rules (RFC 3463); '' for another reason.
    status: Mapped[str] = mapped_column(sa.String(12), default="", server_default="")
    trouble: Mapped[str] = mapped_column(sa.String(500), default="")

    def read_context(self, keys: Keys) -> dict[str, Any]:
        """The values its template is filled with; {} once wiped."""
        if self.context is None:
            return {}
        read: dict[str, Any] = json.loads(keys.unseal_named(self.context))
        return read

    def read_content(self, keys: Keys) -> bytes | None:
        """The fixed bytes; None before the first claim and after sending."""
        return None if self.content is None else keys.unseal_named(self.content)


def enqueue(
    session: Session,
    moment: Moment,
    kind: LetterKind,
    key: str,
    recipient: str,
    language: str,
    context: Mapping[str, Any],
    *,
    about: str = "",
    vault: str = OUTBOX,
) -> bool:
    """Put a letter in the outbox; False if one with this key was put there before.

    `vault`: under whose key it is sealed; that of the quarter where it bears a token.
    """
    told = json.dumps(dict(context), ensure_ascii=False).encode("utf-8", "replace")
    sealed = moment.keys.seal_under(vault, told)
    values = {
        "id": moment.new_id(),
        "key": key,
        "recipient": recipient,
        "kind": kind,
        "language": language,
        "about": about,
        "state": LetterState.WAITING,
        "context": sealed,
        "not_before": moment.now,
        "created_at": moment.now,
    }
    return insert_once(session, Letter, values)


def has_letter(session: Session, key: str) -> bool:
    """Whether a letter with this key was ever put in the outbox."""
    return session.scalar(sa.select(Letter.id).where(Letter.key == key)) is not None


def mark_cancelled(letter: Letter, reason: str) -> None:
    """It is no longer wanted."""
    letter.state, letter.lease_until = LetterState.CANCELLED, None
    letter.trouble = reason[:500]
    wipe(letter)


def mark_bounced(letter: Letter, status: str) -> None:
    """The letter came back, with this status (RFC 3463)."""
    letter.state, letter.lease_until = LetterState.BOUNCED, None
    letter.status = letter.trouble = status
    wipe(letter)


def cancel_about(session: Session, about: str, reason: str) -> None:
    """Letters about this that have not gone are not sent, and all of them are wiped."""
    for letter in session.scalars(sa.select(Letter).where(Letter.about == about)):
        if letter.state in OPEN_STATES:
            mark_cancelled(letter, reason)
        wipe(letter)


def forget_about(session: Session, moment: Moment, about: str) -> None:
    """Take from letters about this whom and what they were about.

    They remain to be counted, and the mask of the address lets their unsubscribe link still work.
    """
    for letter in session.scalars(sa.select(Letter).where(Letter.about == about)):
        letter.key, letter.about = f"forgotten/{letter.id}", ""
        letter.recipient = moment.keys.mask(letter.recipient)


def forget_echoes(session: Session, moment: Moment) -> None:
    """Take from echoes that ended two days ago, however, even the mask of their recipient.

    An echo tells the minute of an answer; with the address beside it, it would join a business
    with its response by the week. Two days are as long as the limits on answers look back.
    """
    old = sa.update(Letter).where(Letter.kind == LetterKind.ECHO, Letter.recipient != "")
    old = old.where(Letter.state.not_in(OPEN_STATES), _closed_at() < moment.now - KEPT_MASKED)
    session.execute(old.values(recipient=""))


def _closed_at() -> sa.ColumnElement[datetime]:
    return sa.func.coalesce(Letter.sent_at, Letter.failed_at, Letter.created_at)


def sent_lately(session: Session, moment: Moment, recipient: str, kind: LetterKind) -> int:
    """How many letters of the kind were put in the outbox for this recipient in 24 hours (LP2)."""
    since = moment.now - timedelta(hours=24)
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(Letter)
            .where(Letter.recipient.in_((recipient, moment.keys.mask(recipient))))
            .where(Letter.kind == kind, Letter.created_at > since)
        )
        or 0
    )


def written_lately(
    session: Session, moment: Moment, kinds: Collection[LetterKind], domain: str = ""
) -> int:
    """How many letters of these kinds were put in the outbox within the hour (LP2).

    `domain`: only those to recipients there; '' counts all.
    """
    since = moment.now - timedelta(hours=1)
    written = sa.select(sa.func.count()).select_from(Letter)
    written = written.where(Letter.created_at > since, Letter.kind.in_(kinds))
    if domain:
        written = written.where(Letter.recipient.endswith(f"@{domain}", autoescape=True))
    return session.scalar(written) or 0


def return_path(letter_id: str, keys: Keys) -> str:
    """What stands behind the + of the return path: the letter's id, signed (TR7)."""
    return letter_id + keys.sign(RETURN_PATH, letter_id)


def one_click(letter_id: str, keys: Keys) -> str:
    """What stands behind /u/ in the unsubscribe link: the letter's id, signed (RFC 8058)."""
    return letter_id + keys.sign(ONE_CLICK, letter_id)


def letter_of(signed: str, keys: Keys, purpose: str = RETURN_PATH) -> str | None:
    """The letter's id out of a signed one; None if we did not sign it, whatever it is."""
    if not SIGNED.fullmatch(signed):
        return None
    letter_id, signature = signed[:16], signed[16:]
    return letter_id if keys.checks(purpose, letter_id, signature) else None


def vault_of_letter(letter: Letter) -> str:
    """Under whose key its bytes are to lie: where its context lies."""
    return OUTBOX if letter.context is None else vault_of(letter.context)


def wipe(letter: Letter) -> None:
    """Forget what it says."""
    letter.context = letter.content = None
