"""A revision against the releases it follows: what changed, and whether the changes may be told.

Whoever has two releases of a quarter subtracts one from the other. The differences are figures of
their own, about those whose answers came, went or changed between the two. Either everything that
they tell keeps the rules; or no group that changed is shown, and then the only difference left is
that of the total: every sum that can be made of what is shown changed by it, or by nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from reports.audit import SMALL, Cells, Values
from reports.counts import Dimension, Group
from reports.earlier import ALL, Earlier
from reports.joints import Joints, Place
from reports.subjects import Subject

Groups = Mapping[Dimension, frozenset[int]]


@dataclass(frozen=True)
class Withheld:
    """What a revision must not show, and what hiding would cover nothing of."""

    groups: Groups
    total: bool
    known: Groups


def revision(subject: Subject, joints: Joints, earlier: Earlier) -> Withheld:
    """Compare a subject with what earlier releases told of it."""
    figures = joints.figures
    places = [(d, i) for d in Dimension for i in range(len(figures.groups[d]))]
    known = [p for p in places if earlier.known(p[0].value, _group(joints, p))]
    total = earlier.forbids(ALL, figures.total)
    if not earlier.told or not subject.grouped:
        return Withheld(_by_dimension([]), total, _by_dimension(known))
    kept = [p for p in places if not earlier.was_hidden(p[0].value, _group(joints, p).code)]
    changed = [p for p in kept if p not in known]
    gone = [p for p in places if p not in kept]
    if _tells(subject, joints, earlier, kept):
        gone += changed
    return Withheld(_by_dimension(gone), total, _by_dimension(known))


def _by_dimension(places: list[Place]) -> dict[Dimension, frozenset[int]]:
    return {d: frozenset(i for where, i in places if where is d) for d in Dimension}


def _group(joints: Joints, place: Place) -> Group:
    return joints.figures.groups[place[0]][place[1]]


def _tells(subject: Subject, joints: Joints, earlier: Earlier, kept: list[Place]) -> bool:
    """Whether some difference that can be worked out is one of too few answers."""
    figures = joints.figures
    if earlier.vanished(figures) or earlier.forbids(ALL, figures.total):
        return True
    if any(earlier.forbids(place[0].value, _group(joints, place)) for place in kept):
        return True
    differences = _differences(subject, joints, earlier, kept)
    moved = [one for one in differences if np.abs(one).max(initial=0.0) > SMALL]
    if not moved or not len(joints.caps):
        return False
    worked_out = _Sums(joints, kept, not earlier.was_hidden(ALL, figures.total.code))
    still = [0.0] * moved[0].shape[1]
    return any(
        earlier.slight(still, [round(float(change), 2) for change in row])
        for one in moved
        for row in worked_out.of(one)
    )


def _differences(
    subject: Subject, joints: Joints, earlier: Earlier, kept: list[Place]
) -> list[Values]:
    """For each earlier release: by how much each group that is shown changed, the total last."""
    figures = joints.figures
    now, then = [], []
    for place in kept:
        group, where = _group(joints, place), place[0].value
        now.append(subject.added_up(subject.trace(group)))
        then.append([subject.added_up(trace) for trace in earlier.shown(where, group)])
    if not earlier.was_hidden(ALL, figures.total.code):
        now.append(subject.folded(earlier.trace(ALL, figures.total)))
        then.append([subject.folded(one) for one in earlier.shown(ALL, figures.total)])
    releases = max((len(traces) for traces in then), default=0)
    return [
        np.array(now) - np.array([traces[at] for traces in then]) for at in range(releases) if now
    ]


class _Sums:
    """The parts of the country that sums and differences of shown groups single out."""

    def __init__(self, joints: Joints, kept: list[Place], total: bool) -> None:
        cells = len(joints.caps)
        rows = [_marked(cells, joints.members[place]) for place in kept]
        shown = np.array([*rows, *([np.ones(cells)] if total else [])]).reshape(-1, cells)
        parts = np.unique(np.array(list(_parts(joints, kept))), axis=0)
        self._weights = parts @ np.linalg.pinv(shown)
        single = np.abs(self._weights @ shown - parts).max(axis=1) < SMALL
        self._weights = self._weights[single]

    def of(self, difference: Values) -> Values:
        """By how much each of the parts changed."""
        return np.asarray(self._weights @ difference)


def _marked(cells: int, members: Cells) -> Values:
    found = np.zeros(cells)
    found[members] = 1.0
    return found


def _parts(joints: Joints, kept: list[Place]) -> Iterator[Values]:
    """Cells, groups, where two of them meet or one goes beyond the other, what is hidden."""
    cells = len(joints.caps)
    yield from np.eye(cells)
    groups = {place: _marked(cells, members) for place, members in joints.members.items()}
    yield from groups.values()
    for dimension in Dimension:
        secret = [g for p, g in groups.items() if p[0] is dimension and p not in kept]
        yield np.sum(secret, axis=0) if secret else np.zeros(cells)
    for place, own in groups.items():
        for other in Dimension:
            if other is not place[0]:
                beside = [g for p, g in groups.items() if p[0] is other]
                yield from (own * one for one in beside)
                inside = [one for one in beside if (one <= own).all()]
                cover = [one for one in beside if (one * own).any()]
                yield own - np.sum(inside, axis=0) if inside else own
                yield np.sum(cover, axis=0) - own if cover else own
