"""Which cells must read [c], by the plain rules of the workbook's methodology alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from demo.by_hand import Asked

HIDDEN, NONE = "[c]", "[x]"
BASE = 10
Cell = int | float | str
Group = list[Asked]
Covering = AbstractSet[tuple[int, str, int]]
"""Number of a question (0: who answered), dimension and place: what is hidden to cover another."""


def invited(group: Group) -> Group:
    return [one for one in group if one.invited and not one.left_alone]


def delivered(group: Group) -> Group:
    return [one for one in invited(group) if not one.returned]


def answered(group: Group) -> Group:
    return [one for one in group if one.responded]


def rated(question: dict[str, Any]) -> list[str]:
    if question["kind"] == "scale":
        return [str(n) for n in range(question["minimum"], question["maximum"] + 1)]
    return [choice["code"] for choice in question["choices"]]


def given(question: dict[str, Any], group: Group) -> list[str]:
    """Every answer to the question, those outside the scale among them."""
    found = (one.answers.get(question["number"]) for one in answered(group))
    return [value for value in found if value is not None]


def counting(question: dict[str, Any], group: Group) -> list[str]:
    if question["kind"] == "number":
        return given(question, group)
    return [value for value in given(question, group) if value in rated(question)]


def liked(question: dict[str, Any], group: Group) -> list[Any]:
    """Of every answer that counts what a published share tells: whether it was favourable."""
    if question["kind"] == "number":
        return counting(question, group)
    return [value in question["favourable"] for value in counting(question, group)]


def minimum(question: dict[str, Any]) -> int:
    return max(BASE, question.get("minimum_base", 0))


def fit(values: Sequence[Any], group: Group, least: int, different: int = 2) -> bool:
    """Enough answers, not all alike, not mostly of one business."""
    letters = Counter(one.row["tax_id"] for one in delivered(group))
    half = 2 * max(letters.values(), default=0) <= len(values)
    return len(values) >= least and len(set(values)) >= different and half


def hide(
    parts: Sequence[Sequence[Any]],
    groups: Sequence[Group],
    least: int,
    different: int = 2,
    forced: AbstractSet[int] = frozenset(),
) -> set[int]:
    """The places of what is unfit, and of the smallest others until it is fit taken together."""
    away = {
        at
        for at, values in enumerate(parts)
        if values and (at in forced or not fit(values, groups[at], least, different))
    }
    rest = sorted((len(v), at) for at, v in enumerate(parts) if v and at not in away)
    while away and rest:
        together = [value for at in away for value in parts[at]]
        everybody = [one for at in away for one in groups[at]]
        if len(away) > 1 and fit(together, everybody, least, different):
            break
        away.add(rest.pop(0)[1])
    return away


def hide_counts(counts: Sequence[int], least: int = BASE) -> set[int]:
    """The same of plain numbers of which nobody is told more."""
    return hide([[1] * n for n in counts], [[] for _ in counts], least, 1)


@dataclass(frozen=True)
class Division:
    """The quarter's groups by body, region or kind, and which of them are not told of."""

    name: str
    groups: list[Group]
    covering: Covering = frozenset()

    def silent(self) -> set[int]:
        """The groups of which it is not told how many answered."""
        counts = [[1] * len(answered(group)) for group in self.groups]
        return hide(counts, self.groups, BASE, 1) | self._covering(0)

    def plain(self, question: dict[str, Any]) -> set[int]:
        """The groups whose answers to the question the plain rules hide."""
        values = [liked(question, group) for group in self.groups]
        return hide(values, self.groups, minimum(question), 2, self.silent())

    def unfit(self, question: dict[str, Any]) -> set[int]:
        """The same with those that cover another."""
        return self.plain(question) | self._covering(question["number"])

    def _covering(self, number: int) -> set[int]:
        return {at for asked, name, at in self.covering if (asked, name) == (number, self.name)}


def total_hidden(question: dict[str, Any], quarter: Group) -> bool:
    return not fit(counting(question, quarter), quarter, minimum(question))
