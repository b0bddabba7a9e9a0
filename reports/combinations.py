"""What sums and differences of many groups single out: a body's answers in one region, say.

Where bodies and regions form blocks, shown groups of both dimensions may add up so that one joint
cell is left over, though no group lies inside another. An inspector who visited one business there
would read its answers. Asked exactly: does the cell lie in the row space of what is told?
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from reports.counts import Counts, Dimension, added
from reports.disclosure import base
from reports.joints import Joints, Place, reached
from reports.subjects import Subject

EXACT = 1e-7
"""Below it a number is nothing but rounding: all that is added and taken away are ones."""


def singled_out(
    joints: Joints, subject: Subject, shown: Sequence[Place], may_hide: Callable[[Place], bool]
) -> Place | None:
    """The smallest shown group whose hiding stops a sum of groups that yields too little.

    Asked of every joint cell, and of what two dimensions have in common; None where all is well.
    """
    small = list(_small(joints, subject))
    if not small:
        return None
    told = np.zeros((len(shown) + 1, len(joints.caps)))
    told[-1] = 1.0  # all groups together
    for row, place in enumerate(shown):
        told[row, joints.members[place]] = 1.0
    wanted = np.zeros((len(joints.caps), len(small)))
    for column, cells in enumerate(small):
        wanted[cells, column] = 1.0
    for column in np.flatnonzero(_left_over(told, wanted) < EXACT).tolist():
        weights = np.linalg.lstsq(told.T, wanted[:, column], rcond=None)[0]
        used = [p for p, w in zip(shown, weights, strict=False) if abs(w) > EXACT and may_hide(p)]
        if used:
            return min(used, key=lambda place: _size(joints, subject, place))
    return None


def _left_over(told: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """How far each column is from every sum of what is told."""
    _, strengths, rows = np.linalg.svd(told, full_matrices=False)
    rows = rows[strengths > EXACT]
    rest: np.ndarray = np.abs(wanted - rows.T @ (rows @ wanted)).max(axis=0)
    return rest


def _small(joints: Joints, subject: Subject) -> Iterator[np.ndarray]:
    """The cells, and what cells of two groups have in common, that must not be told."""
    counted = [subject.counts(cell) for cell in reached(joints.figures)]
    singles = [np.array([number]) for number in range(len(counted))]
    pairs = [
        np.flatnonzero(keys == key)
        for keys in (joints.keys[dimension] for dimension in Dimension)
        for key in range(int(keys.max(initial=-1)) + 1)
    ]
    for cells in (*singles, *(cells for cells in pairs if len(cells) > 1)):
        together: Counts = added(counted[number] for number in cells)
        if base(together) and not subject.fits(together, 0):
            yield cells


def _size(joints: Joints, subject: Subject, place: Place) -> tuple[int, str, int]:
    dimension, index = place
    counts = subject.counts(joints.figures.groups[dimension][index])
    return base(counts), dimension.value, index
