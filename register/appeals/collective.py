"""Collective appeals: letters alike are shown to the official together; each stays itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from register.appeals.conflict import Barred, barred
from register.appeals.finding import main_part, parts_of
from register.appeals.moving import move
from register.appeals.news import tell_news
from register.appeals.tables import Appeal, AppealBand
from register.appeals.telling import Telling, alike_facts
from register.rules.appeal import WAITING_STATES, MovementKind
from register.rules.likeness import ALIKE, bands, likeness

TOGETHER = timedelta(days=60)  # letters further apart are about two matters
MOST_COMPARED = 50  # the newest that share a band
_SHARING = sa.select(AppealBand.appeal_id).where(
    AppealBand.band.in_(sa.bindparam("bands", expanding=True))
)
_NEAR = (
    sa.select(Appeal.id, Appeal.sketch)
    .where(
        Appeal.id.in_(_SHARING),
        Appeal.id != sa.bindparam("own"),
        Appeal.registered_at > sa.bindparam("since"),
    )
    .order_by(Appeal.id.desc())
    .limit(MOST_COMPARED)
)


def join_alike(telling: Telling, kept_out: Barred) -> bool:
    """Mark the appeal, just registered, as one of those alike; False where there is none.

    It is a proposal: number, clock and answer stay its own. Who holds one that had none alike until
    now is told, once for all of them; of a later one its own holder's letter tells.
    """
    session, moment, appeal = telling.session, telling.moment, telling.appeal
    mine = bands(appeal.sketch)
    if not mine:
        return False
    asked = {"bands": mine, "own": appeal.id, "since": moment.now - TOGETHER}
    near = session.connection().execute(_NEAR, asked)
    found = [n for n, made in near if likeness(made, appeal.sketch) >= ALIKE]
    if not found:
        return False
    alike = session.scalars(sa.select(Appeal).where(Appeal.id.in_(found)).order_by(Appeal.id)).all()
    cluster = next((one.collective for one in alike if one.collective), "") or moment.new_id()
    appeal.collective = cluster
    move(session, moment, telling.part, MovementKind.JOINED, detail=cluster)
    for one in alike:
        if not one.collective:
            one.collective = cluster
            _join(replace(telling, appeal=one, part=main_part(parts_of(session, one))), kept_out)
    return True


def _join(first: Telling, kept_out: Barred) -> None:
    """One that was by itself until now; `kept_out`: whom the appeal that joins it bars."""
    part, moment, staff = first.part, first.moment, first.staff
    cluster = first.appeal.collective
    move(first.session, moment, part, MovementKind.JOINED, detail=cluster)
    if not part.holder or part.state not in WAITING_STATES:
        return
    own = barred(first.session, moment, first.appeal, staff, part)
    if any(one.bars(part.holder, staff.bodies_of(part.holder)) for one in (own, kept_out)):
        return
    tell_news(first, f"alike/{cluster}", "alike", alike=alike_facts(first, part.holder))
