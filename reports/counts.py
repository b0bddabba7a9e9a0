"""What was counted for a quarter: the values that tables are built from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum

from config.questionnaire import Question, QuestionKind, Questionnaire

HEADLINE = "satisfied"
"""Key of the question that stands for the whole inspection."""
Counts = Mapping[str, int]
"""Stored value of an answer → how many gave it."""


class Dimension(StrEnum):
    """By what inspections and responses are grouped; each groups all of them, none twice."""

    BODY = "body"
    REGION = "region"
    KIND = "kind"


@dataclass(frozen=True)
class Funnel:
    """From inspections to answers, one step a field."""

    inspected: int = 0
    late: int = 0  # of inspected: finished in an earlier quarter, reported after it closed
    with_address: int = 0  # of inspected: an e-mail address was given
    left_alone: int = 0  # of with_address: not written to, the address gets no more letters
    invited: int = 0  # of with_address: an invitation was written
    returned: int = 0  # of invited: the letter came back
    stopped: int = 0  # of invited: the business asked for no more letters
    delivered: int = 0  # of invited: a mail server took it and none returned it, or it was answered
    answered: int = 0  # current responses


@dataclass(frozen=True)
class Changed:
    """What happened to the inspections of a body beside their result."""

    before_start: int = 0  # cancelled before they began: not among the inspected
    after_start: int = 0  # of the inspected: cancelled once they had begun
    prolonged: int = 0  # of the inspected, once or more


@dataclass(frozen=True)
class Group:
    """One body, region or kind of inspection, or all of them together."""

    code: str  # as stored; "" where none was stated, and for all
    funnel: Funnel = Funnel()
    answers: Mapping[int, Counts] = field(default_factory=dict)  # question → its counts
    largest: int = 0  # delivered invitations of the business that has most of them here

    def counts(self, number: int) -> Counts:
        """The answers to a question; empty when nobody answered."""
        return self.answers.get(number, {})


@dataclass(frozen=True)
class Joint:
    """The finest that is counted: one kind of inspection by one body in one region."""

    codes: tuple[str, str, str]  # body, region, kind as stored; "" where none was stated
    funnel: Funnel = Funnel()
    answers: Mapping[int, Counts] = field(default_factory=dict)

    def code(self, dimension: Dimension) -> str:
        """In which group of a dimension it stands."""
        return self.codes[tuple(Dimension).index(dimension)]

    def counts(self, number: int) -> Counts:
        """The answers to a question; empty when nobody answered."""
        return self.answers.get(number, {})


@dataclass(frozen=True)
class Figures:
    """A quarter's figures."""

    quarter: str  # 2026-Q3
    questionnaire: Questionnaire
    total: Group
    groups: Mapping[Dimension, tuple[Group, ...]]  # in the order tables show them
    no_address: Counts  # reason as stored, "" where none was stated → inspections
    channels: Counts  # mail, web → current responses
    words: Mapping[int, int]  # text question → responses with words
    body_names: Mapping[str, str]  # code → name
    changed: Mapping[str, Changed] = field(default_factory=dict)  # code of a body → its counts
    cells: tuple[Joint, ...] = ()  # the groups of all dimensions are sums of these


def rated(question: Question) -> tuple[str, ...]:
    """The values that count towards a share: of a scale its steps, of a choice every answer."""
    if question.kind is QuestionKind.SCALE:
        return tuple(str(n) for n in range(question.minimum, question.maximum + 1))
    return question.values()


def rated_counts(question: Question, counts: Counts) -> Counts:
    """The counts of the values that count towards a share."""
    return {value: counts.get(value, 0) for value in rated(question)}


def together(groups: Iterable[Group | Joint]) -> Group:
    """All groups as one; they must not overlap."""
    listed = tuple(groups)
    steps = {f.name: sum(getattr(g.funnel, f.name) for g in listed) for f in fields(Funnel)}
    numbers = {number: None for group in listed for number in group.answers}
    answers = {number: added(group.counts(number) for group in listed) for number in numbers}
    return Group(code="", funnel=Funnel(**steps), answers=answers)


def added(parts: Iterable[Counts]) -> Counts:
    """The sum of counts, value by value."""
    total: dict[str, int] = {}
    for part in parts:
        for value, count in part.items():
            total[value] = total.get(value, 0) + count
    return total
