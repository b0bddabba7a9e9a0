"""From a letter in the outbox to its bytes: who signs, what is attached, which links it carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from config.questionnaire import questionnaire
from config.settings import Settings
from dispatch.compose import Attached, Draft, Sender, Signed, compose
from dispatch.slip_facts import slip_name, slip_of
from dispatch.sms_bytes import compose_sms
from register.blobs import Blobs
from register.bodies import parents
from register.letters import Letter, one_click, return_path
from register.moment import Moment
from register.restorations import lost_since
from register.rules.appeal import Channel
from register.rules.letter import SURVEYS, LetterKind
from register.rules.phone import is_phone
from register.rules.quarter import Quarter, closes_on

TYPED_HERE = {Channel.PAPER, Channel.ORAL, Channel.PHONE}
"""How appeals come in whose applicant's name an operator writes down."""


def write(
    session: Session, settings: Settings, blobs: Blobs, moment: Moment, letter: Letter
) -> tuple[str, bytes]:
    """Message-ID and bytes of a letter, with the word of whoever is in office today."""
    context = _dated(settings, letter.read_context(moment.keys))
    message_id = f"<{letter.id}@{settings.mail.domain}>"
    draft = Draft(
        kind=letter.kind,
        language=letter.language,
        recipient=letter.recipient,
        context=context,
        message_id=message_id,
        date=moment.now.astimezone(moment.zone),
        return_path=envelope_sender(settings, letter.id, moment),
        unsubscribe=_one_click(settings, letter, moment),
        attached=(
            *_attached(blobs, context),
            *_slip(settings, letter, context),
            *_receipt(context),
        ),
        lost_since=_lost_since(session, moment, letter),
    )
    sender = _sender(settings)
    if is_phone(letter.recipient):
        return message_id, compose_sms(draft, sender, settings.sms)
    code = context.get("questionnaire", settings.survey.questionnaire)
    signed = _signed(session, settings, moment, letter, context)
    return message_id, compose(draft, sender, questionnaire(code), signed)


def _dated(settings: Settings, context: dict[str, Any]) -> dict[str, Any]:
    """The context with the day from which a receipt can be looked up, if all goes by the rule."""
    receipt = context.get("receipt")
    if not receipt:
        return context
    closed = closes_on(Quarter.parse(receipt["quarter"]), settings.survey.close)
    listed_on = closed + timedelta(days=1 + settings.publication.wait)
    return {**context, "receipt": {**receipt, "listed_on": listed_on.isoformat()}}


def _lost_since(session: Session, moment: Moment, letter: Letter) -> datetime | None:
    lost = lost_since(session, letter)
    return lost.astimezone(moment.zone) if lost is not None else None


def envelope_sender(settings: Settings, letter_id: str, moment: Moment) -> str:
    """The return path of a letter: its id, signed, behind the bounces address (VERP, TR7)."""
    local, _, domain = settings.mail.address(settings.mail.bounces).partition("@")
    return f"{local}+{return_path(letter_id, moment.keys)}@{domain}"


def _one_click(settings: Settings, letter: Letter, moment: Moment) -> str:
    if letter.kind not in SURVEYS or not settings.portal.url:
        return ""
    return f"{settings.portal.url.rstrip('/')}/u/{one_click(letter.id, moment.keys)}"


def _attached(blobs: Blobs, context: Mapping[str, Any]) -> tuple[Attached, ...]:
    return tuple(
        Attached(one["name"], one["type"], blobs.get(one["vault"], one["digest"]))
        for one in context.get("attached", ())
    )


def _slip(settings: Settings, letter: Letter, context: Mapping[str, Any]) -> tuple[Attached, ...]:
    """The slip as a page, with the letter that brings it."""
    if letter.kind is not LetterKind.APPEAL_SLIP or is_phone(letter.recipient):
        return ()
    from dispatch.slip import slip_pdf  # only these letters pay for the tools that draw a page

    # An answer repeats nothing of a mail, whose sender may be forged: not even his name (LP2).
    typed_here = context["channel"] in TYPED_HERE
    known = context if typed_here else {**context, "applicant": ""}
    slip = slip_of(known, settings.mail.name, letter.language)
    return (Attached(slip_name(slip.label), "application/pdf", slip_pdf(slip)),)


def _receipt(context: Mapping[str, Any]) -> tuple[Attached, ...]:
    """The signed receipt that the letter speaks of, to be kept as a file."""
    receipt = context.get("receipt")
    if not receipt:
        return ()
    return (Attached(receipt["name"], "text/plain", receipt["text"].encode("ascii")),)


def _signed(
    session: Session,
    settings: Settings,
    moment: Moment,
    letter: Letter,
    context: Mapping[str, Any],
) -> Sequence[Signed]:
    if letter.kind not in SURVEYS:
        return ()
    bodies = frozenset(parents(session, context["body_code"]))
    words = (s.words(letter.language) for s in settings.in_office(bodies, moment.today))
    return [Signed(person, post, message) for person, post, message in words]


def _sender(settings: Settings) -> Sender:
    mail = settings.mail
    return Sender(
        name=mail.name,
        survey=mail.address(mail.survey),
        appeals=mail.address(mail.appeals),
        uploads=mail.address(mail.uploads),
        bounces=mail.address(mail.bounces),
        domain=mail.domain,
        portal=settings.portal.url.rstrip("/"),
    )
