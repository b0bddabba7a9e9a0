"""What happened to an inspection beside its result, appended; the asking follows as far as it may.

Nothing here deletes, and no event takes a business out of the survey once its inspection began:
the one who is rated does not choose who is asked (trust.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Survey
from register.inspections import EventKind, Inspection, InspectionEvent, batched, move
from register.invitations import has_invitation
from register.moment import Moment
from register.rules.happening import (
    Cancelled,
    Happening,
    HappeningKind,
    Outcome,
    Standing,
    cancelled_when,
    counted_end,
    judged,
)
from register.rules.quarter import Quarter, closes_on, has_room, survey_quarter

_KINDS = tuple(EventKind(kind.value) for kind in HappeningKind)
_STATED = sa.select(
    Inspection.registration_no, Inspection.body, Inspection.started_on, Inspection.finished_on
)


def record_events(
    session: Session,
    moment: Moment,
    happenings: Sequence[Happening],
    upload_id: str,
    survey: Survey,
    bodies: Set[str] | None = None,
) -> list[Outcome]:
    """`record_event` for each; those known before cost no look-up of their own."""
    known = standings(session, (happening.registration_no for happening in happenings))
    outcomes = []
    for happening in happenings:
        outcome = judged(happening, known.get(happening.registration_no), bodies)
        if outcome is Outcome.RECORDED:
            outcome = record_event(session, moment, happening, upload_id, survey, bodies)
        outcomes.append(outcome)
    return outcomes


def record_event(
    session: Session,
    moment: Moment,
    happening: Happening,
    upload_id: str,
    survey: Survey,
    bodies: Set[str] | None = None,
) -> Outcome:
    """Append an event to the inspection it names; the same event again changes nothing.

    `bodies` are those the sender speaks for, None is all of them. Suspended and renewed are noted
    only; prolonged moves the end and with it the asking, while nobody has been asked; cancelled
    before it began is neither asked about nor counted.
    """
    inspection = _locked(session, happening.registration_no)
    standing = None if inspection is None else _standing(session, inspection)
    outcome = judged(happening, standing, bodies)
    if inspection is None or outcome is not Outcome.RECORDED:
        return outcome
    asked = has_invitation(session, inspection.id)
    session.add(_event(moment, inspection, happening, upload_id, asked=asked))
    session.flush()
    if happening.kind is HappeningKind.CANCELLED and inspection.cancelled is None:
        when = cancelled_when(inspection.started_on, moment.today, invited=asked)
        inspection.cancelled = when
    if happening.kind is HappeningKind.PROLONGED and not asked:
        follow_end(session, inspection)
        count_anew(session, moment, inspection, upload_id, survey)
    session.flush()
    return outcome


def standings(session: Session, numbers: Iterable[str]) -> dict[str, Standing]:
    """What is known of the inspections with these registration numbers."""
    found: dict[str, Standing] = {}
    for part in batched(sorted(set(numbers)), 500):
        wanted = Inspection.registration_no.in_(part)
        happened: dict[str, set[Happening]] = {}
        for happening in _happened(session, wanted):
            happened.setdefault(happening.registration_no, set()).add(happening)
        for number, body, started_on, finished_on in session.execute(_STATED.where(wanted)):
            past = frozenset(happened.get(number, ()))
            found[number] = Standing(body, started_on, finished_on, past)
    return found


def follow_end(session: Session, inspection: Inspection) -> None:
    """Set until when the inspection is prolonged, by its events and the end that rows state now.

    A row that states a later end than was stated when it was prolonged tells the real end. So
    the order in which events come does not matter.
    """
    prolonged = sa.select(InspectionEvent.until, InspectionEvent.before).where(
        InspectionEvent.inspection_id == inspection.id,
        InspectionEvent.kind == EventKind.PROLONGED,
        InspectionEvent.until > inspection.finished_on,
    )
    standing = [
        until
        for until, before in session.execute(prolonged)
        if before is not None
        and date.fromisoformat(before["finished_on"]) >= inspection.finished_on
    ]
    inspection.prolonged_until = max(standing, default=None)
    session.flush()


def reinstate(
    session: Session, moment: Moment, inspection: Inspection, upload_id: str, survey: Survey
) -> None:
    """A row corrects an inspection that was cancelled before it began: it took place after all.

    It is asked about and counted again, in the present quarter where its own has closed.
    """
    if inspection.cancelled is not Cancelled.BEFORE_START or inspection.started_on > moment.today:
        return
    inspection.cancelled = Cancelled.AFTER_START
    told = InspectionEvent(
        inspection_id=inspection.id,
        kind=EventKind.REINSTATED,
        happened_on=moment.today,
        recorded_at=moment.now,
        upload_id=upload_id,
    )
    session.add(told)
    room = survey.delay + survey.gap
    wanted = survey_quarter(inspection.finished_on, moment.today, survey.close, room)
    if str(wanted) != inspection.quarter:
        move(session, moment, inspection, wanted, upload_id)
    session.flush()


def count_anew(
    session: Session, moment: Moment, inspection: Inspection, upload_id: str, survey: Survey
) -> None:
    """Move to the quarter of the end as it stands now, as long as both quarters are still open.

    A quarter that has closed is told: nothing is taken from it, and nothing added.
    """
    room, entered = survey.delay + survey.gap, moment.day(inspection.entered_at)
    present = Quarter.parse(inspection.quarter)
    end = counted_end(inspection.finished_on, inspection.prolonged_until, entered)
    wanted = survey_quarter(end, entered, survey.close, room)
    still_open = moment.today <= closes_on(present, survey.close)
    if wanted != present and still_open and has_room(wanted, moment.today, survey.close, room):
        move(session, moment, inspection, wanted, upload_id)


def _locked(session: Session, registration_no: str) -> Inspection | None:
    """Locked, so that of two uploads with one event a single one records it, before the asking."""
    wanted = sa.select(Inspection).filter_by(registration_no=registration_no).with_for_update()
    return session.scalar(wanted.execution_options(populate_existing=True))


def _standing(session: Session, inspection: Inspection) -> Standing:
    happened = frozenset(_happened(session, Inspection.id == inspection.id))
    return Standing(inspection.body, inspection.started_on, inspection.finished_on, happened)


def _happened(session: Session, wanted: sa.ColumnElement[bool]) -> list[Happening]:
    event = InspectionEvent
    columns = (Inspection.registration_no, event.kind, event.happened_on, event.until, event.basis)
    rows = session.execute(
        sa.select(*columns)
        .join(Inspection, Inspection.id == event.inspection_id)
        .where(wanted, event.kind.in_(_KINDS))
    )
    return [
        Happening(number, HappeningKind(kind.value), on, until, basis)
        for number, kind, on, until, basis in rows
    ]


def _event(
    moment: Moment, inspection: Inspection, happening: Happening, upload_id: str, *, asked: bool
) -> InspectionEvent:
    """The row of an event; a prolongation that may move the asking keeps the end before it."""
    moves = happening.kind is HappeningKind.PROLONGED and not asked
    return InspectionEvent(
        inspection_id=inspection.id,
        kind=EventKind(happening.kind.value),
        happened_on=happening.on,
        recorded_at=moment.now,
        upload_id=upload_id,
        before={"finished_on": inspection.finished_on.isoformat()} if moves else None,
        until=happening.until,
        basis=happening.basis,
    )
