"""Notices: letters of the program's own accord to its administrators, each enqueued once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from register.bodies import Officer, administrators
from register.letters import enqueue
from register.moment import Moment
from register.rules.letter import LetterKind

Facts = Callable[[Officer], Mapping[str, Any]]


def tell_administrators(
    session: Session, moment: Moment, kind: LetterKind, key: str, facts: Facts
) -> int:
    """Enqueue a letter to each administrator; how many are new.

    `key` names what is told and must not be told twice; `facts` gives what the letter's template
    needs, in the person's language.
    """
    return sum(
        enqueue(
            session,
            moment,
            kind,
            f"{key}/{person.email}",
            person.email,
            person.language,
            facts(person),
        )
        for person in administrators(session)
    )
