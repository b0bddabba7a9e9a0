"""The events of an upload, and what the register says to them before they are recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date

from ingest.sheets.headers import Header
from ingest.sheets.problem import Problem
from ingest.sheets.row_check import Row
from register.rules.happening import Happening, HappeningKind, Outcome, Standing, judged
from register.rules.record import InspectionRecord

Read = tuple[Row, Happening]


@dataclass(frozen=True)
class Events:
    """What the event sheets of an upload hold."""

    whole: tuple[tuple[str, Header], ...] = ()  # the sheets that were read
    rows: int = 0  # rows read as events, good and bad
    good: tuple[Read, ...] = ()  # where each stands, and what it says
    known: int = 0  # rows that say what the register knows, or an earlier row of the file

    @property
    def happenings(self) -> list[Happening]:
        """The events to be recorded."""
        return [happening for _, happening in self.good]


NO_EVENTS = Events()


def against_register(
    events: Events,
    known: Mapping[str, Standing],
    records: Iterable[InspectionRecord],
    bodies: Set[str] | None,
    today: date,
) -> tuple[Events, tuple[Problem, ...]]:
    """The events that can be recorded, and the problems of those that cannot.

    `known` is what the register knows of the numbers they name; `records` are the good rows of
    the same upload, which are entered before its events; `bodies` are those its sender speaks
    for, None is all of them.
    """
    standing = {**known, **dict(_stated(records, known))}
    good: list[Read] = []
    problems: list[Problem] = []
    before = events.known
    for row, happening in events.good:
        found = standing.get(happening.registration_no)
        outcome = judged(happening, found, bodies)
        if outcome.refused:
            problems.append(_refused(row, happening, outcome, found))
        elif outcome is Outcome.KNOWN:
            before += 1
        else:
            good.append((row, happening))
            problems += _noted_only(row, happening, found, today)
    return replace(events, good=tuple(good), known=before), tuple(problems)


def _stated(
    records: Iterable[InspectionRecord], known: Mapping[str, Standing]
) -> Iterator[tuple[str, Standing]]:
    for record in records:
        number, before = record.registration_no, known.get(record.registration_no)
        happened = frozenset() if before is None else before.happened
        yield number, Standing(record.body, record.started_on, record.finished_on, happened)


def _refused(row: Row, happening: Happening, outcome: Outcome, found: Standing | None) -> Problem:
    if outcome is Outcome.UNTIL_BEFORE_END and found is not None and happening.until is not None:
        end, until = f"{found.finished_on:%d.%m.%Y}", f"{happening.until:%d.%m.%Y}"
        return row.problem("until", outcome.value, until, detail=end)
    return row.problem("registration_no", outcome.value, happening.registration_no)


def _noted_only(
    row: Row, happening: Happening, found: Standing | None, today: date
) -> Iterator[Problem]:
    """A cancellation reported once the inspection had begun does not silence the business.

    Nor does a prolongation, once it had ended, put off the asking for long.
    """
    if found is None:
        return
    if happening.kind is HappeningKind.CANCELLED and found.started_on <= today:
        yield row.problem("event", "cancelled-late", f"{found.started_on:%d.%m.%Y}", warning=True)
    if happening.kind is HappeningKind.PROLONGED and happening.on > found.finished_on:
        end = f"{found.finished_on:%d.%m.%Y}"
        yield row.problem("event_on", "prolonged-late", end, warning=True)
