"""A reply to an invitation becomes a response, or a correction of one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from ingest.answering import answer, answerable
from ingest.answers.reply import Reply, text_numbers
from ingest.appeals.kinds import appeal_kind
from ingest.desk import Case, Effect
from ingest.mail.authority import Authority
from ingest.words.own_words import kept_words
from register.appeals.surveyed import Surveyed, appeal_apart
from register.committing import carried
from register.invitations import InvitationState, by_token, stop_address
from register.lifting import lift_alive
from register.messages import Held, Message, hold, mark_done, overtake
from register.responses import Channel, Outcome, Taken, record_answers
from register.rules.letter import LetterKind
from register.suppressions import SuppressionReason, suppress

KIND = "reply"


def take_reply(case: Case) -> Effect:
    """The effect of a reply that carries a token."""
    reply = case.mail.reply or Reply(False, {}, ())
    if reply.wants_out:
        return lambda session, message: _unsubscribe(session, message, case)
    given = _kept(reply.given, case)
    return lambda session, message: _record(session, message, case, given, reply.unread)


def _kept(given: Mapping[int, str], case: Case) -> dict[int, str]:
    """The answers, free words without what would open or join the response (the last gate)."""
    texts = text_numbers(case.desk.questionnaire)
    own, token = case.desk.own, case.classified.token or ""
    kept = {n: kept_words(said, own, token) if n in texts else said for n, said in given.items()}
    return {n: said for n, said in kept.items() if said}


def _unsubscribe(session: Session, message: Message, case: Case) -> None:
    invitation = by_token(session, case.classified.token or "")
    if invitation is None:
        return _unmatched(session, message, case)
    suppress(session, case.moment, invitation.email, SuppressionReason.UNSUBSCRIBED, "by mail")
    stop_address(session, invitation.email, InvitationState.STOPPED, case.moment.today)
    answer(session, case, LetterKind.UNSUBSCRIBED, {}, language=invitation.language)
    return mark_done(message, KIND)


def _record(
    session: Session,
    message: Message,
    case: Case,
    given: Mapping[int, str],
    unread: tuple[str, ...],
) -> None:
    token = case.classified.token or ""
    _hear(session, case)
    if not given:
        return _ask_again(session, message, case, unread)
    texts = text_numbers(case.desk.questionnaire)
    given = _without_appeal(session, case, given, texts)
    if not given:
        overtake(session, message)
        return mark_done(message, KIND)
    taken = record_answers(
        session,
        case.moment,
        token,
        {n: value for n, value in given.items() if n not in texts},
        {n: value for n, value in given.items() if n in texts},
        tuple(q.number for q in case.desk.questionnaire.questions),
        Channel.MAIL,
        message.arrived_at,
    )
    if taken.outcome is Outcome.UNKNOWN:
        return _unmatched(session, message, case)
    if taken.outcome is Outcome.CLOSED:
        return _closed(session, message, case, taken)
    overtake(session, message)
    _echo(session, case, taken, given, unread)
    return mark_done(message, KIND)


def _without_appeal(
    session: Session, case: Case, given: Mapping[int, str], texts: frozenset[int]
) -> Mapping[int, str]:
    """The answers without the words that were to be an appeal, which is registered."""
    said = Surveyed(
        token=case.classified.token or "",
        words={n: given[n] for n in texts & given.keys()},
        arrived_at=case.arrived_at,
        kind_of=partial(appeal_kind, ""),
        sender=case.mail.sender or "",
        language=case.mail.language or "",
        sameness=case.sameness,
        answerable=answerable(case),
    )
    left = appeal_apart(session, case.moment, case.desk.book, said).words
    return {n: value for n, value in given.items() if n not in texts or n in left}


def _hear(session: Session, case: Case) -> None:
    """An address that had come back lives, if a proven mail with a token of ours comes from it."""
    sender, token = case.mail.sender, case.classified.token or ""
    if sender and case.authority is Authority.PASS and by_token(session, token) is not None:
        lift_alive(session, case.moment, sender)


def _echo(
    session: Session, case: Case, taken: Taken, given: Mapping[int, str], unread: tuple[str, ...]
) -> None:
    context = {
        "token": case.classified.token,
        "answers": {str(number): value for number, value in sorted(given.items())},
        "unread": list(unread),
        "corrected": taken.outcome is Outcome.CORRECTED,
        "missing": list(taken.missing),
        "closes_on": _iso(taken),
        "body": taken.body_name,
        "receipt": carried(taken.receipt) if taken.receipt else None,
    }
    answer(
        session,
        case,
        LetterKind.ECHO,
        context,
        language=taken.language,
        reports_fact=taken.outcome is not Outcome.SAME,
    )


def _ask_again(session: Session, message: Message, case: Case, unread: tuple[str, ...]) -> None:
    invitation = by_token(session, case.classified.token or "")
    if invitation is None:
        return _unmatched(session, message, case)
    context = {
        "token": case.classified.token,
        "unread": list(unread),
        "closes_on": invitation.closes_on.isoformat(),
    }
    answer(session, case, LetterKind.UNREAD_REPLY, context, language=invitation.language)
    return mark_done(message, KIND)


def _closed(session: Session, message: Message, case: Case, taken: Taken) -> None:
    context = {"closed_on": _iso(taken)}
    answer(session, case, LetterKind.CLOSED, context, language=taken.language)
    mark_done(message, KIND)


def _unmatched(session: Session, message: Message, case: Case) -> None:
    answer(session, case, LetterKind.UNMATCHED_REPLY, {})
    hold(message, Held.UNMATCHED, KIND)


def _iso(taken: Taken) -> Any:
    return taken.closes_on.isoformat() if taken.closes_on else None
