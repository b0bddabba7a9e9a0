"""`achyk inspection`: looking an inspection up in the register, and those that were cancelled."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from config.trouble import Trouble
from dispatch.clean import one_line
from jobs.commands.running import ready
from register.batches import batch_of
from register.database import reading
from register.history import Told, cancelled_in, history
from register.inspections import Inspection, InspectionEvent, inspection_by_no
from register.invitations import invitation_of
from register.rules.happening import Cancelled
from register.rules.quarter import Quarter

_FACTS = (
    "registration_no",
    "registered_at",
    "body",
    "unit",
    "inspector_ids",
    "kind",
    "basis",
    "business_name",
    "tax_id",
    "started_on",
    "finished_on",
    "prolonged_until",
    "cancelled",
    "quarter",
)
_CANCELLED_SAYS = {
    Cancelled.BEFORE_START: "before it began: not asked about, not counted as an inspection",
    Cancelled.AFTER_START: "after it began: asked about and counted all the same",
}


def show(arguments: Namespace) -> int:
    """Whether an inspection is registered, by whom, and what has happened to it."""
    installation = ready(arguments)
    with reading(installation.engine) as session:
        found = inspection_by_no(session, " ".join(arguments.number.split()))
        if found is None:
            raise Trouble(f"no inspection {arguments.number!r} is registered")
        told = history(session, found.id)
        lines = [*_facts(found), *_committed(session, found)]
        lines += ["", "events", *(_event(one, installation.zone) for one in told)]
    print("\n".join(lines))
    return 0


def cancelled(arguments: Namespace) -> int:
    """The cancelled inspections of a quarter; those cancelled after they began stand first."""
    quarter = str(Quarter.parse(arguments.quarter))
    installation = ready(arguments)
    with reading(installation.engine) as session:
        for when in (Cancelled.AFTER_START, Cancelled.BEFORE_START):
            found = cancelled_in(session, quarter, when)
            print(f"{len(found)} cancelled {_CANCELLED_SAYS[when]}")
            for inspection in found:
                print(_listed(inspection))
    return 0


def _facts(inspection: Inspection) -> Iterator[str]:
    for name in _FACTS:
        value = getattr(inspection, name)
        if name == "cancelled" and value is not None:
            value = _CANCELLED_SAYS[value]
        yield f"{name:<16} {'-' if value is None else one_line(str(value))}"


def _committed(session: Session, inspection: Inspection) -> Iterator[str]:
    """By what an auditor finds the invitation in the published list of its quarter."""
    invitation = invitation_of(session, inspection.id)
    if invitation is None:
        return
    leaf, batch = batch_of(session, invitation.token_digest)
    place = "in no batch: its letter has not gone" if batch is None else f"in batch {batch}"
    yield f"{'invitation_leaf':<16} {leaf.hex()} {place}"


def _event(told: Told, zone: ZoneInfo) -> str:
    """Day, kind, what it says, and who told it when."""
    event = told.event
    recorded = f"{event.recorded_at.astimezone(zone):%Y-%m-%d %H:%M}"
    said = "; ".join([*_said(event), f"recorded {recorded} from {_source(told)}"])
    return f"{event.happened_on}  {event.kind.value:<10} {said}"


def _said(event: InspectionEvent) -> Iterator[str]:
    if event.until is not None:
        yield f"until {event.until}"
    if event.basis:
        yield f"basis: {one_line(event.basis)}"
    if event.before:
        was = (f"{name} {one_line(str(value))}" for name, value in event.before.items())
        yield f"before: {', '.join(was)}"


def _source(told: Told) -> str:
    if told.upload is None:
        return f"upload {told.event.upload_id}"
    return f"{told.upload.sender}, upload {told.upload.id} ({one_line(told.upload.name)})"


def _listed(inspection: Inspection) -> str:
    days = f"{inspection.started_on}..{inspection.ended_on}"
    return (
        f"  {one_line(inspection.registration_no)}  {inspection.body}  {days}  "
        f"{one_line(inspection.inspector_ids)}  {one_line(inspection.business_name)}"
    )
