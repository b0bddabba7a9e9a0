"""What is said of a sheet as a whole, beside its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from config.columns import Columns
from ingest.sheets.cell_text import is_blank, text_of
from ingest.sheets.headers import Header, nearest_title
from ingest.sheets.problem import Problem, shortened
from ingest.sheets.row import Row
from ingest.sheets.sheet import Block, Coming, Value, cell_name

_LOOKED_AT = 200  # rows
_WIDEST = 200  # columns
_LONGEST = 40  # characters
_TAX_NUMBER = re.compile(r"\d{12}|\d{13,14}")
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}.{0,5}|\d{4}-\d{2}-\d{2}")


def left_out(sheet: Coming, missing: Iterable[str]) -> Problem:
    """The sheet was not read, for these columns are missing."""
    name, detail = sheet.name, ", ".join(missing)
    return Problem("", "", "sheet-left-out", shortened(name), True, 0, name, detail)


def line_left_out(row: Row, cells: Sequence[Value], code: str) -> Problem:
    """The line was not read as a row, for what its first filled cell says."""
    first = next(at for at, value in enumerate(cells) if not is_blank(value))
    told = row.problem("", code, text_of(cells[first]), warning=True)
    return replace(told, cell=cell_name(row.number, first))


def sheet_problems(
    sheet: Coming, header: Header, spec: Columns, *, near_only: bool = False
) -> Iterator[Problem]:
    """Hidden, in an old encoding, with columns that were not read.

    `near_only`: of these only those near to a known one, for the rest is about something else.
    """
    if sheet.hidden:
        yield Problem("", "", "hidden-sheet", shortened(sheet.name), True, 0, sheet.name)
    if sheet.encoding == "cp1251":
        yield Problem("", "", "encoding-lost", "", True, 0, sheet.name)
    for cell, text, nearest in header.unknown:
        if near_only and nearest is None:
            continue
        code, detail = "unknown-column", ""
        if nearest is not None:
            code = "column-twice" if nearest in header.columns else "column-near"
            detail = nearest_title(text, nearest, spec)
        value = shortened(text)
        yield Problem(cell, nearest or "", code, value, True, header.row, sheet.name, detail)


def looks_like_rows(block: Block) -> bool:
    """Whether inspections stand in a sheet without a header: a tax number and a day in one row."""
    lines = (block.row(index)[:_WIDEST] for index in range(min(block.rows, _LOOKED_AT)))
    return any(_is_inspection([_short(cell) for cell in line], line) for line in lines)


def _short(cell: Value) -> str:
    """The text of a cell that may be a number or a day."""
    return "" if isinstance(cell, str) and len(cell) > _LONGEST else text_of(cell)


def _is_inspection(texts: Sequence[str], cells: Sequence[Value]) -> bool:
    has_number = any(_TAX_NUMBER.fullmatch(text) for text in texts)
    return has_number and any(
        isinstance(cell, date) or _DAY.fullmatch(text)
        for cell, text in zip(cells, texts, strict=True)
    )
