"""How the register stands: what waits, what is held, how old the oldest is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.inspections import Inspection
from register.invitations import Invitation
from register.letters import OPEN_STATES, Letter
from register.messages import Message, MessageState
from register.responses import Response
from register.runs import Run, last_runs
from register.uploads import Upload, UploadState


@dataclass(frozen=True)
class Standing:
    """Counts over the whole register."""

    messages: dict[str, int]  # by state
    oldest_message: datetime | None  # arrival of the oldest not yet taken in
    letters: dict[str, int]  # by state
    oldest_letter: datetime | None  # creation of the oldest not yet gone
    invitations: dict[str, int]  # by state
    inspections: int
    responses: int
    unconfirmed: int  # uploads that wait for their sender's yes
    runs: tuple[Run, ...]  # the latest of each job


def standing(session: Session) -> Standing:
    """The register's standing now."""
    waiting = sa.select(sa.func.min(Message.arrived_at)).where(Message.state == MessageState.NEW)
    unsent = sa.select(sa.func.min(Letter.created_at)).where(Letter.state.in_(OPEN_STATES))
    unconfirmed = sa.select(sa.func.count()).where(Upload.state == UploadState.UNCONFIRMED)
    return Standing(
        messages=_by_state(session, Message),
        oldest_message=session.scalar(waiting),
        letters=_by_state(session, Letter),
        oldest_letter=session.scalar(unsent),
        invitations=_by_state(session, Invitation),
        inspections=session.scalar(sa.select(sa.func.count()).select_from(Inspection)) or 0,
        responses=session.scalar(sa.select(sa.func.count()).where(Response.current)) or 0,
        unconfirmed=session.scalar(unconfirmed) or 0,
        runs=tuple(last_runs(session)),
    )


def _by_state(
    session: Session, table: type[Message] | type[Letter] | type[Invitation]
) -> dict[str, int]:
    rows = session.execute(sa.select(table.state, sa.func.count()).group_by(table.state))
    return {state.value: count for state, count in rows}
