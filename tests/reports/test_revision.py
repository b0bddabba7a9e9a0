"""A revision of a release: what subtracting one from the other tells, whatever is added up."""

import itertools
import json
import random
from dataclasses import replace

import numpy as np
import pytest
from crafted.registers import FULL, SHORT, country, figures_from, joint

from reports.counts import Dimension
from reports.earlier import few
from reports.protection import protect
from reports.subjects import ANSWERED

WIDTH = 10


def answers(good, bad):
    return {1: {"yes": good, "no": bad}, 12: {"1": bad, "2": 0, "3": 0, "4": 0, "5": good}}


def cells_of(late):
    """Three bodies in two regions; `late`: place → favourable and other answers that came late."""
    usual = {"A": (20, 15), "B": (18, 12), "C": (22, 13)}
    made = []
    for region, (body, (good, bad)) in itertools.product(("r0", "r1"), usual.items()):
        more, worse = late.get((body, region), (0, 0))
        split = good + more, bad + worse
        made.append(joint(body, region, "k", 90, answers(*split), sum(split)))
    return figures_from(made)


def revised(*releases):
    """The protection of the last of some releases of one quarter, and of those before."""
    made, basis = [], None
    for figures in releases:
        made.append(protect(figures, WIDTH, basis))
        basis = json.loads(json.dumps(made[-1].basis()))
    return made


def shown(protection, number):
    """Each published sum: which joint cells, and the counts that are told of them."""
    one = protection.settled[number]
    cells = protection.figures.cells
    found = []
    for dimension in Dimension:
        for index, group in enumerate(protection.figures.groups[dimension]):
            if index not in protection.hidden(number, dimension):
                inside = [float(cell.code(dimension) == group.code) for cell in cells]
                found.append((inside, one.subject.values(group)))
    if protection.total_shown(number):
        found.append(([1.0] * len(cells), one.subject.values(protection.figures.total)))
    return found


def slight_differences(before, after, number):
    """Sets of cells that sums of what both show single out, and that a few answers changed."""
    sums, told = shown(after, number), after.settled[number].subject
    if not sums:
        return []
    inside = np.array([cells for cells, _ in sums])
    now = np.array([counts for _, counts in sums])
    earlier = np.array([_before(before.figures, told, cells) for cells, _ in sums])
    signs = np.array(list(itertools.product((-1, 0, 1), repeat=len(sums))))
    sets = signs @ inside
    proper = ((sets == 0) | (sets == 1)).all(axis=1)
    differences = (signs @ (now - earlier))[proper]
    return [
        row for row in np.unique(differences, axis=0) if few([0] * len(row), row.tolist(), WIDTH)
    ]


def _before(figures, subject, cells):
    counts = [subject.values(cell) for cell, inside in zip(figures.cells, cells, strict=True)
              if inside]  # fmt: skip
    return [sum(column) for column in zip(*counts, strict=True)]


def later(chance, figures):
    """The register with answers that came late: a few, or many, here or everywhere."""
    where = chance.choice((0.15, 0.5, 1.0))
    size = chance.choice((1, 3, 15, 25))
    made = []
    for cell in figures.cells:
        came = chance.randint(1, size) if chance.random() < where else 0
        good = sum(chance.random() < 0.6 for _ in range(came))
        more = answers(good, came - good)
        counts = {
            number: {value: n + more.get(number, {}).get(value, 0) for value, n in counts.items()}
            for number, counts in cell.answers.items()
        }
        funnel = replace(cell.funnel, answered=cell.funnel.answered + came)
        made.append(replace(cell, funnel=funnel, answers=counts))
    return figures_from(made)


@pytest.mark.parametrize("seed", range(10))
def test_no_sum_of_shown_groups_changed_by_a_few_answers(seed):
    chance = random.Random(seed)
    first = figures_from(country(chance, bodies=3, regions=2, letters=60))
    second = later(chance, first)
    third = later(chance, second)
    made = revised(first, second, third)
    for before, after in itertools.combinations(made, 2):
        for number in (1, 12):
            assert not slight_differences(before, after, number), number
        # The list of receipts tells how many came; nothing else tells more of it.
        more = after.figures.total.funnel.answered - before.figures.total.funnel.answered
        assert {abs(int(n)) for (n,) in slight_differences(before, after, ANSWERED)} <= {more}


def test_one_late_answer_beside_eleven_is_not_told_by_subtraction():
    for late in ((0, 1), (1, 0)):
        _, made = revised(cells_of({}), cells_of({("A", "r0"): (7, 4), ("B", "r1"): late}))
        for number in (ANSWERED, 1, 12):
            assert made.total_shown(number)  # twelve came
            for dimension, code in ((Dimension.BODY, "A"), (Dimension.REGION, "r0")):
                assert not made.shown(number, dimension, code)
            assert made.shown(number, Dimension.BODY, "C")  # as before


def test_many_late_answers_everywhere_are_shown():
    late = dict.fromkeys(itertools.product("ABC", ("r0", "r1")), (8, 7))
    _, made = revised(cells_of({}), cells_of(late))
    for number in (ANSWERED, 1, 12):
        assert made.total_shown(number)
        assert not any(made.hidden(number, dimension) for dimension in Dimension)


def test_a_body_that_was_not_there_before_had_no_answers_before():
    rest = {"a": (25, 25), "b": (40, 40)}
    before = figures_from([joint(b, "r", "k", 99, answers(*n), sum(n)) for b, n in rest.items()])
    more = [*before.cells, joint("c", "r", "k", 99, answers(3, 6), 9)]
    _, made = revised(before, figures_from(more))
    assert made.total_shown(ANSWERED)  # the list of receipts tells it
    assert not made.total_shown(12)


def test_an_answer_that_changed_from_one_unfavourable_value_to_another_hides_the_table():
    def register(no, unsure):
        given = {1: {"yes": 60, "no": no, "unsure": unsure}, 12: answers(40, 40)[12],
                 10: {"yes": no, "no": 60, "refuse": unsure}}  # fmt: skip
        return figures_from([joint("A", "r", "k", 200, given, 80)])

    _, made = revised(register(10, 10), register(11, 9))
    assert not made.total_shown(1)
    assert not made.total_shown(10)
    assert made.total_shown(12)
    _, made = revised(register(10, 10), register(20, 20))
    assert made.total_shown(10)


def test_hours_that_change_without_their_sum_are_not_shown_again():
    def register(**hours):
        counts = {value: n for value, n in hours.items() if n}
        counts = {value.strip("h"): n for value, n in counts.items()}
        return figures_from([joint("A", "r", "k", 99, {9: counts}, 40)], FULL)

    _, made = revised(register(h1=10, h2=20, h3=10), register(h1=20, h3=20))
    assert not made.total_shown(9)
    assert not made.shown(9, Dimension.BODY, "A")


def test_where_few_came_no_question_tells_that_they_left_it_out():
    one = [
        joint("A", "r", "k", 99, answers(30, 30), 60),
        joint("B", "r", "k", 99, answers(20, 20), 40),
    ]
    two = [one[0], replace(one[1], funnel=replace(one[1].funnel, answered=41))]
    _, made = revised(figures_from(one, SHORT), figures_from(two, SHORT))
    assert made.total_shown(ANSWERED)  # the list of receipts tells it
    assert not made.total_shown(12)
