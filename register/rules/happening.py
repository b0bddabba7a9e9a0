"""What happens to an inspection between its registration and its result, and what may be recorded.

A cancellation is recorded whatever became of the asking: a refusal that depended on an answer
would tell the inspector whether the business has answered (trust.md).
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_WAIT = timedelta(days=60)
"""How long after an inspection is entered a prolongation puts off the asking, and moves its
quarter, at most: the rated one does not choose when the business is asked."""


class HappeningKind(StrEnum):
    """What an inspectorate reports of an inspection beside its result."""

    PROLONGED = "prolonged"
    SUSPENDED = "suspended"
    RENEWED = "renewed"  # it goes on after it was suspended
    CANCELLED = "cancelled"


class Cancelled(StrEnum):
    """When the register learned that an inspection was cancelled."""

    BEFORE_START = "before_start"  # it is neither asked about nor counted as an inspection
    AFTER_START = "after_start"  # noted and counted; the business is asked all the same


class Outcome(StrEnum):
    """What became of a reported event; refusals bear the code of their sentence."""

    RECORDED = "recorded"
    KNOWN = "known"  # the same was recorded before
    UNKNOWN_NUMBER = "unknown-number"
    FOREIGN_NUMBER = "foreign-number"  # another body's inspection
    UNTIL_BEFORE_END = "until-before-end"  # prolonged to a day not after its present end

    @property
    def refused(self) -> bool:
        """Was nothing recorded, and has the sender to correct it?"""
        return self not in (Outcome.RECORDED, Outcome.KNOWN)


@dataclass(frozen=True)
class Happening:
    """One event as a row of an event sheet states it, checked; equal ones are the same event."""

    registration_no: str
    kind: HappeningKind
    on: date  # the day from which it holds, or of the order; stated, and proof of nothing
    until: date | None = None  # PROLONGED: the new end; SUSPENDED: until when, where stated
    basis: str | None = None  # the order or the reason


@dataclass(frozen=True)
class Standing:
    """What is known of an inspection that an event is held against."""

    body: str  # code
    started_on: date
    finished_on: date  # as rows state it
    happened: frozenset[Happening] = frozenset()


def judged(happening: Happening, known: Standing | None, bodies: Set[str] | None) -> Outcome:
    """What becomes of the event; `bodies` are those its sender speaks for, None is all of them."""
    if known is None:
        return Outcome.UNKNOWN_NUMBER
    if bodies is not None and known.body not in bodies:
        return Outcome.FOREIGN_NUMBER
    if happening in known.happened:
        return Outcome.KNOWN
    prolonged = happening.kind is HappeningKind.PROLONGED
    if prolonged and happening.until is not None and happening.until <= known.finished_on:
        return Outcome.UNTIL_BEFORE_END
    return Outcome.RECORDED


def cancelled_when(started_on: date, learned_on: date, *, invited: bool) -> Cancelled:
    """Whether a cancellation came before the inspection began.

    By the day the register learned of it: the day an inspector writes can be any.
    """
    before = learned_on < started_on and not invited
    return Cancelled.BEFORE_START if before else Cancelled.AFTER_START


def counted_end(finished_on: date, prolonged_until: date | None, entered_on: date) -> date:
    """The end that decides in which quarter an inspection is asked about and counted."""
    if prolonged_until is None:
        return finished_on
    return max(finished_on, min(prolonged_until, entered_on + LONGEST_WAIT))
