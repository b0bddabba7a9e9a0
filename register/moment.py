"""What an operation on the register may know beside its values: the time, chance, the keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from register.keys import Keys
from register.rules.tokens import RandBytes, new_id, new_token


@dataclass(frozen=True)
class Moment:
    """One moment of one run; tests and the demo make their own."""

    now: datetime  # aware
    randbytes: RandBytes
    keys: Keys
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The day in the installation's time zone."""
        return self.now.astimezone(self.zone).date()

    def day(self, at: datetime | None) -> date:
        """The day of a past moment in the installation's zone; today for None or the future."""
        return self.today if at is None else min(self.today, at.astimezone(self.zone).date())

    def new_id(self) -> str:
        """A fresh random id."""
        return new_id(self.randbytes)

    def new_token(self) -> str:
        """A fresh token."""
        return new_token(self.randbytes)

    def chance(self) -> float:
        """A random number from 0 to 1."""
        return int.from_bytes(self.randbytes(4), "big") / 0xFFFFFFFF
