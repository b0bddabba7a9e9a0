"""Rows with one registration number made one inspection, wherever in a sheet they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from config.columns import columns
from ingest.sheets.sheet import Value
from ingest.sheets.values import is_blank, text_of

AT_ONCE = 2000  # inspections in a Mapped
_ONE_FOR_ALL = frozenset({"count", "coded", "email"})  # kinds of which an inspection has one value

NUMBER, COUNTED = "registration_no", "violations"


class Mapped(NamedTuple):
    """Rows of a sheet in columns of ours."""

    rows: list[int]  # their numbers in the sheet, 1-based
    values: dict[str, list[Value]]  # column code → cells, as many as rows


class Merged:
    """The inspections of a sheet as far as it was read; it holds each of them once.

    The first row of an inspection stands for it. A later one fills what is blank and adds to its
    violations where they are counted; one that states another business, day or kind is a conflict
    and adds nothing.
    """

    def __init__(self, codes: Iterable[str], *, counts: bool) -> None:
        self.rows = 0  # that were added
        self.conflicts: list[tuple[int, str, int]] = []  # row, number, first row of that number
        mandatory = columns().mandatory()
        self.differing: dict[str, tuple[int, int]] = {}  # code → first such row, how many
        self._codes = [
            code for code in codes if code != NUMBER and not (counts and code == COUNTED)
        ]
        kinds = {column.code: column.kind for column in columns().listed}
        self._single = [
            (at, code)
            for at, code in enumerate(self._codes)
            if code not in mandatory and kinds[code] in _ONE_FOR_ALL
        ]
        self._stated = [at for at, code in enumerate(self._codes) if code in mandatory]
        self._counts = counts
        self._places: dict[Value, int] = {}  # number → index in the lists below
        self._first: list[int] = []  # row
        self._numbers: list[Value] = []
        self._told: list[tuple[Value, ...]] = []  # cells of `_codes`
        self._counted: list[int] = []

    def add(self, mapped: Mapped) -> None:
        """Rows that come after those added before; a row without a number is one of its own."""
        self.rows += len(mapped.rows)
        told = zip(*(mapped.values[code] for code in self._codes), strict=True)
        counted: list[Any] = mapped.values[COUNTED] if self._counts else [0] * len(mapped.rows)
        lines = zip(mapped.rows, mapped.values[NUMBER], told, counted, strict=True)
        for row, number, cells, count in lines:
            begun = len(self._first)
            is_one = number and type(number) is str  # not blank, and no error of a cell
            place = self._places.setdefault(number, begun) if is_one else begun
            if place == begun:
                self._first.append(row)
                self._numbers.append(number)
                self._told.append(cells)
                self._counted.append(count)
            elif cells == self._told[place] or self._agrees(place, cells, row):
                self._counted[place] += count
            else:
                self.conflicts.append((row, text_of(number), self._first[place]))

    def inspections(self) -> Iterator[Mapped]:
        """All of them, by their first rows."""
        for start in range(0, len(self._first), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            cells = zip(*self._told[part], strict=True)
            values = {code: [*column] for code, column in zip(self._codes, cells, strict=True)}
            values[NUMBER] = self._numbers[part]
            if self._counts:
                values[COUNTED] = [*self._counted[part]]
            yield Mapped(self._first[part], values)

    def count(self) -> int:
        """How many inspections there are."""
        return len(self._first)

    def _agrees(self, place: int, cells: tuple[Value, ...], row: int) -> bool:
        """Fill what is blank so far, unless the row contradicts its inspection."""
        before = self._told[place]
        if not all(_agree(before[at], cells[at]) for at in self._stated):
            return False
        for at, code in self._single:
            if not _agree(before[at], cells[at]):
                first, rows = self.differing.get(code, (row, 0))
                self.differing[code] = first, rows + 1
        pairs = zip(before, cells, strict=True)
        self._told[place] = tuple([new if is_blank(old) else old for old, new in pairs])
        return True


def _agree(one: Value, other: Value) -> bool:
    """Do they say the same, or one of them nothing?"""
    if one == other or is_blank(one) or is_blank(other):
        return True
    return text_of(one).casefold() == text_of(other).casefold()
