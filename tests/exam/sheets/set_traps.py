"""What looks like something else, and must not be taken for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from exam.sheets.books import Sheet, book, one
from exam.sheets.case import ALATOO, ARCHA, BERMET, FIRMS, KOLDO, NOMAD, SUUSAR, Case, meant, told
from exam.sheets.plain import csv_text
from exam.sheets.typed import RU, body_lines, lines, more, typed

ROWS = [typed("ЛВ-1", ALATOO), typed("ЛВ-2", BERMET)]
MEANT = (meant("ЛВ-1", ALATOO), meant("ЛВ-2", BERMET))


def cases() -> Iterator[Case]:
    yield inspectors_own_columns()
    yield planned_and_actual()
    yield business_and_inspector_address()
    yield shifted_row()
    yield next_years_plan()
    yield one_sheet_without_dates()
    yield inspection_on_two_rows()
    yield merged_address()
    yield ranges_and_american_dates()
    yield commas_in_a_semicolon_csv()
    yield tabs_and_marks_in_cells()
    yield header_row_hidden()
    yield odd_sheet_names()
    yield link_with_other_words()
    yield headers_with_units()
    yield totals_look_like_numbers()
    yield results_sheet_of_another_kind()


def inspectors_own_columns() -> Case:
    headers = {"name": "ФИО инспектора", "tel": "Телефон инспектора", **RU}
    rows = [{**row, "name": "Асанов Б. М.", "tel": "0555 00-00-01"} for row in ROWS]
    return Case(
        "inspectors-name-and-telephone.xlsx",
        "the inspector's name and telephone are neither his ID nor the business's telephone",
        one(lines(rows, headers)),
        MEANT,
        told("A1 column-twice", "B1 unknown-column"),
        header=1,
        columns={"inspector_id": "E"},
    )


def planned_and_actual() -> Case:
    headers = {**RU, "plan": "Дата начала (план)", "started_on": "Дата начала (факт)"}
    headers = {"plan": headers.pop("plan"), **headers}
    rows = [{**row, "plan": date(2025, 6, 1)} for row in ROWS]
    return Case(
        "planned-and-actual-start.xlsx",
        "the planned start stands before the actual one: the actual one counts",
        one(lines(rows, headers)),
        MEANT,
        problems=told("A1 column-twice"),
        header=1,
        columns={"started_on": "H"},
    )


def business_and_inspector_address() -> Case:
    headers = {"own": "E-mail инспектора", **RU}
    rows = [{**row, "own": "asanov@geti-inspection.kg"} for row in ROWS]
    return Case(
        "inspectors-address-first.xlsx",
        "the inspector's own address stands in a column before the business's",
        one(lines(rows, headers)),
        MEANT,
        told("A1 unknown-column"),
        header=1,
        columns={"email": "J"},
    )


def shifted_row() -> Case:
    first, second = body_lines(ROWS)
    return Case(
        "shifted-row.xlsx",
        "a cell was inserted: the second row is shifted by one and must not enter",
        one([*lines([]), first, [second[0], "акт", *second[1:]]]),
        MEANT[:1],
        told("B3 unknown-body", "C3 unknown-inspector", "D3 unknown-value", "F3 tax-id-digits",
             "G3 date", "I3 email", "J3 unknown-value"),
        header=1,
        rows=2,
    )  # fmt: skip


def next_years_plan() -> Case:
    rows = [{**row, "started_on": date(2061, 2, 1), "finished_on": date(2061, 2, 3)}
            for row in ROWS]  # fmt: skip
    return Case(
        "plan-of-next-years.xlsx",
        "a plan, not a report: every date lies in the future",
        one(lines(rows)),
        (),
        told("G2 date-future", "H2 date-future", "G3 date-future", "H3 date-future"),
        header=1,
        rows=2,
    )


def one_sheet_without_dates() -> Case:
    short = {code: text for code, text in RU.items() if not code.endswith("_on")}
    return Case(
        "one-sheet-without-dates.xlsx",
        "the second sheet lacks the columns of dates: it is named, the first is read",
        book(Sheet("Ош", lines(ROWS)), Sheet("Узген", lines([typed("УЗ-1", KOLDO)], short))),
        MEANT,
        told("Узген!- sheet-left-out"),
        sheet="Ош",
        header=1,
    )


def inspection_on_two_rows() -> Case:
    """One inspection, two inspectors on two rows; all else is merged over both."""
    rows = [typed("ДВ-1", ALATOO), {"inspector_id": "G-12"}, typed("ДВ-2", BERMET)]
    merged = {f"{letter}2:{letter}3": rows[0].get(code)
              for letter, code in zip("ABDEFGHI", [c for c in RU if c != "inspector_id"],
                                      strict=False)}  # fmt: skip
    return Case(
        "inspection-on-two-rows.xlsx",
        "two inspectors of one inspection stand on two rows: not entered as two, and told of",
        book(Sheet("Лист1", lines(rows), merged)),
        (meant("ДВ-1", ALATOO), meant("ДВ-2", BERMET)),
        told("A3 registration-conflict", *(f"{letter}2 merged-filled" for letter in "ABDEFGHI")),
        header=1,
        rows=3,
    )


def merged_address() -> Case:
    page = Sheet("Лист1", lines(ROWS), {"I2:I3": "buh@alatoo.kg"})
    return Case(
        "merged-address.xlsx",
        "one address is merged over two businesses",
        book(page),
        tuple({**record, "email": "buh@alatoo.kg"} for record in MEANT),
        told("I2 merged-filled"),
        header=1,
    )


def ranges_and_american_dates() -> Case:
    rows = [
        typed("ДА-1", ALATOO, started_on="07.07-08.07.2025"),
        typed("ДА-2", BERMET, started_on="07/25/2025"),
        typed("ДА-3", KOLDO, started_on="07.07.202"),
        typed("ДА-4", SUUSAR, started_on="7.7.2025"),
        typed("ДА-5", NOMAD, started_on="00.07.2025"),
        typed("ДА-6", ARCHA, started_on="29.02.2025"),
    ]
    return Case(
        "ranges-and-american-dates.xlsx",
        "two days in a cell, the month first, a digit lost, no such day",
        one(lines(rows)),
        (meant("ДА-4", SUUSAR),),
        told("G2 date-range", "G3 date-month-first", "G4 date", "G6 date", "G7 date"),
        header=1,
        rows=6,
    )


def commas_in_a_semicolon_csv() -> Case:
    headers = {**more("fine_som", "address"), "fine_som": "Штраф, сом", "address": "Адрес, тел."}
    rows = [{**row, "fine_som": "12 500,00", "address": "г. Ош, ул. Ленина, 12, оф. 3"}
            for row in ROWS]  # fmt: skip
    read = {"fine_som": 12500}
    title = "Сведения о проверках, штрафах, предписаниях, нарушениях за июль, август, сентябрь\r\n"
    return Case(
        "commas-in-semicolon-csv.csv",
        "more commas than semicolons: in the title, in sums, in addresses",
        (title + csv_text(lines(rows, headers))).encode("utf-8-sig"),
        [{**record, **read} for record in MEANT],
        told("L2 unknown-column"),
        header=2,
    )


def tabs_and_marks_in_cells() -> Case:
    rows = [
        typed("ЛВ-1\u200b", ALATOO, business_name="ОсОО\t«Ала-Тоо\u00a0Текстиль»\u200e"),
        typed("ЛВ-2", BERMET, email="\ufeffoffice@bermet-agro.kg", inspector_id="\u202dG-11\u202c"),
    ]
    return Case(
        "invisible-marks.xlsx",
        "tabs, hard blanks, zero-width and bidi marks copied from web pages",
        one(lines(rows)),
        MEANT,
        header=1,
    )


def header_row_hidden() -> Case:
    return Case(
        "hidden-header-row.xlsx",
        "the header's row is hidden",
        one([["Проверки"], *lines(ROWS)], hidden_rows=(2,)),
        MEANT,
        header=2,
    )


def odd_sheet_names() -> Case:
    return Case(
        "odd-sheet-names.xlsx",
        "names of sheets with quotes, signs and letters of Kyrgyz",
        book(Sheet("Ө'ндүрүш & К°", lines(ROWS)), Sheet("=1+1", lines([typed("ЛВ-3", KOLDO)]))),
        (*MEANT, meant("ЛВ-3", KOLDO)),
        sheet="Ө'ндүрүш & К°",
        header=1,
    )


def link_with_other_words() -> Case:
    return Case(
        "link-with-other-words.xlsx",
        "a hyperlink whose text is no address: what is seen is what is read",
        one(lines(ROWS), links={"I2": ("mailto:info@alatoo.kg", "написать письмо")}),
        MEANT[1:],
        told("I2 email"),
        header=1,
        rows=2,
    )


def headers_with_units() -> Case:
    headers = {
        **more("violations", "fine_som", "phone", "region"),
        "registration_no": "1. Регистрационный номер",
        "tax_id": "ИНН (14 знаков)",
        "violations": "Кол-во выявленных нарушений, ед.",
        "fine_som": "Сумма штрафа (в сомах)",
        "phone": "Контактный телефон субъекта",
        "region": "Область / город",
    }
    rows = [{**row, "violations": 2, "fine_som": 3000, "region": "г. Бишкек"} for row in ROWS]
    read = {"violations": 2, "fine_som": 3000, "region": "bishkek"}
    return Case(
        "headers-with-units.xlsx",
        "headers numbered and with units",
        one(lines(rows, headers)),
        [{**record, **read} for record in MEANT],
        header=1,
    )


def totals_look_like_numbers() -> Case:
    rows = [[2, *[None] * 6, None, "всего проверок"], ["Итого 2 проверки", None, "geti"]]
    return Case(
        "totals-look-like-numbers.xlsx",
        "the line of totals begins with a number",
        one([*lines(ROWS), *rows]),
        MEANT,
        header=1,
    )


def results_sheet_of_another_kind() -> Case:
    other = [["ИНН", "Наименование предприятия", "Сумма долга"], [FIRMS[0].tax_id, "А", 5]]
    return Case(
        "table-of-another-kind-beside.xlsx",
        "a sheet of tax debts stands beside: some of its columns are ours",
        book(Sheet("Долги", other), Sheet("Проверки", lines(ROWS))),
        MEANT,
        sheet="Проверки",
        header=1,
    )
