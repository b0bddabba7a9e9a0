"""The header row of a sheet, found among titles and blank rows; its columns go by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

from config.columns import Columns
from config.matching import plain_words
from ingest.sheet import Sheet, Value, cell_name

SEARCHED_ROWS = 30
LEAST_MANDATORY = 4  # fewer recognised headers may be chance words in a title
NEAR = 0.85  # difflib's ratio from which a header is proposed, never taken

_PARTS = re.compile(r"[\n/|;]")
_LEADING_NUMBER = re.compile(r"^\s*\d+\s*[.)]\s*")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")


@dataclass(frozen=True)
class Header:
    """Where a sheet's columns stand."""

    row: int  # 1-based
    columns: dict[str, int]  # column code → index counted from 0
    unknown: tuple[tuple[str, str, str | None], ...]  # cell, its text, nearest column code
    missing: tuple[str, ...]  # mandatory columns not found; "email" for it and its reason both


def find_header(sheet: Sheet, columns: Columns) -> Header | None:
    """The row among the first thirty that names the most columns; None when none names enough."""
    best: dict[str, int] = {}
    best_row = -1
    for index, cells in enumerate(sheet.cells[:SEARCHED_ROWS]):
        found = _recognised(cells, columns)
        if len(found) > len(best):
            best, best_row = found, index
    if sum(code in best for code in columns.mandatory()) < LEAST_MANDATORY:
        return None
    return Header(
        row=best_row + 1,
        columns=best,
        unknown=_unknown(sheet.cells[best_row], best_row + 1, best, columns),
        missing=_missing(best, columns),
    )


def recognise(text: str, columns: Columns) -> str | None:
    """The column code that a header's text means.

    A header in two languages ("Каттоо номери / Рег. номер"), numbered or with an explanation in
    brackets is read by its parts, when they agree.
    """
    bare = _LEADING_NUMBER.sub("", text)
    for whole in (text, bare, _BRACKETS.sub(" ", bare)):
        if code := columns.headers.get(plain_words(whole)):
            return code
    parts = {columns.headers.get(plain_words(part)) for part in _PARTS.split(bare)} - {None}
    return parts.pop() if len(parts) == 1 else None


def _recognised(cells: tuple[Value, ...], columns: Columns) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, value in enumerate(cells):
        code = recognise(value, columns) if isinstance(value, str) else None
        if code:
            found.setdefault(code, index)
    return found


def _unknown(
    cells: tuple[Value, ...], row: int, found: dict[str, int], columns: Columns
) -> tuple[tuple[str, str, str | None], ...]:
    taken = set(found.values())
    return tuple(
        (cell_name(row, index), value, recognise(value, columns) or _nearest(value, columns))
        for index, value in enumerate(cells)
        if isinstance(value, str) and value.strip() and index not in taken
    )


def _nearest(text: str, columns: Columns) -> str | None:
    near = get_close_matches(plain_words(text)[:100], columns.headers, n=1, cutoff=NEAR)
    return columns.headers[near[0]] if near else None


def nearest_title(text: str, code: str, columns: Columns) -> str:
    """The header of the column `code` in the language that is nearest to `text`."""
    titles = columns.column(code).header.values()
    return max(titles, key=lambda title: SequenceMatcher(None, title, text[:100]).ratio())


def _missing(found: dict[str, int], columns: Columns) -> tuple[str, ...]:
    missing = [code for code in columns.mandatory() if code not in found]
    if "email" not in found and "no_email_reason" not in found:
        missing.append("email")
    return tuple(missing)
