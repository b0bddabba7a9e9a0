"""The appeals' numbers that a letter names, right or with a slip of the pen."""

from __future__ import annotations

import re

from register.rules.number import read_numbers

MOST = 20
_CAP = 200_000  # characters that are looked at
_LIKE = re.compile(
    r"(?<!\d)\d(?:[ \u00a0\u202f/._\u2010-\u2015-]?\d){17}(?!\d)",
)


def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers with right check digits in `text`, each once, at most 20.

    Those that have no month in them, as none of ours has, are asked about like any unknown one.
    """
    likes = filter(_is_right, _likes(text))
    return tuple(dict.fromkeys((*read_numbers(text[:_CAP]), *likes)))[:MOST]


def misnumbered(text: str) -> bool:
    """Whether 18 digits stand in `text` as a number's do, none of them right: a slip of the pen."""
    return bool(_likes(text)) and not numbers_in(text)


def _likes(text: str) -> list[str]:
    return [re.sub(r"\D", "", found) for found in _LIKE.findall(text[:_CAP])]


def _is_right(digits: str) -> bool:
    return digits.isascii() and int(digits) % 97 == 1  # ISO 7064 MOD 97-10
