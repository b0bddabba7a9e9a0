"""From bytes to text when the declared charset is absent, wrong or misspelt."""

from __future__ import annotations

import binascii
import codecs
import re
from functools import cache

from ingest.mail.cyrillic import likeliest, likeness
from ingest.mail.mojibake import undone_twice

UNDECODABLE = "undecodable-charset"

# Codecs that are no charsets of mail, or whose decoding is slow on hostile input.
_REFUSED = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
# Charsets whose bytes are all ASCII, or which valid UTF-8 could be mistaken for.
_STATEFUL = ("iso2022", "iso-2022", "utf-7", "utf_7", "utf-16", "utf_16", "utf-32", "utf_32", "hz")
# Declared by programs that never asked which letters the text holds.
_CARELESS = frozenset({"ascii", "iso8859-1", "cp1252", "iso8859-15"})
_CYRILLIC = frozenset(
    {"cp1251", "koi8-r", "koi8-u", "koi8-t", "cp866", "cp855", "iso8859-5", "mac-cyrillic"}
    | {"kz1048", "ptcp154", "cp1125"}
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}
# Of these a word may be valid UTF-8 by chance, as «通知» in GB 2312 is, but makes no letters then.
_DOUBLE_BYTE = frozenset({"gb2312", "gbk", "gb18030", "big5", "euc_jp", "euc_kr", "shift_jis"})
_COMMON = re.compile("[\x00-\u024f\u0370-\u052f\u1e00-\u218f\u2190-\U0010ffff]*")
_MARGIN = 5.0  # points by which another charset must look better than the declared one

# Its text may hold question marks, against the standard; it ends where the next one begins.
_ENCODED_WORD = re.compile(
    r"=\?([^?\s]{1,60})\?([bBqQ])\?((?:[^?=\r\n]|=(?!\?(?!=))|\?(?!=(?![0-9A-F]{2}(?!\?)))){0,4000})\?="
)
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"
)  # an encoded word can hold them
_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
)
_BROKEN_LINE = re.compile(r"[ \t]*[\r\n]+[ \t]*")


def decode(data: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """The text of `data`, and a trouble code when no charset fits without loss.

    UTF-8 first, as nothing else looks like it; then what was declared, unless its letters make no
    words and those of another charset do.
    """
    name = codec_name(declared) if declared else None
    if name and name.startswith(_STATEFUL):
        text = _strictly(data, name)
        if text is not None:
            return text, None
    if data.isascii():
        return data.decode("ascii"), None
    text = _strictly(data.removeprefix(codecs.BOM_UTF8), "utf-8")
    if text is not None:
        if name in _DOUBLE_BYTE and not _COMMON.fullmatch(text):
            text = _strictly(data, name) or text
        return undone_twice(text), None
    return _from_8_bit(data, name)


def _from_8_bit(data: bytes, name: str | None) -> tuple[str, str | None]:
    if name in (None, "utf-8"):
        broken = _broken_utf8(data)
        if broken is not None:
            return broken, UNDECODABLE
    best, points = likeliest(data)
    if name and name not in _CARELESS and name != "utf-8":
        text = _as_declared(data, name, best, points)
        if text is not None:
            return text, None
    if best is not None:
        return data.decode("iso8859-15" if (name, best) == ("iso8859-15", "cp1252") else best,
                           "replace"), None  # fmt: skip
    broken = _broken_utf8(data)
    if broken is not None:
        return broken, UNDECODABLE
    text = _strictly(data, "cp1252") if name in _CARELESS else None
    return (text, None) if text is not None else (data.decode("cp1252", "replace"), UNDECODABLE)


def _as_declared(data: bytes, name: str, best: str | None, points: float) -> str | None:
    """The text as the sender labelled it; None when that is no text, or another one by far."""
    text = _strictly(data, _WIDER.get(name, name))
    if text is None or best is None:
        return text
    if name in _CYRILLIC:
        ours = likeness(data, name)
        return text if points < ours + _MARGIN or points < ours * 1.2 else None
    # A Western or Turkish label over bytes that make Russian words, and hardly any of its own.
    return None if best in _CYRILLIC and _is_single_byte(name) and points > _MARGIN else text


def _is_single_byte(name: str) -> bool:
    return name.startswith(("cp125", "iso8859", "mac"))


def _broken_utf8(data: bytes) -> str | None:
    """The text when the bytes are UTF-8 but for a few; what was cut off at the end is left out."""
    text = data.decode("utf-8", "replace")
    letters = len(text) - len(text.encode("ascii", "ignore"))
    wrong = text.count("\ufffd")
    if wrong * 4 > letters:
        return None
    return text[:-1] if wrong == 1 and text.endswith("\ufffd") else text


@cache
def codec_name(declared: str | None) -> str | None:
    """Python's name of a charset as mail programs spell it, or None when there is no such."""
    wanted = (declared or "").strip().strip("\"'").lower().split("*")[0]
    found = re.fullmatch(
        r"(?:x-)?(?:win(?:dows)?|w|cp|ms|microsoft-?cp|ansi|ibm)[-_ ]?(?:cp[-_ ]?)?"
        r"(125\d|866|874|855|936|1048)", wanted
    )  # fmt: skip
    wanted = f"cp{found[1]}" if found else _MISSPELT.get(re.sub(r"[-_ ]", "", wanted), wanted)
    try:
        name = codecs.lookup(wanted).name
        b"".decode(name)
    except (LookupError, ValueError):
        return None
    return None if name.replace("-", "_") in _REFUSED else name


_MISSPELT = {
    "koi8": "koi8-r",
    "koi": "koi8-r",
    "xkoi8r": "koi8-r",
    "koi8ru": "koi8-u",
    "utf8mb4": "utf-8",
    "unicode11utf8": "utf-8",
    "xutf8": "utf-8",
    "xmaccyrillic": "mac-cyrillic",
    "maccyrillic": "mac-cyrillic",
    "xmacukrainian": "mac-cyrillic",
    "cyrillic": "iso8859-5",
    "xiso88595": "iso8859-5",
    "dos": "cp866",
    "alt": "cp866",
    "cp1048": "kz1048",
    "rk1048": "kz1048",
    "iso88598i": "iso8859-8",
    "xgbk": "gbk",
    "cp936": "gbk",
}


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except ValueError:
        return None


def decode_header(raw: str) -> str:
    """The value of a header field as read from the wire (surrogate escapes for 8-bit), decoded.

    Neighbouring encoded words of one charset are joined as bytes before they are decoded, because
    many programs cut them inside a character.
    """
    if raw.isascii():
        if "=?" not in raw and raw.isprintable():
            return raw.strip()
    else:
        raw = decode(raw.encode("utf-8", "surrogateescape"))[0]
    raw = _BROKEN_LINE.sub(" ", raw).strip()
    shown = _decode_words(raw) if "=?" in raw else raw
    return _CONTROL.sub(" ", shown)


def _decode_words(raw: str) -> str:
    shown: list[str] = []
    run: list[tuple[str, str]] = []  # encoding and text of neighbouring words of one charset
    charset, end = "", 0
    for word in _ENCODED_WORD.finditer(raw):
        between = raw[end : word.start()]
        if between.strip() or word[1].lower() != charset or not charset:
            shown.append(_decode_run(run, charset))
            shown.append(between if between.strip() or not charset else "")
            run, charset = [], word[1].lower()
        run.append((word[2].upper(), word[3]))
        end = word.end()
    return "".join((*shown, _decode_run(run, charset), raw[end:]))


def _decode_run(run: list[tuple[str, str]], charset: str) -> str:
    data, carry = b"", ""
    for number, (encoding, text) in enumerate(run):
        if encoding == "Q":
            data += _from_q(text)
            continue
        carry += re.sub(r"\s+", "", text)
        follows = number + 1 < len(run) and run[number + 1][0] == "B"
        # Some programs cut the base64 itself, where no four characters are full.
        if follows and len(carry) % 4 and not carry.endswith("="):
            continue
        data += decode_base64(carry.encode("utf-8", "surrogatepass"))
        carry = ""
    return decode(data, charset)[0] if data else ""


def _from_q(text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return binascii.a2b_qp(data.replace(b" ", b"_"), header=True)


def decode_base64(data: bytes) -> bytes:
    """The bytes of base64 text, with what is not in its alphabet and missing padding forgiven."""
    kept = data.translate(None, _NOT_BASE64)
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))
