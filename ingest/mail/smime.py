"""Signed and encrypted mail (S/MIME, RFC 8551): where the content is, and what was signed."""

from __future__ import annotations

import re
from email.message import Message

from ingest.mail.ber import NoBer
from ingest.mail.cms import is_encrypted, read_signed
from ingest.mail.parameters import split_field
from ingest.mail.signature import NO_SIGNATURE, Signature, Standing, Trust, check_signed
from ingest.mail.transfer import undone
from ingest.mail.tree import payload_of, raw_field

_WRAPPED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_DETACHED = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})
_UNREADABLE = (NoBer, IndexError, ValueError)


def is_wrapper(kind: str, name: str) -> bool:
    """Whether a part of this type and name is a whole mail, signed or encrypted."""
    return kind in _WRAPPED or (kind == "application/octet-stream" and name.endswith(".p7m"))


def content_of(data: bytes) -> bytes | None:
    """The mail inside an opaquely signed part, with its own Content-* fields; None for others."""
    try:
        return read_signed(data).content
    except _UNREADABLE:
        return None


def is_closed(data: bytes) -> bool:
    """Whether the part is encrypted: nobody here has the key."""
    return is_encrypted(data)


def read_signature(
    raw: bytes, message: Message, sender: str | None, trust: Trust | None
) -> Signature:
    """Who signed the whole of a mail. A signature of some part of it says nothing of the mail."""
    kind, labels = split_field(raw_field(message, "content-type"))
    try:
        if is_wrapper(kind, labels.get("name", "")):
            return _of_wrapper(message, sender, trust)
        if kind == "multipart/signed":
            return _of_two_parts(raw, message, sender, trust)
    except _UNREADABLE:
        return Signature(Standing.INVALID, "unreadable")
    return NO_SIGNATURE


def _octets(part: Message) -> bytes:
    payload = payload_of(part)
    data = payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""
    return undone(data, raw_field(part, "content-transfer-encoding"))[0]


def _of_wrapper(message: Message, sender: str | None, trust: Trust | None) -> Signature:
    data = _octets(message)
    if is_encrypted(data):
        return NO_SIGNATURE
    signed = read_signed(data)
    if signed.content is None or not signed.signers:
        return NO_SIGNATURE  # certificates alone
    return check_signed(signed, signed.content, sender, trust)


def _of_two_parts(
    raw: bytes, message: Message, sender: str | None, trust: Trust | None
) -> Signature:
    parts = payload_of(message)
    last = parts[-1] if isinstance(parts, list) and len(parts) == 2 else None
    if not isinstance(last, Message) or last.get_content_type() not in _DETACHED:
        return NO_SIGNATURE  # PGP, which is not checked here; or its parts are not there
    content = _first_part(raw, message.get_boundary() or "")
    if content is None:
        return Signature(Standing.INVALID, "unreadable")
    return check_signed(read_signed(_octets(last)), content, sender, trust)


def _first_part(raw: bytes, boundary: str) -> bytes | None:
    """The bytes of the first part as they were signed: lines ending in CR LF (RFC 1847 2.1)."""
    mark = b"--" + re.escape(boundary.encode("utf-8", "surrogateescape"))
    begin = re.compile(rb"(?m)^" + mark + rb"[ \t]*\r?\n").search(raw)
    if begin is None or not boundary:
        return None
    end = re.compile(rb"\r?\n" + mark + rb"(?:--)?[ \t]*(?:\r?\n|\Z)").search(raw, begin.end() - 1)
    if end is None:
        return None
    return re.sub(rb"\r?\n", b"\r\n", raw[begin.end() : end.start()])
