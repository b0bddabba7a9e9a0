"""`achyk appeal register` and `slip`: paper, oral and phone appeals, and their slips."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from config.trouble import Trouble
from ingest.appeals.kinds import appeal_kind
from ingest.appeals.number_like import number_like
from ingest.case_files import judged, kept
from ingest.words.language import detect
from jobs.commands.running import ready
from jobs.commands.typed import a_label, a_moment, files_of, words_of, write_bytes
from jobs.wiring import Installation
from register.appeals.arriving import arrive
from register.appeals.conflict import staff_now
from register.appeals.contact import Contact
from register.appeals.finding import part_by_label
from register.appeals.incoming import Incoming
from register.appeals.slips import renew_pin, slip_facts
from register.appeals.tables import Appeal
from register.appeals.telling import Telling
from register.bodies import Role, officers_at
from register.database import reading, transaction
from register.rules.appeal import AppealKind, Channel, Notify
from register.rules.email_address import plain_address
from register.rules.number import spaced
from register.rules.phone import read_phone

OPERATORS = (Role.OPERATOR, Role.ADMINISTRATOR)


def register(arguments: Namespace) -> int:
    """Register an appeal that came on paper, in person or by phone."""
    installation = ready(arguments)
    incoming = _incoming(arguments, installation)
    book = installation.book()
    with transaction(installation.engine) as session:
        moment = installation.moment()
        _must_operate(session, arguments.operator)
        made = arrive(session, moment, book, incoming)
        if not made.is_new:
            raise Trouble(_known(made.appeal.number))
        telling = Telling(session, moment, book, made.staff, made.appeal, made.part)
        facts, language = slip_facts(telling, made.pin, made.movement), made.appeal.language
        lines = _told(telling, made.pin)
    print("\n".join(lines))
    if arguments.slip:
        _write_slip(installation, arguments.slip, facts, language)
    return 0


def _incoming(arguments: Namespace, installation: Installation) -> Incoming:
    words = words_of(arguments.text) if arguments.text else ""
    if not words and not arguments.file:
        raise Trouble("there is nothing to register; give --text FILE (- for input) or --file PATH")
    desk, kind = installation.desk(), arguments.kind
    contact = _contact(arguments, installation.settings.rules.country())
    received = _received(arguments.received, installation)
    files = kept(desk, judged(desk, files_of(arguments.file)))
    about = f"{contact.subject}\n{words}"
    said = (received.date(), about, contact, [file.digest for file in files])
    return Incoming(
        channel=Channel(arguments.channel),
        received_at=received,
        words=words,
        contact=contact,
        kind=AppealKind(kind) if kind else appeal_kind(contact.subject, words),
        language=arguments.language or detect(words) or "",
        notify=_notify(arguments),
        files=files,
        # Of one applicant the same on one day is one appeal, typed twice; without a name who knows.
        sameness=_sameness(installation, said) if any(vars(contact).values()) else None,
        accepted_by=arguments.operator.strip().lower(),
        inspections=number_like(f"{about}\n{arguments.inspection}"),
        body=_body(installation, arguments.body),
    )


def _received(typed: str | None, installation: Installation) -> datetime:
    """In the installation's zone; now for None."""
    now = installation.clock().astimezone(installation.zone)
    opens = installation.settings.rules.working_hours().opens
    return a_moment(typed, installation.zone, opens, now) if typed else now


def _sameness(installation: Installation, said: object) -> str:
    return f"typed/{installation.keys.sign('typed', repr(said))}"


def _known(number: str) -> str:
    says = "this applicant's same words of that day are registered already as"
    return f"{says} {spaced(number)}; nothing was registered: see achyk appeal slip"


def _contact(arguments: Namespace, country: str) -> Contact:
    email = plain_address(arguments.email) if arguments.email else ""
    if email is None:
        raise Trouble(f"{arguments.email!r} is not an e-mail address")
    phone = read_phone(arguments.phone, country) if arguments.phone.strip() else ""
    if phone is None:
        raise Trouble(f"{arguments.phone!r} is no phone number; write it as +996700123456")
    return Contact(
        name=" ".join(arguments.name.split()),
        email=email.lower(),
        phone=phone,
        subject=" ".join(arguments.subject.split()),
        address=" ".join(arguments.address.split()),
    )


def _notify(arguments: Namespace) -> Notify:
    if not arguments.notify:
        return Notify.MAIL if arguments.email else Notify.SMS
    way = Notify(arguments.notify)
    needed = {Notify.MAIL: "email", Notify.SMS: "phone"}.get(way)
    if needed and not getattr(arguments, needed):
        raise Trouble(f"--notify {way.value} needs to know where to: give --{needed}")
    return way


def _body(installation: Installation, code: str) -> str:
    """The body chosen, which has to exist; '' leaves it to the rules."""
    from register.bodies import body_names

    if code:
        with reading(installation.engine) as session:
            if code not in body_names(session):
                raise Trouble(f"no body {code!r}; add it first: achyk body add {code} NAME")
    return code


def _must_operate(session: Session, email: str) -> None:
    roles = {one.role for one in officers_at(session, email.strip())}
    if roles.isdisjoint(OPERATORS):
        says = f"{email} is no operator; register the role: achyk officer add {email}"
        raise Trouble(f"{says} --role operator --body CODE")


def _told(telling: Telling, pin: str) -> list[str]:
    """What the operator reads out to the applicant."""
    appeal, part = telling.appeal, telling.part
    way = {Notify.NONE: "not told, asks by number and PIN"}.get(appeal.notify, appeal.notify.value)
    return [
        f"number   {spaced(appeal.number)}",
        f"PIN      {pin}",
        f"due      {part.due_on} ({telling.book.law_of(part.profile).law_name('en')})",
        f"body     {telling.body_name()}" + ("" if part.holder else "; NOBODY there may take it"),
        f"kind     {appeal.kind.value}, in {appeal.language}",
        f"told by  {way}",
    ]


def slip(arguments: Namespace) -> int:
    """Print the slip once more: without its PIN, of which only a digest is kept, or with a new."""
    if arguments.new_pin and not arguments.operator:
        raise Trouble("a new PIN is recorded with who issued it; give --operator EMAIL")
    installation, label = ready(arguments), a_label(arguments.number)
    book = installation.book()
    with transaction(installation.engine) as session:
        moment = installation.moment()
        part = part_by_label(session, label)
        appeal = session.get_one(Appeal, part.appeal_id, with_for_update=True)
        telling = Telling(session, moment, book, staff_now(session, moment), appeal, part)
        pin = _new_pin(telling, arguments.operator) if arguments.new_pin else ""
        facts, language = slip_facts(telling, pin), appeal.language
    _write_slip(installation, arguments.out, facts, language)
    if pin:
        print(f"PIN      {pin}; the one before opens nothing any more")
    return 0


def _new_pin(telling: Telling, operator: str) -> str:
    """Its issue is a movement of the part that the slip is about."""
    _must_operate(telling.session, operator)
    return renew_pin(telling, operator.strip().lower())


def _write_slip(
    installation: Installation, path: Path, facts: dict[str, object], language: str
) -> None:
    """The page; what is drawn on it is in the applicant's language."""
    from dispatch.slip import slip_pdf
    from dispatch.slip_facts import slip_of

    write_bytes(path, slip_pdf(slip_of(facts, installation.settings.mail.name, language)))
    print(f"slip     {path}")
