"""Automatic answers to mail: to whom none is given, and how often at most (safety.md LP1, LP2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from ingest.authority import Authority
from ingest.automatic import may_answer
from ingest.desk import Case
from ingest.language import detect
from register.bodies import officers_at
from register.letters import enqueue, sent_lately
from register.rules.letter import LetterKind

ONE_A_DAY = 1
FACTS_A_DAY = 20
"""Answers that report a fact entered just now (an answer recorded, a file taken) are not held to
one a day: each tells something new, and a mail that repeats itself enters no fact. They are still
counted, so that no robot draws them without end."""


def answer(
    session: Session,
    case: Case,
    kind: LetterKind,
    context: Mapping[str, Any],
    *,
    language: str | None = None,
    recipient: str | None = None,
    reports_fact: bool = False,
    part: int = 0,
) -> bool:
    """Enqueue the answer of this kind to the mail's sender; False where none may be given.

    `part` tells apart several answers of one kind to one mail (a receipt for each file).
    """
    to = recipient or case.mail.sender
    if to is None or not answerable(case):
        return False
    most = FACTS_A_DAY if reports_fact else ONE_A_DAY
    if sent_lately(session, case.desk.moment, to, kind) >= most:
        return False
    return enqueue(
        session,
        case.desk.moment,
        kind,
        f"{kind.value}/{case.sameness}/{part}",
        to,
        language or language_of(session, case),
        {**context, "in_reply_to": case.mail.message_id or ""},
    )


def answerable(case: Case) -> bool:
    """Whether this mail may be answered by a machine at all (LP1)."""
    own = case.desk.own
    ours = frozenset({own.survey, own.appeals, own.uploads, own.bounces})
    return case.authority is not Authority.FAIL and may_answer(case.mail, ours)


def language_of(session: Session, case: Case) -> str:
    """The language to answer in: the person's registered one, else that of the mail."""
    known = officers_at(session, case.mail.sender or "")
    if known:
        return known[0].language
    return detect(case.mail.text or case.mail.subject) or case.desk.settings.survey.language
