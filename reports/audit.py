"""What linked figures tell of a hidden one: the smallest and the largest count it can have.

Whoever reads the release knows how many letters were delivered in each joint cell (body, region,
kind) and every published figure, which is a weighted sum over cells. The counts that agree with
all of that form a polytope; its extent along a hidden figure is what can be inferred of it.
Solved by linear programming: scipy.optimize.linprog with HiGHS (Q. Huangfu and J. A. J. Hall,
Mathematical Programming Computation 10 (2018) 119-142). For the audit as such: M. Fischetti and
J. J. Salazar, Management Science 47 (2001) 1008-1027.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

SMALL = 1e-6
Cells = np.ndarray[Any, np.dtype[np.intp]]
"""Indices of joint cells."""
Values = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Told:
    """A published figure: the weighted sum of the values of some cells."""

    cells: Cells
    weights: tuple[float, ...]  # of each value
    sum: float
    source: Any = None  # what publishes it, as the caller names it


@dataclass(frozen=True)
class Extent:
    """What can be inferred of a hidden figure."""

    low: int
    high: int
    binding: tuple[Any, ...]  # the sources of the figures that limit it

    @property
    def width(self) -> int:
        """How far apart the two ends are."""
        return self.high - self.low


def whole(low: float, high: float) -> tuple[int, int]:
    """The whole numbers at the ends, solved to within a rounding error."""
    return math.ceil(low - SMALL), math.floor(high + SMALL)


class Unsolved(ArithmeticError):
    """The solver gave up; then nothing is taken to be safe."""


class Knowledge:
    """Everything published that is linked with one subject, as equations and limits."""

    def __init__(self, caps: Values, values: int, told: Sequence[Told]) -> None:
        """`caps`: letters delivered per cell, of which all values together are at most."""
        self._cells, self._values, self._told = len(caps), values, told
        self._bounds = [(0.0, float(cap)) for cap in caps for _ in range(values)]
        every = (1.0,) * values
        # With one value the bounds of the variables are the caps.
        rows = [(np.array([i]), every) for i in range(len(caps))] if values > 1 else []
        tops = [float(cap) for cap in caps] if values > 1 else []
        self._tops = tops
        self._below = self._matrix(rows) if rows else None
        self._equal = self._matrix([(one.cells, one.weights) for one in told]) if told else None
        self._sums = [one.sum for one in told]
        self.seen: list[Values] = []  # cell by value: counts that agree with everything published

    def extent(self, cells: Cells, weights: tuple[float, ...]) -> Extent:
        """The smallest and largest weighted sum over `cells`; where it cannot be told, no width."""
        objective = self._matrix([(cells, weights)]).toarray()[0]
        try:
            least, first = self._solve(objective)
            most, second = self._solve(-objective)
        except Unsolved:
            return Extent(0, 0, ())
        return Extent(*whole(least, -most), tuple(dict.fromkeys((*first, *second))))

    def probe(self, moved: Sequence[tuple[Cells, tuple[float, ...]]]) -> None:
        """Add to `seen` counts that are as far apart as can be, all these sums together."""
        objective = np.asarray(self._matrix(moved).sum(axis=0)).ravel()
        with suppress(Unsolved):
            self._solve(objective)
            self._solve(-objective)

    def _solve(self, objective: Values) -> tuple[float, list[Any]]:
        found = linprog(
            objective,
            A_ub=self._below,
            b_ub=self._tops if self._below is not None else None,
            A_eq=self._equal,
            b_eq=self._sums if self._equal is not None else None,
            bounds=self._bounds,
            method="highs",
        )
        if not found.success:
            raise Unsolved(found.message)
        self.seen.append(found.x.reshape(self._cells, self._values))
        pulls = found.eqlin.marginals if self._equal is not None else []
        sources = [
            one.source for one, pull in zip(self._told, pulls, strict=True) if abs(pull) > SMALL
        ]
        return float(found.fun), sources

    def _matrix(self, rows: Sequence[tuple[Cells, tuple[float, ...]]]) -> Any:
        """One row a sum; a cell's values stand side by side."""
        offsets = np.arange(self._values)
        columns = [(cells[:, None] * self._values + offsets).ravel() for cells, _ in rows]
        data = [np.tile(np.asarray(weights), len(cells)) for cells, weights in rows]
        ends = np.cumsum([0, *(len(part) for part in columns)])
        shape = (len(rows), self._cells * self._values)
        return csr_matrix((np.concatenate(data), np.concatenate(columns), ends), shape=shape)


@dataclass(frozen=True)
class Exchange:
    """The counts of a hidden group and of the hidden groups beside it, place by place.

    A place is a combination of the two other dimensions. What moves between the groups within a
    place changes no figure by the other dimensions: so it is possible for all anybody can tell.
    """

    own: Values  # what is asked about, in the group
    own_rest: Values  # other answers in the group
    own_room: Values  # letters in the group that nobody answered
    beside: Values  # what is asked about, in the other hidden groups
    beside_rest: Values
    beside_room: Values  # only where how many answered is hidden as well

    @property
    def width(self) -> int:
        """How far the figure can certainly move: at most as far as linear programming finds."""
        up = np.minimum(self.beside, self.own_rest)
        down = np.minimum(self.own, self.beside_rest)
        more = np.minimum(self.beside - up, self.own_room)
        fewer = np.minimum(self.own - down, self.beside_room)
        return int((up + more + down + fewer).sum())
