"""One line of `achyk check`: a part, how it stands, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a part stands."""

    GOOD = "ok"
    ADVICE = "note"  # it works; a person should know this
    BAD = "BAD"  # it does not work


@dataclass(frozen=True)
class Finding:
    """One line of the check."""

    part: str
    verdict: Verdict
    says: str
