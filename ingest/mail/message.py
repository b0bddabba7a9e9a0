"""One mail as a value: read by mail-parser and the standard library, which check each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from functools import cached_property

from ingest.mail.addresses import addresses_in, bare_address, mailbox_name, one_mailbox
from ingest.mail.charsets import decode_header
from ingest.mail.clipped import CLIPPED, without_excess
from ingest.mail.parts import RAISED, Attachment, Contents, read_parts
from ingest.mail.second_reader import compare
from ingest.mail.signature import NO_SIGNATURE, Signature, Standing, Trust
from ingest.mail.smime import read_signature
from ingest.mail.strict import ambiguities
from ingest.mail.tree import message_tree, raw_fields
from ingest.mail.unread import addressed_token, content_digest, sender_to

__all__ = ["Attachment", "Mail", "addressed_token", "content_digest", "parse", "sender_to"]

_RECIPIENT_FIELDS = ("delivered-to", "x-original-to", "to", "cc")
# What programs put into the plain part of a mail in HTML, for readers that show no other.
_STUB = 400  # characters; who writes more says something
_ASKS_FOR_HTML = re.compile(
    r"(?i)\b(?:capable|compatible|enabled?|support(?:s|ed|ing)?|viewer|client|view th(?:is|e)"
    r"|(?:read|open|display)(?: this| the)? (?:message|e-?mail)|switch to"
    r"|не поддержива\w+|поддержива\w+|для просмотра|включите|почтов\w+ (?:программ|клиент)\w*"
    r"|колдоо\w*|қолда\w*)\b"
)
_IDS = re.compile(r"<[^<>\s]{1,900}>")


@dataclass(frozen=True)
class Mail:
    """A mail as received. What is read of its header is read when it is first asked for."""

    sender: str | None  # the From address, domain in lower case; None unless one plain mailbox
    fields: Mapping[str, tuple[str, ...]] = field(hash=False)  # by name in lower case, undecoded
    text: str  # the plain body with its quotes; "" when there is HTML only
    html: str | None
    attachments: tuple[Attachment, ...]
    delivery_status: tuple[str, ...]  # texts of message/delivery-status parts
    returned_headers: str  # header of the original that a delivery report brings back, else ""
    trouble: tuple[str, ...]  # codes of what could not be read as it should be
    signature: Signature = NO_SIGNATURE  # who signed it, and what that is worth

    def header_all(self, name: str) -> tuple[str, ...]:
        """Every value of the field called `name`, in any case, decoded, in wire order."""
        name = name.lower()
        found = self._decoded.get(name)
        if found is None:
            values = self.fields.get(name, ())
            found = self._decoded[name] = tuple(map(decode_header, values))
        return found

    @cached_property
    def _decoded(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def sender_name(self) -> str:
        """As the sender styles himself; proves nothing."""
        return mailbox_name(self.fields["from"][0]) if "from" in self.fields else ""

    @cached_property
    def recipients(self) -> tuple[str, ...]:
        """Addresses of Delivered-To, X-Original-To, To, Cc, in this order, each once."""
        values = [value for name in _RECIPIENT_FIELDS for value in self.fields.get(name, ())]
        found: dict[str, str] = {}
        for address in (address for value in values for address in addresses_in(value)):
            found.setdefault(address.lower(), address)
        return tuple(found.values())

    @cached_property
    def subject(self) -> str:
        """The first Subject, decoded."""
        return next(iter(self.header_all("subject")), "")

    @cached_property
    def message_id(self) -> str | None:
        """With its angle brackets."""
        value = next(iter(self.fields.get("message-id", ())), "")
        found = _IDS.search(value)
        words = [] if found else decode_header(value).split()
        return found[0] if found else f"<{words[0]}>" if words else None

    @cached_property
    def references(self) -> tuple[str, ...]:
        """Ids of In-Reply-To, then of References, each once."""
        values = self.fields.get("in-reply-to", ()) + self.fields.get("references", ())
        return tuple(dict.fromkeys(id for value in values for id in _IDS.findall(value)))

    @cached_property
    def date(self) -> datetime | None:
        """As the sender's clock had it; aware. None when it cannot be read."""
        try:
            date = parsedate_to_datetime(next(iter(self.header_all("date")), ""))
            return date if date.tzinfo else date.replace(tzinfo=UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            return None

    @cached_property
    def return_path(self) -> str | None:
        """The address mail goes back to; "" for the null path <>, None without the field."""
        if "return-path" not in self.fields:
            return None
        inner = self.fields["return-path"][0].strip().removeprefix("<").removesuffix(">").strip()
        return "" if not inner else bare_address(inner) or inner


def parse(raw: bytes, trust: Trust | None = None) -> Mail:
    """Read a mail leniently; never raises, what is wrong becomes a code in `trouble`.

    Another message inside it is not walked into: it is not the sender's word. A signature is
    checked against `trust`; without it nobody is known.
    """
    message, trouble = _message(raw)
    contents = _contents(message, trouble)
    if contents.kept:
        compare(contents, trouble)
    fields = raw_fields(message)
    if not fields:
        trouble.append("no-headers")
    mail = _mail(fields, contents, (*trouble, *contents.trouble, *ambiguities(raw)))
    signature = read_signature(raw, message, mail.sender, trust)
    return mail if signature is NO_SIGNATURE else _with_signature(mail, signature)


def _with_signature(mail: Mail, signature: Signature) -> Mail:
    wrong = signature.standing is Standing.INVALID
    trouble = (*mail.trouble, f"signature-{signature.reason}") if wrong else mail.trouble
    return replace(mail, signature=signature, trouble=trouble)


def _message(raw: bytes) -> tuple[Message, list[str]]:
    try:
        return message_tree(raw), []
    except RAISED:
        header = BytesHeaderParser(policy=CLIPPED).parsebytes(without_excess(raw))
        return header, ["parser-failed"]


def _contents(message: Message, trouble: list[str]) -> Contents:
    try:
        return read_parts(message)
    except RAISED:
        trouble.append("parser-failed")
        return Contents()


def _mail(fields: list[tuple[str, str]], contents: Contents, trouble: Iterable[str]) -> Mail:
    named = _by_name(fields)
    senders = named.get("from", ())
    plain = _plain(contents)
    return Mail(
        sender=one_mailbox(senders[0], strict=False) if len(senders) == 1 else None,
        fields=named,
        text="\n".join(text.rstrip("\n") + "\n" for text in plain) if plain else "",
        html="\n".join(contents.html) if contents.html else None,
        attachments=tuple(contents.attachments),
        delivery_status=tuple(contents.delivery_status),
        returned_headers=contents.returned_headers,
        trouble=tuple(dict.fromkeys(trouble)),
    )


def _plain(contents: Contents) -> list[str]:
    """The plain bodies; none where they only say that the mail is written in HTML."""
    if not any(text.strip() for text in contents.plain):
        return contents.named_plain
    if contents.html and sum(map(len, contents.plain)) <= _STUB:
        text = " ".join(contents.plain)
        if "html" in text.lower() and _ASKS_FOR_HTML.search(text):
            return contents.named_plain
    return contents.plain


def _by_name(fields: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    named: dict[str, list[str]] = {}
    for key, value in fields:
        named.setdefault(key.lower(), []).append(value)
    return {name: tuple(values) for name, values in named.items()}
