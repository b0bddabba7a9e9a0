"""A town whose bodies answer appeals: a ministry, an inspectorate, a unit, and their people."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from journeys.town import SERVER, Town, received, reply_mail

from jobs.wiring import Installation
from register.appeals.tables import Appeal, AppealPart, Decision, Movement
from register.bodies import Role, add_body, add_officer
from register.database import reading, transaction
from register.letters import Letter
from register.messages import Message

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


@pytest.fixture
def bodies(town: Town) -> Town:
    """A town with these bodies and people."""
    staff_up(town.installation)
    return town


def staff_ladder(
    installation: Installation, officer: str, head: str, director: str, minister: str
) -> None:
    """A unit under an inspectorate (GETI is there) under a ministry, a person on each rung."""
    with transaction(installation.engine) as session:
        add_body(session, "MIN", "Министерство экономики")
        add_body(session, "GETI", "Госинспекция", "MIN")
        add_body(session, "UNIT", "Управление", "GETI")
        add_officer(session, minister, Role.HEAD, "MIN", None, "Министров Аскар", "ru")
        add_officer(session, director, Role.HEAD, "GETI", None, "Директоров Болот", "ru")
        add_officer(session, head, Role.HEAD, "UNIT", None, "Начальников Темир", "ru")
        add_officer(session, officer, Role.OFFICER, "UNIT", None, "Садыкова Бермет", "ru")
    (installation.folder / "routes.toml").write_text('first = "UNIT"\n', "utf-8")


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


@dataclass(frozen=True)
class Note:
    """A letter as it lies in the outbox: tests that do not ask how it looks need not send it."""

    kind: str
    to: str
    facts: dict[str, Any]  # what its template is filled with

    @property
    def reply_to(self) -> str:
        """Where its reader's answer goes."""
        doors = (("key", "confirm"), ("case", "case"), ("thread", "appeals"))
        name, door = next(one for one in doors if one[0] in self.facts)
        return f"{door}+{self.facts[name]}@achyk.test"


def mail(
    to: str, text: str, sender: str, *, dmarc: str = "pass", subject: str = "Re:", **fields: str
) -> bytes:
    """A mail as our server delivers it; `dmarc`: what it says of the sender, '' nothing.

    The same words from the same person to the same address are the same mail.
    """
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"] = f"<{hashlib.sha256(f'{to}{text}{sender}'.encode()).hexdigest()}@out.kg>"
    for name, value in fields.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    raw = received(made.as_bytes(policy=policy.SMTP), None)
    said = f"Authentication-Results: {SERVER}; dmarc={dmarc} header.from={domain_of(sender)}\r\n"
    return (said.encode() if dmarc else b"") + raw


def domain_of(sender: str) -> str:
    """What stands behind the @."""
    return sender.rstrip(">").rpartition("@")[2]


def take(town: Town, *mails: bytes) -> list[Note]:
    """Mails come in and are taken in; the letters that this enqueues, oldest first."""
    before = {letter.id for letter in _all(town, Letter)}
    for raw in mails:
        town.deliver(raw)
    town.run("fetch", "take-in")
    return notes(town, before)


def notes(town: Town, before: set[str] = frozenset()) -> list[Note]:  # type: ignore[assignment]
    """The letters of the outbox but for those known before, in the order they were written."""
    keys = town.installation.keys
    new = [letter for letter in _all(town, Letter) if letter.id not in before]
    return [
        Note(letter.kind.value, letter.recipient, letter.read_context(keys))
        for letter in sorted(new, key=lambda one: one.created_at)
    ]


def swept(town: Town) -> list[Note]:
    """The ladder looks at every part that is due; the letters that this enqueues."""
    before = {letter.id for letter in _all(town, Letter)}
    town.run("deadlines")
    return notes(town, before)


def one(found: Sequence[Note], kind: str, to: str) -> Note:
    """The one letter of a kind to an address."""
    fit = [note for note in found if (note.kind, note.to) == (kind, to)]
    listed = [(note.kind, note.to) for note in found]
    assert len(fit) == 1, f"{len(fit)} letters {kind} to {to} among {listed}"
    return fit[0]


def kinds(found: Sequence[Note]) -> list[tuple[str, str]]:
    """Kind and recipient of each, sorted."""
    return sorted((note.kind, note.to) for note in found)


def reply(town: Town, note: Note, text: str, sender: str, **how: str) -> list[Note]:
    """Somebody answers a letter; the letters that this enqueues."""
    return take(town, mail(note.reply_to, text, sender, **how))


def act_by_mail(town: Town, case: Note, text: str, officer: str) -> list[Note]:
    """An official writes about a case and confirms it; the letters that follow the yes."""
    confirm = one(reply(town, case, text, officer), "case_confirm", officer)
    return reply(town, confirm, "да", officer)


def held(town: Town) -> list[tuple[str, str, str]]:
    """State, kind and reason of every mail that came in, in order."""
    return [(m.state.value, m.kind, m.reason) for m in _all(town, Message)]


def decisions(town: Town) -> list[Decision]:
    """Every decision."""
    with reading(town.installation.engine) as session:
        return list(session.scalars(sa.select(Decision).order_by(Decision.part_id)))


def movements(town: Town) -> list[Movement]:
    """Every movement, in order."""
    return _all(town, Movement)


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
    with reading(town.installation.engine) as session:
        return list(session.scalars(sa.select(table).order_by(table.id)))  # type: ignore[attr-defined]
