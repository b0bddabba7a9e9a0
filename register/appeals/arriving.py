"""An appeal arrives: it is registered and everybody concerned is told, in one commit."""

from __future__ import annotations

from sqlalchemy.orm import Session

from config.book import Book
from register.appeals.alerting import first_alert
from register.appeals.incoming import Incoming
from register.appeals.registering import Registered, register
from register.appeals.telling import Telling, tell_holder, tell_slip
from register.bodies import Officer
from register.moment import Moment
from register.notices import tell_administrators
from register.rules.appeal import AppealKind
from register.rules.letter import LetterKind


def arrive(session: Session, moment: Moment, book: Book, incoming: Incoming) -> Registered:
    """Register what came in; slip to the applicant, notice to the first addressee.

    An alert goes to the rapid-response group besides. Where nobody may take the appeal,
    administrators hear of it at once: it waits, and its clock runs.
    """
    made = register(session, moment, book, incoming)
    if not made.is_new:
        return made
    telling = Telling(session, moment, book, made.staff, made.appeal, made.part)
    if incoming.answerable:
        tell_slip(telling, made.pin)
    if made.appeal.kind is AppealKind.ALERT:
        first_alert(telling, made.kept_out)
    if not tell_holder(telling, "new", str(made.part.id)):
        tell_unassigned(telling)
    return made


def tell_unassigned(telling: Telling) -> None:
    """Administrators are told, once a day and case, that nobody has it."""

    def facts(person: Officer) -> dict[str, object]:
        return {"labels": [telling.label], "bodies": [telling.body_name()]}

    day = telling.moment.today.isoformat()
    key = f"unassigned/{telling.part.id}/{day}"
    tell_administrators(telling.session, telling.moment, LetterKind.UNASSIGNED, key, facts)
