"""A row while it is read, with the problems of its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.sheets.problem import Problem, shortened
from ingest.sheets.sheet import Value


@dataclass
class Row:
    """A row while it is read."""

    number: int  # 1-based
    sheet: str
    letters: Mapping[str, str]  # column code → its letters
    values: Mapping[str, Value]  # column code → cell, None where empty
    problems: list[Problem] = field(default_factory=list)
    since_1904: bool = False  # the workbook counts days from 1904 on

    def complain(
        self, column: str, code: str, value: str = "", *, warning: bool = False, detail: str = ""
    ) -> None:
        """Note a problem with the cell of `column`."""
        self.problems.append(self.problem(column, code, value, warning=warning, detail=detail))

    def problem(
        self, column: str, code: str, value: str = "", *, warning: bool = False, detail: str = ""
    ) -> Problem:
        """A problem with the cell of `column`; the row itself when it has no such column."""
        letters = self.letters.get(column) or self._leftmost()
        cell, shown = f"{letters}{self.number}", shortened(value)
        return Problem(cell, column, code, shown, warning, self.number, self.sheet, detail)

    def _leftmost(self) -> str:
        """B stands before AA."""
        return min(self.letters.values(), key=lambda one: (len(one), one), default="A")

    def failed(self) -> bool:
        """Is there a problem that keeps the row out?"""
        return any(not problem.warning for problem in self.problems)
