"""What the sender is told of hidden rows and columns, merged cells and what stayed unread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from ingest.sheets.problem import LONGEST_VALUE, Problem
from ingest.sheets.sheet import cell_name, column_letters
from ingest.sheets.unseen import Unseen


def unseen_problems(
    sheet: str,
    unseen: Unseen,
    header_row: int,
    columns: Mapping[str, int],
    last_row: int,
    alone: Collection[int] = (),
) -> list[Problem]:
    """Warnings of one sheet, of which the rows below `header_row` to `last_row` were read.

    `columns`: column code → index. One problem for all hidden rows, one for all hidden columns
    that were read, one for each column with merged cells. `alone`: columns in which the value of
    merged cells was read for the first row only.
    """
    return [
        *_hidden_rows(sheet, unseen, header_row + 1, last_row),
        *_hidden_columns(sheet, unseen, columns),
        *_merged(sheet, unseen, header_row + 1, columns, last_row, alone),
        *_untold(sheet, unseen),
    ]


def _hidden_rows(sheet: str, unseen: Unseen, first: int, last: int) -> Iterable[Problem]:
    ranges = [
        (max(begin, first), min(end, last))
        for begin, end in unseen.hidden_rows
        if end >= first and begin <= last
    ]
    if ranges:
        count = sum(end + 1 - begin for begin, end in ranges) + unseen.untold_rows
        names = _listed(_span(str(begin), str(end)) for begin, end in ranges)
        yield Problem("", "", "hidden-rows", names, True, 0, sheet, str(count))


def _hidden_columns(sheet: str, unseen: Unseen, columns: Mapping[str, int]) -> Iterable[Problem]:
    """Only columns that were read: of others it would be no use to know."""
    read = sorted(columns.values())
    ranges = [
        (inside[0], inside[-1])
        for begin, end in unseen.hidden_columns
        if (inside := [column for column in read if begin <= column <= end])
    ]
    if ranges:
        names = _listed(_span(column_letters(begin), column_letters(end)) for begin, end in ranges)
        yield Problem("", "", "hidden-columns", names, True, 0, sheet)


def _merged(
    sheet: str,
    unseen: Unseen,
    first: int,
    columns: Mapping[str, int],
    last: int,
    alone: Collection[int],
) -> Iterable[Problem]:
    codes = {column: code for code, column in columns.items()}
    places: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for merge in unseen.merges:
        if merge.column in codes and first <= merge.first < last:
            places[merge.column].append((merge.first, min(merge.last, last)))
    for column, ranges in sorted(places.items()):
        row = ranges[0][0]
        names = _listed(
            f"{cell_name(begin, column)}:{cell_name(end, column)}" for begin, end in ranges
        )
        cell, code = cell_name(row, column), "merged-filled"
        if column in alone:
            code = "merged-count"
        yield Problem(cell, codes[column], code, names, True, row, sheet)


def _untold(sheet: str, unseen: Unseen) -> Iterable[Problem]:
    if unseen.untold_merges:
        told = str(len(unseen.merges))
        yield Problem("", "", "merged-too-many", told, True, 0, sheet)
    if unseen.untold or unseen.gave_up:
        yield Problem("", "", "errors-too-many", "", True, 0, sheet)


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"


def _listed(names: Iterable[str]) -> str:
    """As many of the names as a problem has room for."""
    text = ""
    for name in names:
        longer = f"{text}, {name}" if text else name
        if len(longer) > LONGEST_VALUE - 3:
            return f"{text}, …"
        text = longer
    return text
