"""Recounting: a changed calendar moves open deadlines; the difference is logged and told."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.book import Book
from register.appeals.assigning import ensure_holder
from register.appeals.clock import due_of, paused_since
from register.appeals.conflict import barred, staff_now
from register.appeals.ladder_times import next_look, sooner
from register.appeals.moving import move
from register.appeals.news import tell_moved, tell_news
from register.appeals.tables import Appeal, AppealPart
from register.appeals.telling import Telling
from register.moment import Moment
from register.rules.appeal import WAITING_STATES, MovementKind

BATCH = 500


def recount(session: Session, moment: Moment, book: Book, limit: int = BATCH) -> Mapping[str, int]:
    """Count up to `limit` open parts anew that were counted with another calendar.

    "recounted": how many were looked at; "moved": how many got another due date, told to the
    applicant and the holder.
    """
    old = sa.select(AppealPart).where(
        AppealPart.state.in_(WAITING_STATES), AppealPart.calendar != book.calendar_version
    )
    parts = session.scalars(old.order_by(AppealPart.id).limit(limit).with_for_update()).all()
    staff = staff_now(session, moment)
    moved = 0
    for part in parts:
        appeal = session.get_one(Appeal, part.appeal_id)
        moved += _recount(Telling(session, moment, book, staff, appeal, part))
    return {"recounted": len(parts), "moved": moved, "left": int(len(parts) == limit)}


def _recount(telling: Telling) -> bool:
    part, moment, book = telling.part, telling.moment, telling.book
    before, part.calendar = part.due_on, book.calendar_version
    # A question that lasts moves nothing yet: its days are counted when the answer comes.
    part.due_on = due_of(book, part, paused_since(part) or moment.today)
    if part.due_on == before:
        return False
    made = move(
        telling.session,
        moment,
        part,
        MovementKind.RECOUNTED,
        detail=f"{before.isoformat()}>{part.due_on.isoformat()}",
    )
    if part.look_at is not None:
        part.look_at = sooner(part.look_at, next_look(book, telling.zone, part, moment.now))
    tell_moved(telling, made, "recounted", due_before=before)
    kept_out = barred(telling.session, moment, telling.appeal, telling.staff, part)
    if not ensure_holder(telling, kept_out):
        tell_news(telling, str(made.id), "recounted")
    return True
