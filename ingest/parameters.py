"""Parameters of Content-Type and Content-Disposition, as mail programs really write them."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from ingest.charsets import decode, decode_header

_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')
_EXTENDED = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
_LONGEST = 20_000


def split_field(raw: str) -> tuple[str, dict[str, str]]:
    """The leading value in lower case and the decoded parameters by lower-case name (RFC 2231).

    Of a parameter given twice the first counts.
    """
    raw = re.sub(r"[\r\n]+[ \t]*", " ", raw[:_LONGEST])
    head, mark, rest = raw.partition(";")
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for found in _PARAMETER.finditer(mark + rest):
        named = _EXTENDED.fullmatch(found[1].lower())
        value = _unquoted(found[2])
        if named and (named[2] or named[3]):
            pieces.setdefault(named[1], {}).setdefault(int(named[2] or 0), (value, bool(named[3])))
        elif named:
            plain.setdefault(named[1], decode_header(value))
    joined = {name: _joined(parts) for name, parts in pieces.items()}
    return head.strip().lower(), plain | {name: text for name, text in joined.items() if text}


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value.strip('"')


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    """The pieces of a split value in order; percent signs count in pieces marked as encoded."""
    charset, data = "", b""
    for number in sorted(parts):
        text, encoded = parts[number]
        if encoded and number == min(parts) and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        octets = text.encode("utf-8", "surrogateescape")
        data += unquote_to_bytes(octets) if encoded else octets
    return decode_header(decode(data, charset)[0])
