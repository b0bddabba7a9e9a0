"""What a reader of the release knows of one subject, while it is being settled what is hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from reports.audit import Cells, Exchange, Knowledge, Told, Values
from reports.counts import Dimension
from reports.joints import Joints, Place
from reports.subjects import Subject, Weights

TOTAL = "total"
"""The name of the figures over all groups, where a figure is named by its place."""
Hidden = Mapping[Dimension, frozenset[int]]


@dataclass(frozen=True)
class Settled:
    """What is hidden of one subject."""

    subject: Subject
    hidden: Hidden
    total_shown: bool
    few_changed: bool = False  # over all, since some earlier release


class Reader:
    """Somebody who has every shown figure, and knows how many letters were delivered where."""

    def __init__(self, subject: Subject, joints: Joints, answered: Settled | None) -> None:
        self.subject, self._joints, self._figures = subject, joints, joints.figures
        self._answered, self._values = answered, joints.values(subject)
        self.hidden: dict[Dimension, frozenset[int]] = {}
        self._known: Hidden = dict.fromkeys(Dimension, frozenset())
        self.total_shown = self._total_known = False

    def _without(self, place: Place, weights: Weights) -> int:
        """How far apart the ends are for whoever sees no group, only the total."""
        cap, everybody = self._most(place), float(self._joints.caps.sum())
        if not (self.total_shown or self._total_known):
            return int(cap)
        among = self._sum(np.arange(len(self._values)), weights)
        others = everybody - self._joints.cap(place)
        return int(min(cap, among) - max(0.0, among - others))

    def _within(self, place: Place, weights: Weights) -> int:
        """The same for whoever sees its own dimension only: no audit can find more."""
        cap = self._most(place)
        if not (self.total_shown or self._total_known):
            return int(cap)
        secret = self._secret(place[0])
        among = sum(self._sum(self._joints.members[place[0], i], weights) for i in secret)
        others = sum(self._most((place[0], i)) for i in secret if i != place[1])
        return int(min(cap, among) - max(0.0, among - others))

    def _secret(self, dimension: Dimension) -> frozenset[int]:
        return self.hidden[dimension] - self._known[dimension]

    def _most(self, place: Place) -> float:
        """How many answers the group has at most, as everybody knows."""
        cap = self._joints.cap(place)
        return min(cap, float(self._group_answered(place))) if self._told_answered(place) else cap

    def _told_answered(self, place: Place) -> bool:
        return self._answered is not None and place[1] not in self._answered.hidden[place[0]]

    def _group_answered(self, place: Place) -> int:
        return self._figures.groups[place[0]][place[1]].funnel.answered

    def _moved(self, place: Place, weights: Weights) -> int:
        """How far the figure can certainly move: between all hidden groups, or the silent ones."""
        dimension, index = place
        secret = self._secret(dimension) - {index}
        widths = [self._exchange(place, weights, secret, room=False).width]
        if not self._told_answered(place):
            silent = frozenset(i for i in secret if not self._told_answered((dimension, i)))
            widths.append(self._exchange(place, weights, silent, room=True).width)
        return max(widths)

    def _exchange(
        self, place: Place, weights: Weights, others: frozenset[int], *, room: bool
    ) -> Exchange:
        """`room`: whether letters that nobody answered may be answered elsewhere."""
        own, beside = self._joints.members[place], self._cells_of(place[0], others)
        wanted = np.asarray(weights)
        asked, other = self._values @ wanted, self._values @ (1.0 - wanted)
        left = (self._joints.caps - self._values.sum(axis=1)) * room
        keys = self._joints.keys[place[0]]

        def by_key(cells: Cells, counts: Values) -> Values:
            found = np.bincount(keys[cells], weights=counts[cells], minlength=int(keys.max()) + 1)
            return np.asarray(found, dtype=np.float64)

        return Exchange(
            own=by_key(own, asked),
            own_rest=by_key(own, other),
            own_room=by_key(own, left),
            beside=by_key(beside, asked),
            beside_rest=by_key(beside, other),
            beside_room=by_key(beside, left),
        )

    def _cells_of(self, dimension: Dimension, indices: frozenset[int]) -> Cells:
        parts = [self._joints.members[dimension, index] for index in sorted(indices)]
        return np.concatenate([np.array([], dtype=np.intp), *parts])

    def _knowledge(self) -> Knowledge:
        return self._knowing([*self._told(), *self._told_everywhere(), *self._told_of_answered()])

    def _knowing(self, told: list[Told]) -> Knowledge:
        return Knowledge(self._joints.caps, self._values.shape[1], told)

    def _wide(self, weights: Weights) -> Weights:
        """The weights of all values, also of who left the question out."""
        return (*weights, *[0.0] * (self._values.shape[1] - len(weights)))

    def _told(self) -> Iterator[Told]:
        for place, cells in self._joints.members.items():
            dimension, index = place
            if len(cells) and index not in self._secret(dimension):
                for weights in map(self._wide, self.subject.figures()):
                    yield Told(cells, weights, self._sum(cells, weights), place)

    def _told_everywhere(self) -> Iterator[Told]:
        if self.total_shown or self._total_known or not self._own().sum():
            everywhere = np.arange(len(self._values))
            for one in np.eye(len(self.subject.base_weights)):
                weights = self._wide(tuple(one.tolist()))
                yield Told(everywhere, weights, self._sum(everywhere, weights), TOTAL)

    def _told_of_answered(self) -> Iterator[Told]:
        """How many answered is settled before: no figure of a question changes it."""
        if self._answered is None:
            return
        every = (1.0,) * self._values.shape[1]
        everywhere = np.arange(len(self._values))
        yield Told(everywhere, every, self._sum(everywhere, every), TOTAL)
        for place, cells in self._joints.members.items():
            if len(cells) and self._told_answered(place):
                yield Told(cells, every, self._sum(cells, every), TOTAL)

    def _own(self) -> Values:
        return self._values[:, : len(self.subject.base_weights)]

    def _sum(self, cells: Cells, weights: Weights) -> float:
        return float((self._values[cells] @ np.asarray(weights)).sum())
