"""Workbooks marked as an answer marks them, and what is then to be seen in them."""

import io
from dataclasses import asdict

import openpyxl
from workbooks.make import row

from ingest.sheets.problem import Problem
from ingest.sheets.sheet import coming_sheets
from ingest.workbooks.marked import marked
from ingest.workbooks.marks import CellMark, summary

SHEET = "Проверки"
RED, YELLOW = "FFFF9C9C", "FFFFEB9C"
ROWS = [row(registration_no=str(number)) for number in range(5)]


def problem(**changes: object) -> Problem:
    usual = {"cell": "D2", "column": "kind", "code": "unknown-value", "value": "?", "row": 2}
    return Problem(**{**usual, "sheet": SHEET, **changes})  # type: ignore[arg-type]


def mark(data: bytes, *cells: str, warning: bool = False, sheet: str = SHEET) -> bytes:
    marks = [asdict(CellMark(sheet, cell, f"wrong: {cell}", warning)) for cell in cells]
    return marked(data, marks, asdict(summary([problem(cell=cell) for cell in cells], "en")))


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def seen(data: bytes, sheet: str = SHEET) -> dict[str, tuple[str, str]]:
    """Cells with a colour of ours or a note of ours."""
    found = {}
    for line in opened(data)[sheet].iter_rows():
        for cell in line:
            colour, note = cell.fill.fgColor.rgb, cell.comment.text if cell.comment else ""
            if colour in (RED, YELLOW) or "Achyk:" in note:
                found[cell.coordinate] = (colour, note)
    return found


def values(data: bytes) -> list[tuple[str, list[tuple[object, ...]]]]:
    """What our reader sees, without the summary."""
    return [
        (sheet.name, [block.row(index) for block in sheet.blocks for index in range(block.rows)])
        for sheet in coming_sheets(data)
        if not sheet.name.startswith("Achyk")
    ]
