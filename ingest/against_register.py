"""What the register says to the rows and events of a file before they are entered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from ingest.sheets.checked import Checked, Table
from ingest.sheets.event_rows import against_register
from ingest.sheets.problem import Problem, shortened
from ingest.sheets.sheet import Refusal
from register.changing import changes
from register.happenings import standings
from register.inspections import foreign_numbers, keeping_address
from register.rules.record import InspectionRecord

_CHANGED = {  # what a row changes → the column and the code of the warning
    "tax_id": ("tax_id", "other-business"),
    "inspector_ids": ("inspector_id", "other-inspectors"),
    "email": ("email", "other-address"),
}


def checked_against(
    session: Session, read: Checked | Refusal, bodies: frozenset[str] | None, today: date
) -> Checked | Refusal:
    """The file with what the register knows better; `bodies` are the sender's, None is all."""
    if isinstance(read, Refusal):
        return read
    return _events(session, _rows(session, read), bodies, today)


def _rows(session: Session, read: Checked) -> Checked:
    """Rows with the number of another body's inspection, or that change what is watched."""
    stated = [record for _, record in read.records]
    foreign = foreign_numbers(session, stated)
    ours = [record for record in stated if record.registration_no not in foreign]
    keeping, changed = keeping_address(session, ours), changes(session, ours)
    problems: list[Problem] = []
    for row, record in read.records:
        number = record.registration_no
        if number in foreign:
            problems.append(_problem(read, row, number, "registration_no", "foreign-number"))
        if number in keeping:
            problems.append(_problem(read, row, number, "email", "address-removed", warning=True))
        problems += _changes(read, row, record, changed.get(number, {}))
    records = tuple((row, r) for row, r in read.records if r.registration_no not in foreign)
    return replace(read, records=records, problems=(*read.problems, *problems))


def _changes(
    read: Checked, row: int, record: InspectionRecord, changed: Mapping[str, str]
) -> Iterator[Problem]:
    for name, before in changed.items():
        column, code = _CHANGED[name]
        told = _problem(read, row, record.registration_no, column, code, warning=True)
        yield replace(told, detail=shortened(before))


def _problem(
    read: Checked, row: int, number: str, column: str, code: str, *, warning: bool = False
) -> Problem:
    table = read.tables.get(number) or Table(read.sheet, read.columns)
    letters = table.letters.get(column) or table.letters["registration_no"]
    return Problem(f"{letters}{row}", column, code, "", warning, row, table.sheet)


def _events(session: Session, read: Checked, bodies: frozenset[str] | None, today: date) -> Checked:
    """Events of inspections that nobody knows, of other bodies, or that cannot be."""
    if not read.events.rows:
        return read
    known = standings(session, {one.registration_no for one in read.events.happenings})
    records = (record for _, record in read.records)
    events, told = against_register(read.events, known, records, bodies, today)
    return replace(read, events=events, problems=(*read.problems, *told))
