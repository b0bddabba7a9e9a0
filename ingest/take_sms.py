"""An SMS: a question for a number, an answer, a rating, or a new appeal, all by the telephone."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from ingest.appeals.applicant_words import read_applicant
from ingest.appeals.kinds import appeal_kind
from ingest.appeals.number_like import number_like
from ingest.appeals.sms import Gateway, Sms, read_sms
from ingest.desk import Case, Effect
from ingest.mail.authority import Authority
from ingest.take_appeal import take_words
from ingest.take_status import answer_number, say_status
from register.appeals.arriving import arrive
from register.appeals.contact import Contact
from register.appeals.finding import latest_of
from register.appeals.incoming import Incoming
from register.messages import Message, mark_done
from register.rules.appeal import Channel, Notify
from register.rules.number import read_numbers, without_numbers

KIND = "sms"
LEAST = 10  # letters of a new appeal


def sms_of(case: Case) -> Sms | None:
    """The SMS that the mail is; None for any other mail."""
    settings = case.desk.settings
    gateway = Gateway(settings.sms.from_, settings.sms.from_secret, settings.rules.country())
    proven = case.authority is Authority.PASS
    return read_sms(case.mail.sender, case.mail.subject, case.mail.words, gateway, proven=proven)


def take_sms(case: Case, sms: Sms) -> Effect:
    """The effect of an SMS; what is answered goes to the telephone, where a gateway takes it."""
    mail = replace(case.mail, sender=sms.phone, answerable=case.desk.book.sms, words=sms.text)
    by_phone = replace(case, mail=mail, authority=Authority.NONE)

    def effect(session: Session, message: Message) -> None:
        _take(session, by_phone, sms)
        mark_done(message, KIND)

    return effect


def _take(session: Session, case: Case, sms: Sms) -> None:
    numbers = read_numbers(sms.text)
    if numbers and sum(map(str.isalpha, without_numbers(sms.text))) < LEAST:
        pins = read_applicant(sms.text).pins
        answer_number(session, case, numbers[0], pins)
        return
    known = latest_of(session, case.desk.keys, sms.phone)
    if known is not None and take_words(session, case, known, ()):
        return
    words = read_applicant(sms.text).text or sms.text
    if known is not None and sum(map(str.isalpha, words)) < LEAST:
        say_status(session, case, known.number, holder=True)
        return
    arrive(session, case.moment, case.desk.book, _incoming(case, sms))
    return


def _incoming(case: Case, sms: Sms) -> Incoming:
    return Incoming(
        channel=Channel.SMS,
        received_at=case.arrived_at,
        words=sms.text,
        contact=Contact(phone=sms.phone),
        kind=appeal_kind("", sms.text),
        language=case.mail.language or "",
        notify=Notify.SMS,
        sameness=case.sameness,
        inspections=number_like(sms.text),
    )
