"""Mails as bytes: charsets, transfer encodings and what our own mail server puts on top."""

from __future__ import annotations

import base64
import hashlib
import quopri
from collections.abc import Sequence
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

SERVER = "mx.achyk.example"
Fields = Sequence[tuple[str, str]]


def short(*seed: object) -> str:
    """Twelve letters that are always the same for the same seed."""
    return hashlib.sha256(repr(seed).encode()).hexdigest()[:12]


def encoded(text: str, charset: str) -> tuple[bytes, str]:
    """The text in its charset; what it cannot hold makes the mail utf-8, or in webmail a "?"."""
    try:
        return text.encode(charset), charset
    except UnicodeEncodeError:
        if charset == "koi8-r":
            return text.encode(charset, "replace"), charset
        return text.encode("utf-8"), "utf-8"


def part(subtype: str, text: str, charset: str, transfer: str, more: str = "") -> bytes:
    """A text part: its headers and its encoded words."""
    data, charset = encoded(text.replace("\n", "\r\n"), charset)
    if transfer == "base64":
        data = base64.encodebytes(data).replace(b"\n", b"\r\n")
    elif transfer == "quoted-printable":
        lines = data.split(b"\r\n")
        data = b"\r\n".join(quopri.encodestring(line).replace(b"\n", b"\r\n") for line in lines)
    head = f'Content-Type: text/{subtype}; charset="{charset}"{more}\r\n'
    head += f"Content-Transfer-Encoding: {transfer}\r\n\r\n"
    return head.encode() + data


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_part(name: str, data: bytes, kind: str = XLSX) -> bytes:
    """An attached file."""
    shown = Header(name, "utf-8").encode().replace("\n", "\r\n")
    head = (
        f"Content-Type: {kind};\r\n"
        f' name="{shown}"\r\nContent-Disposition: attachment;\r\n filename="{shown}"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + base64.encodebytes(data).replace(b"\n", b"\r\n")


def several(kind: str, parts: Sequence[bytes], boundary: str) -> bytes:
    """A multipart body with its header."""
    line = f"--{boundary}".encode()
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    inside = b"".join(line + b"\r\n" + one + b"\r\n" for one in parts)
    return head + inside + line + b"--\r\n"


def mail(fields: Fields, body: bytes, charset: str = "utf-8") -> bytes:
    """A whole mail; header values outside ASCII become encoded words of the charset."""
    lines = [f"{name}: {_value(value, charset)}\r\n" for name, value in fields if value]
    return "".join(lines).encode() + b"MIME-Version: 1.0\r\n" + body


def _value(value: str, charset: str) -> str:
    if value.isascii():
        return value
    try:
        value.encode(charset)
    except UnicodeEncodeError:
        charset = "utf-8"
    return Header(value, charset, maxlinelen=70).encode(linesep="\r\n")


def delivered(raw: bytes, recipient: str, at: datetime, sender: str, proof: str) -> bytes:
    """The mail as our server lays it into the mailbox; `proof`: what it found about DMARC."""
    domain = sender.rpartition("@")[2]
    lines = [
        f"Return-Path: <{sender}>",
        f"X-Original-To: {recipient}",
        f"Delivered-To: {recipient}",
        f"Received: from mail.{domain or 'relay.test'} (mail.{domain or 'relay.test'} [192.0.2.7])",
        f"\tby {SERVER} (Postfix) with ESMTPS id {short(raw)}",
        f"\tfor <{recipient}>; {format_datetime(at)}",
    ]
    if proof and domain:
        lines.append(f"Authentication-Results: {SERVER}; dmarc={proof} header.from={domain}")
    return "\r\n".join(lines).encode() + b"\r\n" + raw
