"""Answers set below their numbers: "1." and then «да», as cells of a table that became lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from config.questionnaire import QuestionKind, Questionnaire
from ingest.answers.answer_value import read_plainly
from ingest.words.own_words import says_something
from ingest.words.quotemarks import visible

_ALONE = re.compile(r"[*_(\[№#\s]{0,5}(\d{1,2})\s?([.:)\]=–-]{0,3})[*_\s]{0,5}")
_ODDLY = re.compile(r"\s{0,5}(\d{1,2})\s?([,/])\s{0,5}(\S.*)", re.S)
_LONGEST = 20  # characters of a line that holds a number alone
_ENOUGH = 3  # answers below bare numbers, one after the other, that are no chance


@dataclass(frozen=True)
class _Stacked:
    """A number on a line and its answer on the next one that says something."""

    at: int
    below: int  # the line of the answer
    number: int
    is_marked: bool  # "1." and not "1"


def evenly_marked(lines: Sequence[str], questionnaire: Questionnaire) -> list[str]:
    """The lines with ":" behind their numbers where all have one mark that alone says nothing.

    «1, да» or "3/5" is running text or an amount; with others that rise it is a list of answers.
    """
    for mark in ",/":
        found = [(at, _ODDLY.match(line)) for at, line in enumerate(lines) if mark in line[:6]]
        odd = [(at, one) for at, one in found if one and one[2] == mark]
        if len(odd) >= _ENOUGH and _is_list([one for _, one in odd], questionnaire):
            lines = list(lines)
            for at, one in odd:
                lines[at] = f"{one[1]}: {one[3]}"
    return list(lines)


def _is_list(found: Sequence[re.Match[str]], questionnaire: Questionnaire) -> bool:
    """Whether the numbers rise and most of what stands behind them answers their questions."""
    numbers = [int(one[1]) for one in found]
    asked = [(questionnaire.question(int(one[1])), one[3]) for one in found]
    read = sum(q is not None and read_plainly(q, said) is not None for q, said in asked)
    return all(a < b for a, b in pairwise(numbers)) and 2 * read > len(found)


def unstacked(lines: Sequence[str], questionnaire: Questionnaire) -> list[str]:
    """The lines with each such answer behind its number, "1: да", and a blank line where it stood.

    Below a bare number an answer counts only in a row of three and more, with rising numbers; or
    where words stand below numbers and nothing else is said.
    """
    joined = list(lines)
    for run in _runs(list(_stacks(lines, questionnaire))):
        for one in run:
            if one.is_marked or len(run) >= _ENOUGH or _is_all(lines, run):
                joined[one.at] = f"{one.number}: {lines[one.below].strip()}"
                joined[one.below] = ""
    return joined


def _is_all(lines: Sequence[str], run: Sequence[_Stacked]) -> bool:
    """Whether a mail says no more than the run does: «1», «да», «2», «нет», no two numbers."""
    of_run = {at for one in run for at in (one.at, one.below)}
    rest = "\n".join(line for at, line in enumerate(lines) if at not in of_run)
    worded = all(not lines[one.below].strip()[:1].isdigit() for one in run)
    return worded and not says_something(rest)


def _stacks(lines: Sequence[str], questionnaire: Questionnaire) -> Iterator[_Stacked]:
    last = -1  # the line that was taken as an answer
    above: int | None = None  # the last line that says something
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        if above is not None and above != last:
            found = _pair(lines, above, at, questionnaire)
            if found:
                yield found
                last = at
        above = at


def _pair(
    lines: Sequence[str], at: int, below: int, questionnaire: Questionnaire
) -> _Stacked | None:
    alone = _ALONE.fullmatch(visible(lines[at])) if len(lines[at]) <= _LONGEST else None
    question = questionnaire.question(int(alone[1])) if alone else None
    if not alone or question is None or question.kind is QuestionKind.TEXT:
        return None
    if read_plainly(question, lines[below].strip()) is None:
        return None
    return _Stacked(at, below, question.number, bool(alone[2]))


def _runs(stacks: list[_Stacked]) -> Iterator[list[_Stacked]]:
    """Stacks one after the other whose numbers rise."""
    run: list[_Stacked] = []
    for one in stacks:
        if run and one.number <= run[-1].number:
            yield run
            run = []
        run.append(one)
    yield run
