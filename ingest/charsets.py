"""From bytes to text when the declared charset is absent, wrong or misspelt, as Cyrillic mail"
" often has it."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from functools import cache

UNDECODABLE = "undecodable-charset"

# Codecs that are no charsets of mail, or whose decoding is slow on hostile input.
_REFUSED = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
# Charsets whose bytes are all ASCII, or which valid UTF-8 could be mistaken for.
_STATEFUL = ("iso2022", "iso-2022", "utf-7", "utf_7", "utf-16", "utf_16", "utf-32", "utf_32", "hz")
# Declared by programs that never asked which letters the text holds.
_CARELESS = frozenset({"ascii", "iso8859-1", "cp1252", "iso8859-15"})
_CANDIDATES = ("cp1251", "koi8-r", "cp866", "iso8859-5")

# Share of each letter in running Russian text, per mille; other Cyrillic letters count as rare.
_LETTERS = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
_SHARES = (
    "110 84 80 73 67 63 55 47 45 44 35 32 30 28 26 20 19 17 17 17 16 14 12 10 9 7 6 5 4 3 3 1 1"
)
_FREQUENT = dict(zip(_LETTERS, map(int, _SHARES.split()), strict=True))

_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"
)  # an encoded word can hold them
_BROKEN_LINE = re.compile(r"[ \t]*[\r\n]+[ \t]*")


def decode(data: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """The text of `data`, and a trouble code when no charset fits without loss.

    UTF-8 first, as nothing else looks like it; then what was declared; then a guess by letters.
    """
    name = codec_name(declared)
    if name and name.startswith(_STATEFUL):
        text = _strictly(data, name)
        if text is not None:
            return text, None
    text = _strictly(data.removeprefix(codecs.BOM_UTF8), "utf-8")
    if text is not None:
        return text, None
    if name and name not in _CARELESS and name != "utf-8":
        text = _strictly(data, name)
        if text is not None:
            return text, None
    return _guessed(data, name)


def _guessed(data: bytes, name: str | None) -> tuple[str, str | None]:
    if name == "utf-8" and _mostly_utf8(data):
        return data.decode("utf-8", "replace"), UNDECODABLE
    if name in _CARELESS and not _mostly_high(data):
        text = _strictly(data, "cp1252" if name != "iso8859-15" else name)
        if text is not None:
            return text, None
    best = detect_cyrillic(data)
    if best is not None:
        return data.decode(best, "replace"), None
    if _mostly_utf8(data):
        return data.decode("utf-8", "replace"), UNDECODABLE
    return data.decode("cp1252", "replace"), UNDECODABLE


@cache
def codec_name(declared: str | None) -> str | None:
    """Python's name of a charset as mail programs spell it, or None when there is no such"
    " charset."""
    wanted = (declared or "").strip().strip("\"'").lower().split("*")[0]
    found = re.fullmatch(r"(?:x-)?(?:win|windows|cp|ms|microsoft-?cp)[-_ ]?(125\d|866|874)", wanted)
    wanted = (
        f"cp{found[1]}" if found else {"koi8": "koi8-r", "utf8mb4": "utf-8"}.get(wanted, wanted)
    )
    try:
        name = codecs.lookup(wanted).name
        b"".decode(name)
    except (LookupError, ValueError):
        return None
    return None if name.replace("-", "_") in _REFUSED else name


def detect_cyrillic(data: bytes) -> str | None:
    """The 8-bit Cyrillic charset in which `data` looks most like words; None when none does."""
    sample = data[:4000]
    scores = {name: _likeness(sample.decode(name, "replace")) for name in _CANDIDATES}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0 else None


def _likeness(text: str) -> float:
    """How much `text` looks like Cyrillic words: the same bytes in a wrong charset swap the"
    " case."""
    score, before = 0.0, " "
    for letter in text:
        if letter > "\x7f":
            score += _weight(letter, before)
        before = letter
    return score


def _weight(letter: str, before: str) -> float:
    if letter in "«»№–—…“”\xa0":
        return 0.0
    share = _FREQUENT.get(letter.lower(), 0)
    if not share:
        return 1.0 if "\u0400" <= letter <= "\u04ff" else -60.0
    if letter.islower():
        return share
    return -share if before.islower() else share * 0.4


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except ValueError:
        return None


def _mostly_utf8(data: bytes) -> bool:
    high = sum(1 for byte in data if byte > 0x7F)
    return data.decode("utf-8", "replace").count("\ufffd") * 8 < high


def _mostly_high(data: bytes) -> bool:
    """Whether most letters are outside ASCII: Western text has an accent here and there only."""
    letters = bytes(byte for byte in data if byte > 0xBF or (chr(byte).isalpha() and byte < 0x80))
    return sum(1 for byte in letters if byte > 0xBF) * 2 > len(letters)


def decode_header(raw: str) -> str:
    """The value of a header field as read from the wire (surrogate escapes for 8-bit), decoded.

    Neighbouring encoded words of one charset are joined as bytes before they are decoded, because
    many programs cut them inside a character.
    """
    if not raw.isascii():
        raw = decode(raw.encode("utf-8", "surrogateescape"))[0]
    raw = _BROKEN_LINE.sub(" ", raw).strip()
    shown = _decode_words(raw) if "=?" in raw else raw
    return _CONTROL.sub(" ", shown)


def _decode_words(raw: str) -> str:
    shown: list[str] = []
    pending, charset, end = b"", "", 0
    for word in _ENCODED_WORD.finditer(raw):
        between = raw[end : word.start()]
        if between.strip() or word[1].lower() != charset or not charset:
            shown.append(decode(pending, charset)[0])
            shown.append(between if between.strip() or not charset else "")
            pending, charset = b"", word[1].lower()
        pending += _word_bytes(word[2], word[3])
        end = word.end()
    return "".join((*shown, decode(pending, charset)[0], raw[end:]))


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    if encoding in "qQ":
        return binascii.a2b_qp(data.replace(b" ", b"_"), header=True)
    return decode_base64(data)


def decode_base64(data: bytes) -> bytes:
    """The bytes of base64 text, with what is not in its alphabet and missing padding forgiven."""
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    return base64.b64decode(kept + b"=" * (-len(kept) % 4))
