"""A row of an upload enters or corrects an inspection, and the asking follows what it says now."""

from __future__ import annotations

from sqlalchemy.orm import Session

from config.settings import Survey
from register.inspections import Inspection, Recorded, inspection_by_no, move, record_inspection
from register.invitations import InvitationState, invitation_of, reopen
from register.moment import Moment
from register.rules.quarter import Quarter, closes_on, has_room, survey_quarter
from register.rules.record import InspectionRecord

UNREACHED = (InvitationState.UNREACHABLE, InvitationState.SUPPRESSED)


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
    another address for a business that was not reached has it invited there.
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
    if invitation is None:
        _count_anew(session, moment, inspection, upload_id, survey)
        return
    moved_away = (inspection.email or "").lower() not in ("", invitation.email.lower())
    if invitation.state in UNREACHED and moved_away and moment.today < invitation.closes_on:
        reopen(session, moment, invitation, inspection, survey)


def _count_anew(
    session: Session, moment: Moment, inspection: Inspection, upload_id: str, survey: Survey
) -> None:
    """Move to the quarter of the corrected end, as long as both quarters are still open.

    A quarter that has closed is told: nothing is taken from it, and nothing added.
    """
    room, entered = survey.delay + survey.gap, moment.day(inspection.entered_at)
    present = Quarter.parse(inspection.quarter)
    wanted = survey_quarter(inspection.finished_on, entered, survey.close, room)
    still_open = moment.today <= closes_on(present, survey.close)
    if wanted != present and still_open and has_room(wanted, moment.today, survey.close, room):
        move(session, moment, inspection, wanted, upload_id)
