"""Words of a letter that may be an inspection's registration number, to be looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator

MOST = 20
_CAP = 20_000  # characters that are looked at
_LONGEST = 40  # characters of a number
_ADDRESS = re.compile(r"\S{0,100}(?:@|://|www\.)\S{0,300}")
_DASHES = str.maketrans("‐‑‒–—―−", "-------")
# A number's groups: "ITB-26-00401", "2026-000117", "ВР-3", "12/2026-45", "45"; also parted by
# blanks around the dash.
_CANDIDATE = re.compile(
    r"(?<![\w.,/-])(?:(№|#|\b(?:номер\w{0,3}|рег|нөмір\w{0,4}|no|nr|number)\b)[.:\s]{0,3})?"
    r"([^\W_]{1,20}(?:\s?[-/]\s?[^\W_]{1,20}|\.(?=\d)\d{1,10}){0,6})(?![\w/-])",
    re.I,
)
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}")
_GROUPS = re.compile(r"\d+")
_MANY = 5  # digits that no year, sum of money or house number usually has
_PHONE = re.compile(r"(?:996|7|0)\d{9,10}|0\d{3}[-/]?\d{6}")


def number_like(text: str) -> tuple[str, ...]:
    """What may be a registration number in `text`: at most 20, each once, in order, dashes plain.

    No date, telephone, address or appeal's number; a bare short number only behind «№» and the
    like.
    """
    found = dict.fromkeys(_candidates(_ADDRESS.sub(" ", text[:_CAP]).translate(_DASHES)))
    return tuple(found)[:MOST]


def _candidates(text: str) -> Iterator[str]:
    for match in _CANDIDATE.finditer(text):
        announced, number = bool(match[1]), re.sub(r"\s", "", match[2])
        if _may_be(number, announced):
            yield number


def _may_be(number: str, announced: bool) -> bool:
    digits = "".join(_GROUPS.findall(number))
    if not digits or len(number) > _LONGEST or len(digits) >= 18 or _DATE.fullmatch(number):
        return False
    if announced:
        return True
    if _PHONE.fullmatch(re.sub(r"\W", "", number)):
        return False
    letters = any(map(str.isalpha, number))
    parted = "-" in number or "/" in number
    return len(digits) >= _MANY if not letters else parted
