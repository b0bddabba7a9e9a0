"""Somebody who works out what reads [c] from everything else that is published.

Known is of every joint group (body, region and kind) how many letters reached it; of every group
that is shown how many answered, how many of them the question, how many of those favourably, and
of the headline the mean; of all together how often each answer was given. What then remains
possible is found by linear programming over the counts of each joint group.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from demo.secrecy import Division, Group, answered, delivered, given, rated, total_hidden
from numpy.typing import NDArray
from scipy.optimize import linprog

NAMES = ("body", "region", "kind")
WHO = "answered"
Weights = Mapping[str, float]


class Attacker:
    """What is known about one question, or, without one, about how many answered."""

    def __init__(self, question: dict[str, Any] | None, quarter: Group) -> None:
        """So far: the letters, and what is told of all together."""
        self._question = question
        letters = Counter(tuple(one.row[name] for name in NAMES) for one in delivered(quarter))
        self._cells = list(letters)
        self._values = [WHO, *([] if question is None else _values(question))]
        self._room = np.repeat([float(letters[cell]) for cell in self._cells], len(self._values))
        self._told: list[tuple[NDArray[Any], float]] = []
        self.hear(quarter, {WHO: 1.0})
        if question is not None and not total_hidden(question, quarter):
            for value in self._values[1:]:
                self.hear(quarter, {value: 1.0})

    def read(self, divisions: list[Division], *, answers: bool = True) -> None:
        """Take in all tables by group; without `answers` only how many answered."""
        for by in divisions:
            silent = by.silent()
            unfit = silent if self._question is None else by.unfit(self._question)
            for at, group in enumerate(by.groups):
                if at not in silent:
                    self.hear(group, {WHO: 1.0})
                if answers and at not in unfit:
                    self.read_row(group)

    def read_row(self, group: Group) -> None:
        """Take in what a shown row tells of the question."""
        for weights in _published(self._question):
            self.hear(group, weights)

    def hear(self, group: Group, weights: Weights) -> None:
        """Take in one number."""
        counts = self._counts(group)
        number = sum(weight * counts[value] for value, weight in weights.items())
        self._told.append((self._of(group, weights), number))

    def width(self, group: Group, weights: Weights) -> int:
        """How far apart the ends are of what the number may be."""
        aim = self._of(group, weights)
        low, high = self._least(aim), -self._least(-aim)
        return math.floor(high + 1e-6) - math.ceil(low - 1e-6)

    def _least(self, aim: NDArray[Any]) -> float:
        cells = len(self._cells)
        # In each joint group nobody who did not answer answered the question.
        one = np.array([-1.0, *(1.0 for _ in self._values[1:])])
        found = linprog(
            aim,
            A_ub=np.kron(np.eye(cells), one),
            b_ub=np.zeros(cells),
            A_eq=np.array([row for row, _ in self._told]),
            b_eq=np.array([number for _, number in self._told]),
            bounds=np.column_stack([np.zeros_like(self._room), self._room]),
        )
        assert found.status == 0, found.message
        return float(found.fun)

    def _counts(self, group: Group) -> Counter[str]:
        counts = Counter({WHO: len(answered(group))})
        if self._question is not None:
            values = given(self._question, group)
            number = self._question["kind"] == "number"
            counts.update("given" if number else value for value in values)
        return counts

    def _of(self, group: Group, weights: Weights) -> NDArray[Any]:
        places = {tuple(one.row[name] for name in NAMES) for one in group}
        own = np.array([float(cell in places) for cell in self._cells])
        return np.kron(own, [weights.get(value, 0.0) for value in self._values])


def _values(question: dict[str, Any]) -> list[str]:
    """Each answer that can be told apart; of a number of hours only that there is one."""
    if question["kind"] == "number":
        return ["given"]
    choices = [choice["code"] for choice in question.get("choices", ())]
    return list(dict.fromkeys([*rated(question), *choices]))


def _published(question: dict[str, Any] | None) -> Iterator[Weights]:
    """What a row tells: the base, the favourable, the mean, and who chose none of the marks."""
    yield from secrets(question)
    if question is not None and question["kind"] == "scale":
        if question["key"] == "satisfied":
            yield {value: float(value) for value in rated(question)}
        yield {value: 1.0 for value in _values(question) if value not in rated(question)}


def secrets(question: dict[str, Any] | None) -> list[Weights]:
    """What must not be worked out of a hidden group: how many count, how many favourably."""
    if question is None:
        return [{WHO: 1.0}]
    if question["kind"] == "number":
        return [{"given": 1.0}]
    return [dict.fromkeys(rated(question), 1.0), dict.fromkeys(question["favourable"], 1.0)]
