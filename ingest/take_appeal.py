"""A mail to the appeals address: a new appeal, more of a known one, a rating, where it stands."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from sqlalchemy.orm import Session

from ingest.answering import answer, answerable
from ingest.appeals.applicant_words import ApplicantWords, read_applicant
from ingest.appeals.kinds import appeal_kind
from ingest.appeals.notify_words import Wish
from ingest.appeals.number_like import number_like
from ingest.case_files import judged, kept
from ingest.desk import Case, Effect
from ingest.mail.signature import Signature, Standing
from ingest.take_status import say_status, take_status
from register.appeals.applicant import (
    NO_ANSWER,
    choose_notices,
    is_asked,
    note,
    rate,
    write_more,
)
from register.appeals.arriving import arrive
from register.appeals.contact import Contact, read_contact
from register.appeals.finding import appeal_by_number, registered_lately
from register.appeals.incoming import Incoming, KeptFile
from register.appeals.tables import Appeal
from register.appeals.telling import by_letter, by_thread
from register.bodies import officers_at
from register.database import reading
from register.keys import KEPT
from register.messages import Held, Message, hold, mark_done
from register.rules.appeal import Channel
from register.rules.appeal_words import ShownStage
from register.rules.letter import LetterKind
from register.rules.number import read_labels, without_numbers
from register.rules.phone import read_phone

KIND = "appeal"
UNASKED_A_DAY = 5  # appeals of one sender that look like a program's
POLITE = 120  # letters of a question for its status, however politely it is put
LITTLE = 40  # letters beside a question for its status, a rating or a wish for notices


def take_appeal(case: Case) -> Effect:
    """The effect of a mail that says something to a state body."""
    with reading(case.desk.engine) as session:
        known = _known(session, case)
    files = kept(case.desk, judged(case.desk, case.mail.files))
    if known is not None:
        return partial(_more, case=case, appeal_id=known.id, files=files)
    incoming = _incoming(case, files)
    return partial(_new, case=case, incoming=incoming)


def take_unasked(case: Case) -> Effect:
    """The effect of a mail to the appeals address that looks like a program's or a list's.

    It is registered, and nobody answers it; of one sender some a day, the rest waits for a person.
    """
    files = kept(case.desk, judged(case.desk, case.mail.files))
    incoming = replace(_incoming(case, files), answerable=False)

    def effect(session: Session, message: Message) -> None:
        sender = (case.mail.sender or "").lower()
        if registered_lately(session, case.moment, sender) >= UNASKED_A_DAY:
            return hold(message, Held.OTHER, case.classified.kind.value)
        return _new(session, message, case, incoming)

    return effect


def says_more(case: Case) -> bool:
    """Whether a mail that names a number says more than a question how it stands needs."""
    words = without_numbers(case.mail.words)
    said = sum(map(str.isalpha, words))
    return said > (POLITE if read_applicant(words).asks_status else LITTLE)


def take_status_and_words(case: Case) -> Effect:
    """The effect of a mail that names a number and tells something besides: both are heard.

    The words are added to the appeal where its own address writes; else they are a new one.
    """
    files = kept(case.desk, judged(case.desk, case.mail.files))
    incoming, status = _incoming(case, files), take_status(case)

    def effect(session: Session, message: Message) -> None:
        status(session, message)
        found = [appeal_by_number(session, number) for number in case.mail.numbers]
        own = [one for one in found if one is not None and _is_on_file(case, one)]
        if not own:
            return _new(session, message, case, incoming)
        words, told = case.mail.words.strip(), answerable(case)
        write_more(session, case.moment, case.desk.book, own[0], words, files, told=told)
        return mark_done(message, KIND)

    return effect


def _is_on_file(case: Case, appeal: Appeal) -> bool:
    on_file = read_contact(case.desk.keys, appeal).email
    return bool(on_file) and on_file == (case.mail.sender or "").lower()


def _known(session: Session, case: Case) -> Appeal | None:
    """The appeal whose applicant writes: by the secret in the address, or the letter answered.

    A secret that is only quoted counts from the address on file: others quote it about their own.
    """
    keys, token = case.desk.keys, case.classified.token
    known = by_thread(session, keys, token) if token else by_letter(session, case.mail.thread)
    if known is None or not case.mail.quoted:
        return known
    return known if _is_on_file(case, known) else None


def _is_staff(session: Session, case: Case, appeal: Appeal) -> bool:
    """Whether an official writes under an applicant's key that is not his own."""
    sender = (case.mail.sender or "").lower()
    return not _is_on_file(case, appeal) and bool(officers_at(session, sender))


def _incoming(case: Case, files: tuple[KeptFile, ...]) -> Incoming:
    mail = case.mail
    contact = Contact(name=mail.name, email=(mail.sender or "").lower(), subject=mail.subject)
    return Incoming(
        channel=Channel.MAIL,
        received_at=case.arrived_at,
        words=mail.whole or mail.words,
        contact=contact,
        kind=appeal_kind(mail.subject, mail.words),
        language=mail.language or "",
        files=files,
        original=case.desk.blobs.put(KEPT, case.raw),
        sameness=case.sameness,
        signature=_worth(mail.signature),
        signer=mail.signature.name or mail.signature.address or "",
        inspections=number_like(f"{mail.subject}\n{mail.words}"),
        answerable=answerable(case),
    )


def _worth(signature: Signature) -> str:
    """What an electronic signature is worth, as stored; '' for a mail without one."""
    return "" if signature.standing is Standing.NONE else signature.standing.value


def _new(session: Session, message: Message, case: Case, incoming: Incoming) -> None:
    arrive(session, case.moment, case.desk.book, incoming)
    mark_done(message, KIND)


def _more(
    session: Session, message: Message, case: Case, appeal_id: int, files: tuple[KeptFile, ...]
) -> None:
    appeal = session.get_one(Appeal, appeal_id, with_for_update=True)
    if _is_staff(session, case, appeal):
        return hold(message, Held.BAD_KEY, KIND)
    if not take_words(session, case, appeal, files):
        words = read_applicant(case.mail.words).text or case.mail.words.strip()
        told = answerable(case)
        write_more(session, case.moment, case.desk.book, appeal, words, files, told=told)
    return mark_done(message, KIND)


def take_words(session: Session, case: Case, appeal: Appeal, files: tuple[KeptFile, ...]) -> bool:
    """What an applicant's words about a known appeal do; False where they are an addition to it.

    A wish for other notices, a rating of the decision, a question how it stands, an answer to what
    was asked.
    """
    said, moment, book = read_applicant(case.mail.words), case.moment, case.desk.book
    if said.notify is not None:
        phone = _phone(case, appeal, said.notify)
        done = phone is not None and choose_notices(
            session, moment, book, appeal, said.notify.way, phone
        )
        if answerable(case):
            note(session, moment, book, appeal, "notify" if done else "no_notify")
    if _rates(session, case, appeal, said, files):
        return True
    if is_asked(session, appeal) and (said.text or files):
        told = answerable(case)
        write_more(session, moment, book, appeal, case.mail.words.strip(), files, told=told)
        return True
    if said.asks_status and len(said.text) <= LITTLE and not files:
        return say_status(session, case, appeal.number, holder=True) or True
    return said.notify is not None and not said.text and not files


def _phone(case: Case, appeal: Appeal, wish: Wish) -> str | None:
    """The telephone to write to from now on: '' the one on file; None where none can be read.

    Only the applicant's own address may name another: the answer's words will go there.
    """
    if not wish.number:
        return ""
    on_file = read_contact(case.desk.keys, appeal)
    if (case.mail.sender or "").lower() not in (on_file.email, on_file.phone):
        return None
    return read_phone(wish.number, case.desk.settings.rules.country())


def _rates(
    session: Session,
    case: Case,
    appeal: Appeal,
    said: ApplicantWords,
    files: tuple[KeptFile, ...],
) -> bool:
    """Whether the words were a rating of the decision, and are recorded as one.

    The answered letter's subject names the part that is meant.
    """
    rating = NO_ANSWER if said.no_answer else said.rating
    if rating is None:
        return False
    words = said.text if said.text != case.mail.words.strip() else ""
    labels = [one for one in read_labels(case.mail.subject) if one.number == appeal.number]
    done = rate(
        session,
        case.moment,
        case.desk.book,
        appeal,
        rating,
        words,
        files,
        label=labels[0] if labels else None,
        told=answerable(case),
    )
    return done is not None


def take_misnumbered(case: Case) -> Effect:
    """A number with a slip of the pen: its writer is told to compare the digits."""

    def effect(session: Session, message: Message) -> None:
        facts = {"number": "", "label": "", "stage": ShownStage.UNKNOWN.value, "due_on": None}
        answer(
            session,
            case,
            LetterKind.APPEAL_STATUS,
            {**facts, "route": [], "answer": "", "subject": "", "body": ""},
            reports_fact=True,
        )
        mark_done(message, "status")

    return effect
