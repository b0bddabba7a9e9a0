"""Workbooks that the tests hand in, made by XlsxWriter so that no reader tests its own writer."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter

TODAY = date(2026, 9, 1)

HEADERS = {
    "registration_no": "Регистрационный номер",
    "body": "Проверяющий орган",
    "inspector_id": "ID инспектора",
    "kind": "Вид проверки",
    "business_name": "Наименование предприятия",
    "tax_id": "ИНН",
    "started_on": "Дата начала",
    "finished_on": "Дата окончания",
    "email": "Электронная почта",
    "no_email_reason": "Причина отсутствия эл. почты",
}

GOOD: dict[str, Any] = {
    "registration_no": "2026-000117",
    "body": "geti",
    "inspector_id": "I-001",
    "kind": "плановая",
    "business_name": "ОсОО «Ала-Тоо Текстиль»",
    "tax_id": "00207199610017",
    "started_on": date(2026, 7, 6),
    "finished_on": date(2026, 7, 7),
    "email": "info@alatoo.kg",
}


def row(**changes: Any) -> dict[str, Any]:
    """The good row with changes; a change to None leaves the cell empty."""
    return {**GOOD, **changes}


def table(
    rows: Sequence[Mapping[str, Any]], headers: Mapping[str, str] = HEADERS
) -> list[list[Any]]:
    """A header line and the rows, in the order of `headers`."""
    return [list(headers.values()), *([line.get(code) for code in headers] for line in rows)]


def workbook(*sheets: Sequence[Sequence[Any]], names: Sequence[str] = ()) -> bytes:
    """An xlsx; each sheet is a list of lines of values."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for index, lines in enumerate(sheets):
        sheet = book.add_worksheet(names[index] if names else None)
        for number, line in enumerate(lines):
            for at, value in enumerate(line):
                if isinstance(value, date):
                    sheet.write_datetime(number, at, value, day)
                elif isinstance(value, str):
                    sheet.write_string(number, at, value)
                elif value is not None:
                    sheet.write(number, at, value)
    book.close()
    return out.getvalue()


def upload(*rows: Mapping[str, Any]) -> bytes:
    """An xlsx with one sheet: the usual headers and these rows."""
    return workbook(table(rows), names=["Проверки"])
