"""An appeal that nobody may have: administrators hear of it."""

from __future__ import annotations

from register.appeals.conflict import Barred
from register.appeals.telling import Telling
from register.bodies import administrators
from register.letters import enqueue
from register.rules.letter import LetterKind


def tell_unassigned(telling: Telling, kept_out: Barred) -> None:
    """Administrators are told, once a day and case, that nobody has it: those it does not bar.

    Where none is free, those it does not name, else all: the letter holds number and body only, and
    an appeal of which nobody hears would be lost.
    """
    staff, moment = telling.staff, telling.moment
    facts = {"labels": [telling.label], "bodies": [telling.body_name()]}
    everybody = administrators(telling.session)
    free = [one for one in everybody if not kept_out.bars(one.email, staff.bodies_of(one.email))]
    unnamed = [one for one in everybody if one.email not in kept_out.people]
    for person in free or unnamed or everybody:
        key = f"unassigned/{telling.part.id}/{moment.today.isoformat()}/{person.email}"
        to, language = person.email, person.language
        enqueue(telling.session, moment, LetterKind.UNASSIGNED, key, to, language, facts)
