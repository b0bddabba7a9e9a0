"""A workbook described as plain values: what `excel` writes, without a word of openpyxl."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.sheets.sheet import Value

AS_TEXT = "@"  # Excel's number format for text: leading zeros stay
AS_DAY = "DD.MM.YYYY"
LIST_ROWS = 5000  # as far down as the rules of a column reach


class Look(NamedTuple):
    """How a cell looks."""

    bold: bool = False
    italic: bool = False
    size: int = 11  # points
    colour: str = ""  # of the letters: "FF808080"
    fill: str = ""
    wrapped: bool = False
    format: str = ""  # of the number or day: AS_DAY; '' for the usual one


PLAIN = Look()


class PlainCell(NamedTuple):
    """One cell; a text is written as text, whatever it begins with."""

    value: Value
    look: Look = PLAIN
    note: str = ""


class Rule(NamedTuple):
    """What a column's cells should hold; another value is asked about, not refused."""

    kind: str  # "list", "date" (from 2000 on) or "length"
    choices: tuple[str, ...] = ()  # "list"
    source: str = ""  # "list": the range that holds the choices instead, where they are many
    rows: int = LIST_ROWS
    least: int = 0  # "length": letters
    most: int = 0
    says: str = ""  # when something else is typed


@dataclass(frozen=True)
class PlainSheet:
    """One worksheet; columns count from 0, rows from 1."""

    name: str
    rows: Sequence[Sequence[PlainCell]]
    widths: Mapping[int, int] = field(default_factory=dict)  # in letters
    heights: Mapping[int, int] = field(default_factory=dict)  # in points
    formats: Mapping[int, str] = field(default_factory=dict)  # of whole columns
    rules: Mapping[int, Rule] = field(default_factory=dict)
    merged: tuple[str, ...] = ()
    frozen: str = ""  # the first cell that moves
    tint: str = ""  # colour of the sheet's tab
    upright: bool = False  # printed on one page upright, else as wide as a page laid across
