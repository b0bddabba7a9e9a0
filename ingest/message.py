"""One mail as a value: read by mail-parser and the standard library, which check each other."""

from __future__ import annotations

import hashlib
import logging
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import errors
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime

import mailparser
from mailparser.exceptions import MailParserError

from ingest.addresses import addresses_in, bare_address, mailbox_name, one_mailbox
from ingest.charsets import decode_base64, decode_header
from ingest.clipped import CLIPPED, clipped_message, without_excess
from ingest.filetypes import clean_name, type_of
from ingest.parts import RAISED, Attachment, Contents, payload_of, raw_fields, read_parts

__all__ = ["Attachment", "Mail", "addressed_token", "content_digest", "parse", "sender_to"]

# mail-parser logs names of files and headers; logs hold nothing of a respondent (WB7).
logging.getLogger("mailparser").propagate = False
logging.getLogger("mailparser").addHandler(logging.NullHandler())

_RECIPIENT_FIELDS = ("delivered-to", "x-original-to", "to", "cc")
HEADER_BYTES = 65_536
LONGEST_HEAD = 1 << 20  # bytes of a header that a mail is told from others by
ADDRESSED = re.compile(rb"(?i)\+([a-z2-7]{26})@")
_IDS = re.compile(r"<[^<>\s]{1,900}>")
_CUT_SHORT = (errors.StartBoundaryNotFoundDefect, errors.CloseBoundaryNotFoundDefect)


@dataclass(frozen=True)
class Mail:
    """A mail as received."""

    sender: str | None  # the From address, domain in lower case; None unless one plain mailbox
    sender_name: str  # as the sender styles himself; proves nothing
    recipients: tuple[str, ...]  # of Delivered-To, X-Original-To, To, Cc, in this order
    subject: str
    message_id: str | None  # with its angle brackets
    references: tuple[str, ...]  # ids of In-Reply-To, then of References
    date: datetime | None  # as the sender's clock had it; aware
    return_path: str | None  # "" for the null path <>; None when the field is missing
    headers: tuple[tuple[str, str], ...]  # decoded, in wire order, names as written
    text: str  # the plain body with its quotes; "" when there is HTML only
    html: str | None
    attachments: tuple[Attachment, ...]
    delivery_status: tuple[str, ...]  # texts of message/delivery-status parts
    returned_headers: str  # header of the original that a delivery report brings back, else ""
    trouble: tuple[str, ...]  # codes of what could not be read as it should be

    def header_all(self, name: str) -> tuple[str, ...]:
        """Every value of the field called `name`, in any case, in wire order."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)


def parse(raw: bytes) -> Mail:
    """Read a mail leniently; never raises, what is wrong becomes a code in `trouble`.

    Another message inside it is not walked into: it is not the sender's word.
    """
    message, trouble = _message(raw)
    contents = _contents(message, trouble)
    if "parser-failed" not in trouble:
        _compare(message, contents, trouble)
    fields = raw_fields(message)
    if not fields:
        trouble.append("no-headers")
    return _mail(fields, contents, (*trouble, *contents.trouble))


def _message(raw: bytes) -> tuple[Message, list[str]]:
    try:
        return clipped_message(raw), []
    except RAISED:
        header = BytesHeaderParser(policy=CLIPPED).parsebytes(without_excess(raw))
        return header, ["parser-failed"]


def _contents(message: Message, trouble: list[str]) -> Contents:
    try:
        contents = read_parts(message)
        trouble += ["truncated"] if _is_cut_short(message) else []
    except RAISED:
        trouble.append("parser-failed")
        return Contents()
    return contents


def _is_cut_short(message: Message) -> bool:
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if any(isinstance(defect, _CUT_SHORT) for defect in part.defects):
            return True
        payload = payload_of(part)
        if isinstance(payload, list) and part.get_content_maintype() == "multipart":
            waiting.extend(child for child in payload if isinstance(child, Message))
    return False


def _compare(message: Message, contents: Contents, trouble: list[str]) -> None:
    """Set the attachments of both readers side by side; what only mail-parser saw is added."""
    try:
        theirs = _files_by_mail_parser(message)
    except (*RAISED, MailParserError):
        trouble.append("mail-parser-failed")
        return
    ours = Counter(hashlib.sha256(file.data).digest() for file in contents.attachments)
    seen = Counter(hashlib.sha256(file.data).digest() for file in theirs)
    # mail-parser walks into carried messages and skips nameless parts: the first is by design.
    if contents.carried or ours == seen:
        return
    trouble.append("parsers-disagree")
    for file in theirs:
        if hashlib.sha256(file.data).digest() not in ours and file.data:
            contents.attachments.append(file)


def _files_by_mail_parser(message: Message) -> list[Attachment]:
    files = []
    for file in mailparser.MailParser(message).attachments:
        payload, declared = file["payload"], str(file["mail_content_type"]).lower()
        if file["binary"]:
            data = decode_base64(payload.partition("=")[0].encode("ascii", "replace"))
        else:
            data = payload.encode("utf-8", "surrogateescape")
        name = clean_name(decode_header(str(file["filename"])))
        if declared.split("/")[0] not in ("multipart", "message"):
            inline = not str(file["content-disposition"]).lower().startswith("attachment")
            files.append(Attachment(name, type_of(data, declared, name), declared, data, inline))
    return files


def _mail(fields: list[tuple[str, str]], contents: Contents, trouble: Iterable[str]) -> Mail:
    sender, name = _sender(fields)
    plain = contents.plain if any(t.strip() for t in contents.plain) else contents.named_plain
    return Mail(
        sender=sender,
        sender_name=name,
        recipients=_recipients(fields),
        subject=decode_header(_first(fields, "subject") or ""),
        message_id=_message_id(_first(fields, "message-id")),
        references=_references(fields),
        date=_date(_first(fields, "date")),
        return_path=_return_path(_first(fields, "return-path")),
        headers=tuple((key, decode_header(value)) for key, value in fields),
        text="\n".join(text.rstrip("\n") + "\n" for text in plain) if plain else "",
        html="\n".join(contents.html) if contents.html else None,
        attachments=tuple(contents.attachments),
        delivery_status=tuple(contents.delivery_status),
        returned_headers=contents.returned_headers,
        trouble=tuple(dict.fromkeys(trouble)),
    )


def _values(fields: list[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in fields if key.lower() == name]


def _first(fields: list[tuple[str, str]], name: str) -> str | None:
    return next(iter(_values(fields, name)), None)


def _sender(fields: list[tuple[str, str]]) -> tuple[str | None, str]:
    values = _values(fields, "from")
    if len(values) != 1:
        return None, mailbox_name(values[0]) if values else ""
    return one_mailbox(values[0], strict=False), mailbox_name(values[0])


def _recipients(fields: list[tuple[str, str]]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in _RECIPIENT_FIELDS:
        for value in _values(fields, name):
            for address in addresses_in(value):
                found.setdefault(address.lower(), address)
    return tuple(found.values())


def _message_id(value: str | None) -> str | None:
    if not value or not value.strip():
        return None
    found = _IDS.search(value)
    return found[0] if found else f"<{decode_header(value).split()[0]}>"


def _references(fields: list[tuple[str, str]]) -> tuple[str, ...]:
    values = _values(fields, "in-reply-to") + _values(fields, "references")
    return tuple(dict.fromkeys(id for value in values for id in _IDS.findall(value)))


def _date(value: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime(decode_header(value or ""))
        return date if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _return_path(value: str | None) -> str | None:
    if value is None:
        return None
    inner = value.strip().removeprefix("<").removesuffix(">").strip()
    return "" if not inner else bare_address(inner) or inner


def addressed_token(raw: bytes) -> str:
    """The token behind the + of the first address in the header that bears one; '' for none.

    Out of the raw bytes, in one linear pass: the mail has not been proven readable yet.
    """
    found = ADDRESSED.search(_head(raw))
    return found[1].decode().lower() if found else ""


def sender_to(raw: bytes, address: str) -> str:
    """The From field as it stands, of a mail whose header names `address`; '' for other mail."""
    head = re.sub(rb"\r?\n[ \t]+", b" ", _head(raw).lower())
    fields = (line.partition(b":") for line in head.splitlines())
    written = [value.strip() for name, _, value in fields if name.strip() == b"from"]
    to_it = address.lower().encode() in head
    return written[0].decode("latin-1") if written and to_it else ""


def _head(raw: bytes) -> bytes:
    return re.split(rb"\r?\n\r?\n", raw[:HEADER_BYTES], maxsplit=1)[0]


def content_digest(raw: bytes) -> bytes:
    """SHA-256 of what the sender wrote: From, Date, Message-ID and the body, line ends made equal.

    A second delivery of the same mail, with other trace fields, has the same digest. Runs outside
    the confined reader: in linear time, and in memory for the mail and two copies of it, whatever
    it is made of. No honest header is longer than is split into fields; the rest is body.
    """
    text = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    end = 0 if text.startswith(b"\n") else text.find(b"\n\n", 0, LONGEST_HEAD)
    begin = end + (2 if end else 1)
    if end < 0:
        end = begin = min(len(text), LONGEST_HEAD)
    fields = re.sub(rb"\n[ \t]+", b" ", text[:end]).split(b"\n")
    digest = hashlib.sha256()
    for name in (b"from", b"date", b"message-id"):
        for field in fields:
            key, _, value = field.partition(b":")
            if key.strip().lower() == name:
                digest.update(name + b":" + b" ".join(value.split()) + b"\n")
        digest.update(b"\n")
    digest.update(memoryview(text.rstrip(b"\n"))[begin:])
    return digest.digest()
