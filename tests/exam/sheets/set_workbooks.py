"""Workbooks of several sheets, with hidden parts, comments, filters; copies and corrections."""

from __future__ import annotations

from collections.abc import Iterator

from exam.sheets.books import Formula, Sheet, book, one
from exam.sheets.case import (
    ALATOO,
    BERMET,
    FIRMS,
    KOLDO,
    MEERIM,
    NOMAD,
    SUUSAR,
    TULPAR,
    Case,
    meant,
    told,
)
from exam.sheets.typed import lines, typed

ROWS = [typed("2025-401", NOMAD), typed("2025-402", MEERIM)]
MEANT = (meant("2025-401", NOMAD), meant("2025-402", MEERIM))
CODES = [["план", "плановая"], ["внеплан", "внеплановая"], ["контр", "контрольная"]]


def cases() -> Iterator[Case]:
    yield rayon_sheets()
    yield summary_first()
    yield hidden_codes()
    yield hidden_rows()
    yield filtered_rows()
    yield hidden_columns()
    yield hidden_sheet_of_rows()
    yield empty_sheet_beside()
    yield comments_and_links()
    yield pivot_beside()
    yield date_1904()
    yield quarters_on_sheets()


def rayon_sheets() -> Case:
    return Case(
        "sheet-per-rayon.xlsx",
        "one sheet for each rayon; a row of the third is wrong",
        book(
            Sheet("Аламүдүн", lines([typed("А-1", ALATOO), typed("А-2", BERMET)])),
            Sheet("Сокулук", [["Сокулукский район"], [], *lines([typed("С-1", KOLDO)])]),
            Sheet("Жайыл", lines([typed("Ж-1", SUUSAR, kind="?"), typed("Ж-2", NOMAD)])),
        ),
        (meant("А-1", ALATOO), meant("А-2", BERMET), meant("С-1", KOLDO), meant("Ж-2", NOMAD)),
        told("Жайыл!D2 unknown-value"),
        sheet="Аламүдүн",
        header=1,
        rows=5,
    )


def summary_first() -> Case:
    summary = [
        ["Свод по управлению за 2 квартал 2025 г."],
        ["Район", "Плановых", "Внеплановых", "Штрафы, сом"],
        ["Кара-Суу", 12, 3, 120000],
        ["Узген", 7, 1, 45000],
        ["Итого", Formula("=SUM(B3:B4)", 19), Formula("=SUM(C3:C4)", 4), 165000],
    ]
    return Case(
        "summary-sheet-first.xlsx",
        "the first sheet holds totals only, the rows stand on the second",
        book(Sheet("Свод", summary), Sheet("Проверки", [["Список"], *lines(ROWS)])),
        MEANT,
        sheet="Проверки",
        header=2,
    )


def hidden_codes() -> Case:
    return Case(
        "hidden-list-of-codes.xlsx",
        "a hidden sheet holds the lists the cells choose from",
        book(Sheet("Проверки", lines(ROWS)), Sheet("Справочник", CODES, state="hidden"),
             Sheet("spisok", [["geti"], ["ses"], ["gns"]], state="very_hidden")),
        MEANT,
        sheet="Проверки",
        header=1,
    )  # fmt: skip


def hidden_rows() -> Case:
    rows = [typed(f"СК-{n}", firm) for n, firm in enumerate(FIRMS[:4], 2)]
    return Case(
        "hidden-rows.xlsx",
        "two rows are hidden: read all the same, and told of",
        one(lines(rows), hidden_rows=(3, 4)),
        [meant(f"СК-{n}", firm) for n, firm in enumerate(FIRMS[:4], 2)],
        told("- hidden-rows"),
        header=1,
    )


def filtered_rows() -> Case:
    rows = [typed(f"АФ-{n}", firm) for n, firm in enumerate(FIRMS[:5], 2)]
    return Case(
        "autofilter.xlsx",
        "a filter is set that hides rows: they are read, and told of",
        one(lines(rows), hidden_rows=(2, 5, 6), autofilter="A1:J6"),
        [meant(f"АФ-{n}", firm) for n, firm in enumerate(FIRMS[:5], 2)],
        told("- hidden-rows"),
        header=1,
    )


def hidden_columns() -> Case:
    return Case(
        "hidden-columns.xlsx",
        "the columns of body and tax number are hidden: read, and told of",
        one(lines(ROWS), hidden_columns=("B:B", "F:F")),
        MEANT,
        told("- hidden-columns"),
        header=1,
    )


def hidden_sheet_of_rows() -> Case:
    return Case(
        "hidden-sheet-of-rows.xlsx",
        "last quarter's rows stand on a hidden sheet",
        book(Sheet("Июль", lines(ROWS[:1])), Sheet("Июнь", lines(ROWS[1:]), state="hidden")),
        MEANT,
        told("Июнь!- hidden-sheet"),
        sheet="Июль",
        header=1,
    )


def empty_sheet_beside() -> Case:
    return Case(
        "empty-sheets-beside.xlsx",
        "Лист1 and Лист3 are empty, as Excel made them",
        book(Sheet("Лист1"), Sheet("Лист2", lines(ROWS)), Sheet("Лист3", [[" "]])),
        MEANT,
        sheet="Лист2",
        header=1,
    )


def comments_and_links() -> Case:
    return Case(
        "comments-and-links.xlsx",
        "comments in header and body; addresses that are hyperlinks",
        one(lines(ROWS), comments={"A1": "Номер из журнала", "E3": "Асанов: уточнить ИНН!"},
            links={"I2": ("mailto:nomad.logistic@gmail.com", "nomad.logistic@gmail.com")}),
        MEANT,
        header=1,
    )  # fmt: skip


def pivot_beside() -> Case:
    pivot = [
        ["Количество по полю Регистрационный номер", "Названия столбцов"],
        ["Названия строк", "плановая", "внеплановая", "Общий итог"],
        ["geti", 2, None, 2],
        ["Общий итог", 2, None, 2],
    ]
    return Case(
        "pivot-sheet-last.xlsx",
        "a pivot table of the rows stands on the last sheet",
        book(Sheet("Данные", lines(ROWS)), Sheet("Сводная", pivot)),
        MEANT,
        sheet="Данные",
        header=1,
    )


def date_1904() -> Case:
    return Case(
        "made-on-a-mac-1904.xlsx",
        "the workbook counts days from 1904",
        book(Sheet("Проверки", lines(ROWS)), date_1904=True),
        MEANT,
        header=1,
    )


def quarters_on_sheets() -> Case:
    """The columns of the second sheet stand in another order, in another language."""
    order = dict(reversed({
        "registration_no": "Каттоо номери", "body": "Текшерүүчү орган",
        "inspector_id": "Инспектор", "kind": "Түрү", "business_name": "Ишкана",
        "tax_id": "ИСН", "started_on": "Башталышы", "finished_on": "Аякташы",
        "email": "Электрондук почта"}.items()))  # fmt: skip
    second = lines([typed("К2-1", TULPAR, kind="пландуу")], order)
    return Case(
        "quarters-on-sheets.xlsx",
        "each sheet has its own order of columns",
        book(Sheet("1 квартал", lines(ROWS)), Sheet("2-чейрек", second)),
        (*MEANT, meant("К2-1", TULPAR)),
        sheet="1 квартал",
        header=1,
    )
