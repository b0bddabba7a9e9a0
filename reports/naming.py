"""How the files of a release are called, by language; the first language has the plain names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PAGES = ("index", "summary", "tables", "methodology")


@dataclass(frozen=True)
class Naming:
    """The names of the files of one release."""

    languages: tuple[str, ...]  # that of publication first

    def page(self, name: str, language: str) -> str:
        """A page: index.html, or index.ky.html beside it."""
        return f"{name}.html" if self._first(language) else f"{name}.{language}.html"

    def workbook(self, language: str) -> str:
        """The workbook: report.xlsx, or report-ky.xlsx beside it."""
        return "report.xlsx" if self._first(language) else f"report-{language}.xlsx"

    def chart(self, table: str, language: str) -> str:
        """The chart of a table."""
        folder = "charts" if self._first(language) else f"charts/{language}"
        return f"{folder}/{table}.svg"

    def data(self, table: str) -> str:
        """The CSV of a table; it is in the language of publication."""
        return f"data/{table}.csv"

    def workbooks(self) -> list[tuple[str, str]]:
        """Language and workbook."""
        return [(code, self.workbook(code)) for code in self.languages]

    def switch(self, page: str) -> Sequence[tuple[str, str]]:
        """Language and file of a page in every language."""
        return [(code, self.page(page, code)) for code in self.languages]

    def _first(self, language: str) -> bool:
        return language == self.languages[0]
