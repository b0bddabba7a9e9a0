"""What a past release published: read back from its bundle, and from nothing else.

A trend may use only what everybody has seen; so it is taken from the files, not from the register.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass

from reports.table import Cell, Mark

TABLES = ("trend",)
Row = Mapping[str, str]
"""Key of a column → its cell as written."""


@dataclass(frozen=True)
class Past:
    """The tables of a release that later ones are compared with."""

    quarter: str
    questionnaire: str
    tables: Mapping[str, tuple[Row, ...]]  # name → rows; none where the release had no such table

    def rows(self, name: str) -> tuple[Row, ...]:
        """The rows of a table; none where the release had no such table."""
        return self.tables.get(name, ())


def past_of(files: Mapping[str, bytes]) -> Past:
    """The release with these files, as its bundle holds them."""
    manifest = json.loads(files["manifest.json"])
    found = {name: files.get(f"data/{name}.csv") for name in TABLES}
    return Past(
        quarter=str(manifest["quarter"]),
        questionnaire=str(manifest["questionnaire"]["code"]),
        tables={name: _rows(data) for name, data in found.items() if data is not None},
    )


def _rows(data: bytes) -> tuple[Row, ...]:
    return tuple(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def cell(text: str | None) -> Cell:
    """A number or a mark as a data file has it; [x] where there is neither."""
    written = text or ""
    try:
        return Mark(written)
    except ValueError:
        pass
    try:
        return float(written) if "." in written else int(written)
    except ValueError:
        return Mark.NOT_APPLICABLE
