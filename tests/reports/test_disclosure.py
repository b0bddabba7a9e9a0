"""Disclosure control inside a table: what is hidden, and that subtraction finds nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.counts import added
from reports.disclosure import base, hidden, showable


def part(yes, no=0):
    return {"yes": yes, "no": no}


@pytest.mark.parametrize(
    ("counts", "minimum", "shown"),
    [
        (part(5, 5), 10, True),
        (part(5, 4), 10, False),  # too few
        (part(10, 0), 10, False),  # all the same
        (part(9, 1), 10, True),
        (part(12, 7), 20, False),  # a delicate question asks for more
        ({}, 10, False),
    ],
)
def test_a_group_is_shown_when_it_is_large_and_not_all_alike(counts, minimum, shown):
    assert showable(counts, minimum) is shown


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([part(10, 10), part(8, 7)], set()),
        ([part(10, 10), part(0, 0)], set()),  # zero is 0
        ([part(2, 3), part(8, 4), part(30, 30)], {0, 1}),  # the next smallest goes with it
        ([part(2, 3), part(3, 3), part(30, 30)], {0, 1}),  # together 11: enough
        ([part(2, 2), part(3, 2), part(6, 6), part(30, 30)], {0, 1, 2}),  # together 9: not enough
        ([part(4, 0), part(9, 0), part(6, 6), part(30, 30)], {0, 1, 2}),  # 13, but all alike
        ([part(2, 3)], {0}),
        ([part(2, 3), part(10, 10)], {0, 1}),
    ],
)
def test_what_is_hidden_cannot_be_had_by_subtraction(parts, expected):
    assert hidden(parts, 10) == expected


def test_how_many_answered_may_be_all_alike_but_not_few():
    assert hidden([{"answered": 12}, {"answered": 4}, {"answered": 40}], 10, different=1) == {0, 1}
    assert hidden([{"answered": 12}, {"answered": 40}], 10, different=1) == frozenset()


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        ({"1": 5, "2": 5, "300": 1}, False),  # one of them is 95 per cent of the sum
        ({"1": 5, "2": 6}, True),
        ({"0": 9, "5": 2}, False),  # each of the two knows what the other wrote
        ({"0": 9, "5": 3}, True),
        ({"1": 2, "10": 8, "84": 1}, False),
        ({"1": 2, "10": 8, "82": 1}, True),
        ({"0": 10}, False),
    ],
)
def test_no_amount_makes_up_most_of_a_sum(hours, shown):
    assert showable(hours, 10, amounts=True) is shown


def test_a_rest_that_one_amount_dominates_takes_another_part_with_it():
    parts = [{"1": 5, "2": 5, "90": 1}, {"1": 10, "2": 10}, {"4": 10, "8": 10}]
    assert hidden(parts, 10, amounts=True) == {0, 1, 2}
    parts = [{"1": 5, "2": 5, "90": 1}, {"1": 10, "2": 10}, {"4": 10, "8": 10}, {"1": 50, "3": 50}]
    assert hidden(parts, 10, amounts=True) == {0, 1, 2}


PARTS = st.lists(st.builds(part, st.integers(0, 25), st.integers(0, 25)), max_size=9)


@given(PARTS, st.integers(3, 20))
def test_every_shown_part_and_the_rest_of_the_total_may_be_known(parts, minimum):
    unfit = hidden(parts, minimum)
    for index, counts in enumerate(parts):
        assert index in unfit or not base(counts) or showable(counts, minimum)
    rest = added(parts[index] for index in unfit)
    everything = all(index in unfit or not base(counts) for index, counts in enumerate(parts))
    if unfit and not everything:
        assert showable(rest, minimum)
        assert len(unfit) > 1
