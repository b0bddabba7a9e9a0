"""How long an SMS is: its parts, as networks count them (3GPP TS 23.038 and 23.040).

A text of the 7-bit alphabet has room for 160 signs in one part and for 153 in each of several;
any other, Cyrillic for one, for 70 and 67 (units of UTF-16).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dispatch.clean import one_line

_TWICE = frozenset("^{}\\[~]|€")  # an escape stands before each of these
_ALPHABET = _TWICE | frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_LONGEST_PART = 160
_DIGIT = re.compile(r"\d")


def fitted(text: str, most_parts: int) -> str:
    """`text` as one SMS of at most `most_parts` parts: one line, cut between words if need be.

    A word with a digit in it (a number, a PIN, a date) never lies across two parts, for some
    telephones show them one by one: blanks fill up the part before it.
    """
    words = one_line(text.replace("\xa0", " "), most_parts * _LONGEST_PART + 1).split(" ")
    laid = _laid_out(words)
    while parts_of(laid) > most_parts and len(words) > 1:
        words.pop()
        laid = _laid_out([*words[:-1], words[-1].rstrip(".,;:…") + "..."])
    return "".join(split(laid)[:most_parts])


def parts_of(text: str) -> int:
    """How many parts a text is sent in."""
    return len(split(text))


def split(text: str) -> tuple[str, ...]:
    """The parts of a text as a gateway cuts it; no sign of two units is cut through."""
    plain = _is_plain(text)
    weights = [_weight(sign, plain) for sign in text]
    if sum(weights) <= (160 if plain else 70):
        return (text,)
    starts, filled = [0], 0
    for at, weight in enumerate(weights):
        if filled + weight > _several(plain):
            starts.append(at)
            filled = 0
        filled += weight
    return tuple(text[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True))


def _laid_out(words: Sequence[str]) -> str:
    """The words as a text, blanks put in before those that would lie across two parts."""
    whole = " ".join(words)
    if parts_of(whole) == 1:
        return whole
    plain = _is_plain(whole)
    laid: list[str] = []
    filled = 0  # units in the part that is begun
    for word in words:
        piece = f" {word}" if laid else word
        after = _filled(filled, piece, plain)
        free = _several(plain) - filled
        # Where nothing is free, the blank between begins the next part, and the word is in it.
        if _DIGIT.search(word) and after < filled and free:
            piece = " " * free + word
            after = _filled(0, word, plain)
        laid.append(piece)
        filled = after
    return "".join(laid)


def _filled(before: int, text: str, plain: bool) -> int:
    """The units in the last part after `text` was put behind `before` units in it."""
    for sign in text:
        weight = _weight(sign, plain)
        before = weight if before + weight > _several(plain) else before + weight
    return before


def _several(plain: bool) -> int:
    """Units in each of several parts."""
    return 153 if plain else 67


def _is_plain(text: str) -> bool:
    return _ALPHABET.issuperset(text)


def _weight(sign: str, plain: bool) -> int:
    return 1 + (sign in _TWICE if plain else ord(sign) > 0xFFFF)
