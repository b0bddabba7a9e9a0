"""The parts of a message by the standard library: bodies, attachments, delivery reports."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email import errors
from email.message import Message

from ingest.filetypes import clean_name, type_of
from ingest.mail.charsets import UNDECODABLE, decode, decode_header
from ingest.mail.flowed import unflow
from ingest.mail.leaves import Leaf, leaves, octets_of
from ingest.mail.tnef import SIGNATURE, read_tnef
from ingest.mail.transfer import take_uuencoded

# What the standard library was seen to raise on hostile mail.
RAISED = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
    errors.MessageError,
)
_PGP = "-----BEGIN PGP MESSAGE-----"


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message."""

    name: str  # without folders, control and direction characters; "" when it had none
    type: str  # by its first bytes, else as declared
    declared: str  # as the sender labelled it
    data: bytes
    inline: bool  # shown within the text: a picture of a signature, mostly


@dataclass
class Contents:
    """What was found in the parts of a message, in their order."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    named_plain: list[str] = field(default_factory=list)  # text files shown inline
    attachments: list[Attachment] = field(default_factory=list)
    delivery_status: list[str] = field(default_factory=list)
    returned_headers: str = ""
    kept: list[tuple[Message, bytes]] = field(default_factory=list)  # parts kept as files
    spare_plain: list[str] = field(default_factory=list)  # bodies out of a winmail.dat,
    spare_html: list[str] = field(default_factory=list)  # for a mail that shows no other
    trouble: list[str] = field(default_factory=list)


def read_parts(message: Message) -> Contents:
    """Sort every leaf of `message` into bodies, attachments and delivery reports."""
    contents = Contents()
    for part in leaves(message, contents.trouble):
        try:
            _sort(part, contents)
        except RAISED:
            # One part nobody can read must not cost the others.
            contents.trouble.append("part-failed")
    if not any(text.strip() for text in (*contents.plain, *contents.html)):
        contents.plain += contents.spare_plain
        contents.html += contents.spare_html
    return contents


def _sort(part: Leaf, contents: Contents) -> None:
    kind, family = part.kind, part.kind.partition("/")[0]
    if kind in ("text/plain", "text/html") and part.disposition != "attachment":
        _take_text(part, contents)
    elif family == "message":
        _take_message(part, contents)
    elif kind == "text/rfc822-headers":
        contents.returned_headers = contents.returned_headers or _text(part, contents)
    elif family == "multipart":
        # Its boundary never comes: what is there is read as text rather than lost.
        contents.plain.append(_text(part, contents))
        contents.trouble.append("unopened-multipart")
    else:
        _take_file(part, contents)


def _take_text(part: Leaf, contents: Contents) -> None:
    if part.name:
        _take_file(part, contents)
        if part.kind == "text/plain":
            contents.named_plain.append(_text(part, contents))
        return
    if part.kind == "text/html":
        contents.html.append(_text(part, contents))
        return
    text = _text(part, contents, uuencoded=True)
    if part.labels.get("format", "").lower() == "flowed":
        text = unflow(text, part.labels.get("delsp", "").lower() == "yes")
    if _PGP in text:
        contents.trouble.append("encrypted")
    contents.plain.append(text)


def _text(part: Leaf, contents: Contents, *, uuencoded: bool = False) -> str:
    octets = octets_of(part, contents.trouble)
    if uuencoded and b"begin" in octets:
        octets = _without_files(octets, contents)
    text, trouble = decode(octets, part.labels.get("charset"))
    if trouble:
        contents.trouble.append(UNDECODABLE)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\x00", "")


def _without_files(octets: bytes, contents: Contents) -> bytes:
    text, files = take_uuencoded(octets)
    for file in files:
        name = clean_name(decode(file.name)[0])
        kind = type_of(file.data, "application/octet-stream", name)
        contents.attachments.append(Attachment(name, kind, "x-uuencode", file.data, False))
        if file.broken:
            contents.trouble.append("bad-uuencode")
    return text


def _take_file(part: Leaf, contents: Contents) -> None:
    data = octets_of(part, contents.trouble)
    if not data and not part.name:
        return
    if data.startswith(SIGNATURE):
        _take_wrapped(part, data, contents)
        return
    contents.kept.append((part.message, data))
    inline = part.disposition == "inline" or (part.disposition != "attachment" and part.has_id)
    kind = type_of(data, part.kind, part.name)
    contents.attachments.append(Attachment(part.name, kind, part.kind, data, inline))


def _take_wrapped(part: Leaf, data: bytes, contents: Contents) -> None:
    """A winmail.dat: what is in it came with the mail; itself it is kept when it is broken."""
    inside = read_tnef(data)
    for file in inside.files:
        name = clean_name(file.name)
        kind = type_of(file.data, file.declared, name)
        contents.attachments.append(Attachment(name, kind, file.declared, file.data, file.shown))
    contents.spare_plain.extend([inside.text] if inside.text.strip() else [])
    contents.spare_html.extend([inside.html] if inside.html.strip() else [])
    if inside.broken:
        contents.trouble.append("tnef-broken")
        contents.attachments.append(
            Attachment(part.name or "winmail.dat", "application/ms-tnef", part.kind, data, False)
        )


_OF_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_CARRIED = ("message/rfc822", "message/global", "message/news")
_ELSEWHERE = {"message/partial": "partial-message", "message/external-body": "external-body"}


def _take_message(part: Leaf, contents: Contents) -> None:
    """A report, or another message: its header in a report, a file anywhere else."""
    data = octets_of(part, contents.trouble)
    if part.kind in _OF_REPORTS:
        contents.delivery_status.append(_report(data))
    elif part.kind in ("message/rfc822-headers", "message/global-headers") or (
        part.in_report and part.kind in _CARRIED
    ):
        header = re.split(rb"\r?\n\r?\n", data.lstrip(b"\r\n"), maxsplit=1)[0]
        contents.returned_headers = contents.returned_headers or decode(header)[0]
    elif part.kind in _CARRIED:
        name = part.name or _name_of_carried(data)
        contents.attachments.append(Attachment(name, "message/rfc822", part.kind, data, False))
    else:
        if part.kind in _ELSEWHERE:
            contents.trouble.append(_ELSEWHERE[part.kind])
        _take_file(part, contents)


def _name_of_carried(data: bytes) -> str:
    """«subject.eml», as programs name a forwarded message when they save it."""
    found = re.search(rb"(?im)^subject:[ \t]*(.*(?:\r?\n[ \t].*)*)", data[:20_000])
    subject = decode_header(decode(found[1])[0]) if found else ""
    return f"{clean_name(subject.replace('/', '_'))[:100].strip() or 'message'}.eml"


def _report(data: bytes) -> str:
    """A delivery status as text: blocks of fields, their encoded words decoded."""
    lines = decode(data)[0].replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    return "\n".join(
        line[: len(line) - len(line.lstrip())] + decode_header(line) if "=?" in line else line
        for line in lines
    )
