"""The audit of linked figures, on tables small enough to be solved by hand."""

import numpy as np

from reports import audit
from reports.audit import Exchange, Knowledge, Told

FIRST, SECOND, BOTH = np.array([0]), np.array([1]), np.array([0, 1])


def test_a_total_bounds_two_hidden_cells_by_the_letters_of_each():
    known = Knowledge(np.array([4.0, 20.0]), 1, [Told(BOTH, (1.0,), 15.0, "total")])
    assert (known.extent(FIRST, (1.0,)).low, known.extent(FIRST, (1.0,)).high) == (0, 4)
    found = known.extent(SECOND, (1.0,))
    assert (found.low, found.high, found.width) == (11, 15, 4)
    assert found.binding == ("total",)


def test_a_shown_cell_gives_the_other_away():
    told = [Told(BOTH, (1.0, 0.0), 9.0, "total"), Told(SECOND, (1.0, 0.0), 7.0, "shown")]
    found = Knowledge(np.array([30.0, 30.0]), 2, told).extent(FIRST, (1.0, 0.0))
    assert (found.low, found.high, set(found.binding)) == (2, 2, {"total", "shown"})


def test_the_letters_of_a_cell_limit_all_its_values_together():
    told = [Told(FIRST, (0.0, 1.0), 24.0)]
    found = Knowledge(np.array([30.0]), 2, told).extent(FIRST, (1.0, 0.0))
    assert (found.low, found.high) == (0, 6)


def test_means_and_several_values_are_solved_together():
    """Three marks from 1 to 3 that sum up to 8: one or none of them is a 2 or a 1."""
    told = [Told(FIRST, (1.0, 1.0, 1.0), 3.0), Told(FIRST, (1.0, 2.0, 3.0), 8.0)]
    found = Knowledge(np.array([5.0]), 3, told).extent(FIRST, (0.0, 0.0, 1.0))
    assert (found.low, found.high) == (2, 2)


def test_what_the_solver_cannot_tell_is_not_safe():
    told = [Told(FIRST, (1.0,), 9.0)]  # more answers than letters
    assert Knowledge(np.array([3.0]), 1, told).extent(FIRST, (1.0,)).width == 0


def test_counts_seen_on_the_way_agree_with_what_was_told():
    told = [Told(BOTH, (1.0,), 15.0)]
    known = Knowledge(np.array([4.0, 20.0]), 1, told)
    known.probe([(FIRST, (1.0,)), (SECOND, (-1.0,))])
    assert {float(one[0, 0]) for one in known.seen} == {0.0, 4.0}
    assert {float(one.sum()) for one in known.seen} == {15.0}


def test_the_ends_are_whole_numbers_and_rounding_errors_are_none():
    assert audit.whole(1.9999999999, 4.0000000001) == (2, 4)
    assert audit.whole(1.2, 3.9) == (2, 3)


def test_an_exchange_never_promises_more_than_can_be_moved():
    def one(*counts):
        return np.array(counts, dtype=float)

    swap = Exchange(one(2), one(3), one(0), one(4), one(1), one(0))
    # Up: three of its other answers become favourable ones. Down: one of its two.
    assert swap.width == 3 + 1
    room = Exchange(one(2), one(3), one(5), one(4), one(1), one(9))
    assert room.width == (3 + 1) + (1 + 1)
