"""What was counted of appeals in a month: body by body, to be added up for any part of the tree.

What cannot be added (an applicant who wrote to two bodies, replies alike each other) is kept as
rows, and counted anew for each part of the tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from register.rules.month import Month

T = TypeVar("T")


class Fact(StrEnum):
    """What is counted; the detail beside it stands behind the name."""

    RECEIVED = "received"  # appeals registered in the month, by their first addressee
    CHANNEL = "channel"  # of these, by channel
    KIND = "kind"
    REGION = "region"
    EARLIER = "earlier"  # of these, received before the month
    PROMPT = "prompt"  # of these, registered in time
    DECIDED = "decided"  # cases decided in the month
    DECISION = "decision"  # of these, by kind of decision
    REASON = "reason"  # of these left without consideration, by the profile's code
    IN_TIME = "in_time"  # of these, decided by their due date
    DAYS = "days"  # of these, by working days from the start of the clock
    FELL_DUE = "fell_due"  # cases whose due date lies in the month
    MET = "met"  # of these, decided by then
    OPEN = "open"  # cases not decided at the end of the month
    RESTING = "resting"  # of these, waiting for the applicant
    OVERDUE = "overdue"  # of these
    STEP = "step"  # movements, by kind
    RAISED = "raised"  # escalations, by the rung they lead to
    TAKEN = "taken"  # cases forwarded inside the register, by the body that got them
    GIVEN = "given"  # the same, by the body that gave them away
    SENT_LATE = "sent_late"  # of these, later than the law allows
    WAITED = "waited"  # questions to applicants that were answered, by calendar days
    UNANSWERED = "unanswered"  # questions after which the clock went on without an answer
    WAITING = "waiting"  # questions still open at the end of the month
    RATING = "rating"  # answers rated in the month, by rating; 0: no answer to my question
    REOPENED = "reopened"  # cases begun one level higher after a bad rating, by who had answered


Tally = Counter[tuple[Fact, str]]
"""Fact and detail → how many."""


@dataclass(frozen=True)
class Overdue:
    """A case that was overdue at the end of the month."""

    appeal_id: int
    label: str  # number with its suffix
    body: str  # where it was
    due_on: date
    days: int  # working days over
    rung: int


@dataclass(frozen=True)
class Reply:
    """A decision of the month, as far as replies are compared."""

    appeal_id: int
    label: str
    body: str  # that decided
    sketch: bytes
    length: int  # characters
    questions: int  # question marks in what was asked
    same_again: bool  # as good as the reply that the applicant had rated badly


@dataclass(frozen=True)
class Place:
    """A body in the tree."""

    code: str
    name: str
    parent: str | None
    heads: tuple[str, ...]  # names of its heads
    zone: str | None  # where it is not the installation's


@dataclass(frozen=True)
class Held:
    """Mail nobody could place."""

    count: int
    oldest: datetime | None  # when it arrived


@dataclass(frozen=True)
class Trend:
    """One month of the months up to this one."""

    month: Month
    tallies: Mapping[str, Tally]  # body → RECEIVED, DECIDED, IN_TIME


@dataclass(frozen=True)
class MonthFigures:
    """All that was counted for a month."""

    month: Month
    as_of: date  # the last day that is counted
    tallies: Mapping[str, Tally]  # body → its counts
    before: Mapping[str, Tally]  # the same of the month before
    trend: tuple[Trend, ...]  # oldest first, this month last
    overdue: tuple[Overdue, ...]  # the longest first
    replies: tuple[Reply, ...]
    repeaters: tuple[Mapping[str, int], ...]  # one applicant each: body → appeals in the month
    places: Mapping[str, Place]  # every body
    held: Held
    ever: int  # appeals registered up to the end of the month, all bodies
    unread: int = 0  # of the overdue: kept out of the list, for its reader may not see them
    scope: str = ""  # code of the body whose subtree this is; "" the whole
    hidden: frozenset[int] = field(default_factory=frozenset)  # appeals that are not named

    @property
    def total(self) -> Tally:
        """All bodies together."""
        return together(self.tallies.values())

    @property
    def total_before(self) -> Tally:
        """The same of the month before."""
        return together(self.before.values())


def together(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies."""
    total: Tally = Counter()
    for tally in tallies:
        total.update(tally)
    return total


def split_up(tally: Tally, fact: Fact) -> dict[str, int]:
    """Detail → count of one fact."""
    return {detail: count for (found, detail), count in tally.items() if found is fact}


def median_of(histogram: Mapping[str, int]) -> float | None:
    """The median of whole numbers given as number → how often; None of nothing."""
    count = sum(histogram.values())
    if not count:
        return None
    middle = [_nth(histogram, (count - 1) // 2), _nth(histogram, count // 2)]
    return sum(middle) / 2


def _nth(histogram: Mapping[str, int], place: int) -> int:
    for value in sorted(map(int, histogram)):
        place -= histogram[str(value)]
        if place < 0:
            return value
    raise IndexError(place)


def subtree(places: Mapping[str, Place], code: str) -> frozenset[str]:
    """The body and all under it."""
    found = {code}
    while more := {p.code for p in places.values() if p.parent in found} - found:
        found |= more
    return frozenset(found)


def narrowed(whole: MonthFigures, code: str, hidden: Collection[int] = ()) -> MonthFigures:
    """The figures of a body and all under it; `hidden`: appeals its heads may not see."""
    within = subtree(whole.places, code)
    listed = [one for one in whole.overdue if one.body in within]
    shown = tuple(one for one in listed if one.appeal_id not in hidden)
    repeaters = (_only(counts, within) for counts in whole.repeaters)
    return MonthFigures(
        month=whole.month,
        as_of=whole.as_of,
        tallies=_only(whole.tallies, within),
        before=_only(whole.before, within),
        trend=tuple(Trend(one.month, _only(one.tallies, within)) for one in whole.trend),
        overdue=shown,
        replies=tuple(one for one in whole.replies if one.body in within),
        repeaters=tuple(counts for counts in repeaters if sum(counts.values()) > 1),
        places={key: place for key, place in whole.places.items() if key in within},
        held=whole.held,
        ever=whole.ever,
        unread=len(listed) - len(shown),
        scope=code,
        hidden=frozenset(hidden),
    )


def _only(values: Mapping[str, T], within: Collection[str]) -> dict[str, T]:
    return {code: value for code, value in values.items() if code in within}
