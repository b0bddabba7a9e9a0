"""How likely a count is among peers, and how many of many small chances may be believed."""

from __future__ import annotations

import math
from collections.abc import Sequence


def upper_tail(observed: int, base: int, rate: float) -> float:
    """The chance of `observed` or more of `base` when each occurs with `rate`: exact binomial.

    ValueError unless 0 ≤ observed ≤ base and 0 ≤ rate ≤ 1.
    """
    if not 0 <= observed <= base or not 0 <= rate <= 1:
        raise ValueError(f"no chance of {observed} in {base} at {rate}")
    if observed == 0 or rate == 1:
        return 1.0
    if rate == 0:
        return 0.0
    if observed <= base * rate:  # the other tail is summed where it is the shorter one
        return 1.0 - math.fsum(_terms(base, rate, observed - 1, -1))
    return min(1.0, math.fsum(_terms(base, rate, observed, +1)))


def _terms(base: int, rate: float, start: int, step: int) -> list[float]:
    """The probabilities from `start` on, away from the middle, until they no longer matter."""
    terms: list[float] = []
    at = start
    term = math.exp(
        math.lgamma(base + 1)
        - math.lgamma(at + 1)
        - math.lgamma(base - at + 1)
        + at * math.log(rate)
        + (base - at) * math.log1p(-rate)
    )
    odds = rate / (1 - rate)
    while 0 <= at <= base:
        terms.append(term)
        if term < terms[0] * 1e-18:
            break
        term *= (base - at) / (at + 1) * odds if step > 0 else at / (base - at + 1) / odds
        at += step
    return terms


def adjusted(chances: Sequence[float]) -> list[float]:
    """Each chance as the share of false discoveries, if it and all smaller ones are believed.

    Source: Y. Benjamini, Y. Hochberg, J. R. Statist. Soc. B 57 (1995) 289-300.
    """
    order = sorted(range(len(chances)), key=lambda at: chances[at], reverse=True)
    found, least = [1.0] * len(chances), 1.0
    for rank, at in zip(range(len(chances), 0, -1), order, strict=True):
        least = min(least, chances[at] * len(chances) / rank)
        found[at] = least
    return found
