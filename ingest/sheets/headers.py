"""The header of a sheet, found among titles and blank rows; its columns go by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from config.columns import Columns
from ingest.sheets.effort import Effort
from ingest.sheets.header_words import (
    Meaning,
    group_of,
    is_counter,
    meaning,
    means_below,
    nearest,
    nearest_title,
    recognise,
)
from ingest.sheets.sheet import CellError, Cells, Value, cell_name

__all__ = ["SEARCHED_ROWS", "Header", "find_header", "nearest_title", "recognise"]

SEARCHED_ROWS = 30
MOST_TIERS = 3  # rows of one header, one above the other
LEAST_MANDATORY = 4  # fewer recognised headers may be chance words in a title
_WIDEST = 200  # columns that are looked at
_MOST_NEAR = 60  # texts of a sheet for which the nearest header is looked for


@dataclass(frozen=True)
class Header:
    """Where a sheet's columns stand."""

    row: int  # 1-based; the last one, where the header has several tiers
    columns: dict[str, int]  # column code → index counted from 0
    unknown: tuple[tuple[str, str, str | None], ...]  # cell, its text, nearest column code
    missing: tuple[str, ...]  # mandatory columns not found; "email" for it and its reason both
    rows: Cells = ()  # the cells of its rows, for it may stand on every page again
    tiers: int = 1  # how many rows it has

    def near(self) -> tuple[tuple[str, str, str], ...]:
        """What may be a missing column with a slip in it: cell, its text, the column code."""
        wanted = {*self.missing, *(["no_email_reason"] if "email" in self.missing else [])}
        return tuple((cell, text, code) for cell, text, code in self.unknown if code in wanted)


class _Title(NamedTuple):
    """What stands above a column."""

    row: int  # of the lowest cell, counted from 0 within the header
    words: tuple[str, ...]  # from the topmost tier down, those of common headers repeated


class _Candidate(NamedTuple):
    """Rows that may be the header."""

    start: int  # counted from 0
    tiers: int
    titles: Mapping[int, _Title]  # by column index
    columns: dict[str, int]

    def mandatory(self, columns: Columns) -> int:
        return sum(code in self.columns for code in columns.mandatory())


def find_header(
    top: Cells, columns: Columns, first: int = 1, effort: Effort | None = None
) -> Header | None:
    """The rows among the first thirty that name the most columns; None when none names enough.

    `top` are the first rows of a sheet, from column A on. For a table further down they are the
    rows from its first one on, the number of which is `first`; it has to begin there. `effort` is
    what the file may still cost.
    """
    effort = effort or Effort()
    top = tuple(cells[:_WIDEST] for cells in top[: SEARCHED_ROWS if first == 1 else MOST_TIERS])
    rows = _readable(top, columns, effort)
    starts = range(len(rows) if first == 1 else min(1, len(rows)))
    found = [
        _candidate(rows, start, tiers, columns) for start, tiers in _places(rows, starts, columns)
    ]
    best = max(found, key=lambda one: (len(one.columns), -one.tiers), default=None)
    if best is None or best.mandatory(columns) < LEAST_MANDATORY:
        header = _nearly(found, columns, first, effort)
    else:
        header = _header(_with_groups_above(rows, best, columns), columns, first, effort)
    return header and replace(header, rows=_rows_of(header, top, first))


def _readable(top: Cells, columns: Columns, effort: Effort) -> Cells:
    """The rows down to the first that is a whole header, and those that may be its lower tiers."""
    rows: list[tuple[Value, ...]] = []
    end = len(top)
    for at, cells in enumerate(top):
        if at >= end:
            break
        rows.append(effort.left(cells, columns))
        if end == len(top) and _is_whole(rows[-1], columns):
            end = at + MOST_TIERS
    return tuple(rows)


def _is_whole(cells: tuple[Value, ...], columns: Columns) -> bool:
    if not _is_titles(cells):
        return False
    return {recognise(text, columns) for text in map(_words, cells)} >= {*columns.mandatory()}


def _places(rows: Cells, starts: range, columns: Columns) -> Iterator[tuple[int, int]]:
    """Every row and number of tiers at which a header may stand."""
    known = [_known_words(cells, columns) for cells in rows]
    for start in starts:
        for tiers in range(1, MOST_TIERS + 1):
            if start + tiers > len(rows) or not _is_titles(rows[start + tiers - 1]):
                break
            if tiers == 1 or sum(known[start : start + tiers]) >= LEAST_MANDATORY:
                yield start, tiers


def _known_words(cells: tuple[Value, ...], columns: Columns) -> int:
    """How many cells may be of a header, above others or below."""
    texts = filter(None, map(_words, cells))
    return sum(bool(recognise(text, columns) or group_of(text, columns)) for text in texts)


def _is_titles(cells: tuple[Value, ...]) -> bool:
    """A row with texts and without a date may be of a header."""
    return any(map(_words, cells)) and not any(isinstance(value, date) for value in cells)


def _words(value: Value) -> str:
    return value.strip() if isinstance(value, str) and not isinstance(value, CellError) else ""


def _candidate(rows: Cells, start: int, tiers: int, columns: Columns) -> _Candidate:
    titles = _titles(rows[start : start + tiers])
    best: dict[str, tuple[int, int]] = {}
    for index, title in titles.items():
        found = _meaning(title, columns)
        if found and (found.rank, index) < best.get(found.code, (9, 0)):
            best[found.code] = (found.rank, index)
    order = sorted(best, key=lambda code: best[code][1])
    return _Candidate(start, tiers, titles, {code: best[code][1] for code in order})


def _meaning(title: _Title, columns: Columns) -> Meaning | None:
    *above, words = title.words
    return means_below(above, words, columns) if above else meaning(words, columns)


def _titles(rows: Cells) -> dict[int, _Title]:
    """The words above each column. A common header stands in its first cell only, being merged."""
    grid = [[_words(value) for value in cells] for cells in rows]
    width = max(map(len, grid))
    grid = [[*cells, *[""] * (width - len(cells))] for cells in grid]
    lowest = [max((tier for tier, cells in enumerate(grid) if cells[at]), default=-1)
              for at in range(width)]  # fmt: skip
    words: list[list[str]] = [[] for _ in range(width)]
    for tier, cells in enumerate(grid):
        common = ""
        for at in range(width):
            if cells[at] or (tier and grid[tier - 1][at]) or tier > lowest[at] >= 0:
                common = cells[at] if tier < lowest[at] else ""
            if cells[at] or (common and tier < lowest[at]):
                words[at].append(cells[at] or common)
    return {at: _Title(lowest[at], tuple(said)) for at, said in enumerate(words) if said}


def _with_groups_above(rows: Cells, best: _Candidate, columns: Columns) -> _Candidate:
    """With the row of common headers above it, which may say that a column is another's."""
    while best.start and best.tiers < MOST_TIERS and _is_titles(rows[best.start - 1]):
        above = _candidate(rows, best.start - 1, best.tiers + 1, columns)
        titled = any(group_of(_words(value), columns) for value in rows[best.start - 1])
        if not titled or above.mandatory(columns) < best.mandatory(columns):
            break
        best = above
    return best


def _nearly(found: list[_Candidate], columns: Columns, first: int, effort: Effort) -> Header | None:
    """A header that is too full of slips to be read: it is found so that they can be named."""
    tried = 0
    for one in sorted(found, key=lambda one: -len(one.columns)):
        tried += len(one.titles)
        if len(one.titles) < LEAST_MANDATORY or tried > _MOST_NEAR:
            continue
        header = _header(one, columns, first, effort)
        slips = {code for _, _, code in header.near()}
        if one.mandatory(columns) + len(slips) >= LEAST_MANDATORY and one.columns:
            return header
    return None


def _header(best: _Candidate, columns: Columns, first: int, effort: Effort) -> Header:
    missing = [code for code in columns.mandatory() if code not in best.columns]
    if "email" not in best.columns and "no_email_reason" not in best.columns:
        missing.append("email")
    return Header(
        row=first + best.start + best.tiers - 1,
        columns=best.columns,
        unknown=tuple(_unknown(best, columns, first, effort)),
        missing=tuple(missing),
        tiers=best.tiers,
    )


def _rows_of(header: Header, top: Cells, first: int) -> Cells:
    end = header.row - first + 1
    return top[end - header.tiers : end]


def _unknown(
    best: _Candidate, columns: Columns, first: int, effort: Effort
) -> Iterator[tuple[str, str, str | None]]:
    taken = set(best.columns.values())
    left = _MOST_NEAR
    for index, title in best.titles.items():
        if index in taken or is_counter(title.words[-1], columns):
            continue
        left -= 1
        found = _meaning(title, columns)
        near = found.code if found else None
        if not near and left > 0 and not recognise(title.words[-1], columns):
            near = nearest(title.words[-1], columns) if effort.looks_near() else None
        yield cell_name(first + best.start + title.row, index), title.words[-1], near


def begins_again(
    cells: tuple[Value, ...], values: Mapping[str, Value], columns: Columns, effort: Effort
) -> str:
    """Whether a line below the header is a header: "same", "other" for other columns, or ''.

    `values` are its cells by the codes of the header above.
    """
    if _has_digit(values.get("tax_id")) or _has_digit(values.get("started_on")):
        return ""
    found = {
        code
        for cell in effort.left(cells[:_WIDEST], columns)
        if isinstance(cell, str) and (code := recognise(cell, columns))
    }
    if sum(code in found for code in columns.mandatory()) < LEAST_MANDATORY:
        return ""
    same = all(recognise(_words(values.get(code)), columns) == code for code in found)
    return "same" if same else "other"


def _has_digit(value: Value) -> bool:
    if isinstance(value, str):
        return any(character.isdigit() for character in value)
    return value is not None
