"""A letter of ours as those outside see it: what their mail program shows and quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from functools import cached_property

NUMBER = re.compile(r"\b[A-Z]{3}-26-\d{5}\b")


@dataclass(frozen=True)
class Received:
    """A letter in somebody's mailbox."""

    raw: bytes
    headers: Message[str, str] = field(repr=False)

    @property
    def kind(self) -> str:
        """What kind of letter it says it is."""
        return str(self.headers["X-Achyk-Letter"] or "")

    @cached_property
    def recipient(self) -> str:
        """Whose mailbox it lies in."""
        return parseaddr(self.headers["X-Envelope-To"])[1]

    @cached_property
    def return_path(self) -> str:
        """Where it goes when it cannot be delivered."""
        return parseaddr(self.headers["Return-Path"])[1]

    @cached_property
    def sender(self) -> tuple[str, str]:
        """Name and address of who wrote it."""
        return parseaddr(str(make_header(decode_header(self.headers["From"]))))

    @cached_property
    def reply_to(self) -> str:
        """Where an answer goes."""
        return parseaddr(self.headers["Reply-To"] or self.headers["From"])[1]

    @cached_property
    def subject(self) -> str:
        """Its subject, decoded."""
        return str(make_header(decode_header(self.headers["Subject"]))).replace("\n", "")

    @cached_property
    def message_id(self) -> str:
        """Its Message-ID."""
        return str(self.headers["Message-ID"]).strip()

    @cached_property
    def answers_to(self) -> str:
        """The Message-ID of the mail it answers; ''."""
        return str(self.headers["In-Reply-To"] or "").strip()

    @cached_property
    def date(self) -> datetime:
        """When it was written."""
        return parsedate_to_datetime(self.headers["Date"])

    @property
    def registration_no(self) -> str | None:
        """The inspection that its subject names."""
        found = NUMBER.search(self.subject)
        return found[0] if found else None

    @property
    def by_mail_unsubscribe(self) -> str:
        """The address in List-Unsubscribe; ''."""
        found = re.search(r"<mailto:([^?>]+)", self.headers["List-Unsubscribe"] or "")
        return found[1] if found else ""

    @cached_property
    def text(self) -> str:
        """Its plain words."""
        return self._part("text/plain")

    @cached_property
    def page(self) -> str:
        """Its HTML."""
        return self._part("text/html")

    @cached_property
    def html(self) -> str:
        """What stands in the body of its HTML, as a reply quotes it."""
        inside = re.search(r"<body[^>]*>(.*)</body>", self.page, re.S | re.I)
        return inside[1] if inside else ""

    @cached_property
    def whole(self) -> Message[str, str]:
        """With its parts."""
        return message_from_bytes(self.raw, policy=policy.compat32)

    def attached(self, kind: str) -> bytes:
        """Its first part of this content type; b'' where there is none."""
        for part in self.whole.walk():
            if part.get_content_type() == kind:
                payload = part.get_payload(decode=True)
                assert isinstance(payload, bytes)
                return payload
        return b""

    def _part(self, kind: str) -> str:
        return self.attached(kind).decode("utf-8").replace("\r\n", "\n")


def read(raw: bytes) -> Received:
    """A letter as it lies in mail/out; only its headers are parsed until more is asked for."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0] + b"\r\n\r\n"
    return Received(raw, message_from_bytes(head, policy=policy.compat32))
