"""The tree of a mail's parts as the standard library makes it, its labels read leniently.

The library's parser takes a text line by line; here boundaries are searched for, and the parts it
would make are made of what lies between them. A test holds both against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect
from email.message import Message
from typing import TypeVar

from ingest.mail import parameters
from ingest.mail.clipped import CLIPPED, CONTENT_FIELD, DEEPEST, FIELD, UNOPENED, Shallow, clipped

_Else = TypeVar("_Else")
# What the library takes for a header: lines up to the first that is none.
_HEADER = re.compile(rb"(?:(?:[!-9;-~]*+:|[\t ]|From )[^\r\n]*+(?:\r\n|[\r\n]|\Z))*+")
_FIELD = re.compile(r"(?<![^\r\n])([!-9;-~]++):([^\r\n]*+(?:(?:\r\n|[\r\n])[\t ][^\r\n]*+)*+)")
_LINE_END = re.compile(rb"\r\n|[\r\n]")
_LATE_FROM = re.compile(rb"[\r\n]From [^\r\n]*[\r\n]*\Z")
_REST_OF_BOUNDARY = re.compile(rb"(--)?[ \t]*(?:\r\n|[\r\n]|\Z)")


class Part(Shallow):
    """A part that reads its label once.

    Another message inside it stays text: it is not walked into, and keeps its bytes. So does a
    delivery report, which the standard library would take apart.
    """

    _kind: str | None = None

    def get_content_type(self) -> str:
        """The media type, in lower case; of a carried message one without a meaning."""
        if self._kind is None:
            label = parameters.split_field(raw_field(self, "content-type"))[0]
            kind = label if label.count("/") == 1 else super().get_content_type()
            closed = kind.startswith("message/") or self.depth >= DEEPEST
            self._kind = UNOPENED if closed else kind
        return self._kind

    def get_boundary(self, failobj: _Else = None) -> str | _Else:  # type: ignore[assignment]
        """As the standard library has it, but unfolded, and also after a missing semicolon."""
        raw = raw_field(self, "content-type")
        ours = parameters.split_field(raw)[1].get("boundary")
        if ours is not None and (not _DISPUTED.search(raw) or _is_plain(raw, ours)):
            return ours
        found = super().get_boundary() or ours
        return re.sub(r"[\r\n]+", "", found) if found else failobj


# Where the standard library may read another boundary, its reading stands.
_DISPUTED = re.compile(r"[\r\n*\\()]|=\?|(?i:boundary.*boundary)")
# A folded field of which the library makes nothing else than we do.
_FOLDED = re.compile(
    r"""[A-Za-z/.+-]+(?:\s*;\s*[A-Za-z-]+=(?:"[^"\\\r\n*();]*"|[^\s"\\*();]+))*\s*;?\s*"""
)
_CLOSED = CLIPPED.clone(message_factory=Part)


def _is_plain(raw: str, boundary: str) -> bool:
    once = raw.lower().count("boundary") == 1 and "=?" not in raw and " " not in boundary
    return once and _FOLDED.fullmatch(raw) is not None


class _LateFrom(Exception):
    """A header ends with a line that the library moves into the body: it may do so itself."""


def message_tree(raw: bytes) -> Message:
    """The mail as a tree of parts; raises what ingest.mail.parts.RAISED names."""
    raw = clipped(raw)
    try:
        whole = Part(policy=_CLOSED)
        _read(whole, raw, 0, len(raw))
    except _LateFrom:
        return message_from_bytes(raw, policy=_CLOSED)
    return whole


def _read(part: Part, raw: bytes, start: int, end: int) -> None:
    """Fill `part` with what stands in `raw` from `start` to `end`."""
    head = _HEADER.match(raw, start, end)
    body = head.end() if head else start
    if body > start:
        vars(part)["_headers"] = _fields(raw[start:body])
    blank = _LINE_END.match(raw, body, end)
    body = blank.end() if blank else body
    if part.get_content_type().startswith("multipart/"):
        boundary = part.get_boundary()
        if boundary is not None:
            _read_parts(part, raw, (body, end), boundary)
            return
    vars(part)["_payload"] = raw[body:end].decode("ascii", "surrogateescape")


def _fields(head: bytes) -> list[tuple[str, str]]:
    if b"From " in head and _LATE_FROM.search(head):
        raise _LateFrom
    return [
        (name, value.strip(" \t\r\n")[: CONTENT_FIELD if name[:8].lower() == "content-" else FIELD])
        for name, value in _FIELD.findall(head.decode("ascii", "surrogateescape"))
    ]


def _read_parts(part: Part, raw: bytes, body: tuple[int, int], boundary: str) -> None:
    start, end = body
    first = -1  # where the part begins that is open
    for at, after, closes in _boundary_lines(raw, start, end, "--" + boundary):
        if first >= 0 and at == first:  # the line below a boundary line says nothing
            first = after
            continue
        if first >= 0:
            _attach(part, raw, first, at)
        if closes:
            if first < 0:
                end = at
            break
        first = after
    else:
        if first >= 0:
            _attach(part, raw, first, end)
            part.defects.append(CloseBoundaryNotFoundDefect())
    if first < 0:
        part.defects.append(StartBoundaryNotFoundDefect())
        vars(part)["_payload"] = raw[start:end].decode("ascii", "surrogateescape")


def _boundary_lines(raw: bytes, at: int, end: int, line: str) -> Iterator[tuple[int, int, bool]]:
    """Where each boundary line begins and ends, and whether it is the last of its multipart."""
    try:
        mark, start = line.encode("ascii", "surrogateescape"), at
    except UnicodeEncodeError:
        return  # it was written with letters, and the library compares bytes
    while (at := raw.find(mark, at, end)) >= 0:
        rest = _REST_OF_BOUNDARY.match(raw, at + len(mark), end)
        if rest and (at == start or raw[at - 1] in b"\r\n"):
            yield at, rest.end(), bool(rest[1])
            at = rest.end()
        else:
            at += 1


def _attach(part: Part, raw: bytes, start: int, end: int) -> None:
    inner = Part(policy=_CLOSED)
    if part.get_content_type() == "multipart/digest":
        inner.set_default_type("message/rfc822")
    part.attach(inner)
    _read(inner, raw, start, end)
    text = payload_of(inner)
    if isinstance(text, str) and not inner.get_content_type().startswith("multipart/"):
        # The line end before a boundary belongs to it.
        cut = 2 if text.endswith("\r\n") else int(text.endswith(("\r", "\n")))
        vars(inner)["_payload"] = text[:-cut] if cut else text


def raw_fields(message: Message) -> list[tuple[str, str]]:
    """Every header field as read from the wire, with surrogate escapes for 8-bit bytes."""
    return [(str(name), str(value)) for name, value in message.raw_items()]


def raw_field(message: Message, name: str) -> str:
    """The raw value of the first field called `name` (in lower case), '' when there is none."""
    for key, value in message.raw_items():
        if key.lower() == name:
            return str(value)
    return ""


def payload_of(message: Message) -> object:
    """What the library keeps of a part's content: parts inside it, or text as on the wire.

    Not get_payload(): it puts 8-bit bytes through the declared charset, loses what does not fit,
    and raises on charsets like "idna".
    """
    return vars(message).get("_payload")
