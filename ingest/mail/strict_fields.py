"""The content fields of a mail or a part of it, in the one form that every reader reads alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.mail.parameters import LONGEST
from ingest.mail.strict_names import check_alike, names_in

LONGEST_BOUNDARY = 70
"""Characters of a boundary, RFC 2046, 5.1.1."""

_TOKEN = rb"[!#$%&'*+.^_`{|}~0-9A-Za-z-]"
_NAME = re.compile(rb"[!#$%&'*+.^_`|~/0-9A-Za-z-]+")
_CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_ODD_LINE = re.compile(rb"\n(?![!#$%&'*+.^_`|~/0-9A-Za-z-]+:|[ \t]+[^ \t\n])")
# Nearly every header: fields and nothing else, no control characters. One pass tells.
_PLAIN_LINES = re.compile(
    rb"(?:\n[!#$%&'*+.^_`|~/0-9A-Za-z-]++:[^\x00-\x08\x0a-\x1f\x7f]*+"
    rb"(?:\n[ \t]++[^\x00-\x20\x7f][^\x00-\x08\x0a-\x1f\x7f]*+)*+)*+"
)
_FIELD = re.compile(
    rb"\n((?:content|mime)[^:\n]*|from|sender|reply-to|date|subject|message-id|to|cc)"
    rb":([^\n]*(?:\n[ \t][^\n]*)*)"
)
_MEDIA = re.compile(rb"[ \t]*(" + _TOKEN + rb"+/" + _TOKEN + rb"+)[ \t]*")
_WORD = re.compile(rb"[ \t]*(" + _TOKEN + rb"+)[ \t]*")
_PARAMETER = re.compile(
    rb";[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)="
    rb'("(?:[^"\\\x00-\x08\x0b-\x1f\x7f]|\\["\\])*"|[^\s";,()<>\\]+)[ \t]*'
)
# Of RFC 2046's signs those that programs use: blanks, brackets and encoded words are read two ways.
_BOUNDARY = re.compile(rb"(?!=\?)[0-9A-Za-z+_,./:=?-]{1,70}")
_BARE_BOUNDARY = re.compile(rb"[0-9A-Za-z+_.-]{1,70}")
_VERSION = re.compile(rb"\s*1\.0\s*(?:\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)\s*)?")
_ONCE_IN_PARTS = frozenset(
    {"content-type", "content-transfer-encoding", "content-disposition", "mime-version"}
)
_LIKE = frozenset(name.replace("-", "") for name in _ONCE_IN_PARTS)
_OTHER_CONTENT = frozenset(
    f"content-{name}"
    for name in (
        *("id", "description", "language", "location", "base", "class", "length", "md5", "return"),
        *("features", "duration", "alternative", "identifier", "translation-type", "annotation"),
    )
)
"""Names of RFC 2045 to 4021, and what Exchange and old servers write."""
_ENCODINGS = frozenset({"7bit", "8bit", "binary", "base64", "quoted-printable"})
_READ = ("content-type", "content-transfer-encoding", "content-disposition")
_LONGEST_KNOWN = 300  # bytes
_ONCE_ON_TOP = _ONCE_IN_PARTS | {
    *("from", "sender", "reply-to", "date", "subject", "message-id", "to", "cc")
}


@dataclass
class Labels:
    """What the header of a mail or a part says of its content."""

    kind: str = "text/plain"  # media type, lower case
    charset: str = ""
    boundary: bytes = b""  # of a multipart; b"" where none can be relied upon
    encoding: str = "7bit"  # transfer encoding; "" where it is none of the five
    named: bool = False  # declared with a file name, or as an attachment

    @property
    def is_plain_text(self) -> bool:
        """Whether it is shown, and no file."""
        return self.kind in ("text/plain", "text/html") and not self.named


def read_labels(head: bytes, found: dict[str, None], *, top: bool) -> Labels:
    """The labels in a header with lines ended by LF; what is doubtful is added to `found`."""
    lines = b"\n" + head
    if head:
        _check_lines(lines, found)
    once = _ONCE_ON_TOP if top else _ONCE_IN_PARTS
    fields: dict[str, bytes] = {}
    for match in _FIELD.finditer(lines.lower()):
        name, value = match[1].decode("latin-1"), lines[match.start(2) : match.end(2)]
        if name not in once and name not in _ONCE_ON_TOP:
            _check_name(name, found)
        elif fields.setdefault(name, value) is not value and name in once:
            _check_again(name, fields[name] == value, found)
    labels = _labels(fields, found)
    _check_version(fields.get("mime-version"), labels, found, top=top)
    return labels


def _check_lines(lines: bytes, found: dict[str, None]) -> None:
    """Lines that end the header for one reader and go on for another, or show different fields.

    `lines`: each with the LF before it.
    """
    if not _PLAIN_LINES.fullmatch(lines):
        if _ODD_LINE.search(lines) or lines[1:2] in (b" ", b"\t"):
            found["header-line"] = None
        if _CONTROL.search(lines):
            found["header-control"] = None
    if len(lines) > 998 and any(len(line) > 998 for line in lines.split(b"\n")):
        found["header-too-long"] = None


def _check_again(name: str, same: bool, found: dict[str, None]) -> None:
    """One reader takes the first, another the last. A gateway may repeat the version as it was."""
    if not (same and name == "mime-version"):
        found["repeated-header"] = None


def _check_name(name: str, found: dict[str, None]) -> None:
    """Names that a forgiving reader takes for another: Content_Type, ContentType."""
    if re.sub(r"[^a-z]", "", name) in _LIKE or (
        name.startswith("content") and name not in _OTHER_CONTENT
    ):
        found["header-line"] = None


def _labels(fields: dict[str, bytes], found: dict[str, None]) -> Labels:
    said = tuple(map(fields.get, _READ))
    # Most parts of most mails say the same few things; what is long would fill the memory.
    known = sum(len(value) for value in said if value) <= _LONGEST_KNOWN
    labels, codes = (_known_labels if known else _read_fields)(*said)
    found.update(codes)
    return labels


def _read_fields(
    kind: bytes | None, encoding: bytes | None, disposition: bytes | None
) -> tuple[Labels, dict[str, None]]:
    """What the three fields of `_READ` say, and what is doubtful in them."""
    labels, found = Labels(), dict[str, None]()
    names: list[str] = []
    if kind is not None:
        _read_type(kind, labels, names, found)
    if encoding is not None:
        labels.encoding = _encoding(encoding, found)
    if not labels.encoding or (
        labels.kind.startswith(("multipart/", "message/"))
        and labels.encoding in ("base64", "quoted-printable")
    ):
        found["transfer-encoding"] = None
    if disposition is not None:
        _read_disposition(disposition, labels, names, found)
    labels.named = labels.named or bool(names)
    if labels.named and labels.kind.startswith("multipart/"):
        # One reader makes a file of it, another opens it and shows what is in it.
        found["disposition"] = None
    check_alike(names, found)
    return labels, found


_known_labels = lru_cache(1_000)(_read_fields)


def _encoding(raw: bytes, found: dict[str, None]) -> str:
    """One of the five, as it stands on the wire: with a blank behind it some know it no more."""
    said = raw.strip().decode("latin-1").lower()
    if said in ("base64", "quoted-printable") and raw.lstrip(b" \t").lower() != said.encode():
        found["transfer-encoding"] = None
    return said if said in _ENCODINGS else ""


def _read_type(raw: bytes, labels: Labels, names: list[str], found: dict[str, None]) -> None:
    head, said = _split(raw, _MEDIA)
    if said is None:
        found["content-type"] = None
        # What a forgiving reader may take it for decides nothing more.
        labels.kind = "?"
        return
    labels.kind = head
    labels.charset = said.get("charset", b"").decode("latin-1").strip('"').lower()
    if any(name.partition("*")[0] in ("boundary", "charset") for name in said if "*" in name):
        found["content-type"] = None
    names += names_in(said, raw, found)
    if head.startswith("multipart/"):
        labels.boundary = _boundary(said.get("boundary", b""), found)
    elif "boundary" in said:
        found["content-type"] = None


def _boundary(raw: bytes, found: dict[str, None]) -> bytes:
    quoted = raw.startswith(b'"')
    bare = raw[1:-1] if quoted else raw
    if not (_BOUNDARY if quoted else _BARE_BOUNDARY).fullmatch(bare):
        found["boundary"] = None
    return bare if len(bare) <= LONGEST_BOUNDARY and not re.search(rb"[\\\x80-\xff]", bare) else b""


def _read_disposition(raw: bytes, labels: Labels, names: list[str], found: dict[str, None]) -> None:
    head, said = _split(raw, _WORD)
    if said is None or head not in ("inline", "attachment"):
        found["disposition"] = None
    labels.named = head != "inline"
    if said is not None:
        names += names_in(said, raw, found)


def _split(raw: bytes, head: re.Pattern[bytes]) -> tuple[str, dict[str, bytes] | None]:
    """The leading value and the raw parameters; None for these when one reader may differ."""
    raw = re.sub(rb"\n(?=[ \t])", b"", raw) if b"\n" in raw else raw
    raw = raw.rstrip(b" \t")
    found = head.match(raw)
    if not found:
        return "", None
    if len(raw) > LONGEST:  # further than the lenient reader goes
        return found[1].decode("latin-1").lower(), None
    said: dict[str, bytes] = {}
    at = found.end()
    while at < len(raw):
        if raw[at : at + 2] == b";":  # the last sign, left over by many a program
            break
        part = _PARAMETER.match(raw, at)
        name = part[1].decode("latin-1").lower() if part else ""
        if not part or name in said:
            return found[1].decode("latin-1").lower(), None
        said[name] = part[2]
        at = part.end()
    return found[1].decode("latin-1").lower(), said


def _check_version(raw: bytes | None, labels: Labels, found: dict[str, None], *, top: bool) -> None:
    """Without its version a mail is no MIME for some readers."""
    if not top:
        return
    structured = labels.boundary or labels.encoding in ("base64", "quoted-printable")
    if (raw is None and structured) or (raw is not None and not _VERSION.fullmatch(raw)):
        found["mime-version"] = None
