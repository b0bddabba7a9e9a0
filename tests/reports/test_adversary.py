"""An inspector who knows whom he invited and reads eight quarters: what can he guess?

He has the tables as published, knows where every letter was delivered, and solves for the counts
of his own unit: one kind of inspection by his body in his region. His prior is what he knows of
his body without any release.
"""

import random
from dataclasses import dataclass, replace

import numpy as np
from crafted.registers import FULL, figures_from, joint
from scipy.optimize import linprog

from reports.answer_tables import headline_table
from reports.counts import Dimension
from reports.edition import Edition
from reports.funnel_tables import funnel_table
from reports.protection import Protection, protect

QUARTERS = 8
ASKED = replace(FULL, questions=tuple(q for q in FULL.questions if q.number == 12))
LIKED = {"big": 0.6, "large": 0.55, "s0": 0.5, "s1": 0.6, "s2": 0.4, "s3": 0.65, "s4": 0.45}
RATE = 0.5
"""How many answer: the prior about who does."""


def quarter(chance):
    """Two bodies at work everywhere and five small ones, each in one place."""
    cells = []
    for r in range(4):
        for k in range(2):
            cells.append(unit(chance, "big", r, k, chance.randint(8, 40)))
            cells.append(unit(chance, "large", r, k, chance.randint(3, 30)))
    for body in ("s0", "s1", "s2", "s3", "s4"):
        cells.append(unit(chance, body, chance.randrange(4), 0, chance.randint(3, 9)))
    return cells


def unit(chance, body, region, kind, letters):
    given = [chance.random() < LIKED[body] for _ in range(letters) if chance.random() < RATE]
    answers = {12: {"1": given.count(False), "5": given.count(True)}}
    return joint(body, f"r{region}", f"k{kind}", letters, answers, len(given))


@dataclass
class Inspector:
    """Everything published in a quarter, as sums over units."""

    edition: Edition

    def __post_init__(self):
        self.cells = self.edition.figures.cells
        self.equal, self.sums, self.below, self.tops = [], [], [], []
        for index in range(len(self.cells)):
            one = np.zeros(3 * len(self.cells))  # favourable, other, answered of each unit
            one[3 * index : 3 * index + 3] = (1, 1, -1)
            self.below.append(one)
            self.tops.append(0)
        for dimension in Dimension:
            self._read(dimension)
        self.below, self.equal = np.array(self.below), np.array(self.equal)

    def _read(self, dimension):
        question = ASKED.questions[0]
        answers = headline_table(self.edition, question, dimension)
        funnel = funnel_table(self.edition, dimension)
        codes = [None, *(group.code for group in self.edition.figures.groups[dimension])]
        at, count, share = (
            funnel.index("answered"),
            answers.index("answers"),
            answers.index("share"),
        )
        for code, row, step in zip(codes, answers.rows, funnel.rows, strict=True):
            if isinstance(step[at], int) and not isinstance(step[at], str):
                self._know(dimension, code, (0, 0, 1), step[at])
            if not isinstance(row[count], str):
                self._know(dimension, code, (1, 1, 0), row[count])
                good = 0 if isinstance(row[share], str) else round(row[count] * row[share] / 100)
                self._know(dimension, code, (1, 0, 0), good)

    def _know(self, dimension, code, weights, total):
        row = np.zeros(3 * len(self.cells))
        for index, cell in enumerate(self.cells):
            if code is None or cell.code(dimension) == code:
                row[3 * index : 3 * index + 3] = weights
        self.equal.append(row)
        self.sums.append(total)

    def range(self, index, weights):
        """The smallest and the largest count of his unit that fit all he knows."""
        aim = np.zeros(3 * len(self.cells))
        aim[3 * index : 3 * index + 3] = weights
        caps = [(0, cell.funnel.delivered) for cell in self.cells for _ in range(3)]
        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * aim, self.below, self.tops, self.equal, self.sums, caps, method="highs"
            )
            assert found.success, found.message
            ends.append(sign * found.fun)
        return ends


def guesses(edition):
    """(right by the prior, right by what is published, of how many), about answers; about who."""
    inspector = Inspector(edition)
    what, who = np.zeros(3), np.zeros(3)
    for index, cell in asking(inspector.cells):
        letters, answered = cell.funnel.delivered, cell.funnel.answered
        good, bad = cell.counts(12)["5"], cell.counts(12)["1"]
        likes = LIKED[cell.codes[0]] >= 0.5
        favourable, other = inspector.range(index, (1, 0, 0)), inspector.range(index, (0, 1, 0))
        better = decided(sum(favourable), sum(other), likes)
        what += (good if likes else bad, good if better else bad, answered)
        least, most = inspector.range(index, (0, 0, 1))
        active = decided(least + most, 2 * letters - least - most, prior=True)
        who += (answered, answered if active else letters - answered, letters)
    return what, who


def asking(cells):
    """The inspectors of the small bodies, and one of each of the others."""
    seen = {}
    for index, cell in enumerate(cells):
        seen.setdefault(cell.codes[0], (index, cell))
    return list(seen.values())


def decided(more, less, prior):
    """His guess: what the middle of the ranges says; where they are even, the prior."""
    return prior if abs(more - less) < 1e-6 else more > less


def eight_quarters(protected):
    chance = random.Random(11)
    found = []
    for _ in range(QUARTERS):
        made = figures_from(quarter(chance), ASKED)
        found.append(guesses(Edition(made, 10, "en", protected(made))))
    return [sum(part) for part in zip(*found, strict=True)]


def unprotected(made):
    """Everything shown, as if nobody had to be protected."""
    kept = protect(made, 10)
    nothing = {
        number: replace(one, hidden=dict.fromkeys(Dimension, frozenset()), total_shown=True)
        for number, one in kept.settled.items()
    }
    return Protection(made, 10, nothing)


def gains(counted):
    """How much better than the prior, in shares of all he guessed about."""
    return [(after - before) / whole for before, after, whole in counted]


def test_the_release_tells_an_inspector_hardly_more_than_he_knew():
    assert all(gain <= 0.05 for gain in gains(eight_quarters(lambda made: protect(made, 10))))


def test_the_same_inspector_would_gain_from_tables_without_protection():
    assert max(gains(eight_quarters(unprotected))) > 0.05
