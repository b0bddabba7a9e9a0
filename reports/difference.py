"""The difference between two shares, with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    """A share with the ends of its score interval; any unit, the same in all three."""

    value: float
    low: float
    high: float


def newcombe(before: Share, now: Share) -> tuple[float, float]:
    """The interval of `now` minus `before`, two independent shares.

    Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10 (hybrid score):
    56 of 70 against 48 of 80 differ by 0.2000 with 0.0524 to 0.3339. It needs the two shares and
    their Wilson intervals alone, so that whoever has the published figures can repeat it.
    """
    change = now.value - before.value
    down = math.hypot(now.value - now.low, before.high - before.value)
    up = math.hypot(now.high - now.value, before.value - before.low)
    return change - down, change + up
