"""The tables of appeals. What a person wrote or is called stands sealed in them.

An appeal is the applicant's matter; a part is what one official answers, with a clock of its own. A
simple appeal has one part, numbered 0. Movements are appended: the database itself refuses to
change or delete one (migration 0005), and no appeal can be deleted.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from register.database import Base, UtcDateTime, states
from register.rules.appeal import (
    Action,
    AppealKind,
    Channel,
    DecisionKind,
    MovementKind,
    Notify,
    PartState,
)
from register.rules.record import LENGTHS


class Appeal(Base):
    """The matter of one applicant."""

    __tablename__ = "appeals"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(18), unique=True)
    key: Mapped[str] = mapped_column(sa.String(16), unique=True)  # random; in reply addresses
    pin: Mapped[str] = mapped_column(sa.String(16))  # keyed digest
    channel: Mapped[Channel] = mapped_column(states(Channel))
    kind: Mapped[AppealKind] = mapped_column(states(AppealKind))
    language: Mapped[str] = mapped_column(sa.String(2))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)  # when it arrived
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    accepted_by: Mapped[str] = mapped_column(sa.String(320), default="")  # '' the program
    # The mask of address or phone: repeat applicants and limits; tells nothing without our keys.
    applicant: Mapped[str] = mapped_column(sa.String(40), default="", index=True)
    contact: Mapped[bytes] = mapped_column(sa.LargeBinary)  # sealed: register.appeals.contact
    words: Mapped[bytes] = mapped_column(sa.LargeBinary)  # sealed text, as it was written
    notify: Mapped[Notify] = mapped_column(states(Notify))
    original: Mapped[str] = mapped_column(sa.String(64), default="")  # digest, in the kept vault
    sameness: Mapped[str | None] = mapped_column(sa.String(64), unique=True)  # of its mail
    inspection_id: Mapped[int | None] = mapped_column(sa.ForeignKey("inspections.id"), index=True)
    region: Mapped[str] = mapped_column(sa.String(LENGTHS["region"]), default="")
    signature: Mapped[str] = mapped_column(sa.String(24), default="")  # what an S/MIME one is worth
    signer: Mapped[bytes | None] = mapped_column(sa.LargeBinary)  # sealed: whose it is
    sketch: Mapped[bytes] = mapped_column(sa.LargeBinary, default=b"")  # register.rules.likeness
    collective: Mapped[str] = mapped_column(sa.String(16), default="", index=True)


class AppealBand(Base):
    """A piece of an appeal's sketch, by which others alike are found."""

    __tablename__ = "appeal_bands"
    __table_args__ = (sa.Index("ix_appeal_bands_band", "band"),)

    appeal_id: Mapped[int] = mapped_column(sa.ForeignKey("appeals.id"), primary_key=True)
    band: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)


class AppealFile(Base):
    """A file that came with an appeal, or with a movement of it; its bytes are a kept blob."""

    __tablename__ = "appeal_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(sa.ForeignKey("appeals.id"), index=True)
    movement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("movements.id"))
    name: Mapped[bytes] = mapped_column(sa.LargeBinary)  # sealed
    type: Mapped[str] = mapped_column(sa.String(120))  # by its bytes
    bytes: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    verdict: Mapped[str] = mapped_column(
        sa.String(40), default=""
    )  # '' may be opened; else why not


class AppealPart(Base):
    """What one official answers, and until when."""

    __tablename__ = "appeal_parts"
    __table_args__ = (
        sa.UniqueConstraint("appeal_id", "number", "level"),
        sa.Index("ix_appeal_parts_state_due", "state", "due_on"),
        sa.Index("ix_appeal_parts_holder", "holder", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(sa.ForeignKey("appeals.id"), index=True)
    number: Mapped[int] = mapped_column(default=0)  # 0 the whole; 1, 2 … after a split
    level: Mapped[int] = mapped_column(default=1)  # one more each time a bad rating reopens it
    key: Mapped[str] = mapped_column(sa.String(16), unique=True)  # random; in officers' addresses
    words: Mapped[bytes | None] = mapped_column(sa.LargeBinary)  # sealed: what this part asks
    body: Mapped[str] = mapped_column(sa.ForeignKey("bodies.code"), index=True)  # its addressee
    holder: Mapped[str] = mapped_column(sa.String(320), default="")  # address of who works on it
    rung: Mapped[int] = mapped_column(
        default=0
    )  # 0 officer, 1 head of the unit, 2 the head above …
    state: Mapped[PartState] = mapped_column(states(PartState))
    version: Mapped[int] = mapped_column(default=0)  # counts what changed it: a draft is of one
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)  # its clock is counted from here
    profile: Mapped[str] = mapped_column(sa.String(40))  # code and version of the rules
    calendar: Mapped[str] = mapped_column(sa.String(40))  # code and version
    starts_on: Mapped[date]  # day 0
    registration_due: Mapped[date]
    due_on: Mapped[date]
    extensions: Mapped[str] = mapped_column(sa.Text, default="")  # "30 calendar,5 working"
    pauses: Mapped[str] = mapped_column(sa.Text, default="")  # "2026-11-03/2026-11-07,…"
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rating: Mapped[int | None]  # 1 to 5; 0: "no answer to my question"
    # When the ladder looks at it next; None where it need not. Indexed for the sweep.
    look_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class Movement(Base):
    """One step of a part; appended only."""

    __tablename__ = "movements"
    __table_args__ = (sa.Index("ix_movements_kind_at", "kind", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(sa.ForeignKey("appeals.id"), index=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("appeal_parts.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[MovementKind] = mapped_column(states(MovementKind))
    by: Mapped[str] = mapped_column(sa.String(320), default="")  # address; '' the program
    post: Mapped[str] = mapped_column(sa.String(24), default="")  # role it was done in; "applicant"
    body: Mapped[str] = mapped_column(sa.String(LENGTHS["body"]))  # where the part is afterwards
    rung: Mapped[int] = mapped_column(default=0)
    due_on: Mapped[date]  # afterwards
    detail: Mapped[str] = mapped_column(sa.String(120), default="")  # a code or number, no words
    words: Mapped[bytes | None] = mapped_column(sa.LargeBinary)  # sealed: question, reason, answer


class Decision(Base):
    """How a part ended; appended only."""

    __tablename__ = "decisions"

    part_id: Mapped[int] = mapped_column(sa.ForeignKey("appeal_parts.id"), primary_key=True)
    kind: Mapped[DecisionKind] = mapped_column(states(DecisionKind), index=True)
    reason: Mapped[str] = mapped_column(sa.String(60), default="")  # of LEFT: the profile's code
    words: Mapped[bytes] = mapped_column(sa.LargeBinary)  # sealed
    by: Mapped[str] = mapped_column(sa.String(320))
    body: Mapped[str] = mapped_column(sa.String(LENGTHS["body"]))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    sketch: Mapped[bytes] = mapped_column(sa.LargeBinary, default=b"")  # replies alike each other
    length: Mapped[int] = mapped_column(default=0)  # characters
    questions: Mapped[int] = mapped_column(default=0)  # question marks in what was asked


class Draft(Base):
    """What an officer wrote by mail: without effect until its one-time key comes back (TR4)."""

    __tablename__ = "drafts"

    id: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("appeal_parts.id"), index=True)
    officer: Mapped[str] = mapped_column(sa.String(320))
    version: Mapped[int]  # of the part when it was written
    action: Mapped[Action] = mapped_column(states(Action))
    details: Mapped[bytes] = mapped_column(sa.LargeBinary)  # sealed JSON
    key_digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(
        sa.String(24), default=""
    )  # done, refused, stale, withdrawn


class Step(Base):
    """A warning or escalation that was made: each once."""

    __tablename__ = "steps"

    part_id: Mapped[int] = mapped_column(sa.ForeignKey("appeal_parts.id"), primary_key=True)
    step: Mapped[str] = mapped_column(
        sa.String(40), primary_key=True, index=True
    )  # "warned/2026-11-20/3", …; asked for by itself: was this letter's failure told?
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Substitute(Base):
    """Who acts for an officer or head, from one day until another."""

    __tablename__ = "substitutes"

    officer: Mapped[str] = mapped_column(sa.String(320), primary_key=True)
    first: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[date]
    substitute: Mapped[str] = mapped_column(sa.String(320))
