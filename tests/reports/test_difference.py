"""The interval of a difference against the example of its author."""

import pytest

from reports.difference import Share, newcombe
from reports.estimates import wilson


def share(k, n):
    return Share(k / n, *wilson(k, n))


@pytest.mark.parametrize(
    ("before", "now", "low", "high"),
    [  # Newcombe 1998, table II, method 10
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((2, 7), (6, 7), 0.0582, 0.8062),
        ((0, 29), (5, 56), -0.0381, 0.1926),
        ((0, 20), (0, 10), -0.1611, 0.2775),
        ((0, 10), (10, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_is_that_of_the_published_example(before, now, low, high):
    found = newcombe(share(*before), share(*now))
    assert found == pytest.approx((low, high), abs=0.00006)


def test_the_other_way_round_it_is_the_mirror():
    one, other = share(48, 80), share(56, 70)
    low, high = newcombe(one, other)
    assert newcombe(other, one) == pytest.approx((-high, -low))
