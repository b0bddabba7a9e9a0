"""What calamine leaves out of a sheet: hidden rows, error cells, merges; and how it is put back.

Gathered in the confined child (`sheet_unseen`), sent as plain JSON, put into the blocks of rows
by the parent. Rows count from 1 and columns from 0, as in ingest.sheets.sheet.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

MOST_RUNS = 10_000  # runs of odd cells that are told one by one
MOST_RANGES = 1_000  # ranges of hidden rows that are told one by one
MOST_MERGES = 20_000  # merges over several rows that are told
MOST_LOOKS = 200_000  # marks looked at in one sheet: half a second

_One = TypeVar("_One")
Column = Sequence[Any]


class Run(NamedTuple):
    """Cells of one column, one below the other, of which calamine gives nothing."""

    first: int  # row
    last: int  # row
    column: int
    text: str  # "#N/A"; '' for a formula without a stored value


class Merge(NamedTuple):
    """Merged cells of more than one row; the value stands in the first."""

    first: int  # row
    last: int  # row
    column: int  # the leftmost


class Unseen(NamedTuple):
    """What calamine does not tell of one worksheet; every list is ordered and bounded."""

    hidden_rows: tuple[tuple[int, int], ...] = ()  # first and last row
    hidden_columns: tuple[tuple[int, int], ...] = ()  # first and last column
    runs: tuple[Run, ...] = ()
    merges: tuple[Merge, ...] = ()
    date1904: bool = False  # days are counted from 1904; calamine has reckoned with it
    untold: int = 0  # odd cells beyond MOST_RUNS
    untold_rows: int = 0  # hidden rows beyond MOST_RANGES
    untold_merges: int = 0  # merges beyond MOST_MERGES
    gave_up: bool = False  # there was more to look at than MOST_LOOKS


NOTHING = Unseen()


def as_json(unseen: Unseen) -> dict[str, Any]:
    """Only what is there: {} for nearly every sheet."""
    return {name: value for name, value in unseen._asdict().items() if value}


def from_json(plain: dict[str, Any]) -> Unseen:
    """What as_json wrote, read back from JSON."""
    ranges: dict[str, Any] = {
        name: tuple((first, last) for first, last in plain.get(name, ()))
        for name in ("hidden_rows", "hidden_columns")
    }
    runs = tuple(Run(*run) for run in plain.get("runs", ()))
    merges = tuple(Merge(*merge) for merge in plain.get("merges", ()))
    return Unseen(**{**plain, **ranges, "runs": runs, "merges": merges})


class Placing:
    """Puts errors and formulas without a value into the blank cells of blocks, as they come."""

    def __init__(self, unseen: Unseen, error: Callable[[str], Any], no_value: Any) -> None:
        self._coming = deque(unseen.runs)
        self._begun: list[Run] = []
        self._error, self._no_value = error, no_value

    def into(self, first: int, columns: list[Column]) -> set[int]:
        """The columns of the block from row `first` on that were changed, as new lists there."""
        if not columns or not (self._coming or self._begun):
            return set()
        end = first + len(columns[0])
        while self._coming and self._coming[0].first < end:
            self._begun.append(self._coming.popleft())
        changed = set()
        for run in self._begun:
            if run.last >= first and run.column < len(columns):
                value = self._error(run.text) if run.text else self._no_value
                column = list(columns[run.column])
                for at in range(max(run.first, first) - first, min(run.last + 1, end) - first):
                    if is_blank(column[at]):
                        column[at] = value
                columns[run.column] = column
                changed.add(run.column)
        self._begun = [run for run in self._begun if run.last >= end]
        return changed


def fill_down(
    unseen: Unseen,
    first: int,
    columns: Sequence[list[Any]],
    after: int,
    wanted: Collection[int],
    kept: dict[Merge, Any],
) -> None:
    """The value of merged cells, into every row they cover; blocks come in order.

    Only merges of `wanted` columns that begin below the row `after` (the header's) count, and only
    rows that hold anything else; a cell that has a value keeps it. `kept`, empty at first and the
    caller's, holds the values of merges that reach into the next block.
    """
    if not columns or not (kept or unseen.merges):
        return
    end = first + len(columns[0])
    merges = [*kept, *_beginning_in(unseen.merges, max(first, after + 1), end)]
    is_row: dict[int, bool] = {}
    for merge in merges:
        if merge.column not in wanted or merge.column >= len(columns):
            continue
        column = columns[merge.column]
        value = kept.pop(merge) if merge in kept else column[merge.first - first]
        if merge.last >= end:
            kept[merge] = value
        for at in range(max(merge.first, first) - first, min(merge.last + 1, end) - first):
            if at not in is_row:
                is_row[at] = not all(is_blank(cells[at]) for cells in columns)
            if is_row[at] and is_blank(column[at]):
                column[at] = value


def is_blank(cell: Any) -> bool:
    """Whether calamine gave nothing for a cell."""
    return cell is None or (cell.__class__ is str and not cell)


@lru_cache(1024)
def column_number(letters: str) -> int:
    """The column counted from 0: "A" is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _beginning_in(merges: Sequence[Merge], first: int, end: int) -> Sequence[Merge]:
    start = bisect_left(merges, Merge(first, 0, 0))
    return merges[start : bisect_left(merges, Merge(end, 0, 0), lo=start)]


class _Open:
    """The last run of a column. No dataclass: importing those would slow down every child."""

    __slots__ = ("first", "last", "text")

    def __init__(self, first: int, last: int, text: str) -> None:
        self.first, self.last, self.text = first, last, text

    def as_run(self, column: int) -> Run:
        return Run(self.first, self.last, column, self.text)


class Gathering:
    """Collects what is unseen of one sheet, in bounded memory."""

    def __init__(self, date1904: bool = False) -> None:
        self._date1904 = date1904
        self._rows: list[tuple[int, int]] = []
        self._columns: list[tuple[int, int]] = []
        self._runs: list[Run] = []
        self._open: dict[int, _Open] = {}  # by column: the next row may continue it
        self._merges: list[Merge] = []
        self._untold = self._untold_rows = self._untold_merges = 0
        self._looks = MOST_LOOKS

    def goes_on(self) -> bool:
        """One more mark may be looked at."""
        self._looks -= 1
        return self._looks >= 0

    def each(self, found: Iterator[_One]) -> Iterator[_One]:
        """Of what was found, as much as may be looked at."""
        for one in found:
            if not self.goes_on():
                return
            yield one

    def hide_rows(self, first: int, last: int) -> None:
        """Rows `first` to `last` are hidden; consecutive rows become one range."""
        if self._rows and first == self._rows[-1][1] + 1:
            self._rows[-1] = (self._rows[-1][0], last)
        elif len(self._rows) < MOST_RANGES:
            self._rows.append((first, last))
        else:
            self._untold_rows += last + 1 - first

    def hide_columns(self, first: int, last: int) -> None:
        """Columns `first` to `last` are hidden."""
        if self._columns and first == self._columns[-1][1] + 1:
            self._columns[-1] = (self._columns[-1][0], last)
        elif len(self._columns) < MOST_RANGES:
            self._columns.append((first, last))

    def odd(self, row: int, column: int, text: str, rows: int = 1) -> None:
        """An error cell, or with '' a formula without a value; `rows` of them in the column."""
        before = self._open.get(column)
        if before and before.last + 1 == row and before.text == text:
            before.last = row + rows - 1
        elif len(self._runs) + len(self._open) < MOST_RUNS:
            if before:
                self._runs.append(before.as_run(column))
            self._open[column] = _Open(row, row + rows - 1, text)
        else:
            self._untold += rows

    def merge(self, first: int, last: int, column: int) -> None:
        """Cells merged over the rows `first` to `last`; those of one row matter to nobody."""
        if last <= first:
            return
        if len(self._merges) < MOST_MERGES:
            self._merges.append(Merge(first, last, column))
        else:
            self._untold_merges += 1

    def result(self) -> Unseen:
        """All of it, in order."""
        return Unseen(
            tuple(sorted(self._rows)),
            tuple(sorted(self._columns)),
            tuple(sorted([*self._runs, *(run.as_run(at) for at, run in self._open.items())])),
            tuple(sorted(self._merges)),
            self._date1904,
            self._untold,
            self._untold_rows,
            self._untold_merges,
            self._looks < 0,
        )
