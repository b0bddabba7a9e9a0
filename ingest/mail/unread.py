"""What is learned of a mail from its raw bytes, before it has been proven readable."""

from __future__ import annotations

import hashlib
import re

HEADER_BYTES = 65_536
LONGEST_HEAD = 1 << 20  # bytes of a header that a mail is told from others by
MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*<([^<>\s]{1,900})>")
ADDRESSED = re.compile(rb"(?i)\+([a-z2-7]{26})@")


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


def message_ids(raw: bytes) -> list[bytes]:
    """What stands between < and > in its Message-ID fields; no reader is needed for our letters."""
    return MESSAGE_ID.findall(_head(raw))


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
