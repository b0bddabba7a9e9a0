"""Where groups of different dimensions meet: the joint cells as numbers, for the audit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reports.audit import Cells, Values
from reports.counts import Dimension, Figures, Joint
from reports.subjects import Subject

Place = tuple[Dimension, int]
"""A group by its dimension and its place among the groups there."""


@dataclass(frozen=True)
class Joints:
    """The joint cells that had letters, and which groups they make up."""

    figures: Figures
    caps: Values  # letters delivered, which everybody may know
    answered: Values
    members: dict[Place, Cells]
    keys: dict[Dimension, Cells]  # cell → which combination of the two other dimensions

    def values(self, subject: Subject) -> Values:
        """Cell by value: what was answered; of a question, the last is who left it out."""
        counted = [subject.values(cell) for cell in reached(self.figures)]
        found = np.array(counted, dtype=float).reshape(len(counted), len(subject.base_weights))
        if subject.question is None:
            return found
        return np.column_stack([found, np.maximum(0.0, self.answered - found.sum(axis=1))])

    def cap(self, place: Place) -> float:
        """The letters delivered in a group."""
        return float(self.caps[self.members[place]].sum())


def reached(figures: Figures) -> list[Joint]:
    """The joint cells from which an answer may have come."""
    return [cell for cell in figures.cells if cell.funnel.delivered or cell.funnel.answered]


def joints(figures: Figures) -> Joints:
    """The joint cells of the figures."""
    cells = reached(figures)
    caps = [max(cell.funnel.delivered, cell.funnel.answered) for cell in cells]
    members: dict[Place, Cells] = {}
    keys: dict[Dimension, Cells] = {}
    for dimension in Dimension:
        codes = np.array([cell.code(dimension) for cell in cells], dtype=object)
        for index, group in enumerate(figures.groups[dimension]):
            members[dimension, index] = np.flatnonzero(codes == group.code)
        rest = [tuple(cell.code(d) for d in Dimension if d is not dimension) for cell in cells]
        numbered = {key: number for number, key in enumerate(dict.fromkeys(rest))}
        keys[dimension] = np.array([numbered[key] for key in rest], dtype=np.intp)
    answered = np.array([cell.funnel.answered for cell in cells], dtype=float)
    return Joints(figures, np.array(caps, dtype=float), answered, members, keys)
