"""Disclosure control inside one published table: which of its groups must not be shown.

Primary: a group is shown when its base is at least the minimum and at least two different
answers occur in it. Complementary: what is left of the total when every shown group is taken
away must itself be showable or nothing, so that no subtraction yields what a rule hides.

Left to the release (step 6): the linear-programming audit over tables that are linked through
other dimensions (a body that works in one region only), over percentages and charts together,
the minimum width of what can be inferred inside the rest, earlier releases of the same quarter,
and the rule that no business makes up more than half of a cell (a response does not know its
business; the release's bound comes from the inspections).
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.counts import Counts, added


def base(counts: Counts) -> int:
    """How many answers the counts rest on."""
    return sum(counts.values())


def showable(counts: Counts, minimum: int, different: int = 2) -> bool:
    """Whether a group of answers may be shown: large enough, and not all the same."""
    occurring = sum(1 for count in counts.values() if count)
    return base(counts) >= minimum and occurring >= different


def hidden(parts: Sequence[Counts], minimum: int, different: int = 2) -> frozenset[int]:
    """The indices of the parts of one total that must not be shown.

    Empty parts are never hidden: zero is 0. `different`: how many different answers must occur;
    1 where the value itself tells nothing about anybody, as with how many answered.
    """
    filled = [index for index, part in enumerate(parts) if base(part)]
    unfit = {index for index in filled if not showable(parts[index], minimum, different)}
    spare = sorted((base(parts[index]), index) for index in filled if index not in unfit)
    while unfit and spare and not _covers(parts, unfit, minimum, different):
        unfit.add(spare.pop(0)[1])
    return frozenset(unfit)


def _covers(parts: Sequence[Counts], unfit: set[int], minimum: int, different: int) -> bool:
    """Whether the hidden parts together, which subtraction yields, may be known."""
    return len(unfit) > 1 and showable(added(parts[i] for i in unfit), minimum, different)
