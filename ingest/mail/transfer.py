"""The bytes of a part with its transfer encoding undone, and files uuencoded within a text."""

from __future__ import annotations

import binascii
import quopri
import re
from dataclasses import dataclass

from ingest.mail.charsets import decode_base64

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/ \t\r\n"
_ALIEN = 10  # one byte in so many outside the alphabet: no base64
_IDENTITY = frozenset({"", "7bit", "8bit", "binary"})
_PLAIN_NAMES = _IDENTITY | {"base64", "quoted-printable"}
_UUENCODE = frozenset({"x-uuencode", "uuencode", "uue", "x-uue"})
_BEGIN = re.compile(rb"(?m)^begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?\n")
_END = re.compile(rb"(?m)^(?:end|====)[ \t]*\r?(?:\n|\Z)")
_BLANKS = re.compile(rb"=[ \t]+\r?\n")
_MOST_FILES = 50  # in one text


@dataclass(frozen=True)
class Uuencoded:
    """A file written into a text."""

    name: bytes  # as on the wire
    data: bytes
    broken: bool  # a line of it could not be read, or its end never comes


def undone(data: bytes, encoding: str) -> tuple[bytes, str | None]:
    """What `data` holds under the Content-Transfer-Encoding as written, and a trouble code.

    Nothing is lost: what is no base64 is left out, an encoding nobody knows leaves all as it is.
    """
    name = encoding.lower()
    if name not in _PLAIN_NAMES:
        name = re.sub(r"\(.*?\)|[\s\"';]", "", name)
    match name:
        case "base64":
            return _from_base64(data)
        case "quoted-printable":
            # Blanks after a soft break were added on the way (RFC 2045 6.7 (3)).
            return quopri.decodestring(_BLANKS.sub(b"=\n", data)), None
        case _ if name in _UUENCODE:
            return _from_uuencode(data)
        case _ if name in _IDENTITY:
            return data, None
    return data, "unknown-encoding"


def _from_base64(data: bytes) -> tuple[bytes, str | None]:
    body, _, after = data.partition(b"=")
    alien = len(body.translate(None, _ALPHABET))
    if alien * _ALIEN > len(body):
        return data, "bad-base64"  # it was never encoded, or a label is wrong
    strange = bool(alien) or bool(after.strip(b"=\r\n\t "))
    if not strange and b"=" not in data and len(body.translate(None, b" \t\r\n")) % 4:
        # It ends in the middle of a character: what came before is kept.
        return decode_base64(body), "truncated"
    # What stands after the padding was appended by a list or a virus scanner.
    return decode_base64(body), "bad-base64" if strange else None


def _from_uuencode(data: bytes) -> tuple[bytes, str | None]:
    begin = _BEGIN.search(data)
    start = begin.end() if begin else 0
    end = _END.search(data, start)
    octets, broken = _lines(data[start : end.start() if end else len(data)])
    return octets, "bad-uuencode" if broken else None


def _lines(data: bytes) -> tuple[bytes, bool]:
    pieces: list[bytes] = []
    broken = False
    for line in data.splitlines():
        if not line.strip():
            continue
        try:
            pieces.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some encoders count one character too many; the length byte says what is meant.
            length = ((line[0] - 32) & 63) * 4 // 3 + 5
            try:
                pieces.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                broken = True
    return b"".join(pieces), broken


def take_uuencoded(data: bytes) -> tuple[bytes, list[Uuencoded]]:
    """The text of `data` without the files uuencoded in it, and these; a mere word is no file."""
    if b"begin" not in data:
        return data, []
    text: list[bytes] = []
    files: list[Uuencoded] = []
    at = 0
    for begin in _BEGIN.finditer(data):
        if begin.start() < at or len(files) == _MOST_FILES:
            continue
        file, end = _one_file(begin, data)
        if file is not None:
            text.append(data[at : begin.start()])
            files.append(file)
            at = end
    return b"".join((*text, data[at:])), files


def _one_file(begin: re.Match[bytes], data: bytes) -> tuple[Uuencoded | None, int]:
    start = begin.end()
    in_base64 = begin[0].startswith(b"begin-base64")
    # Asked before the end is looked for: the word may come a thousand times, with no file.
    if not in_base64 and not _is_uu_line(_line_at(data, start).rstrip(b"\r")):
        return None, 0
    end = _END.search(data, start)
    stop, after = (end.start(), end.end()) if end else (len(data), len(data))
    if end is None:
        stop = max(start, data.rfind(b"\n") + 1)  # of a line cut short nobody knows the rest
    body = data[start:stop]
    if not body and not in_base64:
        return None, 0
    octets, broken = (decode_base64(body), False) if in_base64 else _lines(body)
    return Uuencoded(begin[1].strip(), octets, broken or end is None), after


def _line_at(data: bytes, start: int) -> bytes:
    """The line that begins there; b"" when it has no end."""
    return data[start : max(start, data.find(b"\n", start))]


def _is_uu_line(line: bytes) -> bool:
    if not line or not 32 < line[0] <= 96 or not all(32 <= byte <= 96 for byte in line):
        return False
    wanted = -(-((line[0] - 32) & 63) // 3) * 4
    return abs(len(line) - 1 - wanted) <= 2
