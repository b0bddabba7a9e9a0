"""What two conforming readers could read differently in a mail: its structure, on raw bytes.

A file that one program sees and another does not is how attachments are smuggled past a scanner, so
only what every reader reads alike goes without a code: everything else is named. The rules are the
grammars of RFC 5322, 2045, 2046, 2183 and 2231, less what real readers are known to do differently.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field

from ingest.mail.strict_fields import Labels, read_labels

DEEPEST = 20  # parts within parts
MOST = 1_000  # parts

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\n"
_BAD_QUOTED = re.compile(rb"=(?![0-9A-Fa-f]{2}|\n|\Z)")
_OUTSIDE = re.compile(rb"^(?:--|content-[a-z-]+[ \t]*:|begin [0-7]{3})", re.M | re.I)
_UU = re.compile(rb"^(?:begin(?:-base64)? [0-7]{3,4} \S|=ybegin |\(This file must be conv)", re.M)
# Also behind a field that came too late.
_BASE64_LINE = re.compile(rb"(?:[!-9;-~]{1,60}:[^\n]{0,80}\n\n)?[A-Za-z0-9+/]{60,76}={0,2}\n")
_FIELD_IN_TEXT = re.compile(rb"^content-(?:type|transfer-encoding|disposition)[ \t]*:", re.M | re.I)
_PART_IN_TEXT = re.compile(
    rb"^--[^\n]{1,74}\n(?:[!-9;-~]+:[^\n]*\n)?"
    rb"content-(?:type|transfer-encoding|disposition)[ \t]*:"
    rb"|^content-transfer-encoding[ \t]*:[ \t]*(?:base64|quoted-printable)",
    re.M | re.I,
)
_CONTENT_FIELD = re.compile(rb"^content-|\bname\*?=", re.M | re.I)
_LISTS_OF_FIELDS = frozenset(
    f"message/{name}"
    for name in (
        *("delivery-status", "global-delivery-status", "disposition-notification"),
        *("global-disposition-notification", "feedback-report", "tracking-status"),
    )
)
"""Reports for programs: RFC 3464, 6533, 8098, 5965, 3886. They hold fields and no file."""
_TRACE_BEFORE = re.compile(rb"^(?:received|return-path|message-id)[ \t]*:", re.M | re.I)
_INNER_BOUNDARY = re.compile(rb"boundary=\"?([^\"\s;]+)", re.I)
_FILE_INSIDE = re.compile(rb"^content-disposition:[ \t]*attachment|\bfilename\*?=", re.M | re.I)


@dataclass(frozen=True)
class Leaf:
    """A part that holds no others."""

    kind: str  # media type, lower case
    encoding: str
    start: int  # of its content, in the bytes with LF line ends
    end: int


@dataclass
class Structure:
    """A mail taken apart by its boundary lines alone."""

    text: bytes  # the mail with LF line ends
    leaves: list[Leaf] = field(default_factory=list)
    found: dict[str, None] = field(default_factory=dict)  # codes, in the order they were met
    carried: bool = False  # holds another message as a part

    def content(self, leaf: Leaf) -> bytes | None:
        """The octets of a leaf; None when its encoding is broken."""
        body = self.text[leaf.start : leaf.end]
        try:
            if leaf.encoding == "base64":
                return binascii.a2b_base64(body)
            return binascii.a2b_qp(body) if leaf.encoding == "quoted-printable" else body
        except binascii.Error:
            return None


def ambiguities(raw: bytes) -> tuple[str, ...]:
    """Codes of what readers could read differently in this mail; () for a plain one.

    One pass over the header lines and the boundary lines of each level; never raises.
    """
    return tuple(structure(raw).found)


def structure(raw: bytes) -> Structure:
    """The mail taken apart, with its ambiguities."""
    text = raw.replace(b"\r\n", b"\n") if b"\r" in raw else raw
    whole = Structure(text)
    if len(text) != len(raw) and raw.count(b"\n") != len(raw) - len(text):
        # Servers hand mail over with one kind of line end; two of them were put there to deceive.
        whole.found["line-ends"] = None
    _entity(whole, 0, len(text), (), top=True, in_report=False)
    return whole


def _entity(
    whole: Structure,
    start: int,
    end: int,
    around: tuple[bytes, ...],
    *,
    top: bool,
    in_report: bool,
) -> None:
    """The mail itself, or one of its parts: a header and a body. `around`: boundaries it is in."""
    text, found = whole.text, whole.found
    if text[start : start + 1] == b"\n":
        head, body = b"", start + 1
    else:
        gap = text.find(b"\n\n", start, end)
        head, body = (
            (text[start:gap], gap + 2) if gap >= 0 else (text[start:end].rstrip(b"\n"), end)
        )
    labels = read_labels(head, found, top=top)
    if body == end and not (top or text[start:end].endswith(b"\n") or labels.is_plain_text):
        # A header without its end is an empty text at most; a file would begin somewhere.
        found["header-line"] = None
    if labels.kind.startswith("multipart/"):
        _multipart(whole, labels, body, end, around, in_report)
    elif labels.kind.startswith("message/"):
        _carried(whole, labels, body, end, around, in_report)
    else:
        whole.leaves.append(Leaf(labels.kind, labels.encoding, body, end))
        _check_leaf(text[body:end], labels, found)


def _multipart(
    whole: Structure,
    labels: Labels,
    start: int,
    end: int,
    around: tuple[bytes, ...],
    in_report: bool,
) -> None:
    found, boundary = whole.found, labels.boundary
    if not boundary or any(b.startswith(boundary) or boundary.startswith(b) for b in around):
        found["boundary"] = None
    if not boundary or len(around) >= DEEPEST or len(whole.leaves) >= MOST:
        found["boundary" if not boundary else "too-many-parts"] = None
        return
    in_report = in_report or labels.kind == "multipart/report"
    # Parts of a digest are messages unless they say otherwise.
    whole.carried = whole.carried or labels.kind == "multipart/digest"
    for first, last in _spans(whole, boundary, start, end):
        if len(whole.leaves) >= MOST:
            found["too-many-parts"] = None
            return
        _entity(whole, first, last, (*around, boundary), top=False, in_report=in_report)


def _spans(whole: Structure, boundary: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """Where the parts between the boundary lines stand."""
    text, found, line = whole.text, whole.found, b"\n--" + boundary
    spans: list[tuple[int, int]] = []
    open_at, closed, seen = -1, False, 0
    at = text.find(line, start - 1, end)
    if _OUTSIDE.search(text[start : at if at >= 0 else end]):
        found["outside-parts"] = None
    while at >= 0:
        seen += 1
        line_end = text.find(b"\n", at + 1, end)
        line_end = end if line_end < 0 else line_end
        rest = text[at + len(line) : line_end]
        if rest.rstrip(b" \t\r") not in (b"", b"--") or rest not in (b"", b"--") or closed:
            found["boundary-lines"] = None
        if open_at >= 0:
            spans.append((open_at, max(at, open_at)))
            _check_span(open_at, at, found)
        is_end = rest.startswith(b"--")
        closed, open_at = closed or is_end, -1 if is_end else min(line_end + 1, end)
        at = text.find(line, at + 1, end)
    _check_end(whole, boundary, (start, end), seen, closed)
    return [*spans, (open_at, end)] if open_at >= 0 else spans


def _check_span(first: int, last: int, found: dict[str, None]) -> None:
    if first >= last:
        found["boundary-lines"] = None


def _check_end(
    whole: Structure, boundary: bytes, place: tuple[int, int], seen: int, closed: bool
) -> None:
    """Whether the last boundary line is there, and nothing that could be one stands elsewhere."""
    text, found = whole.text, whole.found
    start, end = place
    if not closed:
        found["unclosed-parts"] = None
    else:
        last = text.rfind(b"\n--" + boundary, start - 1, end)
        line_end = text.find(b"\n", last + 1, end)
        after = text[line_end:end] if line_end >= 0 else b""
        if after.strip():
            found["outside-parts"] = None
    # Also in other case, after a blank or a bare CR: some readers take these for boundaries.
    if text[start:end].lower().count(b"--" + boundary.lower()) != seen:
        found["boundary-lines"] = None


def _carried(
    whole: Structure,
    labels: Labels,
    start: int,
    end: int,
    around: tuple[bytes, ...],
    in_report: bool,
) -> None:
    """Another message, or a piece of one, inside this one."""
    found = whole.found
    if labels.kind in ("message/partial", "message/external-body"):
        found["partial-message"] = None
    inside = whole.text[start:end]
    if labels.kind in _LISTS_OF_FIELDS and not _CONTENT_FIELD.search(inside):
        return
    # Whatever its name, many a reader opens what is called a message: also one a report returns.
    whole.carried = True
    if in_report or labels.kind not in ("message/rfc822", "message/global"):
        return
    for match in _INNER_BOUNDARY.finditer(inside):
        if any(b.startswith(match[1]) or match[1].startswith(b) for b in around):
            found["boundary"] = None
    if _FILE_INSIDE.search(inside):
        found["message-inside"] = None


def _check_leaf(body: bytes, labels: Labels, found: dict[str, None]) -> None:
    is_text = labels.kind.startswith("text/")
    if labels.encoding in ("7bit", "8bit", "binary") and _BASE64_LINE.match(body[:400].lstrip()):
        found["encoded-in-text"] = None
    if labels.encoding == "base64":
        _check_base64(body, labels, found, is_text=is_text)
    elif labels.encoding == "quoted-printable":
        if body.endswith((b" =", b"\t=")) or _BAD_QUOTED.search(body):
            found["bad-quoted-printable"] = None
    elif labels.kind != "text/rfc822-headers":
        if labels.kind in ("text/plain", "text/html") and not labels.named:
            _check_text(body, found)
        _check_header_end(body, found)


def _check_base64(body: bytes, labels: Labels, found: dict[str, None], *, is_text: bool) -> None:
    body = body.strip(b"\n")
    rest = body.translate(None, _ALPHABET)
    count = len(body) - body.count(b"\n")
    if rest not in (b"", b"=", b"==") or not body.endswith(rest) or count % 4 or b"\n\n" in body:
        found["bad-base64"] = None
    elif is_text and not labels.named and not labels.charset.startswith(("utf-16", "utf-32")):
        first = binascii.a2b_base64(body[:1400].replace(b"\n", b"")[:1024])
        if b"\x00" in first:
            found["binary-in-text"] = None


def _check_text(body: bytes, found: dict[str, None]) -> None:
    """Files written into the text itself, as before MIME."""
    if (b"begin" in body or b"BinHex" in body) and _UU.search(body):
        found["encoded-in-text"] = None
    if b"\x00" in body:
        found["binary-in-text"] = None


def _check_header_end(body: bytes, found: dict[str, None]) -> None:
    """Fields and parts below the header's end, that a reader who sees the end later would heed."""
    if b"ontent-" not in body and b"ONTENT-" not in body.upper():
        return
    start = body.lstrip()
    end = start.find(b"\n\n")
    part = _PART_IN_TEXT.search(body)
    if _FIELD_IN_TEXT.search(start[: end if end >= 0 else len(start)]) or (
        # A bounce without structure quotes whole mails, their trace fields first.
        part and not _TRACE_BEFORE.search(body, 0, part.start())
    ):
        found["header-in-text"] = None
