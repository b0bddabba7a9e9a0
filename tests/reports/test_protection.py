"""Disclosure control of a release: what can be inferred from everything that it shows."""

import random
from dataclasses import replace

import numpy as np
import pytest
from crafted.registers import FULL, SHORT, country, figures_from, joint
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from reports.counts import Dimension, added
from reports.disclosure import base, showable
from reports.edition import Edition
from reports.protection import protect
from reports.subjects import ANSWERED
from reports.table import Mark
from reports.tables import quarter_tables

WIDTH = 10


class Reader:
    """Somebody who has every figure of one subject and knows where letters were delivered.

    Written apart from reports.audit: dense matrices, the favourable and the other answers only.
    """

    def __init__(self, protection, number, *, groups=True):
        self.protection, self.number = protection, number
        self.figures, self.one = protection.figures, protection.settled[number]
        self.cells = self.figures.cells
        self.equal, self.sums, self.below, self.tops = [], [], [], []
        self._tell(groups)
        self.below, self.equal = np.array(self.below), np.array(self.equal)

    def split(self, group):
        counts = self.one.subject.counts(group)
        return counts.get("favourable", 0), counts.get("other", counts.get(ANSWERED, 0))

    def row(self, inside, favourable, other):
        return [w * inside(cell) for cell in self.cells for w in (favourable, other)]

    def _tell(self, groups):
        for index, cell in enumerate(self.cells):
            only = [0.0] * (2 * len(self.cells))
            only[2 * index] = only[2 * index + 1] = 1.0
            self.below.append(only)
            self.tops.append(cell.funnel.delivered)
        for dimension in Dimension:
            for index, group in enumerate(self.figures.groups[dimension]):
                self._group(dimension, index, group, groups)
        if self.protection.total_shown(self.number):
            self._equal(lambda cell: True, self.figures.total)

    def _group(self, dimension, index, group, groups):
        def inside(cell):
            return cell.code(dimension) == group.code

        if self.number != ANSWERED and index not in self.protection.hidden(ANSWERED, dimension):
            self.below.append(self.row(inside, 1.0, 1.0))
            self.tops.append(group.funnel.answered)
        empty = not sum(self.split(group))
        if empty or (groups and index not in self.protection.hidden(self.number, dimension)):
            self._equal(inside, group)

    def _equal(self, inside, group):
        for weights, count in zip(((1.0, 0.0), (0.0, 1.0)), self.split(group), strict=True):
            self.equal.append(self.row(inside, *weights))
            self.sums.append(count)

    def width(self, dimension, group, favourable, other):
        aim = np.array(self.row(lambda c: c.code(dimension) == group.code, favourable, other))
        ends = [self._solve(sign * aim) for sign in (1, -1)]
        return -ends[1] - ends[0]

    def _solve(self, aim):
        found = linprog(
            aim,
            A_ub=self.below,
            b_ub=self.tops,
            A_eq=self.equal if self.sums else None,
            b_eq=self.sums or None,
            method="highs",
        )
        assert found.success, found.message
        return found.fun


def places(protection, number):
    for dimension in Dimension:
        for index, group in enumerate(protection.figures.groups[dimension]):
            yield dimension, index, group, index in protection.hidden(number, dimension)


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10**6))
def test_no_hidden_group_can_be_inferred_from_everything_that_is_shown(seed):
    chance = random.Random(seed)
    made = figures_from(country(chance, bodies=3, letters=chance.choice((4, 10, 40))))
    protection = protect(made, WIDTH)
    for number in (ANSWERED, 1, 12):
        told, silent = Reader(protection, number), Reader(protection, number, groups=False)
        for dimension, index, group, secret in places(protection, number):
            if not secret:
                continue
            aims = [(0.0, 1.0)] if number == ANSWERED else [(1.0, 0.0)]
            if index in protection.hidden(ANSWERED, dimension):
                aims.append((1.0, 1.0))
            for aim in aims:
                need = min(WIDTH, silent.width(dimension, group, *aim))
                assert told.width(dimension, group, *aim) > need - 1 - 1e-6, (number, group.code)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6))
def test_whatever_is_shown_or_left_over_by_subtraction_keeps_the_rules(seed):
    chance = random.Random(seed)
    made = figures_from(country(chance, letters=chance.choice((4, 10, 40))), largest=2)
    protection = protect(made, WIDTH)
    for number, one in protection.settled.items():
        subject = one.subject
        for dimension, index, group, secret in places(protection, number):
            counts = subject.counts(group)
            kept = showable(counts, subject.minimum, subject.different, group.largest)
            assert secret or not base(counts) or kept
            if number != ANSWERED and index in protection.hidden(ANSWERED, dimension):
                assert secret or not base(counts)
        for dimension in Dimension:
            rest = [
                subject.counts(group)
                for where, _, group, secret in places(protection, number)
                if where is dimension and secret
            ]
            everything = len(rest) == sum(
                bool(base(subject.counts(g))) for g in made.groups[dimension]
            )
            if rest and not everything and protection.total_shown(number):
                assert len(rest) > 1
                assert showable(added(rest), subject.minimum, subject.different)


def answers(good, bad):
    return {12: {"1": bad, "2": 0, "3": 0, "4": 0, "5": good}}


def test_a_body_that_works_in_one_region_does_not_give_away_the_other_body_there():
    """Region north less body a leaves the three answers to body b there."""
    cells = [
        joint("a", "north", "planned", 80, answers(30, 10), 40),
        joint("b", "north", "planned", 6, answers(2, 1), 3),
        joint("b", "south", "planned", 90, answers(30, 15), 45),
        joint("c", "south", "planned", 90, answers(25, 20), 45),
    ]
    protection = protect(figures_from(cells), WIDTH)
    shown_north = protection.shown(12, Dimension.REGION, "north")
    assert not (shown_north and protection.shown(12, Dimension.BODY, "a"))
    assert protection.total_shown(12)


def test_nothing_is_hidden_where_everything_is_large():
    cells = [
        joint(body, region, kind, 200, answers(50, 40), 90)
        for body in "abc"
        for region in ("north", "south")
        for kind in ("planned", "control")
    ]
    protection = protect(figures_from(cells), WIDTH)
    assert not any(protection.hidden(number, d) for number in (ANSWERED, 12) for d in Dimension)


def test_a_group_that_is_mostly_one_business_is_hidden():
    cells = [
        joint(b, "r", "k", 60, answers(n // 2, n - n // 2), n)
        for b, n in (("a", 12), ("b", 40), ("c", 40))
    ]
    made = figures_from(cells)
    body = [
        replace(group, largest=7 if group.code == "a" else 1)
        for group in made.groups[Dimension.BODY]
    ]
    mostly = replace(made, groups={**made.groups, Dimension.BODY: tuple(body)})
    assert not protect(made, WIDTH).hidden(12, Dimension.BODY)
    assert not protect(mostly, WIDTH).shown(12, Dimension.BODY, "a")


def test_a_body_whose_answers_are_all_alike_takes_enough_others_with_it():
    cells = [
        joint("a", "r", "k", 60, answers(40, 0), 40),
        joint("b", "r", "k", 60, answers(19, 1), 20),
        joint("c", "r", "k", 60, answers(15, 15), 30),
        joint("d", "r", "k", 90, answers(30, 30), 60),
    ]
    protection = protect(figures_from(cells), WIDTH)
    assert protection.hidden(12, Dimension.BODY) == {0, 1, 2}
    assert not protection.hidden(ANSWERED, Dimension.BODY)


def edition_of(cells, asked=FULL):
    return Edition(figures_from(cells, asked), 10, "en")


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [joint("a", "r", "k", 50, {}, 0)],
        [joint("a", "r", "k", 50, answers(0, 1), 1)],
        [joint("a", "r", "k", 50, answers(40, 0), 40)],
        [joint("a", "r", "k", 50, answers(20, 20), 40)],
        [joint("a", "", "", 50, answers(20, 20), 40), joint("a", "r", "k", 1, answers(1, 0), 1)],
    ],
    ids=["nothing", "no answers", "one answer", "all alike", "one body", "one stray answer"],
)
def test_thin_quarters_have_correct_tables(cells):
    made = edition_of(cells)
    tables = {table.name: table for table in quarter_tables(made)}
    good = sum(cell.counts(12).get("5", 0) for cell in cells)
    whole = good + sum(cell.counts(12).get("1", 0) for cell in cells)
    everybody = tables["satisfied_by_body"].rows[0][1:3]
    if not whole:
        assert everybody == (0, Mark.NOT_APPLICABLE)
    elif whole < 10 or good == whole:
        assert everybody == (Mark.SUPPRESSED, Mark.SUPPRESSED)
    else:
        assert everybody == (whole, round(100 * good / whole, 1))
    if len(cells) == 2:
        assert {row[1] for row in tables["satisfied_by_region"].rows[1:]} == {Mark.SUPPRESSED}


def test_one_edition_decides_for_all_languages():
    cells = [joint("a", "r", "k", 50, answers(20, 20), 40)]
    made = figures_from(cells, FULL)
    protection = protect(made, 10)
    assert Edition(made, 10, "ky", protection).protection is protection
    assert Edition(made, 10, "ru").protection == protection


def test_the_short_questionnaire_of_these_tests_has_every_sort():
    assert {question.key for question in SHORT.questions} >= {"satisfied", "unofficial"}
