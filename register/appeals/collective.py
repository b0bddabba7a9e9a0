"""Collective appeals: letters alike are shown to the official together; each stays itself."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.appeals.tables import Appeal, AppealBand
from register.moment import Moment
from register.rules.likeness import ALIKE, bands, likeness

TOGETHER = timedelta(days=60)  # letters further apart are about two matters
MOST_COMPARED = 50  # the newest that share a band


def join_alike(session: Session, moment: Moment, appeal: Appeal) -> bool:
    """Mark the appeal as one of those alike; False where there is none.

    It is a proposal: number, clock and answer stay its own.
    """
    mine = bands(appeal.sketch)
    if not mine:
        return False
    near = (
        sa.select(Appeal)
        .where(
            Appeal.id.in_(sa.select(AppealBand.appeal_id).where(AppealBand.band.in_(mine))),
            Appeal.id != appeal.id,
            Appeal.registered_at > moment.now - TOGETHER,
        )
        .order_by(Appeal.id.desc())
        .limit(MOST_COMPARED)
    )
    alike = [one for one in session.scalars(near) if likeness(one.sketch, appeal.sketch) >= ALIKE]
    if not alike:
        return False
    cluster = next((one.collective for one in alike if one.collective), "") or moment.new_id()
    appeal.collective = cluster
    for one in alike:
        one.collective = one.collective or cluster
    return True
