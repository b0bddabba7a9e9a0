"""By how many days an officer wants a term extended, and why."""

from __future__ import annotations

import re

from ingest.appeals.command import Command, Unclear
from ingest.appeals.command_line import Line
from ingest.appeals.command_words import BEFORE_DAYS, DAYS, FOR, OPENINGS, OTHER_SPANS
from ingest.appeals.typed_words import Word, starting
from ingest.words.wording import number_words
from register.rules.appeal import MOST_DAYS, Action

_JOINED = re.compile(r"(\d{1,3})([a-z]+)")  # «10дней»
_MOST_BEFORE = 8  # words before a verb that stands behind its object


def read_days(line: Line) -> Command | None:
    """The command to extend a term, its verb having been read; None when it is running text."""
    said = line.past(FOR)
    unclear = Command(Action.EXTEND, trouble=Unclear.NO_DAYS) if line.is_short else None
    if said.ends:
        return Command(Action.EXTEND, trouble=Unclear.NO_DAYS)
    after, days = _days(said)
    if days is None:
        return unclear
    return Command(Action.EXTEND, days=days, reason=after.all_that_follows)


def read_days_before(line: Line) -> Command | None:
    """The same where the verb stands behind: «мөөнөтүн 10 күнгө узартуу, себеби …»."""
    for start in range(line.at, min(line.at + _MOST_BEFORE, len(line.words))):
        after, days = _days(line.moved(start - line.at))
        if days is None or after.ends or not _is_span(line.words[after.at - 1]):
            continue
        count, opening = starting(after.words, after.at, OPENINGS)
        if opening and opening.action is Action.EXTEND and start - line.at <= 2:
            return Command(Action.EXTEND, days=days, reason=after.moved(count).all_that_follows)
    return None


def _days(line: Line) -> tuple[Line, int | None]:
    """The line behind a number of days, and the number; None where it is not quite clear."""
    number, joined = _number(line.words[line.at].folded)
    said = line.moved(1)
    if number is None or not 1 <= number <= MOST_DAYS:
        return said, None
    if not said.ends and "(" in said.gap and _number(said.words[said.at].folded)[0] == number:
        said = said.moved(1)  # «10 (десять) дней»
    said = said if joined else said.past(BEFORE_DAYS)
    if not said.ends and not joined and _is_span(said.words[said.at]):
        return said.moved(1), number
    return said, None if not joined and _is_other(said) else number


def _number(word: str) -> tuple[int | None, bool]:
    """A number as digits or a word, and whether the word for days is written together with it."""
    joined = _JOINED.fullmatch(word)
    if joined and joined[2] in DAYS:
        return int(joined[1]), True
    if word.isascii() and word.isdigit() and len(word) <= 3:
        return int(word), False
    return number_words().get(word), False


def _is_span(word: Word) -> bool:
    joined = _JOINED.fullmatch(word.folded)
    return word.folded in DAYS or (joined is not None and joined[2] in DAYS)


def _is_other(line: Line) -> bool:
    """Whether the number is a span of another kind, a date, or the first of two."""
    if line.ends:
        return False
    word = line.words[line.at].folded
    return word.startswith(OTHER_SPANS) or (word[:1].isdigit() and not line.gap.isspace())
