"""The names of a file on the wire: read alike by every reader, above all in how they end."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Mapping
from functools import cache
from urllib.parse import unquote_to_bytes

from ingest.filetypes import clean_name
from ingest.mail import parameters
from ingest.mail.charsets import codec_name, decode_base64

_PIECE = re.compile(r"([^*]+)\*(?:(0|[1-9]\d{0,2})(\*)?)?")
_ENCODED_WORDS = re.compile(rb"(?:=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=\s*)+")
_ENCODED_WORD = re.compile(rb"=\?([^?]+)\?([bBqQ])\?([^?]*)\?=")
_WHOLE_BASE64 = re.compile(rb"[A-Za-z0-9+/]*={0,2}")
_TOKEN = re.compile(rb"[!#$%&'*+.^_`{|}~0-9A-Za-z\x80-\xff-]+")
_PERCENT_CODED = re.compile(rb"(?:[^*'%]|%[0-9A-Fa-f]{2})*")
_BAD_QUOTED = re.compile(rb"=(?![0-9A-Fa-f]{2})")
# Folders, signs that end a name or turn its direction, and streams of a file (a.exe:.xlsx).
_ODD = re.compile(r"[\x00-\x1f\x7f/\u202a-\u202e\u2066-\u2069]|\.[A-Za-z]\w*:")
_PRINTABLE = bytes(range(0x20, 0x7F)).decode()


def names_in(said: Mapping[str, bytes], raw: bytes, found: dict[str, None]) -> list[str]:
    """Every file name that a reader may take out of the parameters `said` of the field `raw`.

    Doubts go to `found`. Forgiving readers heed name and filename in either field.
    """
    names = []
    for wanted in ("name", "filename"):
        if wanted in said or any(name.startswith(wanted + "*") for name in said):
            names += _names(said, wanted, raw, found)
    return names


def check_alike(names: list[str], found: dict[str, None]) -> None:
    """Whether the names of one part, in both its fields, are one name."""
    others = [other for other in names[1:] if not _alike(names[0], other)]
    if others:
        same = all(_ending(other) == _ending(names[0]) for other in others)
        found["two-names" if same else "names-differ"] = None


def _names(said: Mapping[str, bytes], wanted: str, raw: bytes, found: dict[str, None]) -> list[str]:
    pieces = [match for name in said if (match := _PIECE.fullmatch(name)) and match[1] == wanted]
    odd = [name for name in said if "*" in name and not _PIECE.fullmatch(name)]
    names = []
    doubtful = bool(odd)
    if pieces:
        names.append(_read(raw, wanted))
        doubtful |= not _is_whole(pieces) or not _extended_alike(said, pieces, names[-1])
    if wanted in said:
        names.append(_read(b"x;" + wanted.encode() + b"=" + said[wanted], wanted))
        doubtful |= not _plain_alike(said[wanted], names[-1])
    if doubtful:
        found["file-name"] = None
    return names


def _read(raw: bytes, wanted: str) -> str:
    """The name as the lenient reader has it."""
    text = raw.decode("utf-8", "surrogateescape")
    return parameters.split_field(text)[1].get(wanted, "")


def _is_whole(pieces: list[re.Match[str]]) -> bool:
    numbers = sorted(int(piece[2]) for piece in pieces if piece[2])
    lone = any(piece[2] is None for piece in pieces)
    return numbers == list(range(len(numbers))) and lone != bool(numbers)


def _extended_alike(said: Mapping[str, bytes], pieces: list[re.Match[str]], ours: str) -> bool:
    """A name of RFC 2231, by the letter: no encoded words in it, nothing decoded twice."""
    charset, octets, coded = b"", b"", b""
    for place, piece in enumerate(sorted(pieces, key=lambda piece: int(piece[2] or 0))):
        value = _bare(said[piece[0]])
        if value is said[piece[0]] and not _TOKEN.fullmatch(value):
            return False
        encoded = piece[2] is None or piece[3] is not None
        if encoded and place == 0:
            charset, mark, value = value.partition(b"'")
            _, second, value = value.partition(b"'")
            if not (mark and second):
                return False
        # Some programs cut within a %D0: joined it is one, and what each piece says ends alike.
        coded += value if encoded else b" "
        octets += unquote_to_bytes(value) if encoded else value
    return (
        b"=?" not in octets
        and bool(_PERCENT_CODED.fullmatch(coded))
        and _tells(octets, charset, ours)
    )


def _plain_alike(value: bytes, ours: str) -> bool:
    """A name in the simple form: as it stands, or wholly in encoded words."""
    bare = _bare(value)
    if b"=?" not in bare:
        # Who looks for the closing quote alone takes an escaped one for it.
        one = bare is not value or _TOKEN.fullmatch(bare)
        return bool(one) and b'"' not in bare and _tells(bare.replace(b"\t", b" "), b"", ours)
    if not _ENCODED_WORDS.fullmatch(bare):
        return False
    words = list(_of_words(bare))
    whole = b"".join(octets for _, octets in words)
    charset = words[-1][0]
    return all(_is_name(octets, other) for other, octets in words) and _tells(whole, charset, ours)


def _of_words(bare: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Charset and octets of each encoded word by itself; a broken one has a NUL."""
    for charset, coding, text in _ENCODED_WORD.findall(bare):
        if coding in b"bB":
            yield charset, decode_base64(text) if _WHOLE_BASE64.fullmatch(text) else b"\x00"
        else:
            yield (
                charset,
                binascii.a2b_qp(b"\x00" if _BAD_QUOTED.search(text) else text, header=True),
            )


def _bare(value: bytes) -> bytes:
    if value[:1] == b'"' and len(value) > 1:
        return re.sub(rb'\\(["\\])', rb"\1", value[1:-1])
    return value


def _tells(octets: bytes, charset: bytes, ours: str) -> bool:
    """Whether these octets are a name for every reader, and one that ends as `ours`."""
    text = _text(octets, charset)
    return _is_name(octets, charset) and (
        _suffix(text) == _suffix(ours) == _suffix(clean_name(text))
    )


def _suffix(name: str) -> str:
    return " ".join(_ending(name).split()) if "." in name else ""


def _is_name(octets: bytes, charset: bytes) -> bool:
    name = codec_name(charset.decode("latin-1")) if charset else "utf-8"
    return name is not None and _extends_ascii(name) and not _ODD.search(_text(octets, charset))


def _text(octets: bytes, charset: bytes) -> str:
    """Where the octets are none of the charset's, letters that are not ASCII stay unread."""
    name = codec_name(charset.decode("latin-1")) if charset else "utf-8"
    try:
        return octets.decode(name or "ascii")
    except ValueError:
        return octets.decode("ascii", "replace")


@cache
def _extends_ascii(codec: str) -> bool:
    """Whether a reader that does not know this charset still sees where the name ends.

    Not so in UTF-7, UTF-16 and EBCDIC, where an ending can be hidden.
    """
    try:
        return _PRINTABLE.encode().decode(codec) == _PRINTABLE
    except ValueError:
        return False


def _alike(one: str, other: str) -> bool:
    """Whether two names are one: the same, or one with ? or _ for what is not ASCII."""
    if one == other:
        return True
    return len(one) == len(other) and all(
        a == b or (a in "?_" and b > "\x7f") or (b in "?_" and a > "\x7f")
        for a, b in zip(one, other, strict=True)
    )


def _ending(name: str) -> str:
    """What a system goes by that opens files by their names; "?" for a name without any."""
    return name.strip().rpartition(".")[2].lower() if "." in name else "?" + name.strip()
