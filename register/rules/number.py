"""An appeal's number: 18 digits that tell nothing and are never taken for another's.

YYMM of the registration, 12 random digits, 2 check digits by ISO 7064 MOD 97-10: divided by 97 the
whole leaves 1. That shows each single wrong digit and each pair of swapped neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from register.rules.tokens import RandBytes

DIGITS = 18
NO_BREAK = "\xa0"
SEARCHED = 200_000  # characters of a text

_Span = tuple[int, int]
_FORM = re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{14}")
_GAP = r"[\s.,_/\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff\xad-]{1,3}"
"""What people, programs and telephones put between groups of digits."""
_RUN = re.compile(rf"(?<!\d)[0-9]+(?:{_GAP}[0-9]+)*(?!\d)")
_GROUP = re.compile(r"[0-9]+")
_SUFFIX = re.compile(
    r"(?:/([1-9][0-9]?))?(?:[-\u2010-\u2015]([2-9]))?(?![0-9]|[-/.\u2010-\u2015][0-9])"
)
_SIGNS = " \t\r\n\xa0\u202f№#:.,;"
_RANDOM_BYTES = 5  # 40 bits: one draw in eleven is too high and drawn again
_DRAWS = 200


@dataclass(frozen=True, order=True)
class Label:
    """What one request in an appeal is called: NUMBER, NUMBER/2, NUMBER-2, NUMBER/2-3."""

    number: str  # 18 digits
    part: int = 0  # 1 to 99 of a mixed appeal; 0: it was not split
    level: int = 1  # 2 to 9 after a bad rating

    def __str__(self) -> str:
        part = f"/{self.part}" if self.part else ""
        return f"{self.number}{part}" + (f"-{self.level}" if self.level > 1 else "")


def new_number(day: date, randbytes: RandBytes) -> str:
    """A fresh number for an appeal registered on `day`; that no other has it, the register says."""
    first = f"{day:%y%m}{_twelve_digits(randbytes)}"
    return f"{first}{98 - int(first) * 100 % 97:02}"


def is_number(text: str) -> bool:
    """Whether `text` is the 18 digits of a number, with a month and right check digits."""
    return _FORM.fullmatch(text) is not None and int(text) % 97 == 1 and 2 <= int(text[-2:]) <= 98


def spaced(label: str) -> str:
    """A number or label as it is printed: "261 112 …/2", its threes parted by no-break spaces."""
    number, suffix = label[:DIGITS], label[DIGITS:]
    return NO_BREAK.join(number[at : at + 3] for at in range(0, len(number), 3)) + suffix


def read_numbers(text: str) -> tuple[str, ...]:
    """The numbers in `text` as people write them, each once, in their order."""
    return tuple(dict.fromkeys(label.number for label in read_labels(text)))


def read_labels(text: str) -> tuple[Label, ...]:
    """The numbers in `text` with what stands behind them for a part or level, each once.

    A suffix that cannot be one ("/2026", "-1") is none: what is meant is then the whole appeal.
    """
    return tuple(dict.fromkeys(label for label, _, _ in _labels(text)))


def read_label(text: str) -> Label | None:
    """The label that `text` is, with nothing beside it but "№", blanks and stops; else None."""
    text = text.strip(_SIGNS)
    for label, start, end in _labels(text):
        return label if (start, end) == (0, len(text)) else None
    return None


def without_numbers(text: str) -> str:
    """`text` with a blank in place of each number and its suffix."""
    pieces, done = [], 0
    for _, start, end in _labels(text):
        pieces.append(text[done:start])
        done = end
    return " ".join([*pieces, text[done:]])


def _labels(text: str) -> Iterator[tuple[Label, int, int]]:
    """Each label in the first part of `text`, with its start and end."""
    text = text[:SEARCHED]
    for run in _RUN.finditer(text):
        groups = [found.span() for found in _GROUP.finditer(text, *run.span())]
        at = 0
        while at < len(groups):
            count = _groups_of_number(text, groups, at)
            if count:
                yield _with_suffix(text, groups[at : at + count])
            at += count or 1


def _groups_of_number(text: str, groups: Sequence[_Span], at: int) -> int:
    """How many groups of digits from `at` on are a number together; 0 when none are."""
    digits = count = 0
    while at + count < len(groups) and digits < DIGITS:
        digits += groups[at + count][1] - groups[at + count][0]
        count += 1
    return count if digits == DIGITS and is_number(_joined(text, groups[at : at + count])) else 0


def _with_suffix(text: str, groups: Sequence[_Span]) -> tuple[Label, int, int]:
    number, end = _joined(text, groups), groups[-1][1]
    suffix = _SUFFIX.match(text, end)
    if suffix is None:
        return Label(number), groups[0][0], end
    label = Label(number, part=int(suffix[1] or 0), level=int(suffix[2] or 1))
    return label, groups[0][0], suffix.end()


def _joined(text: str, groups: Sequence[_Span]) -> str:
    return "".join(text[start:end] for start, end in groups)


def _twelve_digits(randbytes: RandBytes) -> str:
    """Twelve digits, all equally likely: a draw beyond 10^12 is thrown away, not folded back."""
    for _ in range(_DRAWS):
        drawn = int.from_bytes(randbytes(_RANDOM_BYTES), "big")
        if drawn < 10**12:
            return f"{drawn:012}"
    raise RuntimeError("The source of randomness gives the same bytes again and again.")
