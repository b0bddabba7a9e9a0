"""The mails that people and machines outside write to the installation."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from journeys.machine.world import Accepted
from journeys.town import HEADERS, received, row

DOMAIN = "achyk.test"


@dataclass(frozen=True)
class Row:
    """What a row of an upload says."""

    number: int
    email: str | None
    name: str = "ОсОО"
    bad: bool = False  # the tax id is none: the row is rejected

    @property
    def registration_no(self) -> str:
        return f"R-{self.number:04d}"


@dataclass(frozen=True)
class Mail:
    """A mail and what its sender meant by it: the model judges the register by this."""

    number: int
    kind: str  # upload, reply, confirmation, bounce, auto, list, person
    raw: bytes
    sender: str = ""
    rows: tuple[Row, ...] = ()
    proven: bool = True
    token: str = ""
    answers: tuple[tuple[int, str], ...] = ()
    wants_out: bool = False
    about: Accepted | None = None  # the letter that is answered or comes back
    bounce: str = ""  # a key of STATUSES

    @property
    def message_id(self) -> str:
        return f"<mail-{self.number}@outside.test>"

    @property
    def file(self) -> tuple[str, bytes]:
        return self.sender, sheet(self.rows)

    @property
    def thread(self) -> str:
        """What one of them may undo of another: they have their effects in order of arrival."""
        return self.sender if self.kind == "upload" else self.token or self.message_id


def sheet(rows: tuple[Row, ...]) -> bytes:
    """The rows as an inspector's CSV file: the same rows are the same bytes."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADERS)
    for one in rows:
        values = row(one.number, one.email, name=one.name)
        if one.bad:
            values[4] = "123"
        writer.writerow([f"{v:%d.%m.%Y}" if isinstance(v, datetime) else v for v in values])
    return out.getvalue().encode("utf-8-sig")


def upload(number: int, now: datetime, sender: str, rows: tuple[Row, ...], proven: bool) -> Mail:
    """An inspector sends a file."""
    mail = _mail(number, now, sender, f"uploads@{DOMAIN}", "Проверки", "Отправляю таблицу.")
    mail.add_attachment(sheet(rows), maintype="text", subtype="csv", filename="проверки.csv")
    raw = received(mail.as_bytes(policy=SMTP), sender if proven else None)
    return Mail(number, "upload", raw, sender, rows=rows, proven=proven)


def reply(
    number: int,
    now: datetime,
    letter: Accepted,
    answers: tuple[tuple[int, str], ...] = (),
    says: str = "",
    wants_out: bool = False,
) -> Mail:
    """A business answers a letter: numbered answers, or other words."""
    text = says or "\n".join(f"{question}: {WORDS.get(a, a)}" for question, a in answers)
    raw = _answer(number, now, letter, text)
    return Mail(
        number, "reply", raw, letter.recipient,
        token=letter.key, answers=answers, wants_out=wants_out, about=letter,
    )  # fmt: skip


WORDS = {"yes": "да", "no": "нет"}


def confirmation(number: int, now: datetime, letter: Accepted, asked: Mail) -> Mail:
    """An inspector says that the file of the mail `asked` is his own."""
    raw = _answer(number, now, letter, "да")
    return Mail(
        number, "confirmation", raw, letter.recipient,
        rows=asked.rows, token=letter.key, about=letter,
    )  # fmt: skip


def vacation(number: int, now: datetime, letter: Accepted) -> Mail:
    """A robot answers a letter, and says that it is one."""
    raw = _answer(number, now, letter, "1: да\nЯ в отпуске.")
    return Mail(number, "auto", b"Auto-Submitted: auto-replied\r\n" + raw, letter.recipient)


def noise(number: int, now: datetime, kind: str) -> Mail:
    """A newsletter, a stranger's letter, an answer that lost its token."""
    to = f"survey@{DOMAIN}" if kind == "lost reply" else f"appeals@{DOMAIN}"
    sender = f"somebody{number}@else.test"
    words = "3: 5" if kind == "lost reply" else "Прошу разобраться с нашим делом, инспектор груб."
    raw = received(_mail(number, now, sender, to, "Письмо", words).as_bytes(policy=SMTP), None)
    if kind == "newsletter":
        return Mail(number, "list", b"List-Id: <news.else.test>\r\n" + raw, sender)
    return Mail(number, "person", raw, sender)


def bounce(number: int, now: datetime, letter: Accepted, kind: str) -> Mail:
    """A letter comes back: for good, for now, late only, or under a forged return path."""
    status, action = STATUSES[kind]
    to = f"bounces+{'a' * 32}@{DOMAIN}" if kind == "forged" else letter.return_path
    text = DSN.format(
        to=to, date=format_datetime(now), number=number,
        recipient=letter.recipient, action=action, status=status,
    )  # fmt: skip
    raw = b"Return-Path: <>\r\n" + received(text.replace("\n", "\r\n").encode(), None)
    return Mail(number, "bounce", raw, about=letter, bounce=kind)


STATUSES = {
    "hard": ("5.1.1", "failed"),
    "soft": ("4.2.2", "failed"),
    "late": ("4.4.1", "delayed"),
    "forged": ("5.1.1", "failed"),
}
DSN = """\
From: MAILER-DAEMON@mx.else.test (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Date: {date}
Message-ID: <mail-{number}@outside.test>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b-{number}"

--b-{number}
Content-Type: text/plain

This is the mail system at host mx.else.test. Your message was not delivered.

--b-{number}
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.else.test

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} this mailbox cannot be delivered to

--b-{number}--
"""


def traced(raw: bytes, number: int) -> bytes:
    """The same mail by another way: the trace on top is another one."""
    way = f"Received: from relay{number}.test by mx.achyk.test; Mon, 20 Jul 2026 10:00:02 +0600"
    return _below_results(raw, way.encode() + b"\r\n")


def _below_results(raw: bytes, line: bytes) -> bytes:
    """Our server's word on the sender stays on top, as settings expect it."""
    if raw.startswith(b"Authentication-Results:"):
        first, _, rest = raw.partition(b"\r\n")
        return first + b"\r\n" + line + rest
    return line + raw


def _answer(number: int, now: datetime, letter: Accepted, text: str) -> bytes:
    to = letter.header("Reply-To")
    mail = _mail(number, now, letter.recipient, to, "Re: " + letter.kind, text)
    mail["In-Reply-To"] = letter.message_id
    return received(mail.as_bytes(policy=SMTP), letter.recipient)


def _mail(
    number: int, now: datetime, sender: str, to: str, subject: str, text: str
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Message-ID"], mail["Date"] = f"<mail-{number}@outside.test>", format_datetime(now)
    mail.set_content(text)
    return mail
