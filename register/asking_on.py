"""Asking at the next address that was given for an inspection, where the one before failed."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Survey
from register.asking_order import next_to_ask
from register.inspections import Inspection
from register.invitations import Invitation, reopen
from register.lifting import UNREACHED
from register.moment import Moment


def unreached(session: Session, moment: Moment) -> Sequence[str]:
    """The invitations that reached nobody, though rows state another address by now.

    As long as answers count.
    """
    found = (
        sa.select(Invitation.id)
        .join(Inspection, Inspection.id == Invitation.inspection_id)
        .where(sa.func.lower(Inspection.email) != sa.func.lower(Invitation.email))
        .where(Invitation.state.in_(UNREACHED), Invitation.closes_on > moment.today)
    )
    return session.scalars(found.order_by(Invitation.id)).all()


def ask_on(session: Session, moment: Moment, survey: Survey, invitation_id: str) -> bool:
    """Open the invitation at the next address; False where there is none, or it is open again."""
    wanted = sa.select(Invitation).filter_by(id=invitation_id).with_for_update()
    invitation = session.scalars(wanted.execution_options(populate_existing=True)).one()
    if invitation.state not in UNREACHED:
        return False
    inspection = session.get_one(Inspection, invitation.inspection_id)
    email = next_to_ask(session, moment, inspection, invitation.email)
    if email is not None:
        reopen(session, moment, invitation, inspection, survey, email)
    return email is not None
