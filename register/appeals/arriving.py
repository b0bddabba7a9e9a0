"""An appeal arrives: it is registered and everybody concerned is told, in one commit."""

from __future__ import annotations

from sqlalchemy.orm import Session

from config.book import Book
from register.appeals.alerting import first_alert
from register.appeals.collective import join_alike
from register.appeals.incoming import Incoming
from register.appeals.registering import Registered, register
from register.appeals.slips import tell_slip
from register.appeals.telling import Telling, tell_holder
from register.appeals.unassigned import tell_unassigned
from register.moment import Moment
from register.rules.appeal import AppealKind


def arrive(session: Session, moment: Moment, book: Book, incoming: Incoming) -> Registered:
    """Register what came in; slip to the applicant, notice to the first addressee.

    An alert goes to the rapid-response group besides. Where nobody may take the appeal,
    administrators hear of it at once: it waits, and its clock runs.
    """
    made = register(session, moment, book, incoming)
    if not made.is_new:
        return made
    telling = Telling(session, moment, book, made.staff, made.appeal, made.part)
    join_alike(telling, made.kept_out)
    if incoming.answerable:
        tell_slip(telling, made.pin, made.movement)
    if made.appeal.kind is AppealKind.ALERT:
        first_alert(telling, made.kept_out)
    if not tell_holder(telling, "new", str(made.part.id)):
        tell_unassigned(telling, made.kept_out)
    return made
