"""Tables as they stand on a sheet: other orders, broken headers, notes, blanks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from exam.sheets.books import Sheet, book, one
from exam.sheets.case import (
    ALATOO,
    ARCHA,
    BERMET,
    KOLDO,
    MEERIM,
    NOMAD,
    SUUSAR,
    TULPAR,
    Case,
    meant,
    told,
)
from exam.sheets.typed import RU, body_lines, lines, more, typed

NAME = "Государственная инспекция по экологической и технической безопасности"
ROWS = [typed("Ош-25/014", ALATOO), typed("Ош-25/015", BERMET), typed("Ош-25/016", KOLDO)]
MEANT = (meant("Ош-25/014", ALATOO), meant("Ош-25/015", BERMET), meant("Ош-25/016", KOLDO))


def cases() -> Iterator[Case]:
    yield merged_down()
    yield other_order()
    yield line_breaks_in_headers()
    yield subtotals_inside()
    yield title_holds_column_words()
    yield notes_beside()
    yield trailing_blanks()
    yield blank_rows_between()
    yield begins_at_column_c()


def merged_down() -> Case:
    """Body and inspector are written once and merged over their rows."""
    rows = [typed(f"М-{n}", firm) for n, firm in enumerate((ALATOO, BERMET, KOLDO), 1)]
    plain = [row if n == 0 else {**row, "body": None, "inspector_id": None}
             for n, row in enumerate(rows)]  # fmt: skip
    return Case(
        "merged-body-down.xlsx",
        "body and inspector stand in cells merged down over three rows",
        book(Sheet("Проверки", lines(plain), {"B2:B4": "geti", "C2:C4": "G-11"})),
        (meant("М-1", ALATOO), meant("М-2", BERMET), meant("М-3", KOLDO)),
        problems=told("B2 merged-filled", "C2 merged-filled"),
        header=1,
    )


def other_order() -> Case:
    order = {code: more("phone", "region")[code] for code in reversed(more("phone", "region"))}
    rows = [typed("П-1", NOMAD, region="г. Бишкек", phone="0555 12-34-56"),
            typed("П-2", TULPAR, region="Нарынская обл.")]  # fmt: skip
    return Case(
        "columns-in-other-order.xlsx",
        "the columns stand the other way round",
        one(lines(rows, order)),
        (
            meant("П-1", NOMAD, region="bishkek", phone="0555 12-34-56"),
            meant("П-2", TULPAR, region="naryn"),
        ),
        header=1,
        columns={"registration_no": "L", "region": "A"},
    )


def line_breaks_in_headers() -> Case:
    headers = {
        **RU,
        "registration_no": "Регистра-\nционный\nномер",
        "inspector_id": "ID\nинспектора ",
        "business_name": "Наименование\r\nпредприятия*",
        "tax_id": "И Н Н",
        "started_on": "ДАТА НАЧАЛА\nПРОВЕРКИ",
        "finished_on": "Дата  окончания проверки:",
        "email": "Эл. почта\n(e-mail)",
    }
    return Case(
        "line-breaks-in-headers.xlsx",
        "headers are broken over lines, hyphenated, spaced out, starred",
        one(lines(ROWS, headers)),
        MEANT,
        header=1,
    )


def subtotals_inside() -> Case:
    rows = body_lines([typed("В-1", SUUSAR, violations=2), typed("В-2", ARCHA, violations=3),
                       typed("В-3", MEERIM, violations=0)], more("violations"))  # fmt: skip
    some = ["Всего по г. Ош", *[None] * 9, 5]
    grand = [None, "ВСЕГО:", *[None] * 8, 5]
    return Case(
        "subtotals-inside.xlsx",
        "a subtotal in the midst; the grand total's word stands in the second column",
        one([*lines([], more("violations")), *rows[:2], some, rows[2], grand]),
        (
            meant("В-1", SUUSAR, violations=2),
            meant("В-2", ARCHA, violations=3),
            meant("В-3", MEERIM, violations=0),
        ),
        header=1,
    )


def title_holds_column_words() -> Case:
    above = [
        ["Проверяющий орган: ГЭТИ", None, None, "Область: Ошская"],
        ["Дата начала: 01.07.2025", None, None, "Дата окончания: 31.07.2025"],
    ]
    return Case(
        "title-with-column-words.xlsx",
        "the lines above the header hold the very words of columns",
        one([*above, *lines(ROWS)]),
        MEANT,
        header=3,
    )


def notes_beside() -> Case:
    table = lines(ROWS)
    table[0] += [None, None, "Вид проверки: плановая, внеплановая, контрольная"]
    table[2] += [None, None, "уточнить у Бакыта"]
    return Case(
        "notes-beside-the-table.xlsx",
        "notes stand to the right of the table, one in the header's row",
        one(table),
        MEANT,
        problems=told("M1 column-twice"),
        header=1,
        columns={"kind": "D"},
    )


def trailing_blanks() -> Case:
    rows = [
        typed(" Т-1 ", ALATOO, body="geti ", inspector_id=" G-11", kind="Плановая ",
              business_name="  ОсОО  «Ала-Тоо Текстиль»\u00a0", tax_id="01508200810132 ",
              email=" info@alatoo.kg\u00a0", started_on=date(2025, 7, 7)),
        typed("Т-2\n", BERMET, kind="ПЛАНОВАЯ", email="office@bermet-agro.kg\n"),
    ]  # fmt: skip
    return Case(
        "trailing-blanks.xlsx",
        "blanks, hard blanks and line ends around the values",
        one(lines(rows)),
        (meant("Т-1", ALATOO), meant("Т-2", BERMET)),
        header=1,
    )


def blank_rows_between() -> Case:
    first, second, third = body_lines(ROWS)
    return Case(
        "blank-rows-between.xlsx",
        "blank lines, one of them with a blank in it, between the rows",
        one([*lines([]), first, [], [], second, [" ", None, "\u00a0"], [], [], third]),
        MEANT,
        header=1,
    )


def begins_at_column_c() -> Case:
    return Case(
        "table-begins-at-c4.xlsx",
        "two empty columns and three empty rows before the table",
        book(Sheet("Лист1", [[], [], [], *lines(ROWS)], indent=2)),
        MEANT,
        sheet="Лист1",
        header=4,
        columns={"registration_no": "C", "tax_id": "H"},
    )
