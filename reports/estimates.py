"""Shares with their uncertainty, means and quantiles: the statistics of the quarter's tables."""

from __future__ import annotations

import math
from collections.abc import Mapping

Z95 = 1.959964
"""The normal deviate of a two-sided 95 % interval."""
QUARTILES = (0.25, 0.5, 0.75)


def share(k: int, n: int) -> float:
    """The part k of n, 0 to 1; ValueError unless 0 ≤ k ≤ n and n > 0."""
    if n < 1 or not 0 <= k <= n:
        raise ValueError(f"no share of {k} in {n}")
    return k / n


def wilson(k: int, n: int, z: float = Z95, population: int | None = None) -> tuple[float, float]:
    """The score interval of the share k of n: (low, high), each 0 to 1.

    Source: E. B. Wilson, JASA 22 (1927) 209-212. Where `population` is given, the n were drawn
    from that many and the variance is multiplied by (N - n) / (N - 1): W. G. Cochran, Sampling
    Techniques (1977), section 2.6. ValueError when the population is smaller than n.
    """
    p = share(k, n)
    if population is not None:
        if population < n:
            raise ValueError(f"a population of {population} holds no {n}")
        z *= math.sqrt((population - n) / max(population - 1, 1))
    scale = 1 + z * z / n
    middle = (p + z * z / (2 * n)) / scale
    half = z / scale * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    # Rounding in the last binary digit must not put the share outside its own interval.
    return min(max(0.0, middle - half), p), max(min(1.0, middle + half), p)


def silence_bounds(k: int, n: int, silent: int) -> tuple[float, float]:
    """The share if none of the silent were content, and if all were; each 0 to 1.

    `silent`: how many were asked and gave no answer. Source: C. F. Manski, Partial
    Identification of Probability Distributions (2003), section 1.2: worst-case bounds.
    """
    share(k, n)
    if silent < 0:
        raise ValueError(f"{silent} cannot be silent")
    return k / (n + silent), (k + silent) / (n + silent)


def mean(counts: Mapping[float, int]) -> float:
    """The mean of value → count; ValueError when there is none."""
    return math.fsum(value * count for value, count in counts.items()) / _size(counts)


def quantile(counts: Mapping[float, int], p: float) -> float:
    """The p-quantile (0 to 1) of value → count, between neighbours in proportion.

    Type 7 of Hyndman and Fan, The American Statistician 50 (1996) 361-365; QUARTILE.INC in
    spreadsheets gives the same.
    """
    place = (_size(counts) - 1) * p
    below = math.floor(place)
    low, high = _ranked(counts, below), _ranked(counts, math.ceil(place))
    return low + (high - low) * (place - below)


def _size(counts: Mapping[float, int]) -> int:
    size = sum(counts.values())
    if size < 1:
        raise ValueError("nothing was counted")
    return size


def _ranked(counts: Mapping[float, int], rank: int) -> float:
    """The value at a rank counted from 0 when all are put in order."""
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if rank < seen:
            return value
    raise ValueError(f"no rank {rank} among {seen}")
