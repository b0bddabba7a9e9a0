"""Address gaming: signs that an inspector chooses who is asked, each against the inspector's peers.

An audit list for administrators: a reason to look, never a sanction, never published (trust.md).
Whether a business that rated badly is inspected again sooner is not asked: a response does not know
its business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from reports.gaming_chances import adjusted, upper_tail

LEVEL = 0.05  # of false discoveries among all that is listed of one sign
FEW = 20  # cases of the peers in a body: with fewer, all other bodies are the peers
MOST_CASES = 200  # that are listed of one inspector and sign


class Sign(StrEnum):
    """What is counted."""

    MISSING = "missing"  # no address was given
    MISSING_FINED = "missing_fined"  # the same, of inspections with a high fine
    RETURNED = "returned"  # the invitation came back for good
    SHARED = "shared"  # the address stands for another business too
    OFFICIAL = "official"  # an official's address or domain, or one letter away
    NOT_REGISTRY = "not_registry"  # the registry has another address of the business
    UNIFORM = "uniform"  # every mark of a response is the same
    ALIKE = "alike"  # a response is like another one about the same inspector
    INFLUENCED = "influenced"  # question 11: an attempt to influence the answer


OF_ANSWERS = frozenset({Sign.UNIFORM, Sign.ALIKE, Sign.INFLUENCED})
"""Signs of responses: counted on the minimum base only, and their cases are not known."""

Who = tuple[str, str]
"""Body and an inspector's ID."""


@dataclass
class Count:
    """How often a sign could and did occur with one inspector."""

    base: int = 0
    observed: int = 0
    cases: list[str] = field(default_factory=list)  # registration numbers


@dataclass(frozen=True)
class Finding:
    """A sign that occurs more often than chance among peers explains."""

    sign: Sign
    body: str
    inspector: str
    base: int
    observed: int
    expected: float
    chance: float  # of as many or more, if the inspector were like the peers; adjusted
    cases: tuple[str, ...]


Counts = Mapping[Sign, Mapping[Who, Count]]


def findings(counts: Counts, minimum_base: int) -> Iterator[Finding]:
    """What stands out, sign by sign, the least likely first."""
    for sign in Sign:
        least = minimum_base if sign in OF_ANSWERS else 1
        compared = {who: one for who, one in counts.get(sign, {}).items() if one.base >= least}
        yield from _of_sign(sign, compared)


def _of_sign(sign: Sign, compared: Mapping[Who, Count]) -> Iterator[Finding]:
    whole, by_body = _sum(compared.values()), _by_body(compared)
    people = sorted(compared)
    rates = [_rate(compared[who], by_body[who[0]], whole) for who in people]
    chances = [
        1.0 if rate is None else upper_tail(compared[who].observed, compared[who].base, rate)
        for who, rate in zip(people, rates, strict=True)
    ]
    found = zip(adjusted(chances), people, rates, strict=True)
    for chance, who, rate in sorted(found, key=lambda one: (one[0], one[1])):
        one = compared[who]
        if rate is not None and chance <= LEVEL and one.observed > one.base * rate:
            expected = one.base * rate
            yield Finding(
                sign, *who, one.base, one.observed, expected, chance, tuple(one.cases[:MOST_CASES])
            )


def _rate(own: Count, body: Count, whole: Count) -> float | None:
    """How often it occurs with the peers; None without any. Half a case keeps it from being 0."""
    peers = body if body.base - own.base >= FEW else whole
    base, observed = peers.base - own.base, peers.observed - own.observed
    return (observed + 0.5) / (base + 1) if base >= FEW else None


def _by_body(compared: Mapping[Who, Count]) -> Mapping[str, Count]:
    parts: dict[str, list[Count]] = defaultdict(list)
    for (body, _), one in compared.items():
        parts[body].append(one)
    return {body: _sum(listed) for body, listed in parts.items()}


def _sum(counts: Iterable[Count]) -> Count:
    listed = list(counts)
    return Count(sum(one.base for one in listed), sum(one.observed for one in listed))
