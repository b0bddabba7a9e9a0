"""The addresses at which an inspection is asked about, in the order in which they were given.

The one who is rated does not choose who is asked (trust.md, "Address gaming"): where rows give
several addresses before the invitation, the first is asked first, and a later one once that came
back. One after another, each under a token of its own: both at once would count one business
twice, or show one reader what the other answered. That the first stays silent leads nobody on: a
letter to a friend would tell the inspector that the business has not answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.inspections import EventKind, Inspection, InspectionEvent
from register.moment import Moment
from register.suppressions import suppressed
from register.uploads import Upload

A_SLIP = timedelta(days=1)
"""What its own sender replaces within this time was a slip of the hand, and never stood."""
_KEPT = ("email", "tax_id", "business_name")


@dataclass(frozen=True)
class Given:
    """An address that rows gave for an inspection, and of which business they then spoke."""

    email: str  # '' where rows gave none
    tax_id: str
    business_name: str
    since: datetime  # when the row that gave it was recorded
    sender: str | None  # of that row; None where it is not known


def given(session: Session, inspection: Inspection) -> list[Given]:
    """Every address given for the inspection, oldest first; one given again stands there again."""
    stated = _stated(session, inspection)
    stood = [one for one, later in pairwise(stated) if not _is_slip(one, later)]
    return _by_address([*stood, stated[-1]])


def first_to_ask(session: Session, moment: Moment, inspection: Inspection) -> str:
    """The oldest address that may be written to; the present one where none may."""
    listed = given(session, inspection)
    return _writable(session, moment, listed) or inspection.email or ""


def next_to_ask(session: Session, moment: Moment, inspection: Inspection, asked: str) -> str | None:
    """The address that was given after `asked` and may be written to."""
    listed = given(session, inspection)
    known = [at for at, one in enumerate(listed) if one.email.lower() == asked.lower()]
    return _writable(session, moment, listed[known[-1] + 1 :] if known else listed[-1:])


def business_asked(session: Session, inspection: Inspection, email: str) -> str:
    """The name of the business as rows stated it with this address: whoever reads it is meant."""
    names = {one.email.lower(): one.business_name for one in given(session, inspection)}
    return names.get(email.lower(), inspection.business_name)


def _writable(session: Session, moment: Moment, listed: Iterable[Given]) -> str | None:
    emails = (one.email for one in listed)
    return next((email for email in emails if not suppressed(session, moment, email)), None)


def _is_slip(one: Given, later: Given) -> bool:
    same_sender = one.sender is not None and one.sender == later.sender
    return same_sender and later.since - one.since < A_SLIP


def _by_address(stated: Sequence[Given]) -> list[Given]:
    """What was stated of one address becomes one; the name is the last of the first business."""
    found: list[Given] = []
    for one in stated:
        if not found or found[-1].email.lower() != one.email.lower():
            found.append(one)
        elif found[-1].tax_id == one.tax_id:
            found[-1] = replace(found[-1], business_name=one.business_name)
    return [one for one in found if one.email]


def _stated(session: Session, inspection: Inspection) -> list[Given]:
    """What rows stated before each correction, oldest first, and what they state now."""
    event = InspectionEvent
    told = session.execute(
        sa.select(event.kind, event.recorded_at, event.before, Upload.sender)
        .outerjoin(Upload, Upload.id == event.upload_id)
        .where(event.inspection_id == inspection.id)
        .where(event.kind.in_((EventKind.FINISHED, EventKind.CORRECTED)))
        .order_by(event.id.desc())
    )
    now: Mapping[str, Any] = {name: getattr(inspection, name) for name in _KEPT}
    found: list[Given] = []
    for kind, recorded_at, before, sender in told:
        found.append(_given(now, recorded_at, sender))
        if kind is EventKind.CORRECTED:
            now = {name: (before or {}).get(name, value) for name, value in now.items()}
    return found[::-1] or [_given(now, inspection.entered_at, None)]


def _given(stated: Mapping[str, Any], since: datetime, sender: str | None) -> Given:
    return Given(stated["email"] or "", stated["tax_id"], stated["business_name"], since, sender)
