"""An installation on mail folders, and the people outside who write to it."""

from __future__ import annotations

import hashlib
import io
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from config.template import settings_file
from jobs.commands.setup import make
from jobs.run import period_now, run_job
from jobs.wiring import Installation, open_installation
from register.bodies import Role, add_body, add_officer
from register.database import reading, transaction

START = datetime(2026, 7, 20, 4, 0, tzinfo=UTC)
SERVER = "mx.achyk.test"
SETTINGS = {
    "mail.domain": "achyk.test",
    "mail.in.authserv_id": SERVER,
    "portal.url": "https://achyk.test",
    "survey.delay": 2,
    "publication.languages": ["ru"],  # one takes a third of the time
}
HEADERS = (
    "Регистрационный номер", "Орган", "ID инспектора", "Наименование субъекта", "ИНН",
    "Вид проверки", "Дата начала", "Дата окончания", "Email", "Причина отсутствия email",
    "Язык", "Область",
)  # fmt: skip
SIGNATORY = """
[[signatories]]
office = "minister"
person = "А. Министров"
post = "Министр экономики"
message = "Мы читаем каждый ответ."
from = 2026-01-01

[[signatories]]
office = "director"
person = "Б. Директоров"
post = "Директор инспекции"
message = "Ваш ответ изменит нашу работу."
from = 2026-01-01
"""


class Clock:
    """A clock that tests set."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def pass_days(self, days: float) -> None:
        self.now += timedelta(days=days)


@dataclass
class Town:
    """The installation and the world around it: who delivers mail, and who reads it."""

    installation: Installation
    clock: Clock
    chance: random.Random = field(default_factory=random.Random)
    sequence: Iterator[int] = field(default_factory=lambda: iter(range(1_000_000)))

    def run(self, *jobs: str) -> list[object]:
        """Run jobs; returns what each of them counted."""
        return [run_job(self.installation, job, period_now(self.clock())) for job in jobs]

    def deliver(self, raw: bytes) -> None:
        """Lay a mail into the mailbox, as a mail server does."""
        name = f"{next(self.sequence):06d}.mail"
        path = self.installation.folder / "mail/in/new" / name
        path.write_bytes(raw)
        now = self.clock.now.timestamp()
        os.utime(path, (now, now))  # when it arrived: that decides whether it came in time

    def sent(self) -> list[EmailMessage]:
        """Take every letter that has gone out since the last look."""
        letters = []
        for path in sorted((self.installation.folder / "mail/out/new").iterdir()):
            letter = message_from_bytes(path.read_bytes(), policy=policy.default)
            assert isinstance(letter, EmailMessage)
            letters.append(letter)
            path.unlink()
        return letters


@pytest.fixture
def town(tmp_path: Path, register_url: str) -> Town:
    """An installation with one body, two inspectors and an administrator."""
    settings = settings_file({**SETTINGS, "database.url": register_url})
    made = make(tmp_path / "achyk", settings + SIGNATORY)
    made.engine.dispose()
    clock = Clock(START)
    seeded = random.Random(20260720)
    installation = open_installation(made.folder, {}, clock, seeded.randbytes)
    with transaction(installation.engine) as session:
        add_body(session, "GETI", "Госинспекция по экологической и технической безопасности")
        add_officer(session, "asan@geti.kg", Role.INSPECTOR, "GETI", "I-1", "Асан", "ru")
        add_officer(session, "gulnara@geti.kg", Role.INSPECTOR, "GETI", "I-2", "Гульнара", "ky")
        add_officer(session, "admin@economy.kg", Role.ADMINISTRATOR, "GETI", None, "", "ru")
    return Town(installation, clock, seeded)


def workbook(rows: Sequence[Sequence[object]], headers: Sequence[str] = HEADERS) -> bytes:
    """An xlsx as an inspector fills it in."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(headers))
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(number: int, email: str | None, **changed: object) -> list[object]:
    """A good row about an inspection that ended on 17 July 2026."""
    values: dict[str, object] = {
        "no": f"R-{number:04d}",
        "body": "GETI",
        "inspector": "I-1",
        "name": f"ОсОО Бизнес {number}",
        "tax": f"01207{2000 + number % 20}{number:05d}",
        "kind": "плановая",
        "start": datetime(2026, 7, 16),
        "end": datetime(2026, 7, 17),
        "email": email,
        "reason": None if email else "нет",
        "language": "ru",
        "region": "Чуйская область",
    }
    return list({**values, **changed}.values())


def upload_mail(
    data: bytes,
    sender: str = "asan@geti.kg",
    name: str = "проверки июль.xlsx",
    proven: bool = True,
    message_id: str = "<upload-1@geti.kg>",
) -> bytes:
    """An inspector's mail as our mail server delivers it."""
    raw = upload_text(data, sender, "uploads@achyk.test", name, message_id)
    return received(raw, sender if proven else None)


def upload_text(
    data: bytes,
    sender: str,
    to: str,
    name: str = "проверки июль.xlsx",
    message_id: str = "<upload-1@geti.kg>",
) -> bytes:
    """An inspector's mail as it is handed to a mail server."""
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Инспектор <{sender}>", to
    mail["Subject"], mail["Message-ID"] = "Проверки", message_id
    mail["Date"] = "Mon, 20 Jul 2026 10:00:00 +0600"
    mail.set_content("Отправляю таблицу.")
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes(policy=policy.SMTP)


def reply_mail(letter: EmailMessage, text: str, sender: str, quoted: bool = True) -> bytes:
    """A business's reply as our mail server delivers it."""
    return received(reply_text(letter, text, sender, quoted), sender)


def reply_text(letter: EmailMessage, text: str, sender: str, quoted: bool = True) -> bytes:
    """A business presses reply, writes above the quote, and sends."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, letter["Reply-To"]
    mail["Subject"] = f"Re: {letter['Subject']}"
    mail["Message-ID"] = f"<{hashlib.sha256((text + sender).encode()).hexdigest()}@business.kg>"
    mail["In-Reply-To"] = letter["Message-ID"]
    mail["Date"] = "Tue, 21 Jul 2026 10:00:00 +0600"
    body = letter.get_body(("plain",))
    assert body is not None
    quote = "\n".join(f"> {line}" for line in body.get_content().splitlines())
    mail.set_content(f"{text}\n\n20 июля 2026 г., Achyk пишет:\n{quote}\n" if quoted else text)
    return mail.as_bytes(policy=policy.SMTP)


def received(raw: bytes, proven: str | None) -> bytes:
    """What our mail server puts on top: the trace, and whether DMARC proved the sender."""
    lines = []
    if proven:
        domain = proven.rpartition("@")[2]
        lines.append(f"Authentication-Results: {SERVER}; dmarc=pass header.from={domain}")
    lines.append("Received: from out.example by mx.achyk.test; Mon, 20 Jul 2026 10:00:01 +0600")
    return "\r\n".join(lines).encode() + b"\r\n" + raw


def rows(town: Town, table: type) -> list:
    """Every row of a table of the register."""
    with reading(town.installation.engine) as session:
        return list(session.scalars(sa.select(table)))


def texts(letters: Sequence[EmailMessage], to: str) -> list[str]:
    """The plain texts of the letters to one recipient."""
    found = []
    for letter in letters:
        body = letter.get_body(("plain",))
        if to in letter["To"] and body is not None:
            found.append(body.get_content())
    return found
