"""What subtraction across dimensions yields: a region less the bodies that work nowhere else.

The groups of two dimensions overlap. Where shown groups of one lie wholly inside a shown group of
the other, or together cover it, what is left over can be worked out, and must itself be showable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reports.counts import Counts, Dimension, Figures, added
from reports.disclosure import base
from reports.joints import Joints, Place
from reports.subjects import Subject


@dataclass(frozen=True)
class Overlap:
    """A group with the groups of another dimension that lie inside it, and that cover it."""

    group: Place
    inside: tuple[Place, ...]
    cover: tuple[Place, ...]


def overlaps(joints: Joints) -> tuple[Overlap, ...]:
    """All overlaps of the groups that had letters."""
    sets = {place: frozenset(cells.tolist()) for place, cells in joints.members.items()}
    filled = {place: cells for place, cells in sets.items() if cells}
    return tuple(
        Overlap(
            group=place,
            inside=tuple(p for p, c in filled.items() if p[0] is other and c <= cells),
            cover=tuple(p for p, c in filled.items() if p[0] is other and c & cells),
        )
        for place, cells in filled.items()
        for other in Dimension
        if other is not place[0]
    )


def exposing(
    found: tuple[Overlap, ...],
    figures: Figures,
    subject: Subject,
    hidden: Mapping[Dimension, frozenset[int]],
) -> Place | None:
    """The smallest shown group whose hiding stops a subtraction that yields too little."""
    for overlap in found:
        for parts, rest, largest in _rests(overlap, figures, subject, hidden):
            if base(rest) and not subject.fits(rest, largest):
                filled = [(base(_counts(figures, subject, p)), p) for p in parts]
                return min(((size, p) for size, p in filled if size), default=(0, None))[1]
    return None


def _rests(
    overlap: Overlap,
    figures: Figures,
    subject: Subject,
    hidden: Mapping[Dimension, frozenset[int]],
) -> Iterator[tuple[tuple[Place, ...], Counts, int]]:
    """The shown groups from which something is left over, and what that is."""
    own = overlap.group
    if own[1] in hidden[own[0]]:
        return
    inside = tuple(p for p in overlap.inside if p[1] not in hidden[p[0]])
    if inside:
        rest = _less(_counts(figures, subject, own), figures, subject, inside)
        yield (own, *inside), rest, figures.groups[own[0]][own[1]].largest
    if all(p[1] not in hidden[p[0]] for p in overlap.cover):
        whole = added(_counts(figures, subject, p) for p in overlap.cover)
        sizes = sum(figures.groups[p[0]][p[1]].largest for p in overlap.cover)
        rest = _less(whole, figures, subject, (own,))
        yield (own, *overlap.cover), rest, min(sizes, figures.total.largest)


def _less(whole: Counts, figures: Figures, subject: Subject, parts: tuple[Place, ...]) -> Counts:
    gone = added(_counts(figures, subject, p) for p in parts)
    return {value: count - gone.get(value, 0) for value, count in whole.items()}


def _counts(figures: Figures, subject: Subject, place: Place) -> Counts:
    return subject.counts(figures.groups[place[0]][place[1]])
