"""A table as it is published: titled columns and rows, its notes and its chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """What stands in a cell that has no value."""

    SUPPRESSED = "[c]"  # confidential: hidden by disclosure control
    NOT_APPLICABLE = "[x]"


Cell = str | int | float
"""Text, a count, a percentage or a decimal as rounded for publication; or a Mark."""


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    COUNT = "count"
    PERCENT = "percent"  # 0 to 100, one decimal
    DECIMAL = "decimal"  # two decimals
    TENTH = "tenth"  # one decimal


@dataclass(frozen=True)
class Column:
    """One column."""

    key: str  # stable name, the header in data files
    heading: str  # with its unit and the marks of its notes
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Chart:
    """Bars of the values in one column, one a row, with error bars where `down` and `up` are."""

    title: str
    says: str  # the alternative text
    label: str  # key of the column that names the bars
    value: str  # key of the column of their lengths
    rows: tuple[int, ...]  # indices of the rows shown; rows without a value are left out
    unit: str  # title of the axis of lengths
    down: str = ""  # key of the column of their lengths; "": no error bars
    up: str = ""
    beside: str = ""  # key of a column that is told after the value
    least: str = ""  # keys of the columns of the bounds that silence leaves open
    most: str = ""


@dataclass(frozen=True)
class Table:
    """One titled grid."""

    name: str  # stable, a-z and _, at most 40: the table's name in the workbook and the data files
    tab: str  # short title for the sheet's tab
    title: str  # with period and place
    about: str  # one sentence: what it shows, or the question as it was asked
    columns: tuple[Column, ...]  # headings are unique
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[int, ...] = ()  # whose marks stand in it, ascending
    chart: Chart | None = None
    source: str = ""
    total: bool = False  # the first row is all of the others together
    filtered: bool = False  # many rows, to be searched: the header gets filter buttons

    def index(self, key: str) -> int:
        """The place of the column with this key; ValueError when there is none."""
        return [column.key for column in self.columns].index(key)

    def marks(self) -> frozenset[Mark]:
        """The marks that occur."""
        return frozenset(cell for row in self.rows for cell in row if isinstance(cell, Mark))


def valued(rows: Sequence[Sequence[Cell]], *places: int) -> tuple[int, ...]:
    """The indices of the rows that hold a number in all these places."""
    return tuple(
        index
        for index, row in enumerate(rows)
        if all(isinstance(row[place], int | float) for place in places)
    )
