"""A reply to an invitation becomes a response, or a correction of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from config.questionnaire import QuestionKind, Questionnaire
from ingest.answering import answer
from ingest.answers import Answers, read_answers
from ingest.desk import Case, Desk, Effect
from ingest.newtext import split, whole_text
from ingest.ourwords import Ours, our_letters
from ingest.own_words import kept_words, says_something
from ingest.unsubscribe import wants_out, wants_out_subject
from register.invitations import InvitationState, by_token, stop_address
from register.messages import Held, Message, hold, mark_done
from register.responses import Channel, Outcome, Taken, record_answers
from register.rules.letter import LetterKind
from register.suppressions import SuppressionReason, suppress

KIND = "reply"


def take_reply(case: Case) -> Effect:
    """The effect of a reply that carries a token."""
    ours = _letters_of(case.desk)
    new_text = split(case.mail, ours).text
    if wants_out(new_text) or (not new_text and wants_out_subject(case.mail.subject)):
        return lambda session, message: _unsubscribe(session, message, case)
    read = read_answers(whole_text(case.mail, ours), new_text, case.desk.questionnaire)
    given = _kept(_with_own_words(read, new_text, case.desk.questionnaire), case)
    return lambda session, message: _record(session, message, case, given, read.unread)


def _letters_of(desk: Desk) -> Ours:
    """What this installation's letters say, so that a reply's quotation of them is known."""
    mail, url = desk.settings.mail, desk.settings.portal.url.rstrip("/")
    return our_letters(desk.questionnaire, (mail.name, url), desk.own.all())


def _kept(given: Mapping[int, str], case: Case) -> dict[int, str]:
    """The answers, free words without what would open or join the response (the last gate)."""
    texts = _texts(case.desk.questionnaire)
    own, token = case.desk.own, case.classified.token or ""
    kept = {n: kept_words(said, own, token) if n in texts else said for n, said in given.items()}
    return {n: said for n, said in kept.items() if said}


def _texts(questionnaire: Questionnaire) -> frozenset[int]:
    return frozenset(q.number for q in questionnaire.questions if q.kind is QuestionKind.TEXT)


def text_question(questionnaire: Questionnaire) -> int | None:
    """The number of the question that is answered in free words."""
    return min(_texts(questionnaire), default=None)


def _with_own_words(read: Answers, new_text: str, questionnaire: Questionnaire) -> dict[int, str]:
    """A reply without a single number is a business's own words: they are kept as such.

    Unless they only say where the answers stand, as «Ответы ниже.» does: then nothing was read.
    """
    number = text_question(questionnaire)
    if read.given or read.unread or not says_something(new_text) or number is None:
        return dict(read.given)
    return {number: new_text.strip()}


def _unsubscribe(session: Session, message: Message, case: Case) -> None:
    invitation = by_token(session, case.classified.token or "")
    if invitation is None:
        return _unmatched(session, message, case)
    suppress(session, case.desk.moment, invitation.email, SuppressionReason.UNSUBSCRIBED, "by mail")
    stop_address(session, invitation.email, InvitationState.STOPPED, case.desk.moment.today)
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
    if not given:
        return _ask_again(session, message, case, unread)
    texts = _texts(case.desk.questionnaire)
    taken = record_answers(
        session,
        case.desk.moment,
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
    _echo(session, case, taken, given, unread)
    return mark_done(message, KIND)


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
