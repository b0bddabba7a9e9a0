"""Inspectors at their desks: they mail their workbooks and answer "did this come from you?"."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import format_datetime

from jobs.demo import wire
from jobs.demo.business import Mailing
from jobs.demo.letter import Received
from jobs.demo.samples import Handed, handed_in, wording

UPLOADS = "uploads@achyk.example"


def upload(handed: Handed, at: datetime) -> Mailing:
    """The mail with the workbook."""
    domain = handed.sender.rpartition("@")[2]
    message_id = f"<{wire.short(handed.sender, at)}@{domain}>"
    fields = [
        ("From", handed.sender),
        ("To", UPLOADS),
        ("Subject", handed.name.removesuffix(".xlsx") or handed.says.partition(",")[0]),
        ("Date", format_datetime(at)),
        ("Message-ID", message_id),
    ]
    words = wire.part("plain", f"{handed.says}\n", "utf-8", "base64")
    body = words
    if handed.file:
        attached = wire.file_part(handed.name, handed.data())
        body = wire.several("mixed", [words, attached], f"----=_{wire.short(at)}")
    return Mailing(
        at=at,
        raw=wire.mail(fields, body),
        recipient=UPLOADS,
        sender=handed.sender,
        proof=handed.proof,
        copies=handed.copies,
        about=(handed.file, "upload"),
        message_id=message_id,
    )


def yes(letter: Received) -> str:
    """The one word that an inspector is asked for."""
    language = next(h.language for h in handed_in() if h.sender == letter.recipient)
    return str(wording()["confirms"][language])


def confirmation(letter: Received, says: str) -> Mailing:
    """What was asked for, the next morning and with the letter quoted."""
    at = letter.date.replace(hour=9, minute=20) + timedelta(days=1)
    domain = letter.recipient.rpartition("@")[2]
    message_id = f"<{wire.short('confirm', letter.message_id)}@{domain}>"
    fields = [
        ("From", letter.recipient),
        ("To", letter.reply_to),
        ("Subject", f"Re: {letter.subject}"),
        ("Date", format_datetime(at)),
        ("Message-ID", message_id),
        ("In-Reply-To", letter.message_id),
    ]
    quote = "\n".join(f"> {line}".rstrip() for line in letter.text.splitlines())
    text = f"{says}\n\n{quote}\n"
    raw = wire.mail(fields, wire.part("plain", text, "utf-8", "quoted-printable"))
    about = (letter.recipient, "confirmation")
    return Mailing(at, raw, letter.reply_to, letter.recipient, "none", 1, about, message_id)
