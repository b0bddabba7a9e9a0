"""Invitation batches: a public commitment to every invitation, made before its letter goes.

Answers cannot be stuffed later: each needs an invitation, and how many there were, and which, is
told and signed before the first answer can come (trust.md, "Receipts"). The order is what makes it
so: a leaf is committed with its letter, and the batch with the claim of that letter at the latest
(dispatch/claiming.py), so that no mail server hears of an invitation that is in no batch. A leaf
says nothing of response or inspection; a response knows no invitation, so there is nothing else by
which an answer could be tied to a batch, nor should there be.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.database import Base, UtcDateTime
from register.moment import Moment
from register.rules.batch import Statement, digest_of, leaf_lines, leaf_of, read_statement
from register.rules.merkle import root
from register.signing import signer

FOLDER = "invitations"  # at every publication target
BEFORE_BATCHES = 0  # the batch of those invited before there were batches, until it is made
_CLOSING = 0x0ACB1B  # the advisory lock of making batches


class InvitationLeaf(Base):
    """One invitation as it is committed to; it says nothing of which."""

    __tablename__ = "invitation_leaves"
    __table_args__ = (
        # In this order: which leaves have no batch is asked whenever letters are claimed.
        sa.Index("ix_invitation_leaves_batch_quarter", "batch", "quarter"),
        {"sqlite_with_rowid": False},
    )

    leaf: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    quarter: Mapped[str] = mapped_column(sa.String(7))
    batch: Mapped[int | None]  # in which it was published; None: not yet


class Batch(Base):
    """The root over a quarter's invitations since the batch before; appended only."""

    __tablename__ = "batches"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    quarter: Mapped[str] = mapped_column(sa.String(7))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    statement: Mapped[str] = mapped_column(sa.Text)  # canonical JSON, as published
    signature: Mapped[bytes] = mapped_column(sa.LargeBinary(64))  # Ed25519 over the statement

    @property
    def told(self) -> Statement:
        """What the statement says."""
        return read_statement(self.statement)


@dataclass(frozen=True)
class Published:
    """A batch as a manifest names it."""

    number: int
    root: str  # in hex
    size: int
    late: int  # of these, committed to only after their letter had gone
    sha256: str  # of the statement
    statement: bytes
    signature: bytes


def commit_to(session: Session, quarter: str, token_digest: bytes) -> None:
    """Commit to an invitation: in the very commit that puts its letter into the outbox."""
    session.add(InvitationLeaf(leaf=leaf_of(token_digest), quarter=quarter))


def close_batches(session: Session, moment: Moment) -> list[Batch]:
    """Put all leaves that are in no batch into one, for each quarter; [] where there are none.

    Root, statement, signature and the leaves' batch are one commit: a run that is killed leaves
    either nothing or all of it, and the next one takes what is left.
    """
    if not _quarters_waiting(session):
        return []
    one_at_a_time(session)
    return [_close(session, moment, quarter) for quarter in _quarters_waiting(session)]


def _quarters_waiting(session: Session) -> Sequence[str]:
    waiting = sa.select(InvitationLeaf.quarter).where(_unpublished()).distinct()
    return session.scalars(waiting.order_by(InvitationLeaf.quarter)).all()


def _unpublished() -> sa.ColumnElement[bool]:
    return sa.or_(InvitationLeaf.batch.is_(None), InvitationLeaf.batch == BEFORE_BATCHES)


def one_at_a_time(session: Session) -> None:
    """Until the commit nobody else makes a batch: numbers have no gaps, and none is taken twice.

    SQLite has but one writer.
    """
    if session.connection().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_CLOSING)))


def _close(session: Session, moment: Moment, quarter: str) -> Batch:
    before = last_batch(session)
    number = before.number + 1 if before is not None else 1
    late = _taken(session, number, quarter, InvitationLeaf.batch == BEFORE_BATCHES)
    leaves = late + _taken(session, number, quarter, InvitationLeaf.batch.is_(None))
    told = Statement(
        number=number,
        quarter=quarter,
        made_on=moment.today,
        size=len(leaves),
        late=len(late),
        root=root(sorted(leaves)),
        before=(before.number, digest_of(before.statement)) if before is not None else None,
    ).text()
    signature = signer(moment.keys).sign(told.encode("utf-8"))
    return add_batch(session, moment, quarter, number, told, signature)


def add_batch(
    session: Session, moment: Moment, quarter: str, number: int, told: str, signature: bytes
) -> Batch:
    """The row of a batch."""
    batch = Batch(
        number=number, quarter=quarter, made_at=moment.now, statement=told, signature=signature
    )
    session.add(batch)
    session.flush()
    return batch


def _taken(
    session: Session, number: int, quarter: str, which: sa.ColumnElement[bool]
) -> list[bytes]:
    """Put leaves into the batch; exactly those returned, whatever is committed meanwhile."""
    taken = sa.update(InvitationLeaf).where(which, InvitationLeaf.quarter == quarter)
    taken = taken.values(batch=number).returning(InvitationLeaf.leaf)
    return list(session.scalars(taken, execution_options={"synchronize_session": False}))


def last_batch(session: Session) -> Batch | None:
    """The head of the chain."""
    return next(iter(last_batches(session, 1)), None)


def last_batches(session: Session, count: int) -> Sequence[Batch]:
    """The newest batches, the last one first."""
    return session.scalars(sa.select(Batch).order_by(Batch.number.desc()).limit(count)).all()


def batch_numbers(session: Session) -> Sequence[int]:
    """The numbers of all batches."""
    return session.scalars(sa.select(Batch.number).order_by(Batch.number)).all()


def published(session: Session, number: int) -> dict[str, bytes]:
    """The files of a batch by their names: the leaves first, the signed statement last.

    The leaves are there at once, so that each business can find its own, and a register that was
    put back from a backup finds what it lost.
    """
    batch = session.get_one(Batch, number)
    return {
        f"{number}.txt": leaf_lines(_leaves(session, number)).encode("ascii"),
        f"{number}.json.sig": base64_of(batch.signature),
        f"{number}.json": batch.statement.encode("utf-8"),
    }


def base64_of(signature: bytes) -> bytes:
    """A signature as its file holds it."""
    return base64.b64encode(signature) + b"\n"


def _leaves(session: Session, number: int) -> list[bytes]:
    of_batch = sa.select(InvitationLeaf.leaf).where(InvitationLeaf.batch == number)
    return list(session.scalars(of_batch.order_by(InvitationLeaf.leaf)))


def quarter_batches(session: Session, quarter: str) -> Sequence[Batch]:
    """The quarter's batches in the order of their numbers."""
    return session.scalars(sa.select(Batch).filter_by(quarter=quarter).order_by(Batch.number)).all()


def invitation_lines(session: Session, quarter: str) -> Iterator[str]:
    """The quarter's list of invitations, as the release publishes it; what is in a batch only."""
    yield f"achyk invitations 1 {quarter}"
    for batch in quarter_batches(session, quarter):
        yield f"[batch {batch.number}]"
        yield from (leaf.hex() for leaf in _leaves(session, batch.number))


def invitation_leaves(session: Session, quarter: str) -> list[bytes]:
    """All leaves of the quarter's batches, sorted."""
    of_quarter = sa.select(InvitationLeaf.leaf).where(InvitationLeaf.quarter == quarter)
    in_batches = of_quarter.where(InvitationLeaf.batch > BEFORE_BATCHES)
    return list(session.scalars(in_batches.order_by(InvitationLeaf.leaf)))


def batch_statements(session: Session, quarter: str) -> list[Published]:
    """The quarter's batches as its manifest names them, in the order of their numbers."""
    return [_as_published(batch) for batch in quarter_batches(session, quarter)]


def _as_published(batch: Batch) -> Published:
    told = batch.told
    return Published(
        number=batch.number,
        root=told.root.hex(),
        size=told.size,
        late=told.late,
        sha256=digest_of(batch.statement),
        statement=batch.statement.encode("utf-8"),
        signature=batch.signature,
    )


def altered_batches(session: Session, quarter: str) -> list[int]:
    """Batches whose leaves no longer give the root that was published: somebody was at them."""
    found = []
    for batch in quarter_batches(session, quarter):
        leaves, told = _leaves(session, batch.number), batch.told
        if (len(leaves), root(leaves)) != (told.size, told.root):
            found.append(batch.number)
    return found


def batch_of(session: Session, token_digest: bytes) -> tuple[bytes, int | None]:
    """The leaf of an invitation, and the batch it is in; None: in none that was published."""
    leaf = leaf_of(token_digest)
    found = session.scalar(sa.select(InvitationLeaf.batch).where(InvitationLeaf.leaf == leaf))
    return leaf, found or None
