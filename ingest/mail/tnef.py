"""winmail.dat (TNEF): the files and the text that Outlook wraps for other Outlooks.

The format is Microsoft's [MS-OXTNEF]; property numbers are those of [MS-OXPROPS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ingest.mail.charsets import codec_name, decode
from ingest.mail.rtf import RtfTrouble, html_within, text_of, uncompressed

SIGNATURE = b"\x78\x9f\x3e\x22"
_MOST_ATTRIBUTES = 20_000
_MOST_PROPERTIES = 2_000
_DEEPEST = 3  # messages within messages

_BODY, _TITLE, _DATA, _BEGINS = 0x2800C, 0x18010, 0x6800F, 0x69002
_MESSAGE_PROPERTIES, _FILE_PROPERTIES, _CODEPAGE = 0x69003, 0x69005, 0x69007
_TEXT, _RTF, _HTML, _INTERNET_CODEPAGE = 0x1000, 0x1009, 0x1013, 0x3FDE
_CONTENT, _SHORT_NAME, _LONG_NAME = 0x3701, 0x3704, 0x3707
_MIME, _CONTENT_ID, _SHOWN_NAME = 0x370E, 0x3712, 0x3001
_WIDTHS = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_STRING, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0xD, 0x102
_MESSAGE_WITHIN = bytes.fromhex("0703020000000000c000000000000046")


@dataclass
class File:
    """A file in a winmail.dat."""

    name: str = ""
    declared: str = "application/octet-stream"
    data: bytes = b""
    shown: bool = False  # within the text


@dataclass
class Wrapped:
    """What a winmail.dat holds."""

    text: str = ""
    html: str = ""
    files: list[File] = field(default_factory=list)
    broken: bool = False  # it ends too early, or a piece of it cannot be read


def read_tnef(data: bytes, depth: int = 0) -> Wrapped:
    """What is inside, as far as it can be read; never more bytes of files than `data` has."""
    found = Wrapped()
    charset = "cp1251"
    file = File()
    try:
        for number, value in _attributes(data):
            if number == _CODEPAGE and len(value) >= 4:
                charset = codec_name(f"cp{int.from_bytes(value[:4], 'little')}") or charset
            elif number == _BODY:
                found.text = decode(value.rstrip(b"\x00"), charset)[0]
            elif number == _MESSAGE_PROPERTIES:
                _read_bodies(_properties(value), charset, found)
            elif number == _BEGINS:
                file = File()
                found.files.append(file)
            elif number == _TITLE:
                file.name = file.name or decode(value.rstrip(b"\x00"), charset)[0]
            elif number == _DATA:
                file.data = value
            elif number == _FILE_PROPERTIES:
                _read_file(_properties(value), charset, file, found, depth)
    except (struct.error, ValueError, RtfTrouble):
        found.broken = True
    found.files = [file for file in found.files if file.data or file.name]
    return found


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    if not data.startswith(SIGNATURE):
        raise ValueError("no TNEF")
    at = 6
    for _ in range(_MOST_ATTRIBUTES):
        if at >= len(data):
            return
        number, length = struct.unpack_from("<II", data, at + 1)
        if at + 9 + length > len(data):
            raise ValueError("cut off")
        yield number, data[at + 9 : at + 9 + length]
        at += 11 + length
    raise ValueError("too many attributes")


def _properties(data: bytes) -> dict[int, bytes | str | int]:
    """MAPI properties by number; those with names and of several values are left out."""
    found: dict[int, bytes | str | int] = {}
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(min(count, _MOST_PROPERTIES)):
        kind, number = struct.unpack_from("<HH", data, at)
        at = _after_name(data, at + 4) if number >= 0x8000 else at + 4
        values, at = _values(data, at, kind)
        if len(values) == 1 and number < 0x8000:
            found[number] = values[0]
    return found


def _after_name(data: bytes, at: int) -> int:
    (kind,) = struct.unpack_from("<I", data, at + 16)
    if kind == 0:
        return at + 24
    (length,) = struct.unpack_from("<I", data, at + 20)
    return int(at + 24 + length + -length % 4)


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes | str | int], int]:
    many, kind = bool(kind & 0x1000), kind & 0xFFF
    width = _WIDTHS.get(kind)
    if width is None and kind not in (_STRING, _UNICODE, _OBJECT, _BINARY):
        raise ValueError("a property of an unknown type")
    count = 1
    if many or width is None:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    values: list[bytes | str | int] = []
    for _ in range(count):
        length, skip = width or 0, 0
        if width is None:
            (length,) = struct.unpack_from("<I", data, at)
            skip = 4
        piece = data[at + skip : at + skip + length]
        if len(piece) < length:
            raise ValueError("cut off")
        at += skip + length + -length % 4
        values.append(_value(piece, kind))
    return values, at


def _value(piece: bytes, kind: int) -> bytes | str | int:
    if kind == _UNICODE:
        return piece.decode("utf-16-le", "replace").rstrip("\x00")
    return int.from_bytes(piece, "little") if kind in _WIDTHS else piece


def _string(value: bytes | str | int | None, charset: str) -> str:
    if isinstance(value, bytes):
        return decode(value.rstrip(b"\x00"), charset)[0]
    return value if isinstance(value, str) else ""


def _read_bodies(said: Mapping[int, bytes | str | int], charset: str, found: Wrapped) -> None:
    page = said.get(_INTERNET_CODEPAGE)
    html_charset = _PAGES.get(page) or codec_name(f"cp{page}") if isinstance(page, int) else None
    found.html = _string(said.get(_HTML), html_charset or charset)
    found.text = _string(said.get(_TEXT), charset) or found.text
    packed = said.get(_RTF)
    if isinstance(packed, bytes) and not found.html and not found.text.strip():
        rtf = uncompressed(packed)
        found.html = html_within(rtf)
        found.text = "" if found.html else text_of(rtf)


_PAGES = {20866: "koi8-r", 21866: "koi8-u", 28595: "iso8859-5", 65001: "utf-8", 28591: "iso8859-1"}


def _read_file(
    said: Mapping[int, bytes | str | int], charset: str, file: File, found: Wrapped, depth: int
) -> None:
    names = (_string(said.get(key), charset) for key in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME))
    file.name = next((name for name in names if name), file.name)
    file.declared = _string(said.get(_MIME), charset).lower() or file.declared
    file.shown = bool(said.get(_CONTENT_ID))
    content = said.get(_CONTENT)
    if not isinstance(content, bytes):
        return
    if content.startswith(_MESSAGE_WITHIN) and depth < _DEEPEST:
        _take_message(read_tnef(content[16:], depth + 1), file, found)
    elif content.startswith(_MESSAGE_WITHIN):
        file.data = content[16:]
    else:
        file.data = content


def _take_message(inner: Wrapped, file: File, found: Wrapped) -> None:
    """A message within: its words as a text file of its name, its files beside ours."""
    file.name = f"{file.name or 'message'}.{'html' if inner.html else 'txt'}"
    file.declared = "text/html" if inner.html else "text/plain"
    file.data = (inner.html or inner.text).encode()
    found.files += inner.files
    found.broken = found.broken or inner.broken
