"""The PIN of an appeal: 40 random bits as eight letters that nobody mistakes, "ABCD-EFGH".

The letters are Douglas Crockford's base 32: no I, L, O, U; who types O means 0, I or L means 1.
One form goes everywhere, into letters and into the keyed hash: capitals with a dash in the middle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from register.rules.number import without_numbers
from register.rules.tokens import RandBytes

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PIN_BYTES = 5
MOST_PINS = 5  # candidates out of one text: each is a try
SEARCHED = 20_000  # characters of a text

_LINE = 40  # characters: a line with nothing but a PIN
_LOOK_ALIKES = str.maketrans(
    "OILАВСЕНКМОРТХЅІЈҺУҮЗ",
    "011ABCEHKM0PTXS1JHYY3",
)
"""What is typed for another: by Crockford, and Cyrillic capitals that look like Latin ones."""
_BLANK = re.compile(r"[\s\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff\xad_.-]")
_TYPED = "[0-9A-TV-Za-tv-zАВСЕНКМОРТХЅІЈҺУҮЗавсенкмортхѕіјһуүз]"
_DASH = "[\u2010-\u2015-]"
_BEGIN, _END = r"(?<![\w\u2010-\u2015-])", rf"(?!\w|{_DASH}\w)"
_AFTER_WORD = re.compile(
    rf"(?<!\w)(?:pin|пин|code|код)(?:{_DASH}?(?:code|код))?\w{{0,3}}[\s:=№#.]{{0,4}}{_DASH}?\s?"
    rf"({_TYPED}{{4}}[ \xa0]?{_DASH}?[ \xa0]?{_TYPED}{{4}}){_END}",
    re.I,
)
_WITH_DASH = re.compile(rf"{_BEGIN}({_TYPED}{{4}}\s?{_DASH}\s?{_TYPED}{{4}}){_END}")
_TOGETHER = re.compile(rf"{_BEGIN}({_TYPED}{{8}}){_END}")


def new_pin(randbytes: RandBytes) -> str:
    """A fresh PIN, as it is shown and as it is hashed."""
    bits = int.from_bytes(randbytes(PIN_BYTES), "big")
    letters = "".join(LETTERS[bits >> shift & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"


def read_pin(text: str) -> str | None:
    """The PIN that was typed, in its one form; None when `text` is none.

    Lower case, blanks, dashes, O for 0 and Cyrillic letters that look like Latin ones are the same.
    """
    typed = _BLANK.sub("", text[:200])
    letters = typed.upper().translate(_LOOK_ALIKES)
    if not len(typed) == len(letters) == 8 or not set(letters) <= set(LETTERS):
        return None
    return f"{letters[:4]}-{letters[4:]}"


def find_pins(text: str) -> tuple[str, ...]:
    """What may be a PIN in a mail's words, the likeliest first, each once, five at most.

    Taken are eight letters behind the word PIN or code; alone in their line (an appeal's number
    may stand there too); with a dash, in capitals or with a digit; or together, with a digit among
    letters. Two years or a day are no PIN: digits alone count only behind the word.
    """
    rest = without_numbers(text[:SEARCHED])
    found = (read_pin(candidate) for candidate in _candidates(rest))
    return tuple(dict.fromkeys(pin for pin in found if pin))[:MOST_PINS]


def _candidates(text: str) -> Iterator[str]:
    yield from _AFTER_WORD.findall(text)
    short = (line for line in text.splitlines() if len(line) <= _LINE)
    yield from (line for line in short if any(map(str.isalpha, line)))
    dashed: list[str] = _WITH_DASH.findall(text)
    yield from (pin for pin in dashed if pin.isupper() or _is_mixed(pin))
    yield from filter(_is_mixed, _TOGETHER.findall(text))


def _is_mixed(text: str) -> bool:
    """Whether there are both digits and letters."""
    return any(map(str.isdigit, text)) and any(map(str.isalpha, text))
