"""The sheets of an upload become inspection records and problems; nothing is entered here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from config.columns import Columns, columns
from config.matching import plain_words
from ingest.headers import Header, find_header, nearest_title
from ingest.problem import PROBLEM_SAYS, Problem, says, shortened
from ingest.row_check import Known, Row, read_row
from ingest.sheet import Refusal, Sheet, Value, column_letters
from ingest.values import is_blank, text_of
from register.rules.email_address import mailbox
from register.rules.record import InspectionRecord

__all__ = ["PROBLEM_SAYS", "Checked", "Known", "Problem", "check_sheets", "says"]

SHARED_BY = 3  # businesses with one address from which it is pointed out
EXAMPLE = "example-"  # how the registration number of the template's example row begins

_Read = tuple[Row, InspectionRecord]


@dataclass(frozen=True)
class Checked:
    """What an upload holds."""

    sheet: str  # name of the first sheet with inspections
    header_row: int  # there, 1-based
    columns: dict[str, str]  # there: column code → letters
    rows: int  # rows read as inspections, good and bad
    records: tuple[tuple[int, InspectionRecord], ...]  # 1-based row number, record
    problems: tuple[Problem, ...]  # by sheet, row and column
    sheets: tuple[str, ...] = ()  # names of all sheets with inspections


def check_sheets(sheets: Sequence[Sheet], known: Known | None, today: date) -> Checked | Refusal:
    """The records and problems of every sheet that has a header row.

    Refusal "no-header" or "missing-columns" (with the columns) when no sheet can be read. With
    `known` None bodies, inspectors and own addresses are not checked.
    """
    spec = columns()
    headed = [(sheet, header) for sheet in sheets if (header := find_header(sheet, spec))]
    whole = [(sheet, header) for sheet, header in headed if not header.missing]
    if not whole:
        return _refusal(headed, spec)
    problems = [_left_out(sheet, header, spec) for sheet, header in headed if header.missing]
    good: list[_Read] = []
    seen = 0
    for sheet, header in whole:
        problems += _sheet_problems(sheet, header, spec)
        for row in _rows(sheet, header, spec, problems):
            seen += 1
            record = read_row(row, spec, known, today)
            problems += row.problems
            if record is not None:
                good.append((row, record))
    kept = _without_repetition(good, problems)
    problems += _shared_addresses(kept)
    return _checked(whole, seen, kept, problems)


def _checked(
    whole: list[tuple[Sheet, Header]], seen: int, kept: list[_Read], problems: list[Problem]
) -> Checked:
    sheet, header = whole[0]
    order = {sheet.name: place for place, (sheet, _) in enumerate(whole)}
    problems.sort(key=lambda problem: (order.get(problem.sheet, -1), problem.row))
    return Checked(
        sheet=sheet.name,
        header_row=header.row,
        columns=_letters(header),
        rows=seen,
        records=tuple((row.number, record) for row, record in kept),
        problems=tuple(problems),
        sheets=tuple(order),
    )


def _refusal(headed: list[tuple[Sheet, Header]], spec: Columns) -> Refusal:
    if not headed:
        return Refusal("no-header", (*spec.mandatory(), "email"))
    nearest = min((header for _, header in headed), key=lambda header: len(header.missing))
    return Refusal("missing-columns", nearest.missing)


def _letters(header: Header) -> dict[str, str]:
    return {code: column_letters(index) for code, index in header.columns.items()}


def _left_out(sheet: Sheet, header: Header, spec: Columns) -> Problem:
    missing = ", ".join(spec.title(code, "en") for code in header.missing)
    return Problem("", "", "sheet-left-out", shortened(sheet.name), True, 0, sheet.name, missing)


def _sheet_problems(sheet: Sheet, header: Header, spec: Columns) -> Iterator[Problem]:
    if sheet.hidden:
        yield Problem("", "", "hidden-sheet", shortened(sheet.name), True, 0, sheet.name)
    if sheet.encoding == "cp1251":
        yield Problem("", "", "encoding-lost", "", True, 0, sheet.name)
    for cell, text, nearest in header.unknown:
        code, detail = "unknown-column", ""
        if nearest is not None:
            code = "column-twice" if nearest in header.columns else "column-near"
            detail = nearest_title(text, nearest, spec)
        value = shortened(text)
        yield Problem(cell, nearest or "", code, value, True, header.row, sheet.name, detail)


def _rows(sheet: Sheet, header: Header, spec: Columns, problems: list[Problem]) -> Iterator[Row]:
    """The rows that may be inspections; blank, total, example and repeated header rows are not."""
    letters = _letters(header)
    header_cells = sheet.cells[header.row - 1]
    mandatory = spec.mandatory()
    for index, cells in enumerate(sheet.cells[header.row :]):
        number = header.row + 1 + index
        filled = [value for value in cells if not is_blank(value)]
        if not filled or cells == header_cells or (index == 0 and _is_numbering(filled)):
            continue
        values = {code: cells[at] for code, at in header.columns.items() if at < len(cells)}
        row = Row(number, sheet.name, letters, values)
        if text_of(values.get("registration_no")).lower().startswith(EXAMPLE):
            text = text_of(values["registration_no"])
            problems.append(row.problem("registration_no", "example-row", text, warning=True))
        elif _is_total(filled, values, spec):
            continue
        elif sum(not is_blank(values.get(code)) for code in mandatory) <= 1:
            problems.append(row.problem("", "not-a-row", text_of(filled[0]), warning=True))
        else:
            yield row


def _is_numbering(filled: list[Value]) -> bool:
    """Official forms number their columns in the row below the header: 1, 2, 3 …"""
    expected = [str(number) for number in range(1, len(filled) + 1)]
    return len(filled) > 2 and [text_of(value) for value in filled] == expected


def _is_total(filled: list[Value], values: dict[str, Value], spec: Columns) -> bool:
    if not (is_blank(values.get("tax_id")) and is_blank(values.get("started_on"))):
        return False
    words = plain_words(text_of(filled[0]))
    return words in spec.totals or words.partition(" ")[0] in spec.totals


def _without_repetition(good: list[_Read], problems: list[Problem]) -> list[_Read]:
    """One record for a registration number; the same again is a warning, other values a problem."""
    first: dict[str, _Read] = {}
    for row, record in good:
        row_before, before = first.setdefault(record.registration_no, (row, record))
        if row_before is not row:
            same = record == before
            code = "duplicate-row" if same else "registration-conflict"
            number, place = record.registration_no, str(row_before.number)
            problems.append(
                row.problem("registration_no", code, number, warning=same, detail=place)
            )
    return list(first.values())


def _shared_addresses(kept: list[_Read]) -> Iterator[Problem]:
    businesses: defaultdict[str, set[str]] = defaultdict(set)
    for _, record in kept:
        if record.email:
            businesses[mailbox(record.email)].add(record.tax_id)
    for row, record in kept:
        count = len(businesses[mailbox(record.email)]) if record.email else 0
        if record.email and count >= SHARED_BY:
            yield row.problem(
                "email", "shared-address", record.email, warning=True, detail=str(count)
            )
