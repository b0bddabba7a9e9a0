"""What our letter says between two of its sentences: facts, links, an office-holder's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingest.answers.answer_lines import is_numbered
from ingest.words.ourwords import fact_names, words_of
from ingest.words.quotemarks import visible

_LONGEST_GAP = 60  # lines of facts and of an office-holder's words between two sentences of ours
_LONGEST_FACT = 60  # characters of the name of a fact
FURTHER = 4
"""Lines over which a link that ends a sentence is wrapped."""

_LINK = re.compile(r"[<(]?https?://\S*[\s>)]*", re.I)
_LINK_GOES_ON = re.compile(r"[\w/=&?#%.~-]{8,}[>).]?", re.A)
# What a letter repeats of the sender's: «- “7: отлично!!”», «- Вежливость (7): 5».
_REPEATED = re.compile(r"\s*[-•*]\s+[“«„\"\w]")
_DASHED = re.compile(r"\s*[—–-]\s*[^\W\d_]")
_LONGEST_NAME = 100  # characters
_NAME_WORDS = range(2, 5)

Place = tuple[int, int]
"""A line's number, a character in it."""


class Stretch(NamedTuple):
    """Where a sentence of ours stands."""

    start: Place
    end: Place
    question: int  # its number; 0: it asks none
    is_open: bool  # a fact follows


@dataclass(frozen=True)
class Gap:
    """What stands between two sentences of ours."""

    lines: Sequence[str]  # of the whole text
    rows: Sequence[int]  # the numbers of those that stand between
    last: Stretch
    following: Stretch | None
    width: int  # to which the letter was wrapped; 0: it was not

    @property
    def is_marked(self) -> bool:
        """Whether the letter is marked as quoted here."""
        beside = [self.last.start[0], *([self.following.start[0]] if self.following else [])]
        return any(is_marked(self.lines[n]) for n in beside)

    @property
    def lists(self) -> bool:
        """Whether a list follows the sentence above."""
        line, end = self.last.end
        return self.lines[line].startswith(":", end)

    def is_beside(self, row: int) -> bool:
        """Whether it shares a line with our sentences: with both, or it is the fact of one."""
        ends = row == self.last.end[0]
        begins = self.following is not None and row == self.following.start[0]
        return (ends and begins) or (self.last.is_open and (ends or begins))

    def goes_on(self, row: int, text: str) -> bool:
        """Whether a line goes on with the one above: its first word had no room there."""
        above = self.lines[row - 1].rstrip()
        if not self.width or "://" in above or (is_numbered(text) and not self.lists):
            return False
        return len(above) + 1 + len(text.split(None, 1)[0]) > self.width


@dataclass
class Body:
    """The lines of a body, or what is left of them beside our sentences; there are thousands."""

    texts: list[str]
    ours: list[bool]  # for each line whether our letter says it

    def add(self, text: str, is_ours: bool) -> None:
        self.texts.append(text)
        self.ours.append(is_ours)

    def mark(self, start: int, end: int) -> None:
        self.ours[start:end] = [True] * (end - start)


def own_gap(body: Body, start: int, gap: Gap) -> None:
    """Marks what our letter says between two sentences, facts and an office-holder's words.

    Nothing is the letter's by lying there: a person may write between any two of its lines.
    """
    said = [at for at in range(start, start + len(gap.rows)) if not is_blank(body.texts[at])]
    if len(said) > _LONGEST_GAP:
        return
    for at in said:
        row, text = gap.rows[at - start], body.texts[at]
        above = start < at and body.ours[at - 1] and not is_blank(body.texts[at - 1])
        if (
            is_marked(text)
            or gap.is_beside(row)
            or (not gap.is_marked and (_is_fact(text) or (gap.lists and _REPEATED.match(text))))
            or (gap.last.is_open and not gap.is_marked and _is_link(body.texts, start, at))
            or ((above or (at == start and gap.last.is_open)) and gap.goes_on(row, text))
        ):
            body.ours[at] = True
    if not gap.is_marked and gap.following:
        _own_signed(body, start, said)


def is_blank(text: str) -> bool:
    """Whether a line says nothing, marked or not."""
    said = text.lstrip("> \t")
    if not said or said[0].isalnum():
        return not said
    return not visible(said).strip("> ")


def is_marked(line: str) -> bool:
    """Whether a line is marked as quoted."""
    first = line[:1]
    return first == ">" or (not first.isalnum() and visible(line[:100]).startswith(">"))


def _is_fact(text: str) -> bool:
    name, colon, _said = text[: _LONGEST_FACT + 1].partition(":")
    return bool(colon) and tuple(words_of(name)) in fact_names()


def _is_link(texts: Sequence[str], start: int, at: int) -> bool:
    """Whether the line is the link of the sentence above, or the rest of one that was wrapped."""
    text = texts[at].strip()
    begun = "://" in "".join(texts[max(start, at - FURTHER) : at])
    return (_LINK_GOES_ON if begun else _LINK).fullmatch(text) is not None


def _own_signed(body: Body, start: int, said: Sequence[int]) -> None:
    """Marks the office-holders' words: they stand below the facts and end in a name."""
    texts = body.texts
    facts = [at for at in said if _is_fact(texts[at])]
    blank = (
        next((at for at in range(facts[-1], said[-1]) if is_blank(texts[at])), 0) if facts else 0
    )
    below = [at for at in said if at > blank] if blank else []
    names = [at for at in below[1:] if is_blank(texts[at - 1]) and _is_name(texts, at, said[-1])]
    if not names:
        return
    for at in below:
        if at <= names[-1] + 1 and not is_numbered(texts[at]):
            body.ours[at] = True


def _is_name(texts: Sequence[str], at: int, last: int) -> bool:
    """Whether an office-holder's name stands there, behind a dash or above his post."""
    if _DASHED.match(texts[at]) and not is_numbered(texts[at]):
        return True
    ends = at == last or is_blank(texts[at + 1]) or at + 1 == last or is_blank(texts[at + 2])
    words = texts[at][:_LONGEST_NAME].split()
    named = len(words) in _NAME_WORDS and all(word[0].isupper() for word in words)
    return ends and named and words[-1][-1].isalnum()
