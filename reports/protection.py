"""Disclosure control of a whole release: which figures about answers no table may show.

Decided once for all tables, languages and files. A group is hidden by its own table's rules
(reports.disclosure), where how many of it answered is hidden, where subtraction across dimensions
yields too little (reports.overlaps), and where an earlier release of the quarter would tell it
(reports.earlier). Then an audit (reports.audit) asks of every hidden group what can be inferred
from everything that is shown; while that is too narrow, the smallest figure that makes it so is
hidden too. It ends, because everything may be hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.counts import Dimension, Figures
from reports.disclosure import base, hidden
from reports.earlier import ALL, Basis, Earlier, few
from reports.joints import joints
from reports.overlaps import overlaps
from reports.reader import Settled
from reports.settling import settle
from reports.subjects import ANSWERED, Number, subjects

CHANNELS = ("mail", "web")


@dataclass(frozen=True)
class Protection:
    """What may be shown of a quarter's answers, and what not."""

    figures: Figures
    minimum_base: int
    settled: Mapping[Number, Settled]
    earlier: Basis = field(default_factory=dict)

    def hidden(self, number: Number, dimension: Dimension) -> frozenset[int]:
        """The groups, by their place, of which a question (or 'answered') is not shown."""
        return self.settled[number].hidden[dimension]

    def shown(self, number: Number, dimension: Dimension, code: str) -> bool:
        """Whether the figures of a group are shown; 0 answers are."""
        codes = [group.code for group in self.figures.groups[dimension]]
        return code not in codes or codes.index(code) not in self.hidden(number, dimension)

    def total_shown(self, number: Number) -> bool:
        """Whether the figures over all groups are shown; of nobody they are not."""
        return self.settled[number].total_shown

    @property
    def answered_shown(self) -> bool:
        """Whether tables say how many answered, all together: the list of receipts tells it."""
        return self.total_shown(ANSWERED)

    @property
    def hidden_channels(self) -> frozenset[str]:
        """The ways to answer whose number is not shown."""
        counts = [self.figures.channels.get(way, 0) for way in CHANNELS]
        told = self.earlier.get("channels", {}).get(ALL, {}).get("shown", {}).get("", [])
        changed = any(
            few([then[i]], [counts[i]], self.minimum_base) for then in told for i in (0, 1)
        )
        parts = [{way: count} for way, count in zip(CHANNELS, counts, strict=True)]
        unfit = hidden(parts, self.minimum_base, different=1)
        return frozenset(way for i, way in enumerate(CHANNELS) if changed or i in unfit)

    @property
    def words_shown(self) -> bool:
        """Whether the table may say how many wrote words of their own."""
        count = sum(self.figures.words.values())
        told = self.earlier.get("words", {}).get(ALL, {}).get("shown", {}).get("", [])
        changed = any(few(then, [count], self.minimum_base) for then in told)
        return not changed and (not count or count >= self.minimum_base)

    def basis(self) -> dict[str, Any]:
        """What this release and those before it told, to be kept for the next one (JSON)."""
        found: dict[str, Any] = {
            str(number): self._left(one) for number, one in self.settled.items()
        }
        ways = [float(self.figures.channels.get(way, 0)) for way in CHANNELS]
        found["channels"] = {ALL: self._kept("channels", not self.hidden_channels, ways)}
        words = [float(sum(self.figures.words.values()))]
        found["words"] = {ALL: self._kept("words", self.words_shown, words)}
        return found

    def _kept(self, name: str, shown: bool, now: list[float]) -> dict[str, Any]:
        told = self.earlier.get(name, {}).get(ALL, {}).get("shown", {}).get("", [])
        listed = [*told, now] if shown and now not in told else list(told)
        return {"shown": {"": listed} if listed else {}, "hidden": []}

    def _left(self, one: Settled) -> dict[str, Any]:
        before = Earlier(self.earlier, one.subject, self.minimum_base)
        places = {
            dimension.value: [
                (group, i not in one.hidden[dimension])
                for i, group in enumerate(self.figures.groups[dimension])
            ]
            for dimension in Dimension
            if one.subject.grouped
        }
        total = self.figures.total
        nobody = not base(one.subject.counts(total))
        places[ALL] = [(total, one.total_shown or nobody)]
        return {where: before.with_shown(where, groups) for where, groups in places.items()}


def protect(figures: Figures, minimum_base: int, earlier: Basis | None = None) -> Protection:
    """Decide what a release may show; `earlier`: the basis of the quarter's release before."""
    places = joints(figures)
    meeting = overlaps(places)
    settled: dict[Number, Settled] = {}
    for subject in subjects(figures, minimum_base):
        before = Earlier(earlier, subject, minimum_base)
        settled[subject.number] = settle(
            subject, places, meeting, before, settled.get(ANSWERED), minimum_base
        )
    return Protection(figures, minimum_base, settled, earlier or {})
