"""Responses: what businesses answered, apart from who they are.

A response is stored under a digest of the token that no invitation holds, with coarse attributes
and the week instead of the time. Nothing here refers to an invitation (trust.md); the same token
opens the same response for correction until it closes. Free words lie under a third digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.bodies import Body
from register.committing import commit_response, give_receipt
from register.database import Base, states
from register.invitations import COARSE, Invitation, InvitationState, by_token, stop
from register.keys import Keys
from register.letters import forget_about
from register.moment import Moment
from register.rules.commitment import RESPONSE, response_record
from register.rules.receipt import Receipt
from register.rules.record import InspectionKind
from register.rules.tokens import response_digest, words_digest

COLUMNS = 20  # q1 … q20: as many questions as a questionnaire may have
_COLUMNS = tuple((number, f"q{number}") for number in range(1, COLUMNS + 1))


class Channel(StrEnum):
    """How an answer came."""

    MAIL = "mail"
    WEB = "web"


class Outcome(StrEnum):
    """What recording answers changed."""

    NEW = "new"
    CORRECTED = "corrected"
    SAME = "same"
    CLOSED = "closed"
    UNKNOWN = "unknown"  # no invitation carried this token


@dataclass(frozen=True)
class Taken:
    """The result of recording answers."""

    outcome: Outcome
    missing: tuple[int, ...] = ()  # questions not answered so far, of those asked
    closes_on: date | None = None
    language: str | None = None  # of the invitation
    body_name: str = ""  # of the inspectorate
    receipt: Receipt | None = None  # of the answers as they stand now; for who sent them alone


class Response(Base):
    """One version of one business's answers."""

    __tablename__ = "responses"
    # No row order: a rowid would tell the order of arrival.
    __table_args__ = (
        sa.Index("ix_responses_quarter_current", "quarter", "current"),
        {"sqlite_with_rowid": False},
    )

    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    current: Mapped[bool]
    questionnaire: Mapped[str] = mapped_column(sa.String(40))
    quarter: Mapped[str] = mapped_column(sa.String(7))
    week: Mapped[str] = mapped_column(sa.String(8))  # ISO week: 2026-W35
    channel: Mapped[Channel] = mapped_column(states(Channel))
    body: Mapped[str] = mapped_column(sa.String(40))
    unit: Mapped[str | None] = mapped_column(sa.String(200))
    region: Mapped[str | None] = mapped_column(sa.String(40))
    kind: Mapped[InspectionKind] = mapped_column(states(InspectionKind))
    inspector_ids: Mapped[str] = mapped_column(sa.String(300))
    # What its receipt names (register.receipts); None in rows that an older program wrote.
    commitment: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))


class ResponseWords(Base):
    """Free words of a response, apart from its other answers."""

    __tablename__ = "response_words"
    __table_args__ = ({"sqlite_with_rowid": False},)

    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    question: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    quarter: Mapped[str] = mapped_column(sa.String(7), index=True)
    body: Mapped[str] = mapped_column(sa.String(40))
    words: Mapped[str] = mapped_column(sa.Text)


for _number in range(1, COLUMNS + 1):
    # Declared in a loop because a questionnaire is data: one wide row, a column per question.
    setattr(Response, f"q{_number}", mapped_column(sa.String(24), nullable=True))


def record_answers(
    session: Session,
    moment: Moment,
    token: str,
    answers: Mapping[int, str],
    words: Mapping[int, str],
    asked: tuple[int, ...],
    channel: Channel,
    arrived_at: datetime | None = None,
) -> Taken:
    """Record the answers that came with a token: a response, or a correction of it.

    `answers`: question number → stored value; `words`: the same for free text; `asked`: the
    numbers of all questions. Answers not given now stay as they were. `arrived_at`: when a mail
    came in, which decides whether it came in time; None: now.
    """
    # Locked: two answers to one invitation at once must not both be the first version.
    invitation = by_token(session, token, lock=True)
    if invitation is None:
        return Taken(Outcome.UNKNOWN)
    if moment.day(arrived_at) > invitation.closes_on:
        return Taken(Outcome.CLOSED, closes_on=invitation.closes_on, language=invitation.language)
    row = _current(session, token)
    version, before = (row.version, _answers(row)) if row else (0, {})
    merged = {**before, **answers}
    # Words alone make a response too: it is counted, and its words lie apart as always.
    changed = merged != before or (version == 0 and bool(words))
    if changed:
        row = _append(session, moment, token, version + 1, merged, _coarse(invitation), channel)
    changed |= _keep_words(session, token, words, invitation)
    first = invitation.state is not InvitationState.ANSWERED
    if first:
        stop(session, invitation, InvitationState.ANSWERED)
        _forget_when(session, moment, invitation)
    return Taken(
        outcome=Outcome.NEW if not version and changed else _again(changed),
        missing=_missing(session, token, merged, asked),
        closes_on=invitation.closes_on,
        language=invitation.language,
        body_name=session.get_one(Body, invitation.body).name,
        receipt=_receipt(session, moment, row) if row else None,
    )


def current_answers(session: Session, token: str) -> dict[int, str]:
    """The answers the token opens, free words among them: for the holder of the link alone."""
    row = _current(session, token)
    return {**(_answers(row) if row else {}), **_words(session, token)}


def current_receipt(session: Session, moment: Moment, token: str) -> Receipt | None:
    """The receipt of the answers the token opens: for the holder of the link alone."""
    row = _current(session, token)
    return _receipt(session, moment, row) if row else None


def committed(keys: Keys, row: Response) -> bytes:
    """The code of a version as it stands in the database; trust.md, "Receipts"."""
    return commit_response(keys, row.digest, row.version, record_of(row))


def record_of(row: Response) -> bytes:
    """What the code of a version is made of."""
    return response_record(
        answers=_answers(row),
        body=row.body,
        channel=row.channel.value,
        inspectors=row.inspector_ids,
        kind=row.kind.value,
        quarter=row.quarter,
        questionnaire=row.questionnaire,
        region=row.region,
        unit=row.unit,
        week=row.week,
        version=row.version,
    )


def _receipt(session: Session, moment: Moment, row: Response) -> Receipt:
    keys, code = moment.keys, row.commitment or committed(moment.keys, row)
    before = session.get(Response, (row.digest, row.version - 1)) if row.version > 1 else None
    replaces = (before.commitment or committed(keys, before)) if before else None
    return give_receipt(keys, RESPONSE, row.quarter, code, moment.today, replaces)


def _forget_when(session: Session, moment: Moment, invitation: Invitation) -> None:
    """Nothing beside the address may narrow down in which week the answer came (trust.md)."""
    invitation.reminders, invitation.last_on = 0, invitation.invited_on
    forget_about(session, moment, invitation.about)


def shuffle(session: Session, moment: Moment) -> None:
    """Rewrite the responses of this and the last week in one transaction.

    PostgreSQL keeps with each row the number of the transaction that wrote it, and the one that
    records an answer also marks its invitation: until this has run, a query could join the two.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    weeks = [_week(moment.today), _week(moment.today - timedelta(days=7))]
    recent = Response.week.in_(weeks)
    joined = sa.text("responses.xmin::text = invitations.xmin::text")
    telling = sa.select(Response.week).join(Invitation, joined).where(recent).limit(1)
    if session.scalar(telling) is not None:
        session.execute(sa.update(Response).where(recent).values(quarter=Response.quarter))
        session.execute(sa.update(ResponseWords).values(quarter=ResponseWords.quarter))


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def _again(changed: bool) -> Outcome:
    return Outcome.CORRECTED if changed else Outcome.SAME


def _current(session: Session, token: str) -> Response | None:
    return session.scalar(
        sa.select(Response).filter_by(digest=response_digest(token), current=True)
    )


def _answers(row: Response) -> dict[int, str]:
    return {n: value for n, name in _COLUMNS if (value := getattr(row, name)) is not None}


def _append(
    session: Session,
    moment: Moment,
    token: str,
    version: int,
    answers: Mapping[int, str],
    coarse: Mapping[str, object],
    channel: Channel,
) -> Response:
    digest = response_digest(token)
    session.execute(
        sa.update(Response).where(Response.digest == digest, Response.current).values(current=False)
    )
    row = Response(digest=digest, version=version, current=True, channel=channel, **coarse)
    row.week = _week(moment.today)
    for number, value in answers.items():
        setattr(row, f"q{number}", value)
    row.commitment = committed(moment.keys, row)
    session.add(row)
    session.flush()
    return row


def _coarse(invitation: Invitation) -> dict[str, object]:
    """As it was when the business was invited: a correction moves neither of the two."""
    return {name: getattr(invitation, name) for name in ("questionnaire", *COARSE)}


def _words(session: Session, token: str) -> dict[int, str]:
    kept = sa.select(ResponseWords).where(ResponseWords.digest == words_digest(token))
    return {row.question: row.words for row in session.scalars(kept)}


def _keep_words(
    session: Session, token: str, words: Mapping[int, str], invitation: Invitation
) -> bool:
    before, digest = _words(session, token), words_digest(token)
    changed = {n: text for n, text in words.items() if before.get(n) != text}
    for number, text in changed.items():
        row = session.get(ResponseWords, (digest, number)) or ResponseWords(
            digest=digest, question=number, quarter=invitation.quarter, body=invitation.body
        )
        row.words = text
        session.add(row)
    return bool(changed)


def _missing(
    session: Session, token: str, answers: Mapping[int, str], asked: tuple[int, ...]
) -> tuple[int, ...]:
    session.flush()
    given = set(answers) | set(_words(session, token))
    return tuple(number for number in asked if number not in given)
