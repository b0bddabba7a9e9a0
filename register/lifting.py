"""Writing again to an address that was left alone, and asking there what it was not asked."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Survey
from register.inspections import Inspection
from register.invitations import Invitation, InvitationState, reopen
from register.moment import Moment
from register.suppressions import SuppressionReason, lift, lifted_from, suppressed

UNREACHED = (InvitationState.UNREACHABLE, InvitationState.SUPPRESSED)


def lift_by_hand(
    session: Session, moment: Moment, survey: Survey, email: str, *, unsubscribed: bool
) -> int | None:
    """A person says that the address may be written to; how many invitations were opened again.

    None: nothing was lifted. `unsubscribed`: also where its holder had asked for no more.
    """
    reasons = {SuppressionReason.BOUNCED}
    if unsubscribed:
        reasons.add(SuppressionReason.UNSUBSCRIBED)
    if not lift(session, moment, email, reasons, f"lifted by hand on {moment.today}"):
        return None
    return ask_again(session, moment, survey, email)


def lift_given_anew(session: Session, moment: Moment, email: str) -> bool:
    """An inspector gives an address again that came back earlier; True if it is tried again.

    Once: where it was lifted before and came back again, a row alone lifts nothing.
    """
    if lifted_from(session, moment, email) is not None:
        return False
    why = f"given anew by an inspector on {moment.today}"
    return lift(session, moment, email, {SuppressionReason.BOUNCED}, why)


def lift_alive(session: Session, moment: Moment, email: str) -> bool:
    """A proven mail with a valid token came from the address: it lives; True if that was news.

    The trace stands under the mask, and nothing is opened again: a day kept beside the address
    would tell when the business answered (trust.md).
    """
    reasons = {SuppressionReason.BOUNCED}
    return lift(session, moment, email, reasons, "lifted by a mail from there", masked=True)


def ask_again(session: Session, moment: Moment, survey: Survey, email: str) -> int:
    """Open the invitations that did not reach the address, as long as answers count; how many."""
    if suppressed(session, moment, email):
        return 0
    unreached = (
        sa.select(Invitation, Inspection)
        .join(Inspection, Inspection.id == Invitation.inspection_id)
        .where(sa.func.lower(Inspection.email) == email.lower())
        .where(Invitation.state.in_(UNREACHED), Invitation.closes_on > moment.today)
    )
    found = session.execute(unreached.order_by(Invitation.id)).all()
    for invitation, inspection in found:
        reopen(session, moment, invitation, inspection, survey)
    return len(found)
