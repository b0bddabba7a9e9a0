"""Words in an answer to the survey that ask to be an appeal: both doors register them here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from config.book import Book
from register.appeals.arriving import arrive
from register.appeals.contact import Contact
from register.appeals.incoming import Incoming
from register.appeals.registering import Registered
from register.inspections import Inspection
from register.invitations import Invitation, by_token
from register.moment import Moment
from register.rules.appeal import AppealKind, Channel
from register.rules.survey_asks import asked_appeal

SURVEYED = "surveyed"  # purpose of the signature of what was written


@dataclass(frozen=True)
class Surveyed:
    """An answer to the survey, as far as an appeal may be in it."""

    token: str
    words: Mapping[int, str]  # number of the question → free words
    arrived_at: datetime
    kind_of: Callable[[str], AppealKind]  # tells the kind of an appeal by its words
    sender: str = ""  # of a mail; '' for the page
    language: str = ""  # of who answers, where no invitation says
    sameness: str | None = None  # of a mail
    answerable: bool = True  # a machine may write back


@dataclass(frozen=True)
class Apart:
    """What is left for the response, and the appeal that was in it."""

    words: Mapping[int, str]  # number of the question → free words
    appeal: Registered | None


def appeal_apart(session: Session, moment: Moment, book: Book, said: Surveyed) -> Apart:
    """Register the words that ask to be an appeal; the others are left to the response.

    Nothing is kept twice: the same words in both would join a response with who gave it.
    """
    asked = {n: words for n, text in said.words.items() if (words := asked_appeal(text))}
    if not asked:
        return Apart(said.words, None)
    incoming = _incoming(session, moment, said, "\n\n".join(asked.values()))
    made = arrive(session, moment, book, incoming)
    return Apart({n: text for n, text in said.words.items() if n not in asked}, made)


def _incoming(session: Session, moment: Moment, said: Surveyed, words: str) -> Incoming:
    """The words as an appeal of the invited business; once it has answered, of who writes."""
    invitation = by_token(session, said.token)
    inspection = session.get_one(Inspection, invitation.inspection_id) if invitation else None
    email = (invitation.email if invitation else "") or said.sender
    return Incoming(
        channel=Channel.SURVEY,
        received_at=said.arrived_at,
        words=words,
        contact=Contact(name=inspection.business_name if inspection else "", email=email.lower()),
        kind=said.kind_of(words),
        language=invitation.language if invitation else said.language,
        sameness=_sameness(moment, invitation, words) if invitation else said.sameness,
        inspections=(inspection.registration_no,) if inspection else (),
        answerable=said.answerable,
    )


def _sameness(moment: Moment, invitation: Invitation, words: str) -> str:
    """The same words to the same invitation are one appeal: a form is sent twice, or corrected."""
    return f"{SURVEYED}/{moment.keys.sign(SURVEYED, f'{invitation.about}/{words}')}"
