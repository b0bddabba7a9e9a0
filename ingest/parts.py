"""The parts of a message by the standard library: bodies, attachments, delivery reports."""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import errors
from email.message import Message

from ingest import parameters
from ingest.charsets import UNDECODABLE, decode, decode_base64, decode_header
from ingest.filetypes import clean_name, type_of

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
_MOST = 1_000  # parts read of one message


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
    carried: bool = False  # holds another message, which is not walked into
    trouble: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Part:
    """One leaf of the tree of parts, with its labels read."""

    message: Message
    kind: str  # media type, lower case
    labels: dict[str, str]  # parameters of Content-Type
    disposition: str
    name: str
    in_report: bool


def read_parts(message: Message) -> Contents:
    """Sort every leaf of `message` into bodies, attachments and delivery reports."""
    contents = Contents()
    for part in _leaves(message):
        try:
            _sort(part, contents)
        except RAISED:
            # One part nobody can read must not cost the others.
            contents.trouble.append("part-failed")
    return contents


def raw_field(message: Message, name: str) -> str:
    """The raw value of the first field called `name`, '' when there is none."""
    wanted = name.lower()
    return next((v for n, v in raw_fields(message) if n.lower() == wanted), "")


def raw_fields(message: Message) -> list[tuple[str, str]]:
    """Every header field as read from the wire, with surrogate escapes for 8-bit bytes."""
    return [(str(name), str(value)) for name, value in message.raw_items()]


def payload_of(message: Message) -> object:
    """What the library keeps of a part's content: parts inside it, or text as on the wire.

    Not get_payload(): it puts 8-bit bytes through the declared charset, loses what does not fit,
    and raises on charsets like "idna".
    """
    return vars(message).get("_payload")


def _leaves(message: Message) -> Iterator[_Part]:
    waiting: list[tuple[Message, bool]] = [(message, False)]
    for _ in range(_MOST):
        if not waiting:
            return
        part, in_report = waiting.pop()
        kind, labels = parameters.split_field(raw_field(part, "content-type"))
        payload = payload_of(part)
        if isinstance(payload, list) and not _closed(kind, part):
            inside = in_report or kind == "multipart/report"
            children = [child for child in payload if isinstance(child, Message)]
            waiting.extend((child, inside) for child in reversed(children))
        else:
            yield _labelled(part, kind, labels, in_report)


def _closed(kind: str, part: Message) -> bool:
    """Whether the library's children are those of another message, or header blocks of a report."""
    return kind.startswith("message/") or part.get_content_maintype() == "message"


def _labelled(part: Message, kind: str, labels: dict[str, str], in_report: bool) -> _Part:
    disposition, details = parameters.split_field(raw_field(part, "content-disposition"))
    name = clean_name(details.get("filename") or labels.get("name") or "")
    if not re.fullmatch(r"[^\s/;]+/[^\s/;]+", kind):
        kind = part.get_content_type()
    return _Part(part, kind, labels, disposition, name, in_report)


def _sort(part: _Part, contents: Contents) -> None:
    if part.kind in ("message/delivery-status", "message/global-delivery-status"):
        contents.delivery_status.append(_blocks(part.message))
    elif part.kind in ("text/rfc822-headers", "message/rfc822-headers"):
        contents.returned_headers = contents.returned_headers or _text(part, contents)
    elif part.kind in ("message/rfc822", "message/global"):
        _take_carried(part, contents)
    elif part.kind.startswith("multipart/"):
        # Its boundary never comes: what is there is read as text rather than lost.
        contents.plain.append(_text(part, contents))
    elif part.kind in ("text/plain", "text/html") and part.disposition != "attachment":
        _take_text(part, contents)
    else:
        _take_file(part, contents)


def _take_text(part: _Part, contents: Contents) -> None:
    if part.name:
        _take_file(part, contents)
        if part.kind == "text/plain":
            contents.named_plain.append(_text(part, contents))
        return
    text = _text(part, contents)
    if part.kind == "text/html":
        contents.html.append(text)
    elif part.labels.get("format", "").lower() == "flowed":
        contents.plain.append(unflow(text, part.labels.get("delsp", "").lower() == "yes"))
    else:
        contents.plain.append(text)


def _text(part: _Part, contents: Contents) -> str:
    text, trouble = decode(_octets(part.message, contents), part.labels.get("charset"))
    if trouble:
        contents.trouble.append(UNDECODABLE)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _take_file(part: _Part, contents: Contents) -> None:
    data = _octets(part.message, contents)
    if not data and not part.name:
        return
    inline = part.disposition == "inline" or (
        part.disposition != "attachment" and bool(raw_field(part.message, "content-id"))
    )
    kind = type_of(data, part.kind, part.name)
    contents.attachments.append(Attachment(part.name, kind, part.kind, data, inline))


def _take_carried(part: _Part, contents: Contents) -> None:
    """Another message inside this one: its header in a delivery report, a file anywhere else."""
    contents.carried = True
    payload = payload_of(part.message)
    inner = payload[0] if isinstance(payload, list) and payload else None
    if isinstance(inner, Message):
        data = _carried_bytes(inner, contents)
    else:
        data = _octets(part.message, contents)
    if part.in_report:
        header = re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0]
        contents.returned_headers = contents.returned_headers or decode(header)[0]
    else:
        name = part.name or "message.eml"
        contents.attachments.append(Attachment(name, "message/rfc822", part.kind, data, False))


def _carried_bytes(inner: Message, contents: Contents) -> bytes:
    try:
        return inner.as_bytes()
    except RAISED:
        # The library's generator fails on some broken originals; the header is what matters.
        contents.trouble.append("carried-message-broken")
        lines = [f"{name}: {value}" for name, value in raw_fields(inner)]
        return "\n".join(lines).encode("utf-8", "surrogateescape")


def _octets(message: Message, contents: Contents) -> bytes:
    """The bytes of a leaf with its transfer encoding undone; never through a charset."""
    payload = payload_of(message)
    if not isinstance(payload, str):
        return b""
    data = payload.encode("utf-8", "surrogateescape")
    encoding = re.sub(r"\(.*?\)|[\s\"']", "", raw_field(message, "content-transfer-encoding"))
    match encoding.lower():
        case "base64":
            return _from_base64(data, contents)
        case "quoted-printable":
            return quopri.decodestring(data)
        case "x-uuencode" | "uuencode" | "uue" | "x-uue":
            return _from_uuencode(data, contents)
    return data


def _from_base64(data: bytes, contents: Contents) -> bytes:
    body, _, after = data.partition(b"=")
    if re.search(rb"[^A-Za-z0-9+/\s]", body) or after.strip(b"=\r\n\t "):
        contents.trouble.append("bad-base64")
        # What stands after the padding was appended by a list or a virus scanner.
        return decode_base64(body)
    return decode_base64(data)


def _from_uuencode(data: bytes, contents: Contents) -> bytes:
    lines: list[bytes] = []
    for line in re.split(rb"\r?\n", data):
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        try:
            lines.append(binascii.a2b_uu(line))
        except binascii.Error:
            contents.trouble.append("bad-uuencode")
    return b"".join(lines)


def _blocks(message: Message) -> str:
    """A delivery status as text: blocks of fields, which the library takes apart into messages."""
    payload = payload_of(message)
    if not isinstance(payload, list):
        return decode(_octets(message, Contents()))[0]
    blocks = []
    for block in payload:
        if isinstance(block, Message):
            lines = [f"{name}: {decode_header(value)}" for name, value in raw_fields(block)]
            rest = payload_of(block)
            blocks.append("\n".join((*lines, rest if isinstance(rest, str) else "")).strip())
    text = "\n\n".join(blocks)
    if raw_field(message, "content-transfer-encoding").strip().lower() == "base64":
        return decode(decode_base64(text.encode("utf-8", "surrogateescape")))[0]
    return text


def unflow(text: str, delete_space: bool) -> str:
    """The lines of a format=flowed text joined again (RFC 3676), quote marks kept."""
    lines: list[str] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        rest = line.lstrip(">")
        depth = len(line) - len(rest)
        rest = rest.removeprefix(" ")
        flows = rest.endswith(" ") and rest != "-- "
        if rest == "-- " or depth != open_depth:
            lines.append(">" * depth + " " * bool(depth) + rest)
        else:
            lines[-1] += rest
        if flows and delete_space:
            lines[-1] = lines[-1][:-1]
        open_depth = depth if flows else None
    return "\n".join(lines)
