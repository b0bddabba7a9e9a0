"""Statistics: known values of the literature, and what must hold for any counts."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.estimates import mean, quantile, share, silence_bounds, wilson


@pytest.mark.parametrize(
    ("k", "n", "population", "low", "high"),
    [
        (50, 100, None, 40.4, 59.6),
        (50, 100, 200, 43.1, 56.9),
        (0, 10, None, 0.0, 27.8),
        (10, 10, None, 72.2, 100.0),
        (81, 263, None, 25.5, 36.6),  # Newcombe, Statistics in Medicine 17 (1998), table I
        (15, 148, None, 6.2, 16.0),  # the same
        (0, 20, None, 0.0, 16.1),  # the same
        (1, 29, None, 0.6, 17.2),  # the same
        (7, 20, 20, 35.0, 35.0),
        (1, 1, 1, 100.0, 100.0),
    ],
)
def test_the_interval_is_wilsons(k, n, population, low, high):
    found = wilson(k, n, population=population)
    assert tuple(round(100 * end, 1) for end in found) == (low, high)


@pytest.mark.parametrize(
    ("k", "n", "population"), [(1, 0, None), (3, 2, None), (-1, 5, None), (1, 5, 4)]
)
def test_counts_that_cannot_be_are_refused(k, n, population):
    with pytest.raises(ValueError):
        wilson(k, n, population=population)


@given(st.integers(1, 500), st.data())
def test_the_interval_holds_the_share_and_a_known_population_narrows_it(n, data):
    k = data.draw(st.integers(0, n))
    population = data.draw(st.integers(n, 5 * n))
    low, high = wilson(k, n)
    inner_low, inner_high = wilson(k, n, population=population)
    assert 0 <= low <= inner_low <= share(k, n) <= inner_high <= high <= 1


def test_the_bounds_of_silence_count_all_the_silent_on_one_side():
    assert silence_bounds(30, 50, 50) == (0.3, 0.8)
    assert silence_bounds(30, 50, 0) == (0.6, 0.6)
    with pytest.raises(ValueError):
        silence_bounds(1, 2, -1)


@given(st.lists(st.integers(0, 40), min_size=2, max_size=60))
def test_mean_and_quartiles_agree_with_the_standard_library(values):
    counts = {float(value): values.count(value) for value in values}
    expected = statistics.quantiles(values, n=4, method="inclusive")
    assert math.isclose(mean(counts), statistics.fmean(values), abs_tol=1e-9)
    for p, value in zip((0.25, 0.5, 0.75), expected, strict=True):
        assert math.isclose(quantile(counts, p), value, abs_tol=1e-9)


def test_the_quantile_of_one_value_is_that_value_and_of_none_an_error():
    assert quantile({2.5: 1}, 0.75) == 2.5
    with pytest.raises(ValueError):
        mean({})
