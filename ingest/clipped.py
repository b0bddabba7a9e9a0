"""A mail parsed with long headers cut: no reader takes minutes over fields that nobody writes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import Message
from itertools import islice

HEAD_BYTES = 200_000  # of the header of the mail itself; all of it is decoded, 5 s a megabyte
FIELD = 100_000  # characters of one field, as Postfix lets through
CONTENT_FIELD = 4_000  # of Content-*, in every part: its parameters cost by the square
MOST_PARTS = 5_000  # lines that begin as boundaries do; what comes after them is not read
_BOUNDARY = re.compile(rb"\n--(?=[^\s-])")
REPORT_BYTES = 1_000_000  # of a report; what follows its fields is the letter that came back
_REPORT = re.compile(rb"^content-type:\s*multipart/report", re.I | re.M)
_ENDS = (b"\r\n\r\n", b"\n\n", b"\r\r")


class _Clipped(policy.Compat32):
    """The standard library's lenient reading, with every field cut to what is looked at."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(list(sourcelines))
        longest = CONTENT_FIELD if name.lower().startswith("content-") else FIELD
        return name, value[:longest]


CLIPPED = _Clipped()


def clipped_message(raw: bytes) -> Message:
    """The mail as the standard library reads it, without what its header has too much of."""
    raw = without_excess(raw)
    if len(raw) > REPORT_BYTES and _REPORT.search(raw, 0, HEAD_BYTES):
        raw = raw[:REPORT_BYTES]
    last = next(islice(_BOUNDARY.finditer(raw), MOST_PARTS, None), None)
    return message_from_bytes(raw[: last.start()] if last else raw, policy=CLIPPED)


def without_excess(raw: bytes) -> bytes:
    """The mail without the lines of its header beyond the limit; nearly always as it came."""
    found = [at for at in (raw.find(end) for end in _ENDS) if at >= 0]
    end = min(found, default=len(raw))
    if end <= HEAD_BYTES:
        return raw
    kept = raw.rfind(b"\n", 0, HEAD_BYTES) + 1
    # A field is cut within, but not in its name: that would pass for the first line of the text.
    cut = HEAD_BYTES if b":" in raw[kept:HEAD_BYTES] else kept
    return raw[:cut] + b"\n\n" + raw[end:].lstrip(b"\r\n")
