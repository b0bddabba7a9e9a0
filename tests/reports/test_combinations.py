"""Sums and differences of many groups: none may single out what a rule hides."""

from __future__ import annotations

import pytest
from crafted.registers import SHORT, figures_from, joint

from reports.counts import Dimension
from reports.protection import protect


def cell(body: str, region: str, favourable: int, other: int):
    """A joint cell in which all letters but ten were answered."""
    answers = {
        12: {"1": other, "2": 0, "3": 0, "4": 0, "5": favourable},
        1: {"yes": favourable, "no": other, "unsure": 0},
    }
    number = favourable + other
    return joint(body, region, "k0", number + 10, answers, number)


@pytest.mark.parametrize("satisfied", [0, 1])
def test_blocks_of_bodies_and_regions_give_no_single_answer_away(satisfied):
    """r0 + r1 - A - B would be what one business told of C in r0."""
    town = [cell(body, region, 14, 10) for body in "AB" for region in ("r0", "r1")]
    country = [cell(body, region, 14, 11) for body in "CD" for region in ("r2", "r3")]
    figures = figures_from([*town, *country, cell("C", "r0", satisfied, 1 - satisfied)], SHORT)
    kept = protect(figures, 10)
    for number in (1, 12):
        shown = {
            (dimension, group.code)
            for dimension in (Dimension.BODY, Dimension.REGION)
            for place, group in enumerate(figures.groups[dimension])
            if place not in kept.hidden(number, dimension)
        }
        needed = {(Dimension.BODY, "A"), (Dimension.BODY, "B")}
        needed |= {(Dimension.REGION, "r0"), (Dimension.REGION, "r1")}
        assert not needed <= shown


def test_without_the_single_answer_everything_is_shown():
    town = [cell(body, region, 14, 10) for body in "AB" for region in ("r0", "r1")]
    country = [cell(body, region, 14, 11) for body in "CD" for region in ("r2", "r3")]
    kept = protect(figures_from([*town, *country], SHORT), 10)
    assert not kept.hidden(12, Dimension.BODY)
    assert not kept.hidden(12, Dimension.REGION)
