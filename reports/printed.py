"""A cell as a reader of a language reads it; pages and charts print it alike."""

from __future__ import annotations

from functools import lru_cache

from babel.numbers import format_decimal

from reports.table import Cell, Kind

PATTERNS = {
    Kind.TEXT: "#,##0.##",
    Kind.COUNT: "#,##0",
    Kind.PERCENT: "#,##0.0",
    Kind.DECIMAL: "#,##0.00",
    Kind.TENTH: "#,##0.0",
}


def printed(cell: Cell, kind: Kind, language: str) -> str:
    """The cell in words of the language: text and marks as they are, numbers as it writes them."""
    return str(cell) if isinstance(cell, str) else _number(cell, kind, language)


@lru_cache(maxsize=50_000)
def _number(value: float, kind: Kind, language: str) -> str:
    return str(format_decimal(value, PATTERNS[kind], locale=language))
