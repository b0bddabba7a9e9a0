"""The upload template of `achyk init`, filled in by hand in each of its languages."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from exam.sheets.case import ALATOO, BERMET, KOLDO, Case, meant, told
from exam.sheets.typed import EN, KK, KY, RU, Row, typed

WORDS: Mapping[str, tuple[Mapping[str, str], tuple[str, str, str], str]] = {
    "ky": (KY, ("пландуу", "пландан тышкаркы", "контролдук"), "эч ким жок болчу"),
    "ru": (RU, ("плановая", "внеплановая", "контрольная"), "никого не было"),
    "kk": (KK, ("жоспарлы", "жоспардан тыс", "бақылау"), "ешкім болмады"),
    "en": (EN, ("planned", "unplanned", "control"), "absent"),
}
FIRST = 30
"""How many rows of a template are looked through for its header."""


def cases(templates: Path) -> Iterator[Case]:
    """`templates` is the folder in which `achyk init` left them."""
    for language in WORDS:
        yield filled(templates / f"inspections-{language}.xlsx", language)


def filled(template: Path, language: str) -> Case:
    headers, kinds, absent = WORDS[language]
    planned, unplanned, control = kinds
    rows = [
        typed("Ш-1", ALATOO, kind=planned, finished_on=date(2025, 7, 8)),
        typed("Ш-2", BERMET, kind=unplanned, started_on="07.07.2025"),
        typed("Ш-3", KOLDO, kind=control, email=None, no_email_reason=absent),
    ]
    return Case(
        f"template-{language}.xlsx",
        f"the template, filled in below its example ({language})",
        _fill(template, headers, rows),
        (
            meant("Ш-1", ALATOO),
            meant("Ш-2", BERMET, kind="unplanned"),
            meant("Ш-3", KOLDO, kind="control", no_email_reason="absent"),
        ),
        problems=told("A2 example-row"),
    )


def _fill(template: Path, headers: Mapping[str, str], rows: list[Row]) -> bytes:
    book = openpyxl.load_workbook(template)
    page: Any = book.worksheets[0]
    header = next(
        line
        for line in page.iter_rows(max_row=FIRST)
        if sum(_same(cell.value, text) for cell in line for text in headers.values()) > 5
    )
    at = {
        code: cell.column
        for code, text in headers.items()
        for cell in header
        if _same(cell.value, text)
    }
    first = header[0].row + 2  # below the example
    for number, row in enumerate(rows, first):
        for code, value in row.items():
            page.cell(number, at[code], value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _same(value: object, text: str) -> bool:
    return isinstance(value, str) and value.strip(" *\n").casefold() == text.casefold()
