"""Whose an address may really be: shared by businesses, an official's, or almost one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from config.mail_providers import public_domains


@dataclass(frozen=True)
class Known:
    """The addresses against which those of businesses are held; all in lower case."""

    shared: frozenset[str]  # that stand for two businesses or more
    registry: Mapping[str, frozenset[str]]  # tax id → what the registry knows
    officials: Officials


@dataclass(frozen=True)
class Officials:
    """Officials' addresses, by what a neighbour of one letter has in common with them."""

    domains: frozenset[str]  # of the bodies themselves
    locals_at: Mapping[
        str, frozenset[str]
    ]  # domain → what stands before the @, and one letter less
    at_domains: Mapping[str, frozenset[str]]  # before the @ → domains, and one letter less

    def near(self, email: str) -> bool:
        """Whether it is an official's address or domain, or one letter away from an address."""
        local, _, domain = email.rpartition("@")
        if domain in self.domains:
            return True
        others = self.locals_at.get(domain, frozenset())
        if any(one_letter(local, other) for other in others):
            return True
        return any(one_letter(domain, other) for other in self.at_domains.get(local, ()))


def officials(emails: Iterable[str]) -> Officials:
    """Of the registered addresses; the domains at which anybody has a mailbox are nobody's own."""
    locals_at: dict[str, set[str]] = defaultdict(set)
    at_domains: dict[str, set[str]] = defaultdict(set)
    for email in emails:
        local, _, domain = email.lower().rpartition("@")
        locals_at[domain].add(local)
        at_domains[local].add(domain)
    return Officials(
        domains=frozenset(locals_at) - public_domains(),
        locals_at={domain: frozenset(found) for domain, found in locals_at.items()},
        at_domains={local: frozenset(found) for local, found in at_domains.items()},
    )


def one_letter(one: str, other: str) -> bool:
    """Whether two words are the same, or one letter was put in, left out, changed or swapped."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    start = next(_differences(one, other), min(len(one), len(other)))
    rest, others = one[start:], other[start:]
    swapped = len(rest) > 1 and rest[1::-1] + rest[2:] == others
    return swapped or rest[1:] == others[1:] or rest[1:] == others or rest == others[1:]


def _differences(one: str, other: str) -> Iterator[int]:
    return (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1])
