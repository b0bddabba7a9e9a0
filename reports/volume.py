"""What a release says in one language."""

from __future__ import annotations

from dataclasses import dataclass

from reports.cover import Cover
from reports.edition import Edition
from reports.imprint import Shift
from reports.table import Table


@dataclass(frozen=True)
class Volume:
    """One language's edition of a release: its figures, tables and words."""

    edition: Edition
    tables: tuple[Table, ...]  # of the workbook, in its order
    page: Cover
    shifts: tuple[Shift, ...] = ()  # what changed by more than chance, the largest first
    provenance: tuple[str, ...] = ()  # sentences on what the figures were made from

    @property
    def language(self) -> str:
        """Its language."""
        return self.edition.language

    def table(self, name: str) -> Table | None:
        """The table of this name."""
        return next((table for table in self.tables if table.name == name), None)
