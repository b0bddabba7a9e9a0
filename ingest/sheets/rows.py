"""The sheets of an upload become inspection records and problems; nothing is entered here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from config.columns import Columns, columns
from config.mapping import Mappings
from ingest.sheets.checked import Checked, Gathered, Good, Table, letters_of
from ingest.sheets.clean_rows import CleanRows
from ingest.sheets.effort import Effort
from ingest.sheets.event_sheet import EventReader
from ingest.sheets.filling import filled, shifted, top_of
from ingest.sheets.foreign_sheet import ForeignSheet
from ingest.sheets.headers import Header, find_header, nearest_title
from ingest.sheets.mapping import Fit, foreign
from ingest.sheets.problem import PROBLEM_SAYS, Problem, says, shortened
from ingest.sheets.row_check import Known, Row, read_row
from ingest.sheets.row_shape import LEFT_OUT, Shape, shape_of
from ingest.sheets.sheet import (
    Block,
    Coming,
    Refusal,
    Sheet,
    Unread,
    Value,
    as_coming,
)
from ingest.sheets.sheet_problems import (
    left_out,
    line_left_out,
    looks_like_rows,
    sheet_problems,
)
from ingest.sheets.values import is_blank, text_of

__all__ = [
    "PROBLEM_SAYS",
    "Checked",
    "Known",
    "Layouts",
    "Problem",
    "check_coming",
    "check_sheets",
    "says",
]


@dataclass(frozen=True)
class Layouts:
    """Which foreign layouts may be read."""

    mappings: Callable[[], Mappings]  # asked only when a sheet has no header of ours
    bodies: frozenset[str] | None = None  # whose mappings count; None: all


NO_LAYOUTS = Layouts(lambda: Mappings((), ()))


@dataclass
class _Upload:
    """An upload while it is read."""

    spec: Columns
    known: Known | None
    today: date
    layouts: Layouts
    events: EventReader
    read: Gathered = field(default_factory=Gathered)
    lacking: list[Header] = field(default_factory=list)  # of sheets that were left out
    foreign: list[Refusal] = field(default_factory=list)  # of sheets in a layout known in part
    format: str | None = None
    effort: Effort = field(default_factory=Effort)  # for headers
    between: Effort = field(default_factory=Effort)  # for lines between the rows


def check_sheets(sheets: Sequence[Sheet], known: Known | None, today: date) -> Checked | Refusal:
    """As `check_coming`, of sheets that are known whole."""
    return check_coming(map(as_coming, sheets), known, today)


def check_coming(
    sheets: Iterable[Coming],
    known: Known | None,
    today: date,
    layouts: Layouts = NO_LAYOUTS,
) -> Checked | Refusal:
    """The records and problems of every sheet that has a header row, ours or of a foreign layout.

    Refusal "no-header" or "missing-columns" (with the columns) when no sheet can be read, or that
    of the file when it cannot be read to its end. With `known` None bodies, inspectors and own
    addresses are not checked.
    """
    upload = _Upload(columns(), known, today, layouts, EventReader(today))
    try:
        for sheet in sheets:
            upload.format = sheet.format
            _read_sheet(upload, sheet)
    except Unread as unread:
        return unread.refusal
    if not upload.read.whole and not upload.events.whole:
        return _refusal(upload)
    events = upload.events.result()
    upload.read.problems += upload.events.problems
    if not upload.read.rows + events.rows and not any(one.row for one in upload.read.problems):
        return Refusal("empty", format=upload.format)  # a header, and nothing below it
    return upload.read.checked(upload.format or "", events)


def _refusal(upload: _Upload) -> Refusal:
    if upload.foreign:
        return replace(upload.foreign[0], format=upload.format)
    lacking = [*upload.lacking, *upload.events.lacking]
    if not lacking:
        return Refusal("no-header", (*upload.spec.mandatory(), "email"), upload.format)
    nearest = min(lacking, key=lambda header: len(header.missing))
    return Refusal("missing-columns", nearest.missing, upload.format, near=_near(nearest, upload))


def _near(header: Header, upload: _Upload) -> tuple[tuple[str, str, str], ...]:
    """Headers with a slip: cell, what stands there, what is near to it."""
    ours = {column.code for column in upload.spec.listed}
    return tuple(
        (cell, shortened(text), nearest_title(text, code, upload.spec))
        for cell, text, code in header.near()
        if code in ours
    )


def _read_sheet(upload: _Upload, sheet: Coming) -> None:
    first = next(sheet.blocks, None)
    if first is None:
        return
    header = _header(upload, first, 0)
    upload.read.tops[sheet.name] = top_of(first)
    blocks = chain([first], sheet.blocks)
    if header is not None and not header.missing:
        _read_ours(upload, sheet, header, blocks)
        return
    fit = foreign(upload.layouts.mappings(), top_of(first), upload.known, upload.layouts.bodies)
    if isinstance(fit, Fit):
        _read_foreign(upload, sheet, fit, blocks)
    elif _may_be_events(header) and upload.events.read(
        sheet, first, upload.effort, nearly=header is None
    ):
        return
    elif fit is not None and not (header is not None and fit.code == "mapping-broken"):
        upload.foreign.append(fit)
        upload.read.problems.append(left_out(sheet, fit.missing))
    elif header is not None:
        upload.lacking.append(header)
        missing = [upload.spec.title(code, "en") for code in header.missing]
        upload.read.problems.append(left_out(sheet, missing))
    elif looks_like_rows(first):
        missing = [upload.spec.title(code, "en") for code in upload.spec.mandatory()]
        upload.read.problems.append(left_out(sheet, missing))


def _may_be_events(header: Header | None) -> bool:
    """No sheet of inspections with a column left out: that one states when they took place."""
    return header is None or {"started_on", "finished_on"} <= set(header.missing)


def _read_ours(upload: _Upload, sheet: Coming, header: Header, blocks: Iterable[Block]) -> None:
    upload.read.whole.append((sheet.name, header))
    upload.read.problems += sheet_problems(sheet, header, upload.spec)
    clean = CleanRows(upload.spec, upload.known, upload.today)
    below: Header | None = header
    for block in filled(sheet, header, upload.spec, blocks, upload.read.problems):
        below = _read_block(upload, clean, sheet, below, block) if below else None


def _read_foreign(upload: _Upload, sheet: Coming, fit: Fit, blocks: Iterable[Block]) -> None:
    """Read a sheet through a mapping: every line that it gives is an inspection."""
    upload.read.whole.append((sheet.name, fit.header))
    upload.read.problems += sheet_problems(sheet, fit.header, fit.spec)
    clean = CleanRows(fit.spec, upload.known, upload.today)
    through = ForeignSheet(fit, sheet.name, sheet.format)
    table = Table(sheet.name, letters_of(fit.header))
    given = filled(sheet, fit.header, fit.spec, blocks, upload.read.problems, fit.places.values())
    for mapped in through.read(given):
        records = clean.read(mapped.values, len(mapped.rows))
        for at, (number, record) in enumerate(zip(mapped.rows, records, strict=True)):
            if record is not None:
                upload.read.rows += 1
                upload.read.keep(Good(number, record, table))
            else:
                values = {code: column[at] for code, column in mapped.values.items()}
                since_1904 = sheet.unseen.date1904
                row = Row(number, sheet.name, table.letters, values, since_1904=since_1904)
                _read_row(upload, row, fit.spec)
    upload.read.rows += through.refused
    upload.read.problems += through.problems


def _read_block(
    upload: _Upload, clean: CleanRows, sheet: Coming, header: Header, block: Block
) -> Header | None:
    """Read the rows below the header; the header that holds after them, None where none does."""
    begin = max(header.row + 1 - block.first, 0)
    while begin < block.rows:
        table = Table(sheet.name, letters_of(header))
        values = _values(block, header, begin)
        moved = shifted(sheet.format, header, block)
        for at, record in enumerate(clean.read(values, block.rows - begin)):
            number = block.first + begin + at
            if record is not None and begin + at not in moved:
                upload.read.rows += 1
                upload.read.keep(Good(number, record, table))
                continue
            cells = {code: of[at] for code, of in values.items()}
            row = Row(number, sheet.name, table.letters, cells, since_1904=sheet.unseen.date1904)
            if begin + at in moved:
                row.complain("", "cells-shifted")
            line = block.row(begin + at)
            shape = _read_exactly(upload, row, line, header)
            if row.failed():
                upload.read.keep_wrong(sheet.name, number, line)
            if shape is Shape.OTHER_HEADER:
                below = _header(upload, block, begin + at)
                if below is None or below.missing:
                    told = row.problem("", "other-table", _first_text(line))
                    upload.read.problems.append(told)
                    return None
                header, begin = below, below.row + 1 - block.first
                break
        else:
            break
    return header


def _values(block: Block, header: Header, begin: int) -> dict[str, list[Value]]:
    """The cells by column code, from the row `begin` of the block on."""
    return {
        code: block.columns[at][begin:]
        for code, at in header.columns.items()
        if at < len(block.columns)
    }


def _read_exactly(upload: _Upload, row: Row, cells: tuple[Value, ...], header: Header) -> Shape:
    """Read a row in which there is something odd, or none; what is left out is said."""
    shape = shape_of(cells, row.values, header.rows, upload.spec, upload.between)
    if shape is Shape.INSPECTION:
        _read_row(upload, row, upload.spec)
    elif code := LEFT_OUT.get(shape):
        upload.read.problems.append(line_left_out(row, cells, code))
    return shape


def _read_row(upload: _Upload, row: Row, spec: Columns) -> None:
    upload.read.rows += 1
    record = read_row(row, spec, upload.known, upload.today)
    upload.read.problems += row.problems
    if record is not None:
        upload.read.keep(Good(row.number, record, Table(row.sheet, row.letters)))


def _header(upload: _Upload, block: Block, begin: int) -> Header | None:
    """The header of the sheet, or of the table that begins in the row `begin` of the block."""
    return find_header(top_of(block, begin), upload.spec, block.first + begin, upload.effort)


def _first_text(cells: Iterable[Value]) -> str:
    return text_of(next((value for value in cells if not is_blank(value)), None))
