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
DEEPEST = 40  # parts within parts
UNOPENED = "application/unopened"
_BOUNDARY = re.compile(rb"\n--(?=[^\s-])")
REPORT_BYTES = 1_000_000  # of a report; what follows its fields is the letter that came back
_REPORT = re.compile(rb"^content-type:\s*multipart/report", re.I | re.M)
_ENDS = (b"\r\n\r\n", b"\n\n", b"\r\r")
# A line of a header that is neither a field, nor goes on with one, nor an mbox separator.
_STRAY = re.compile(rb"(?m)^(?![\t \r\n]|[!-9;-~]+:|[>]?From )[^\r\n]+")
# Lines that begin as they should; a blank one ends them.
_PLAIN = re.compile(rb"(?:(?:[!-9;-~]++:|[\t ]|From )[^\r\n]*+(?:\r\n|[\r\n]|\Z))*+")
_FIELD_NAME = re.compile(rb"[!-9;-~]+(?=[ \t]+:)")
_KNOWN_FIELD = re.compile(
    rb"(?im)^(?:received|from|to|cc|date|subject|message-id|mime-version|content-[a-z-]+|x-[\w-]+"
    rb"|return-path|delivered-to|reply-to|references|in-reply-to)[ \t]*:"
)


class _Clipped(policy.Compat32):
    """The standard library's lenient reading, with every field cut to what is looked at."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        name, _, value = sourcelines[0].partition(":")
        if len(sourcelines) > 1:
            value += "".join(sourcelines[1:])
        longest = CONTENT_FIELD if name[:8].lower() == "content-" else FIELD
        return name, value.strip(" \t\r\n")[:longest]


class Shallow(Message):
    """A part that is not opened too deep within others: the library compares every line with the
    boundaries of all parts around it."""

    depth = 0

    def attach(self, payload: Message) -> None:  # type: ignore[override]
        """Take `payload` as the next part inside."""
        super().attach(payload)
        vars(payload)["depth"] = self.depth + 1

    def get_content_type(self) -> str:
        """The media type in lower case; one that is never opened where it is too deep."""
        return super().get_content_type() if self.depth < DEEPEST else UNOPENED


CLIPPED = _Clipped(message_factory=Shallow)


def clipped_message(raw: bytes) -> Message:
    """The mail as the standard library reads it, without what its header has too much of."""
    return message_from_bytes(clipped(raw), policy=CLIPPED)


def clipped(raw: bytes) -> bytes:
    """The mail without what it has too much of, its header mended; nearly always as it came."""
    raw = mended_header(without_excess(raw))
    if len(raw) > REPORT_BYTES and _REPORT.search(raw, 0, HEAD_BYTES):
        raw = raw[:REPORT_BYTES]
    if raw.count(b"\n--") > MOST_PARTS:
        last = next(islice(_BOUNDARY.finditer(raw), MOST_PARTS, None), None)
        raw = raw[: last.start()] if last else raw
    return raw


def without_excess(raw: bytes) -> bytes:
    """The mail without the lines of its header beyond the limit; nearly always as it came."""
    end = _header_end(raw) if len(raw) > HEAD_BYTES else 0
    if end <= HEAD_BYTES:
        return raw
    kept = raw.rfind(b"\n", 0, HEAD_BYTES) + 1
    # A field is cut within, but not in its name: that would pass for the first line of the text.
    cut = HEAD_BYTES if b":" in raw[kept:HEAD_BYTES] else kept
    return raw[:cut] + b"\n\n" + raw[end:].lstrip(b"\r\n")


def _header_end(raw: bytes) -> int:
    end = len(raw)
    for mark in _ENDS:
        at = raw.find(mark, 0, end)
        end = at if at >= 0 else end
    return end


def mended_header(raw: bytes) -> bytes:
    """The mail with stray lines within its header made part of the field before them.

    The standard library ends the header at the first line that is no field, and shows the rest of
    the header as the mail's text. Old programs leave a space before the colon, or fold without
    indenting. Only where fields known to every reader follow: else it is the text that begins.
    """
    end = _header_end(raw)
    if _PLAIN.match(raw).end() >= end or not _STRAY.search(raw, 0, end):  # type: ignore[union-attr]
        return raw
    head = raw[:end]
    known = [found.start() for found in _KNOWN_FIELD.finditer(head)]
    first, last = (known[0], known[-1]) if known else (end, 0)
    return _STRAY.sub(lambda line: _mended(line, first, last), head) + raw[end:]


def _mended(line: re.Match[bytes], first: int, last: int) -> bytes:
    name = _FIELD_NAME.match(line[0])
    if name and line.start() <= last:
        return name[0] + line[0][name.end() :].lstrip()
    return b" " + line[0] if first < line.start() < last else line[0]
