"""The text in compressed RTF, as Outlook keeps it: [MS-OXRTFCP], [MS-OXRTFEX]."""

from __future__ import annotations

import re
import struct

MOST = 4_000_000  # bytes of RTF that are read
_BEGINNING = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)"
)
_SKIPPED = frozenset(
    {b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer"}
    | {b"htmltag", b"mhtmltag", b"listtable", b"generator", b"themedata", b"datastore", b"xmlnstbl"}
)
_BREAKS = {b"par": "\n", b"line": "\n", b"tab": "\t", b"row": "\n", b"cell": "\t"}
_SIGNS = {b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"bullet": "•"}
_SIGNS |= {b"ldblquote": "“", b"rdblquote": "”", b"nbsp": "\xa0"}
_FONT_CHARSETS = {0: "cp1252", 204: "cp1251", 162: "cp1254", 238: "cp1250", 161: "cp1253"}


class RtfTrouble(ValueError):
    """Bytes that are no compressed RTF, or too much of it."""


def uncompressed(data: bytes) -> bytes:
    """The RTF in a PR_RTF_COMPRESSED value; RtfTrouble when there is none."""
    if len(data) < 16:
        raise RtfTrouble("too short")
    size, raw_size, magic = struct.unpack_from("<I I 4s", data)
    body = data[16 : size + 4]
    if magic == b"MELA":
        return body[:raw_size]
    if magic != b"LZFu" or raw_size > MOST:
        raise RtfTrouble("no compressed RTF")
    return _inflated(body, raw_size)


def _inflated(body: bytes, size: int) -> bytes:
    window = bytearray(_BEGINNING.ljust(4096, b" "))
    write, at = len(_BEGINNING), 0
    found = bytearray()
    while at < len(body) and len(found) < size:
        flags, at = body[at], at + 1
        for bit in range(8):
            if at >= len(body):
                break
            if not flags >> bit & 1:
                found.append(body[at])
                window[write] = body[at]
                write, at = (write + 1) % 4096, at + 1
                continue
            pair = int.from_bytes(body[at : at + 2], "big")
            at += 2
            start, length = pair >> 4, (pair & 15) + 2
            if start == write:
                return bytes(found)
            for step in range(length):
                byte = window[(start + step) % 4096]
                found.append(byte)
                window[write] = byte
                write = (write + 1) % 4096
    return bytes(found)


def html_within(rtf: bytes) -> str:
    """The HTML that Outlook packed into `rtf`; '' when it was written as RTF."""
    return _read(rtf, html=True) if b"\\fromhtml" in rtf[:2_000] else ""


def text_of(rtf: bytes) -> str:
    """The words of `rtf`, a line for each paragraph."""
    return _read(rtf, html=False)


def _read(rtf: bytes, *, html: bool) -> str:
    """One pass: a stack of what each group shows; escapes become bytes of the font's charset."""
    page = re.search(rb"\\ansicpg(\d{3,5})", rtf[:2_000])
    usual = f"cp{page[1].decode()}" if page else "cp1251"
    fonts = _fonts(rtf)
    shown, stack, charset = True, [(True, usual)], usual
    text: list[str] = []
    pending = bytearray()
    skip = 0  # signs that stand for a Unicode one before them
    for found in _TOKEN.finditer(rtf[:MOST]):
        word, number, octet, sign, brace, plain = found.groups()
        if octet or plain:
            if shown and not (octet and skip):
                pending += bytes([int(octet, 16)]) if octet else plain[skip:]
            skip = 0
            continue
        if pending:
            text.append(_decoded(bytes(pending), charset))
            pending.clear()
        if brace == b"{":
            stack.append((shown, charset))
        elif brace == b"}":
            shown, charset = stack.pop() if len(stack) > 1 else stack[0]
        elif word in _SKIPPED:
            shown = html and word == b"htmltag"
        elif word == b"htmlrtf":
            shown = number == b"0" if html else True
        elif word == b"f" and number:
            charset = fonts.get(int(number), usual)
        elif word == b"u" and number and shown:
            code = int(number) % 0x10000
            text.append(chr(code) if not 0xD800 <= code < 0xE000 else "")
            skip = 1
        elif shown:
            text.append(_sign(word, sign))
    text.append(_decoded(bytes(pending), charset))
    return "".join(text)


def _sign(word: bytes | None, sign: bytes | None) -> str:
    if sign:
        return {b"~": "\xa0", b"_": "-", b"*": "", b"-": ""}.get(sign, sign.decode("latin-1"))
    return _BREAKS.get(word or b"") or _SIGNS.get(word or b"", "")


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset, "replace")
    except LookupError:
        return data.decode("cp1251", "replace")


def _fonts(rtf: bytes) -> dict[int, str]:
    table = re.finditer(rb"\{\\f(\d{1,4})[^{}]{0,200}?\\fcharset(\d{1,3})", rtf[:50_000])
    known = ((int(font[1]), _FONT_CHARSETS.get(int(font[2]))) for font in table)
    return {number: charset for number, charset in known if charset}
