"""Which groups of one subject are hidden: the rules, then the audit, until both are content."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from reports.audit import Extent, Knowledge, whole
from reports.combinations import singled_out
from reports.counts import Dimension
from reports.disclosure import base
from reports.earlier import ALL, Earlier
from reports.joints import Joints, Place
from reports.overlaps import Overlap, exposing
from reports.reader import TOTAL, Reader, Settled
from reports.revision import revision
from reports.subjects import Subject, Weights

FEW = 3
"""Up to so many hidden figures are asked about one by one."""
Target = tuple[Place, Weights, int]
"""A hidden figure, and how far apart the ends must be of what can be inferred of it."""


def settle(
    subject: Subject,
    joints: Joints,
    overlaps: tuple[Overlap, ...],
    earlier: Earlier,
    answered: Settled | None,
    width: int,
) -> Settled:
    """Hide what must be; `answered`: what is hidden of how many answered, None while settling it.

    `width`: how far apart the ends must be of what can be inferred about a hidden group.
    """
    work = _Settling(subject, joints, earlier, answered, width)
    if subject.grouped:
        while work.step(overlaps):
            pass
    return Settled(subject, dict(work.hidden), work.total_shown, work.few_changed)


class _Settling(Reader):
    """One subject on its way."""

    def __init__(
        self,
        subject: Subject,
        joints: Joints,
        earlier: Earlier,
        answered: Settled | None,
        width: int,
    ) -> None:
        super().__init__(subject, joints, answered)
        self._width, total = width, joints.figures.total
        withheld = revision(subject, joints, earlier)
        self.few_changed = withheld.total
        # Where few came, a question that nobody answered anew would tell who left it out.
        few = withheld.total or (answered is not None and answered.few_changed)
        # How many answered is told by the list of receipts in any case.
        self.total_shown = answered is None or (subject.shows_total(total) and not few)
        self._known = {
            d: withheld.known[d] | subject.told_by_all(self._figures, d) for d in Dimension
        }
        self._total_known = earlier.known(ALL, total)
        above = answered.hidden if answered else dict.fromkeys(Dimension, frozenset())
        self._forced = {d: above[d] | withheld.groups[d] for d in Dimension}
        self._bare: Knowledge | None = None
        self._at_all: dict[tuple[Place, Weights], int] = {}
        # Everything in it stays possible: whatever is hidden next only adds to what is.
        self._possible = [self._values]
        self._passed: set[tuple[Place, Weights]] = set()
        self._close()

    def step(self, overlaps: tuple[Overlap, ...]) -> bool:
        """Hide one figure more; False where nothing more has to be."""
        found: Place | str | None = exposing(overlaps, self._figures, self.subject, self.hidden)
        found = found or self._combined() or self._audit()
        if found is None:
            return False
        self._hide(found)
        return True

    def _combined(self) -> Place | None:
        """What sums of shown groups single out."""
        shown = [
            place
            for place, cells in self._joints.members.items()
            if len(cells) and place[1] not in self.hidden[place[0]]
        ]
        return singled_out(self._joints, self.subject, shown, self._open)

    def _hide(self, place: Place | str) -> None:
        if isinstance(place, str):
            self.total_shown = False
            self._bare = None
            self._at_all.clear()
            self._passed.clear()  # what may be inferred without the groups has changed
            return
        self._forced[place[0]] |= {place[1]}
        self._close()

    def _close(self) -> None:
        if not self.subject.grouped:
            self.hidden = dict.fromkeys(Dimension, frozenset())
            return
        # What was hidden once stays so: the audit of it counts on that.
        before = self.hidden or dict.fromkeys(Dimension, frozenset())
        self._forced = {d: self._forced[d] | before[d] for d in Dimension}
        self.hidden = {
            d: self.subject.unfit(self._figures, d, self._forced[d], self._known[d])
            for d in Dimension
        }

    # The audit.

    def _audit(self) -> Place | str | None:
        """A figure to hide so that less can be inferred about some hidden group; None: none."""
        if not len(self._joints.caps):
            return None
        narrow: list[Target] = []
        for place, weights in self._targets():
            need = min(self._width, self._without(place, weights))
            beside = self._beside(place)
            if beside and self._within(place, weights) < self._needed((place, weights, need)):
                return min(beside, key=self._loss)
            if self._moved(place, weights) < need:
                narrow.append((place, weights, need))
            else:
                self._passed.add((place, weights))
        return self._solved(narrow)

    def _solved(self, narrow: list[Target]) -> Place | str | None:
        """The same by linear programming, for what is not plainly wide."""
        if all(self._is_wide(target) for target in narrow):
            return None
        knowledge = self._knowledge()
        self._probe(knowledge, [target for target in narrow if not self._is_wide(target)])
        for target in narrow:
            place, weights, need = target
            if not self._is_wide(target):
                extent = knowledge.extent(self._joints.members[place], weights)
                if extent.width < need and extent.width < self._needed(target):
                    worst = self._worst(place, extent)
                    if worst is not None:
                        return worst
                self._passed.add((place, weights))
            self._possible += knowledge.seen
            knowledge.seen.clear()
        return None

    def _probe(self, knowledge: Knowledge, targets: list[Target]) -> None:
        """Find counts that are far apart for many at once: half go up while the others go down."""
        for bit in range((len(targets) - 1).bit_length() if len(targets) > FEW else 0):
            signs = [1.0 if index >> bit & 1 else -1.0 for index in range(len(targets))]
            knowledge.probe(
                [
                    (self._joints.members[place], tuple(sign * weight for weight in weights))
                    for sign, (place, weights, _) in zip(signs, targets, strict=True)
                ]
            )
        self._possible += knowledge.seen
        knowledge.seen.clear()

    def _is_wide(self, target: Target) -> bool:
        place, weights, need = target
        return (place, weights) in self._passed or self._seen_width(place, weights) >= need

    def _seen_width(self, place: Place, weights: Weights) -> int:
        """How far the figure moves among the solutions that were found for others."""
        cells, wanted = self._joints.members[place], np.asarray(weights)
        sums = [float((one[cells] @ wanted).sum()) for one in self._possible]
        low, high = whole(min(sums), max(sums))
        return high - low

    def _targets(self) -> Iterator[tuple[Place, Weights]]:
        """What must not be inferred: hidden favourable answers; the base where it is no secret."""
        for dimension in Dimension:
            for index in sorted(self._secret(dimension)):
                place = (dimension, index)
                weights = [self._wide(self.subject.favourable_weights)]
                if self._answered is None or index in self._answered.hidden[dimension]:
                    weights.append(self._wide(self.subject.base_weights))
                for one in dict.fromkeys(weights):
                    if (place, one) not in self._passed:
                        yield place, one

    def _needed(self, target: Target) -> int:
        """How far apart the ends can be at all: with no group told, only how many answered."""
        place, weights, need = target
        if self._answered is None:
            return need
        if self._bare is None:
            self._bare = self._knowing([*self._told_everywhere(), *self._told_of_answered()])
        if (place, weights) not in self._at_all:
            found = self._bare.extent(self._joints.members[place], weights)
            self._at_all[place, weights] = found.width
        return min(need, self._at_all[place, weights])

    def _worst(self, place: Place, extent: Extent) -> Place | str | None:
        """The figure to hide: the smallest that limits the extent, else the smallest there is."""
        limiting = [one for one in extent.binding if one != TOTAL and self._open(one)]
        others = [p for p in self._joints.members if self._open(p)]
        for listed in (limiting, self._beside(place), others):
            if listed:
                return min(listed, key=self._loss)
        return TOTAL if self.total_shown and self._answered is not None else None

    def _beside(self, place: Place) -> list[Place]:
        return [p for p in self._joints.members if p[0] is place[0] and self._open(p)]

    def _open(self, place: Place) -> bool:
        """Whether hiding the group would keep something back."""
        dimension, index = place
        known = index in self.hidden[dimension] or index in self._known[dimension]
        return not known and bool(self._loss(place)[0])

    def _loss(self, place: Place) -> tuple[int, str, int]:
        dimension, index = place
        counts = self.subject.counts(self._figures.groups[dimension][index])
        return base(counts), dimension.value, index
