"""The first line of an officer's letter, read word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.appeals.command_words import FILLERS
from ingest.appeals.typed_words import Word, is_greeting, words_in

_SHORT = 100  # characters of a line that may be nothing but a command
_FEW = 12  # words of it
_MARK = re.compile(r"(?:[-–—*#•>/]+\s*|\d{1,2}[.)]\s+)")
_APART = re.compile(r"\s*:|\s*[–—=]|\s+-+\s|\s*->|\s*\n")

_TURNS = frozenset(
    (
        *("но", "однако", "частично", "кроме", "бирок", "жарым", "жартылай", "бірақ", "ішінара"),
        *("but", "partly", "partially", "except"),
    )
)
_DENIALS = frozenset(("не", "not"))  # «отказано: не представлены документы» is a reason


@dataclass(frozen=True)
class Line:
    """A line with the place up to which it is read, and what stands below."""

    text: str
    words: Sequence[Word]
    at: int  # the next word
    below: str

    def moved(self, count: int) -> Line:
        """The same line, `count` words further."""
        return replace(self, at=self.at + count)

    def past(self, passed: frozenset[str]) -> Line:
        """The same line behind whichever of these words come next."""
        at = self.at
        while at < len(self.words) and self.words[at].folded in passed:
            at += 1
        return replace(self, at=at)

    @property
    def ends(self) -> bool:
        """Whether no word is left in it."""
        return self.at >= len(self.words)

    @property
    def gap(self) -> str:
        """The signs between what was read and the next word, or the line's end."""
        start = self.words[self.at - 1].end if self.at else 0
        return self.text[start:] if self.ends else self.text[start : self.words[self.at].start]

    @property
    def is_set_apart(self) -> bool:
        """Whether what was read stands alone, or a colon or dash follows it."""
        return self.ends or _APART.match(self.gap) is not None

    @property
    def turns(self) -> bool:
        """Whether the next word takes back what was read: «удовлетворено, но не полностью»."""
        if self.ends:
            return False
        word = self.text[self.words[self.at].start : self.words[self.at].end].casefold()
        return word in _TURNS or (word in _DENIALS and "," in self.gap)

    @property
    def rest(self) -> str:
        """The line from the next word on, without the signs before it."""
        if self.ends:
            return ""
        # Signs that open the next words belong to them: a quotation mark, a number's sign.
        opening = re.search(r"[«\"“„№(\[]*$", self.gap)
        start = self.words[self.at].start - (len(opening[0]) if opening else 0)
        return self.text[start:].strip()

    @property
    def all_that_follows(self) -> str:
        """What stands behind what was read, in this line and below."""
        return f"{self.rest}\n{self.below}".strip()

    @property
    def is_short(self) -> bool:
        """Whether the line may be a command that was written carelessly."""
        return len(self.text) <= _SHORT and len(self.words) <= _FEW


def line_of(text: str) -> Line | None:
    """The first line of `text` with what opens a command left out: «1) Добрый день! Прошу …»."""
    first, _, below = text.strip().partition("\n")
    mark = _MARK.match(first)
    first = first[mark.end() :] if mark else first
    words, at = words_in(first), 0
    while at < len(words) and (words[at].folded in FILLERS or is_greeting(words[at])):
        at += 1
    return Line(first, words, at, below.strip()) if words else None
