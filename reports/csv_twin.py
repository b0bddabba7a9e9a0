"""The tables as CSV, cell for cell as in the workbook (RFC 4180; UTF-8; lines end with LF).

A text that a spreadsheet program would take for a formula gets an apostrophe before it (AT3), and
so does one that begins with an apostrophe: whoever takes the first apostrophe of a text away has
the text again.
"""

from __future__ import annotations

import csv
import io

from reports.table import Cell, Kind, Mark, Table

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
DIGITS = {Kind.PERCENT: 1, Kind.TENTH: 1, Kind.DECIMAL: 2}


def csv_of(table: Table) -> bytes:
    """One table: the keys of its columns, then its rows."""
    kinds = [column.kind for column in table.columns]
    lines = [[column.key for column in table.columns]]
    lines += [[_field(c, kind) for c, kind in zip(row, kinds, strict=True)] for row in table.rows]
    return "".join(",".join(map(_quoted, line)) + "\n" for line in lines).encode()


def _quoted(field: str) -> str:
    """A field as RFC 4180 quotes it; Python's own writer leaves a lone CR bare."""
    if not any(sign in field for sign in ',"\r\n'):
        return field
    return '"' + field.replace('"', '""') + '"'


def _field(cell: Cell, kind: Kind) -> str:
    if isinstance(cell, Mark):
        return cell.value
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(DANGEROUS) else cell
    if kind in DIGITS:
        return f"{cell:.{DIGITS[kind]}f}"
    return str(cell)


def read(content: bytes, table: Table) -> tuple[tuple[Cell, ...], ...]:
    """The rows of a table out of its CSV, as the table's columns say; ValueError: not its CSV."""
    header, *lines = csv.reader(io.StringIO(content.decode(), newline=""))
    if header != [column.key for column in table.columns]:
        raise ValueError(f"not the columns of {table.name}: {header}")
    kinds = [column.kind for column in table.columns]
    return tuple(
        tuple(_cell(field, kind) for field, kind in zip(line, kinds, strict=True)) for line in lines
    )


def _cell(field: str, kind: Kind) -> Cell:
    if field in tuple(Mark):
        return Mark(field)
    if kind is Kind.TEXT:
        return field[1:] if field.startswith("'") else field
    return int(field) if kind is Kind.COUNT else float(field)
