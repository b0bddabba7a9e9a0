"""What programs outside send back: returned letters, warnings of delay, holiday robots."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

from jobs.demo import wire
from jobs.demo.letter import Received
from jobs.demo.samples import mail_text


def notice(kind: str, letter: Received, at: datetime) -> bytes:
    """A mail of this kind about a letter; the kinds are the files in samples/mails."""
    domain = letter.recipient.rpartition("@")[2]
    boundary = f"{wire.short(kind, letter.message_id)}/mx.{domain}"
    subject = letter.headers["Subject"].replace("\r\n", "\n")
    text = mail_text(kind).format(
        server=f"mx.{domain}",
        return_path=letter.return_path,
        reply_to=letter.reply_to,
        recipient=letter.recipient,
        subject=subject if kind == "exchange" else f"Re: {subject}",
        answered=letter.message_id,
        boundary=boundary if kind == "postfix" else boundary.replace("/", "-"),
        id=wire.short(kind, letter.message_id, at),
        date=format_datetime(at),
        original=_original(kind, letter),
    )
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def stray(kind: str, at: datetime) -> bytes:
    """A mail of this kind that answers nothing of ours."""
    text = mail_text(kind).format(id=wire.short(kind, at), date=format_datetime(at))
    return text.replace("\n", "\r\n").encode()


def _original(kind: str, letter: Received) -> str:
    """The letter as it was handed over, or its headers alone."""
    head, _, body = letter.raw.decode("ascii").replace("\r\n", "\n").partition("\n\n")
    own = head.split("\n", 2)[2]  # without the envelope that mail/out wrote above it
    return own if kind in ("postfix", "delayed") else f"{own}\n\n{body}"
