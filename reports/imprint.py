"""What a release says of itself: who answers for it, its seal, and what it replaces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Root:
    """One list that is sealed: its Merkle root and its length."""

    name: str  # responses, appeals, invitations
    digest: str  # hex
    size: int


@dataclass(frozen=True)
class Revised:
    """One earlier publication of the quarter that a later one replaced."""

    revision: int  # the one that came
    day: date
    reason: str
    person: str = ""  # who decided it; "" the program


@dataclass(frozen=True)
class Shift:
    """A share that changed against the quarter before by more than chance explains."""

    label: str
    before: float  # percent
    now: float


@dataclass(frozen=True)
class Imprint:
    """What stands around the figures of one release, the same in every language."""

    quarter: str  # 2026-Q3
    made_at: datetime  # aware; of the release, not of the clock: the same input gives the same file
    publisher: str
    contact: str  # the address that questions go to
    revision: int = 1
    fingerprint: str = ""  # SHA-256 of the public key that signs the manifest, hex; "" none yet
    roots: tuple[Root, ...] = ()
    revisions: tuple[Revised, ...] = ()
    appeals: tuple[int, int] | None = None  # decided in the quarter; of them in time
    address: str = ""  # where releases can be read; "" not told
    previous: str = ""  # the quarter whose manifest this one names; ""
