"""Parameters of Content-Type and Content-Disposition, as mail programs really write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from ingest.mail.charsets import decode, decode_header

# A quoted value ends at the quote before the next semicolon: names hold quotes of their own.
_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"(?=\s*(?:;|\Z|\())|[^;]*)')
_CHARSET_BEFORE = re.compile(r"[A-Za-z0-9_:.-]{0,40}'[A-Za-z-]{0,20}'")
_EXTENDED = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
LONGEST = 20_000
"""Characters of a field that are read; no honest one is longer."""


@lru_cache(1_000)  # most mails say the same few things of their parts
def split_field(raw: str) -> tuple[str, Mapping[str, str]]:
    """The leading value in lower case and the decoded parameters by lower-case name (RFC 2231).

    Of a parameter given twice the first counts. A semicolon missing before the first is forgiven.
    """
    raw = re.sub(r"[\r\n]+[ \t]*", " ", raw[:LONGEST])
    head, mark, rest = raw.partition(";")
    if "=" in head:
        head, mark, first = head.strip().partition(" ")
        mark, rest = ";", f"{first};{rest}"
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for found in _PARAMETER.finditer(mark + rest):
        named = _EXTENDED.fullmatch(found[1].lower())
        value = _unquoted(found[2])
        if named and (named[2] or named[3]):
            pieces.setdefault(named[1], {}).setdefault(int(named[2] or 0), (value, bool(named[3])))
        elif named:
            plain.setdefault(named[1], _plain(value))
    joined = {name: _joined(parts) for name, parts in pieces.items()}
    return head.strip().lower(), plain | {name: text for name, text in joined.items() if text}


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        return re.sub(r'\\(["\\])', r"\1", value[1:-1])
    return value.strip('"')


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    """The pieces of a split value in order; percent signs count in pieces marked as encoded.

    Neighbouring encoded pieces are joined first: some programs cut them inside a %D0.
    """
    charset, data, pending = "", b"", ""
    for number in sorted(parts):
        text, encoded = parts[number]
        if encoded and not charset and _CHARSET_BEFORE.match(text):
            charset, _, text = text.split("'", 2)
        if encoded:
            pending += text
            continue
        data += unquote_to_bytes(_octets(pending)) + _octets(text)
        pending = ""
    return decode_header(decode(data + unquote_to_bytes(_octets(pending)), charset)[0])


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _plain(value: str) -> str:
    """A value in the simple form, with what programs put there against the standard decoded.

    That is, the extended form without its star, and percent signs as in a web address.
    """
    if "%" in value:
        charset = ""
        if _CHARSET_BEFORE.match(value):
            charset, _, value = value.split("'", 2)
        octets = unquote_to_bytes(_octets(value))
        if charset or (not octets.isascii() and _is_utf8(octets)):
            return decode(octets, charset)[0]
    return decode_header(value)


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode("utf-8")
    except ValueError:
        return False
    return True
