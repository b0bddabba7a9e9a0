"""Inspectors' own copies: further columns, misspelt headers, rows twice, corrections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from exam.sheets.books import one
from exam.sheets.case import (
    ARCHA,
    MEERIM,
    NOMAD,
    TULPAR,
    Case,
    meant,
    told,
)
from exam.sheets.typed import RU, body_lines, lines, more, typed

ROWS = [typed("2025-401", NOMAD), typed("2025-402", MEERIM)]
MEANT = (meant("2025-401", NOMAD), meant("2025-402", MEERIM))
CODES = [["план", "плановая"], ["внеплан", "внеплановая"], ["контр", "контрольная"]]


def cases() -> Iterator[Case]:
    yield extra_columns()
    yield column_twice()
    yield misspelt_headers()
    yield unusual_headers()
    yield duplicates()
    yield conflicting_rows()
    yield correction()
    yield second_table_below()
    yield example_left_in()


def extra_columns() -> Case:
    headers = {**RU, "x": "Примечание", "y": "Номер акта", "z": "Отметка о вручении копии"}
    rows = [{**row, "x": "акт подписан", "y": f"А-{n}", "z": "вручено"}
            for n, row in enumerate(ROWS)]  # fmt: skip
    return Case(
        "inspectors-own-copy.xlsx",
        "the inspector's own copy has three columns more",
        one(lines(rows, headers)),
        MEANT,
        told("K1 unknown-column", "L1 unknown-column", "M1 unknown-column"),
        header=1,
    )


def column_twice() -> Case:
    headers = {**RU, "x": "E-mail"}
    rows = [{**row, "x": "old@mail.kg"} for row in ROWS]
    return Case(
        "column-twice.xlsx",
        "two columns mean the e-mail address: the first is read, the second told of",
        one(lines(rows, headers)),
        MEANT,
        told("K1 column-twice"),
        header=1,
        columns={"email": "I"},
    )


def misspelt_headers() -> Case:
    headers = {**more("region", "phone"), "region": "Облость", "phone": "Телифон"}
    rows = [{**row, "region": "Чуйская область", "phone": "0555 12-34-56"} for row in ROWS]
    return Case(
        "misspelt-headers.xlsx",
        "two headers are misspelt: a near miss is proposed, not guessed",
        one(lines(rows, headers)),
        MEANT,
        told("K1 column-near", "L1 column-near"),
        header=1,
    )


def unusual_headers() -> Case:
    headers = {
        "registration_no": "№ проверки в Едином реестре проверок",
        "body": "Наименование государственного органа",
        "inspector_id": "№ служебного удостоверения инспектора",
        "kind": "Вид проверки (плановая, внеплановая, контрольная)",
        "business_name": "Наименование субъекта предпринимательства (полностью)",
        "tax_id": "ИНН субъекта предпринимательства",
        "started_on": "Дата начала проверки (дд.мм.гггг)",
        "finished_on": "Дата окончания проверки (дд.мм.гггг)",
        "email": "Адрес эл. почты субъекта",
    }
    return Case(
        "headers-with-explanations.xlsx",
        "true names with explanations: read, or each of them named to the sender",
        one(lines(ROWS, headers)),
        MEANT,
        header=1,
    )


def duplicates() -> Case:
    rows = [*ROWS, ROWS[0], {**ROWS[1], "business_name": " ИП Токтогулова Мээрим  Кадыровна"}]
    return Case(
        "same-row-twice.xlsx",
        "rows copied twice are taken in once",
        one(lines(rows)),
        MEANT,
        told("A4 duplicate-row", "A5 duplicate-row"),
        header=1,
        rows=4,
    )


def conflicting_rows() -> Case:
    rows = [*ROWS, typed("2025-401", TULPAR, finished_on=date(2025, 7, 9))]
    return Case(
        "same-number-other-business.xlsx",
        "one registration number with two businesses",
        one(lines(rows)),
        MEANT,
        told("A4 registration-conflict"),
        header=1,
        rows=3,
    )


def correction() -> Case:
    rows = [ROWS[0], {**ROWS[1], "email": "meerim85@inbox", "business_name": "ИП Токтогулова"},
            ROWS[1]]  # fmt: skip
    return Case(
        "corrected-row-appended.xlsx",
        "a wrong row was left and the right one appended under the same number",
        one(lines(rows)),
        MEANT,
        told("I3 email"),
        header=1,
        rows=3,
    )


def second_table_below() -> Case:
    second = lines([typed("2025-501", ARCHA)])
    return Case(
        "second-table-below.xlsx",
        "a second table with a title and the same header stands below the first",
        one([*lines(ROWS), [], ["Внеплановые проверки"], *second]),
        (*MEANT, meant("2025-501", ARCHA)),
        problems=told("A5 section-title"),
        header=1,
    )


def example_left_in() -> Case:
    example = ["EXAMPLE-1", "geti", "I-001", "planned", "ПРИМЕР: эта строка не учитывается",
               "00000000000000", "06.07.2026", "07.07.2026", "example@example.org"]  # fmt: skip
    return Case(
        "example-left-in.xlsx",
        "the example of the template was left above the rows",
        one([list(RU.values()), example, *body_lines(ROWS)]),
        MEANT,
        told("A2 example-row"),
        header=1,
    )
