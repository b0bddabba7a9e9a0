"""A row of an upload enters or corrects an inspection, and the asking follows what it says now."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Survey
from register.happenings import count_anew, follow_end, reinstate
from register.inspections import (
    EventKind,
    Inspection,
    InspectionEvent,
    Recorded,
    inspection_by_no,
    record_inspection,
)
from register.invitations import Invitation, invitation_of, reopen
from register.lifting import UNREACHED, ask_again, lift_given_anew
from register.moment import Moment
from register.rules.record import InspectionRecord


def record_row(
    session: Session,
    moment: Moment,
    record: InspectionRecord,
    upload_id: str,
    survey: Survey,
    *,
    corrects: bool = True,
) -> Recorded:
    """Record a good row, as `record_inspection` does.

    A correction before the invitation may move the inspection to another quarter; one that brings
    another address for a business that was not reached has it invited there, also where that
    address came back in earlier times: whoever gives it again says that it works by now.
    """
    outcome = record_inspection(session, moment, record, upload_id, survey, corrects=corrects)
    if outcome is Recorded.CORRECTED:
        inspection = inspection_by_no(session, record.registration_no)
        if inspection is not None:
            _follow(session, moment, inspection, upload_id, survey)
    return outcome


def _follow(
    session: Session, moment: Moment, inspection: Inspection, upload_id: str, survey: Survey
) -> None:
    invitation = invitation_of(session, inspection.id)
    follow_end(session, inspection)
    reinstate(session, moment, inspection, upload_id, survey)
    if invitation is None:
        count_anew(session, moment, inspection, upload_id, survey)
    elif not _is_led_elsewhere(moment, invitation, inspection):
        return
    address = inspection.email or ""
    lifted = _gives_address(session, inspection) and lift_given_anew(session, moment, address)
    if invitation is not None:
        reopen(session, moment, invitation, inspection, survey)
    if lifted:
        ask_again(session, moment, survey, address)


def _is_led_elsewhere(moment: Moment, invitation: Invitation, inspection: Inspection) -> bool:
    """Whether the row names another address for an invitation that did not reach anybody."""
    moved_away = (inspection.email or "").lower() not in ("", invitation.email.lower())
    return invitation.state in UNREACHED and moved_away and moment.today < invitation.closes_on


def _gives_address(session: Session, inspection: Inspection) -> bool:
    """Whether the correction that was recorded just now changed the address."""
    corrected = sa.select(InspectionEvent.before).order_by(InspectionEvent.id.desc()).limit(1)
    corrected = corrected.where(InspectionEvent.inspection_id == inspection.id)
    before: Any = session.scalar(corrected.where(InspectionEvent.kind == EventKind.CORRECTED))
    if inspection.email is None or "email" not in (before or {}):
        return False
    return (before["email"] or "").lower() != inspection.email.lower()
