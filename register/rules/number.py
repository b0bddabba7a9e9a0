"""An appeal's number: 18 digits that tell nothing and are never taken for another's.

YYMM of the registration, 12 random digits, 2 check digits by ISO 7064 MOD 97-10: the whole, as a
number, leaves 1 when divided by 97. That finds each wrong digit and each pair of swapped neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from register.rules.tokens import RandBytes

DIGITS = 18
NO_BREAK = "\xa0"
SEARCHED = 200_000  # characters of a text

_FORM = re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{14}")
_GAP = r"[\s.,_/\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff\xad-]{1,3}"
"""What people, programs and telephones put between groups of digits."""
_RUN = re.compile(rf"(?<!\d)[0-9]+(?:{_GAP}[0-9]+)*(?!\d)")
_GROUP = re.compile(r"[0-9]+")
_ENDS = r"(?![0-9]|[-/.\u2010-\u2015][0-9])"
_PART = re.compile(r"/([1-9][0-9]?)(?![0-9])")
_LEVEL = re.compile(rf"[-\u2010-\u2015]([2-9]){_ENDS}")
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
    return (
        _FORM.fullmatch(text) is not None and int(text) % 97 == 1 and 2 <= int(text[-2:]) <= 98
    )


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
    text = text[:SEARCHED]
    found = (_with_suffix(number, text, end) for number, _, end in _numbers(text))
    return tuple(dict.fromkeys(found))


def read_label(text: str) -> Label | None:
    """The label that `text` is, and nothing beside it but "№", blanks and stops; else None."""
    text = text.strip(_SIGNS)
    first = next(_numbers(text[:SEARCHED]), None)
    if first is None or first[1] > 0:
        return None
    label = _with_suffix(first[0], text, first[2])
    return label if text[first[2] :] in ("", _suffix(text, first[2])) else None


def without_numbers(text: str) -> str:
    """`text` with each number in it, and the suffix behind it, replaced by a blank."""
    pieces, done = [], 0
    for _, start, end in _numbers(text[:SEARCHED]):
        pieces.append(text[done:start])
        done = end + len(_suffix(text, end))
    return " ".join([*pieces, text[done:]])


def _numbers(text: str) -> Iterator[tuple[str, int, int]]:
    """Each number in `text` with its start and end; it begins and ends with a group of digits."""
    for run in _RUN.finditer(text):
        groups = [found.span() for found in _GROUP.finditer(text, *run.span())]
        at = 0
        while at < len(groups):
            length = _groups_of_number(text, groups, at)
            if length:
                start, end = groups[at][0], groups[at + length - 1][1]
                yield _digits(text, groups[at : at + length]), start, end
            at += length or 1


def _groups_of_number(text: str, groups: list[tuple[int, int]], at: int) -> int:
    """How many groups of digits from `at` on make a number; 0 when none does."""
    digits = count = 0
    while at + count < len(groups) and digits < DIGITS:
        digits += groups[at + count][1] - groups[at + count][0]
        count += 1
    return count if digits == DIGITS and is_number(_digits(text, groups[at : at + count])) else 0


def _digits(text: str, groups: list[tuple[int, int]]) -> str:
    return "".join(text[start:end] for start, end in groups)


def _with_suffix(number: str, text: str, end: int) -> Label:
    part = _PART.match(text, end)
    level = _LEVEL.match(text, part.end() if part else end)
    suffix = _suffix(text, end)
    return Label(
        number,
        int(part[1]) if part and suffix else 0,
        int(level[1]) if level and suffix else 1,
    )


def _suffix(text: str, end: int) -> str:
    """The suffix as it stands at `end`; '' when there is none."""
    found = _SUFFIX.match(text, end)
    return found[0] if found else ""


_SUFFIX = re.compile(rf"(?:/[1-9][0-9]?)?(?:[-\u2010-\u2015][2-9])?{_ENDS}")


def _twelve_digits(randbytes: RandBytes) -> str:
    """Twelve digits, all equally likely: a draw beyond 10^12 is thrown away, not folded back."""
    for _ in range(_DRAWS):
        drawn = int.from_bytes(randbytes(_RANDOM_BYTES), "big")
        if drawn < 10**12:
            return f"{drawn:012}"
    raise RuntimeError("The source of randomness gives the same bytes again and again.")
