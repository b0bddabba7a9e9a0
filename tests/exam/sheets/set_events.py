"""What happened to inspections after their appointment: sheets of events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from exam.sheets.books import Sheet, book, one
from exam.sheets.case import ALATOO, BERMET, Case, meant, told
from exam.sheets.plain import csv_text
from exam.sheets.typed import lines, typed

HEADERS = ["Регистрационный номер", "Событие", "Дата события", "До какого числа", "Основание"]


def cases() -> Iterator[Case]:
    yield prolonged_and_cancelled()
    yield kyrgyz_events()
    yield events_beside_inspections()
    yield events_wrong()
    yield events_as_csv()


def event(number: str, kind: str, on: str, **more: Any) -> dict[str, Any]:
    return {"registration_no": number, "kind": kind, "on": on, "until": None, "basis": None, **more}


def prolonged_and_cancelled() -> Case:
    above = [["Сведения о продлении и отмене проверок"], []]
    rows = [
        ["Ош-25/014", "Продлена", date(2025, 7, 9), "до 18.07.2025", "Приказ № 77"],
        ["Ош-25/015", "отмена", "9 июля 2025 г.", None, "Решение суда"],
        ["Ош-25/016", "приостановлена", "09.07.25", None, None],
        ["Ош-25/016", "Возобновлена", "14.07.25", None, None],
    ]
    return Case(
        "events-ru.xlsx",
        "prolonged, cancelled, suspended, resumed; a title above",
        one([*above, HEADERS, *rows]),
        events=(
            event("Ош-25/014", "prolonged", "2025-07-09", until="2025-07-18", basis="Приказ № 77"),
            event("Ош-25/015", "cancelled", "2025-07-09", basis="Решение суда"),
            event("Ош-25/016", "suspended", "2025-07-09"),
            event("Ош-25/016", "renewed", "2025-07-14"),
        ),
        header=3,
    )


def kyrgyz_events() -> Case:
    headers = ["Текшерүүнүн каттоо номери", "Окуя", "Күнү", "Чейин", "Негизи"]
    rows = [["К-1", "узартылды", "2025-жылдын 9-июлу", "18.07.2025", "Буйрук № 5"],
            ["К-2", "жокко чыгарылды", "09.07.2025-ж.", None, "Буйрук № 6"]]  # fmt: skip
    return Case(
        "events-ky.xlsx",
        "events in Kyrgyz",
        one([headers, *rows]),
        events=(
            event("К-1", "prolonged", "2025-07-09", until="2025-07-18", basis="Буйрук № 5"),
            event("К-2", "cancelled", "2025-07-09", basis="Буйрук № 6"),
        ),
        header=1,
    )


def events_beside_inspections() -> Case:
    page = [HEADERS, ["С-1", "отменена", date(2025, 7, 9), None, "Приказ № 8"]]
    return Case(
        "events-beside-inspections.xlsx",
        "a sheet of inspections and one of events in one workbook",
        book(Sheet("Проверки", lines([typed("С-1", ALATOO), typed("С-2", BERMET)])),
             Sheet("Отмены", page)),
        (meant("С-1", ALATOO), meant("С-2", BERMET)),
        events=(event("С-1", "cancelled", "2025-07-09", basis="Приказ № 8"),),
        sheet="Проверки",
        header=1,
    )  # fmt: skip


def events_wrong() -> Case:
    rows = [
        ["Ош-25/014", "продлена", "09.07.2025", None, "Приказ № 77"],
        ["Ош-25/015", "отменена", "09.07.2025", None, None],
        ["Ош-25/016", "перенесена в архив", "09.07.2025", None, None],
        ["Ош-25/017", "продлена", "09.07.2025", "01.07.2025", "Приказ № 77"],
        [None, "приостановлена", "июль", None, None],
    ]
    return Case(
        "events-wrong.xlsx",
        "no new end, no reason, no such event, an end before the order, no number, no day",
        one([HEADERS, *rows]),
        problems=told("D2 event-until-missing", "E3 event-reason-missing", "B4 unknown-event",
                      "D5 until-before-event", "A6 missing", "C6 date"),
        header=1,
    )  # fmt: skip


def events_as_csv() -> Case:
    rows = [["Е-1", "cancelled", "2025-07-09", "", "Order 5"]]
    headers = ["Registration number", "Event", "Date", "Until", "Reason"]
    return Case("events.csv", "events in English as csv", csv_text([headers, *rows], ",").encode(),
                events=(event("Е-1", "cancelled", "2025-07-09", basis="Order 5"),),
                header=1)  # fmt: skip
