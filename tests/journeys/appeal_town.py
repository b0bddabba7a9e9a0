"""A town whose bodies answer appeals: a ministry, an inspectorate, a unit, and their people."""

from __future__ import annotations

import hashlib
from email import policy
from email.message import EmailMessage

from journeys.town import Town, received, reply_mail

from jobs.wiring import Installation
from register.appeals.tables import Appeal, AppealPart, Movement
from register.bodies import Role, add_body, add_officer
from register.database import reading, transaction

MINISTER, DIRECTOR, HEAD = "minister@economy.kg", "director@geti.kg", "head@chuy.kg"
BERMET, CHYNARA = "bermet@chuy.kg", "chynara@chuy.kg"
APPLICANT = "aida@business.kg"
COMPLAINT = (
    "Здравствуйте! Наш склад в Токмоке проверили дважды за месяц, хотя план проверок этого не "
    "предусматривает. Прошу объяснить, на каком основании, и отменить предписание.\n\n"
    "С уважением, Аида Токтогулова"
)


def staff_up(installation: Installation) -> None:
    """The bodies and their people."""
    with transaction(installation.engine) as session:
        add_body(session, "MIN", "Министерство экономики")
        add_body(session, "GETI", "Госинспекция по экологической и технической безопасности", "MIN")
        add_body(session, "GETI-CHUY", "Чуйское управление", "GETI")
        add_officer(session, MINISTER, Role.HEAD, "MIN", None, "Министров Аскар", "ru")
        add_officer(session, DIRECTOR, Role.HEAD, "GETI", None, "Директоров Болот", "ru")
        add_officer(session, HEAD, Role.HEAD, "GETI-CHUY", None, "Начальников Темир", "ru")
        add_officer(session, BERMET, Role.OFFICER, "GETI-CHUY", None, "Садыкова Бермет", "ru")
        add_officer(session, CHYNARA, Role.OFFICER, "GETI-CHUY", None, "Осмонова Чынара", "ky")
        add_officer(session, "rapid@geti.kg", Role.RAPID, "GETI", None, "Быстров Нур", "ru")
    routes = 'first = "GETI-CHUY"\n'
    (installation.folder / "routes.toml").write_text(routes, "utf-8")


def appeal_mail(
    text: str,
    sender: str = APPLICANT,
    subject: str = "Жалоба",
    to: str = "appeals@achyk.test",
    proven: bool = True,
    files: tuple[tuple[str, bytes], ...] = (),
) -> bytes:
    """An applicant's mail as our mail server delivers it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Аида Токтогулова <{sender}>", to, subject
    digest = hashlib.sha256(f"{text}{sender}{subject}".encode()).hexdigest()
    mail["Message-ID"] = f"<{digest}@business.kg>"
    mail["Date"] = "Mon, 20 Jul 2026 10:00:00 +0600"
    mail.set_content(text)
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return received(mail.as_bytes(policy=policy.SMTP), sender if proven else None)


def to(letters: list[EmailMessage], address: str) -> list[EmailMessage]:
    """The letters to one address."""
    return [letter for letter in letters if address in letter["To"]]


def only(letters: list[EmailMessage], address: str, kind: str) -> EmailMessage:
    """The one letter of a kind to an address."""
    found = [one for one in to(letters, address) if one["X-Achyk-Letter"] == kind]
    listed = [(one["To"], one["X-Achyk-Letter"]) for one in letters]
    assert len(found) == 1, f"{len(found)} letters {kind} to {address} among {listed}"
    return found[0]


def plain(letter: EmailMessage) -> str:
    """Its text."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def post(town: Town, raw: bytes) -> list[EmailMessage]:
    """A mail comes in, is taken in, and what is written goes out."""
    town.deliver(raw)
    town.run("fetch", "take-in", "send")
    return town.sent()


def answer(town: Town, letter: EmailMessage, text: str, sender: str) -> list[EmailMessage]:
    """Somebody presses reply."""
    return post(town, reply_mail(letter, text, sender))


def do(town: Town, case: EmailMessage, text: str, officer: str) -> list[EmailMessage]:
    """An official replies about a case and confirms; the letters that follow."""
    confirm = only(answer(town, case, text, officer), officer, "case_confirm")
    return answer(town, confirm, "да", officer)


def appeals(town: Town) -> list[Appeal]:
    """Every appeal."""
    return _all(town, Appeal)


def parts(town: Town) -> list[AppealPart]:
    """Every part."""
    return _all(town, AppealPart)


def route(town: Town) -> list[str]:
    """The kinds of all movements, in order."""
    return [movement.kind.value for movement in _all(town, Movement)]


def _all(town: Town, table: type) -> list:  # type: ignore[type-arg]
    import sqlalchemy as sa

    with reading(town.installation.engine) as session:
        return list(session.scalars(sa.select(table).order_by(table.id)))  # type: ignore[attr-defined]
