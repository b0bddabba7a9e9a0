"""What was read of an upload: records, problems, and what its rows say together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ingest.sheets.event_rows import NO_EVENTS, Events
from ingest.sheets.headers import Header
from ingest.sheets.problem import Problem
from ingest.sheets.row_check import Row
from ingest.sheets.sheet import Cells, Value, column_letters
from register.rules.email_address import mailbox
from register.rules.record import InspectionRecord

SHARED_BY = 3  # businesses with one address from which it is pointed out


MOST_WRONG = 5000  # rows that are kept as they stood, to go back; more have one cause

Line = tuple[Value, ...]


class Table(NamedTuple):
    """Where a row stands."""

    sheet: str
    letters: Mapping[str, str]  # column code → its letters


@dataclass(frozen=True)
class Checked:
    """What an upload holds."""

    format: str  # "xlsx", "csv", ... as in Coming
    sheet: str  # name of the first sheet with inspections; where there is none, with events
    header_row: int  # there, 1-based
    columns: dict[str, str]  # there: column code → letters
    rows: int  # rows read as inspections, good and bad
    records: tuple[tuple[int, InspectionRecord], ...]  # 1-based row number, record
    problems: tuple[Problem, ...]  # by sheet, row and column
    sheets: tuple[str, ...] = ()  # names of all sheets with inspections
    tables: Mapping[str, Table] = field(default_factory=dict)  # of several sheets: number → place
    tops: Mapping[str, Cells] = field(default_factory=dict)  # sheet → its first rows
    wrong: Mapping[str, Mapping[int, Line]] = field(default_factory=dict)  # sheet → row → cells
    events: Events = NO_EVENTS  # what its event sheets hold


class Good(NamedTuple):
    """A good row."""

    number: int
    record: InspectionRecord
    table: Table

    def problem(self, column: str, code: str, value: str, *, warning: bool, detail: str) -> Problem:
        row = Row(self.number, self.table.sheet, self.table.letters, {})
        return row.problem(column, code, value, warning=warning, detail=detail)


@dataclass
class Gathered:
    """What was read of an upload so far."""

    problems: list[Problem] = field(default_factory=list)
    good: dict[str, Good] = field(default_factory=dict)  # registration number → first such row
    rows: int = 0
    whole: list[tuple[str, Header]] = field(default_factory=list)  # sheets with inspections
    tops: dict[str, Cells] = field(default_factory=dict)
    wrong: dict[str, dict[int, Line]] = field(default_factory=dict)
    room: int = MOST_WRONG

    def keep_wrong(self, sheet: str, number: int, cells: Line) -> None:
        """The cells of a row that is not taken in, as long as there is room."""
        if self.room:
            self.room -= 1
            self.wrong.setdefault(sheet, {})[number] = cells

    def keep(self, row: Good) -> None:
        """One record for a registration number; the same again is a warning, others a problem."""
        number = row.record.registration_no
        before = self.good.setdefault(number, row)
        if before is not row:
            same = row.record == before.record
            code = "duplicate-row" if same else "registration-conflict"
            here = before.table.sheet == row.table.sheet
            place = str(before.number) if here else f"{before.number} ({before.table.sheet})"
            told = row.problem("registration_no", code, number, warning=same, detail=place)
            self.problems.append(replace(told, other=_other(before, row)))

    def checked(self, found: str, events: Events) -> Checked:
        """All of it, of a file of the format `found` that is read to its end."""
        self.problems += _shared_addresses(self.good.values())
        read = [*self.whole, *events.whole]
        name, header = read[0]
        order = {name: place for place, (name, _) in enumerate(read)}
        self.problems.sort(key=lambda problem: (order.get(problem.sheet, -1), problem.row))
        return Checked(
            format=found,
            sheet=name,
            header_row=header.row,
            columns=letters_of(header),
            rows=self.rows,
            records=tuple((row.number, row.record) for row in self.good.values()),
            problems=tuple(self.problems),
            sheets=tuple(name for name, _ in self.whole),
            tables={number: row.table for number, row in self.good.items()}
            if len(self.whole) > 1
            else {},
            tops=self.tops,
            wrong=self.wrong,
            events=events,
        )


def _other(before: Good, row: Good) -> tuple[str, int] | None:
    """Where the first row of the number stands; None in another table of the same sheet."""
    if before.table.sheet == row.table.sheet and before.table.letters != row.table.letters:
        return None
    return before.table.sheet, before.number


def letters_of(header: Header) -> dict[str, str]:
    """Column code → its letters."""
    return {code: column_letters(index) for code, index in header.columns.items()}


def _shared_addresses(good: Iterable[Good]) -> Iterator[Problem]:
    businesses: dict[str, set[str]] = {}
    given = [(mailbox(row.record.email), row) for row in good if row.record.email]
    often = {box for box, count in Counter(box for box, _ in given).items() if count >= SHARED_BY}
    given = [(box, row) for box, row in given if box in often]
    for box, row in given:
        businesses.setdefault(box, set()).add(row.record.tax_id)
    for box, row in given:
        if (count := len(businesses[box])) >= SHARED_BY:
            email = row.record.email or ""
            yield row.problem("email", "shared-address", email, warning=True, detail=str(count))
