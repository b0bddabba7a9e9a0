"""The columns of an event spreadsheet, read from event_columns.toml in the form of columns.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from config.columns import Columns, columns, parse_columns


@cache
def event_columns() -> Columns:
    """The columns of events: registration_no, event, event_on, until, event_basis.

    What opens a totals row, and the words of the template, are those of an inspection spreadsheet.
    """
    return parse_columns({**_read("columns.toml"), **_read("event_columns.toml")})


def column_title(code: str, language: str) -> str:
    """The header of a column in `language`, be it of inspections or of events."""
    own = code in {column.code for column in event_columns().listed}
    known = columns().title(code, language)
    return event_columns().title(code, language) if own and known == code else known


def _read(name: str) -> dict[str, Any]:
    file = resources.files("config") / name
    return tomllib.loads(file.read_text(encoding="utf-8"))
