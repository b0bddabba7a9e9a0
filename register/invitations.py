"""Invitations: each due inspection is asked about once, and reminded a few times.

An invitation knows its token by a digest that the responses do not use. The token itself is kept,
sealed, only while a reminder may need it; the first answer wipes it, so that the register never
holds both a response and what would open it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from config.settings import Survey
from register.asking_order import business_asked, first_to_ask
from register.batches import commit_to
from register.bodies import Body
from register.database import Base, states
from register.inspections import Inspection
from register.letters import cancel_about, enqueue
from register.moment import Moment
from register.rules.letter import LetterKind
from register.rules.quarter import Quarter, closes_on
from register.rules.record import LENGTHS, InspectionKind
from register.rules.tokens import invite_digest, is_token
from register.suppressions import SuppressionReason, suppressed
from register.waiting import is_over, takes_place

COARSE = ("quarter", "body", "unit", "region", "kind", "inspector_ids")
"""What is kept of the inspection: all that a response may say of it (trust.md)."""


class InvitationState(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    ANSWERED = "answered"
    UNREACHABLE = "unreachable"  # it came back
    SUPPRESSED = "suppressed"  # not sent: the address is left alone
    STOPPED = "stopped"  # the business asked for no more letters


class Invitation(Base):
    """The asking about one inspection. It carries no time of the answer: that would link it.

    What inspection and response are grouped by is kept as it was when the business was invited:
    a later correction moves neither, so that no group has more answers than invitations.
    """

    __tablename__ = "invitations"

    id: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    inspection_id: Mapped[int] = mapped_column(sa.ForeignKey("inspections.id"), unique=True)
    token_digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    sealed_token: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    email: Mapped[str] = mapped_column(sa.String(320))
    language: Mapped[str] = mapped_column(sa.String(2))
    questionnaire: Mapped[str] = mapped_column(sa.String(40))
    state: Mapped[InvitationState] = mapped_column(states(InvitationState), index=True)
    invited_on: Mapped[date]
    delivered: Mapped[bool] = mapped_column(
        default=False
    )  # a mail server took it, none returned it
    soft_bounces: Mapped[int] = mapped_column(default=0, server_default="0")  # full, or not there
    reminders: Mapped[int] = mapped_column(default=0)
    last_on: Mapped[date]  # day of the last letter
    closes_on: Mapped[date]  # last day on which answers count
    opened: Mapped[int] = mapped_column(default=1)  # how often: again at another address
    quarter: Mapped[str] = mapped_column(sa.String(7))
    body: Mapped[str] = mapped_column(sa.String(LENGTHS["body"]))
    unit: Mapped[str | None] = mapped_column(sa.String(LENGTHS["unit"]))
    region: Mapped[str | None] = mapped_column(sa.String(LENGTHS["region"]))
    kind: Mapped[InspectionKind] = mapped_column(states(InspectionKind))
    inspector_ids: Mapped[str] = mapped_column(sa.String(LENGTHS["inspector_ids"]))

    @property
    def about(self) -> str:
        """How letters name this invitation."""
        return f"invitation/{self.id}"

    @property
    def asking(self) -> str:
        """How the keys of its letters begin since it was opened last."""
        return f"invite/{self.id}/{self.opened}/"


def due_inspections(
    session: Session, moment: Moment, survey: Survey, limit: int
) -> Sequence[Inspection]:
    """Inspections to ask about today: finished `delay` days ago, quarter open, not yet asked.

    Moving the end of an inspection again and again does not put the asking off for ever.
    """
    open_quarters = [str(q) for q in _open_quarters(moment.today, survey.close)]
    asked = sa.select(Invitation.id).where(Invitation.inspection_id == Inspection.id).exists()
    due = (
        sa.select(Inspection)
        .where(Inspection.email.is_not(None), ~asked)
        .where(is_over(moment, survey), takes_place())
        .where(Inspection.quarter.in_(open_quarters))
        .order_by(Inspection.finished_on, Inspection.id)  # oldest first (SC2)
        .limit(limit)
    )
    return session.scalars(due).all()


def invitation_of(session: Session, inspection_id: int) -> Invitation | None:
    """The asking about an inspection."""
    return session.scalar(sa.select(Invitation).filter_by(inspection_id=inspection_id))


def has_invitation(session: Session, inspection_id: int) -> bool:
    """Whether the inspection has been asked about."""
    return invitation_of(session, inspection_id) is not None


def invite(session: Session, moment: Moment, inspection: Inspection, survey: Survey) -> Invitation:
    """Ask about an inspection: its token, its row and its letter."""
    invitation = Invitation(
        id=moment.new_id(),
        inspection_id=inspection.id,
        questionnaire=survey.questionnaire,
        closes_on=closes_on(Quarter.parse(inspection.quarter), survey.close),
        opened=0,
        **{name: getattr(inspection, name) for name in COARSE},
    )
    first = first_to_ask(session, moment, inspection)
    _open(session, moment, invitation, inspection, survey, first)
    return invitation


def reopen(
    session: Session,
    moment: Moment,
    invitation: Invitation,
    inspection: Inspection,
    survey: Survey,
    email: str = "",
) -> None:
    """Ask at `email`, or the address that rows state now: the token before opens nothing more."""
    cancel_about(session, invitation.about, "asked at another address")
    _open(session, moment, invitation, inspection, survey, email or inspection.email or "")


def _open(
    session: Session,
    moment: Moment,
    invitation: Invitation,
    inspection: Inspection,
    survey: Survey,
    email: str,
) -> None:
    """A fresh token and its letter, unless the address is left alone."""
    token = moment.new_token()
    sealed = moment.keys.seal_under(invitation.quarter, token.encode())  # backups lack its key
    leave_alone = suppressed(session, moment, email)
    invitation.token_digest = invite_digest(token)
    invitation.sealed_token = None if leave_alone else sealed
    invitation.email = email
    invitation.language = inspection.language or survey.language
    invitation.state = InvitationState.SUPPRESSED if leave_alone else InvitationState.OPEN
    invitation.invited_on = invitation.last_on = moment.today
    invitation.delivered, invitation.soft_bounces, invitation.reminders = False, 0, 0
    invitation.opened += 1
    session.add(invitation)
    session.flush()
    if not leave_alone:
        commit_to(session, invitation.quarter, invitation.token_digest)
        _write(session, moment, invitation, inspection, token)


def due_reminders(
    session: Session, moment: Moment, survey: Survey, limit: int
) -> Sequence[Invitation]:
    """Invitations delivered, unanswered, still open, whose last letter is `gap` days old.

    Also those whose letters came back softly: a mailbox that was full may not be by now.
    """
    tried = sa.or_(Invitation.delivered, Invitation.soft_bounces > 0)
    due = (
        sa.select(Invitation)
        .where(Invitation.state == InvitationState.OPEN, tried)
        .where(Invitation.sealed_token.is_not(None))  # one whose key was lost; see register.vaults
        .where(Invitation.reminders < survey.reminders)
        .where(Invitation.last_on <= moment.today - timedelta(days=survey.gap))
        .where(Invitation.closes_on > moment.today)
        .order_by(Invitation.last_on, Invitation.id)
        .limit(limit)
    )
    return session.scalars(due).all()


def remind(session: Session, moment: Moment, invitation: Invitation, survey: Survey) -> None:
    """Write the next reminder, or stop asking where the address is left alone by now."""
    reasons = suppressed(session, moment, invitation.email)
    if reasons:
        asked_out = SuppressionReason.UNSUBSCRIBED in reasons
        state = InvitationState.STOPPED if asked_out else InvitationState.UNREACHABLE
        return stop(session, invitation, state)
    if invitation.sealed_token is None:
        raise ValueError(f"open invitation {invitation.id} has lost its token")
    token = moment.keys.unseal_named(invitation.sealed_token).decode()
    inspection = session.get_one(Inspection, invitation.inspection_id)
    invitation.reminders += 1
    invitation.last_on = moment.today
    last = invitation.reminders == survey.reminders
    _write(session, moment, invitation, inspection, token, last=last)
    return None


def by_token(session: Session, token: str, *, lock: bool = False) -> Invitation | None:
    """The invitation that carried this token; `lock`: nobody else changes it meanwhile."""
    if not is_token(token):
        return None
    found = sa.select(Invitation).filter_by(token_digest=invite_digest(token))
    return session.scalar(found.with_for_update() if lock else found)


def by_about(session: Session, about: str) -> Invitation | None:
    """The invitation that a letter is about."""
    kind, _, invitation_id = about.partition("/")
    return session.get(Invitation, invitation_id) if kind == "invitation" else None


def stop(session: Session, invitation: Invitation, state: InvitationState) -> None:
    """No more letters about this invitation; its token is wiped everywhere."""
    invitation.state, invitation.sealed_token = state, None
    session.flush()
    cancel_about(session, invitation.about, state.value)


def stop_address(
    session: Session, email: str, state: InvitationState, today: date | None = None
) -> None:
    """Stop every open invitation to an address.

    `today`: those whose answers have closed stay as they were counted, for their quarter is told.
    """
    to_it = sa.select(Invitation).where(sa.func.lower(Invitation.email) == email.lower())
    to_it = to_it.where(Invitation.state == InvitationState.OPEN)
    if today is not None:
        to_it = to_it.where(Invitation.closes_on >= today)
    for invitation in session.scalars(to_it):
        stop(session, invitation, state)


def _open_quarters(today: date, close: int) -> list[Quarter]:
    quarters, quarter = [], Quarter.of(today)
    while closes_on(quarter, close) > today:
        quarters.append(quarter)
        quarter = quarter.previous
    return quarters


def _write(
    session: Session,
    moment: Moment,
    invitation: Invitation,
    inspection: Inspection,
    token: str,
    *,
    last: bool = False,
) -> None:
    number = invitation.reminders
    enqueue(
        session,
        moment,
        LetterKind.REMINDER if number else LetterKind.INVITATION,
        f"{invitation.asking}{number}",
        invitation.email,
        invitation.language,
        {**_described(session, inspection, invitation), **_asked(invitation, token), "last": last},
        about=invitation.about,
        vault=invitation.quarter,
    )


def _asked(invitation: Invitation, token: str) -> dict[str, Any]:
    return {
        "token": token,
        "reminder": invitation.reminders,
        "closes_on": invitation.closes_on.isoformat(),
        "questionnaire": invitation.questionnaire,
    }


def _described(session: Session, inspection: Inspection, invitation: Invitation) -> dict[str, Any]:
    return {
        "business_name": business_asked(session, inspection, invitation.email),
        "registration_no": inspection.registration_no,
        "body": session.get_one(Body, inspection.body).name,
        "body_code": inspection.body,
        "kind": inspection.kind.value,
        "started_on": inspection.started_on.isoformat(),
        "finished_on": inspection.ended_on.isoformat(),
    }
