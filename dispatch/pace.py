"""How many letters a minute go to one domain, and when the next one may."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from register.rules.phone import PHONES, is_phone
from register.rules.retry import LATEST

MINUTE = timedelta(minutes=1)
REST = timedelta(minutes=5)  # for a domain that takes nothing at the moment


class Pace:
    """The turns of one run; what went shortly before it counts."""

    def __init__(self, a_minute: int, gone: Iterable[tuple[str, datetime]] = ()) -> None:
        """`a_minute`: letters to one domain, 0 for any number. `gone`: recipient and time."""
        self._limit = a_minute
        self._turns: defaultdict[str, deque[datetime]] = defaultdict(lambda: deque(maxlen=a_minute))
        self._resting: dict[str, datetime] = {}
        self._asked: set[str] = set()
        for recipient, at in gone:
            self._turns[domain_of(recipient)].append(at)

    def turn(self, domain: str, now: datetime, ahead: Callable[[], int]) -> datetime:
        """When a letter may go there: `now`, or later; the turn is taken.

        `ahead` tells how many letters have a turn there from earlier runs; asked at most once for
        a domain, so that a thousand letters beyond the pace cost a thousand turns, not a million.
        """
        if self._next(domain, now) > now and self._limit and domain not in self._asked:
            self._asked.add(domain)
            for _ in range(ahead()):
                self._turns[domain].append(self._next(domain, now))
        turn = self._next(domain, now)
        if self._limit:
            self._turns[domain].append(turn)
        return min(turn, now + LATEST)

    def rest(self, domain: str, now: datetime) -> None:
        """The domain's own server takes nothing: leave it alone for a while."""
        self._resting[domain] = now + REST

    def rests_until(self, domain: str, now: datetime) -> datetime | None:
        """When a domain that rests is tried again; None: it does not rest."""
        until = self._resting.get(domain, now)
        return until if until > now else None

    def _next(self, domain: str, now: datetime) -> datetime:
        free = self.rests_until(domain, now) or now
        turns = self._turns[domain]
        full = self._limit and len(turns) == self._limit
        return max(free, turns[0] + MINUTE) if full else free


def domain_of(recipient: str) -> str:
    """The domain of an address, in lower case; all telephones have one, that of the gateway."""
    return PHONES if is_phone(recipient) else recipient.rpartition("@")[2].lower()
