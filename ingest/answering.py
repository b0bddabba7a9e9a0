"""Automatic answers to mail: to whom none is given, and how often at most (safety.md LP1, LP2)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from ingest.desk import Case
from ingest.mail.authority import Authority
from register.bodies import officers_at
from register.keys import OUTBOX
from register.letters import enqueue, sent_lately, written_lately
from register.moment import Moment
from register.rules.letter import ANSWERS, TO_STAFF, LetterKind
from register.vaults import vault_for

log = logging.getLogger("achyk.answering")

FACTS = (ANSWERS & TO_STAFF) | {LetterKind.ECHO}
"""Answers that report a fact entered just now: an answer recorded, a file taken.

Each tells something new, and a mail that repeats itself enters no fact. So they are not held to
one a day, nor to the hourly caps: half of all businesses of a country may sit at one mail provider.
They are still counted, so that no robot draws them without end."""

CHATTER = ANSWERS - FACTS
ONE_A_DAY = 1
FACTS_A_DAY = 20
TO_STAFF_A_DAY = 200  # an inspectorate may send a file for each inspection of its day
DOMAIN_AN_HOUR = 20
ALL_AN_HOUR = 500  # the breaker: beyond it something is wrong, whatever it is


def answer(
    session: Session,
    case: Case,
    kind: LetterKind,
    context: Mapping[str, Any],
    *,
    language: str | None = None,
    recipient: str | None = None,
    reports_fact: bool | None = None,
    part: int = 0,
) -> bool:
    """Enqueue the answer of this kind to the mail's sender; False where none may be given.

    `reports_fact`: as the kind says, unless the caller knows that nothing new was entered.
    `part` tells apart several answers of one kind to one mail (a receipt for each file).
    """
    to = recipient or case.mail.sender
    if to is None or not answerable(case):
        return False
    to = to.lower()  # A@b.kg and a@b.kg are one sender: no robot gains by writing in capitals
    fact = kind in FACTS if reports_fact is None else reports_fact
    if not _within_limits(session, case.moment, to, kind, fact=fact):
        log.warning("an automatic answer (%s) was left out: the limit is reached", kind.value)
        return False
    return enqueue(
        session,
        case.moment,
        kind,
        f"{kind.value}/{case.sameness}/{part}",
        to,
        language or language_of(session, case),
        {**context, "in_reply_to": case.mail.message_id or ""},
        # What bears a token is sealed under the key of its quarter, which is destroyed.
        vault=vault_for(session, case.moment, str(context.get("token") or "")) or OUTBOX,
    )


def _within_limits(
    session: Session, moment: Moment, to: str, kind: LetterKind, *, fact: bool
) -> bool:
    if sent_lately(session, moment, to, kind) >= _most_a_day(kind, fact=fact):
        return False
    domain = to.rpartition("@")[2]
    return fact or (
        written_lately(session, moment, CHATTER, domain) < DOMAIN_AN_HOUR
        and written_lately(session, moment, CHATTER) < ALL_AN_HOUR
    )


def _most_a_day(kind: LetterKind, *, fact: bool) -> int:
    if not fact:
        return ONE_A_DAY
    return TO_STAFF_A_DAY if kind in TO_STAFF else FACTS_A_DAY


def answerable(case: Case) -> bool:
    """Whether this mail may be answered by a machine at all (LP1)."""
    return case.authority is not Authority.FAIL and case.mail.answerable


def language_of(session: Session, case: Case) -> str:
    """The language to answer in: the person's registered one, else that of the mail."""
    known = officers_at(session, case.mail.sender or "")
    if known:
        return known[0].language
    return case.mail.language or case.desk.settings.survey.language
