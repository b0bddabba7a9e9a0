"""Disclosure control of one published column: which parts of a total must not be shown.

Primary: a part is shown when its base is at least the minimum, at least two different answers
occur in it, and no business makes up more than half of it. Complementary: what is left of the
total when every shown part is taken away must itself be showable or nothing, so that no
subtraction yields what a rule hides. What other tables tell of a part: reports.protection.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from reports.counts import Counts, added


def base(counts: Counts) -> int:
    """How many answers the counts rest on."""
    return sum(counts.values())


def showable(
    counts: Counts, minimum: int, different: int = 2, largest: int = 0, *, amounts: bool = False
) -> bool:
    """Whether answers may be shown: enough, not all the same, not mostly of one business.

    `largest`: how many of them one business may have given at most. `amounts`: the answers are
    numbers of which the sum is told, so that one of them must not make up most of it.
    """
    occurring = sum(1 for count in counts.values() if count)
    whole = base(counts)
    many = whole >= minimum and occurring >= different and 2 * largest <= whole
    return many and not (amounts and dominated(counts))


def dominated(counts: Counts) -> bool:
    """Whether one amount is more than half of the sum, or the second largest can work it out.

    The p-per-cent rule: whoever gave the second largest knows the largest to within what the
    others gave, which must be a tenth of it at least (Hundepool and others, Statistical
    Disclosure Control (2012), section 4.2.2).
    """
    ranked = sorted(((float(value), count) for value, count in counts.items() if count))
    spent = math.fsum(value * count for value, count in ranked)
    first = ranked[-1][0] if ranked else 0.0
    second = next((v for v, n in reversed(ranked) if v < first or n > 1), 0.0)
    return 2 * first > spent or 10 * (spent - first - second) < first


def hidden(
    parts: Sequence[Counts],
    minimum: int,
    different: int = 2,
    largest: Sequence[int] = (),
    most: int = 0,
    forced: AbstractSet[int] = frozenset(),
    known: AbstractSet[int] = frozenset(),
    *,
    amounts: bool = False,
) -> frozenset[int]:
    """The indices of the parts of one total that must not be shown.

    Empty parts are never hidden: zero is 0. `different`: how many different answers must occur;
    1 where the value itself tells nothing about anybody, as with how many answered. `largest`:
    of each part, what one business may have given; `most`: the same of all parts together.
    `forced`: hidden for other reasons. `known`: published before just as they are, so that hiding
    them covers nothing. `amounts`: as with `showable`.
    """
    sizes = tuple(largest) or (0,) * len(parts)
    filled = [index for index, part in enumerate(parts) if base(part)]
    unfit = {
        index
        for index in filled
        if index in forced
        or not showable(parts[index], minimum, different, sizes[index], amounts=amounts)
    }
    spare = sorted((base(parts[i]), i) for i in filled if i not in unfit and i not in known)
    while unfit and spare:
        secret = unfit - known
        one = min(most, sum(sizes[index] for index in secret))
        rest = added(parts[index] for index in secret)
        if not secret or (
            len(secret) > 1 and showable(rest, minimum, different, one, amounts=amounts)
        ):
            break
        unfit.add(spare.pop(0)[1])
    return frozenset(unfit)
