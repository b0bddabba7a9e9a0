"""Cells as people type them: telephones, counts, words of choice, formulas, error cells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from exam.sheets.books import Formula, one, without_values
from exam.sheets.case import (
    ALATOO,
    ARCHA,
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
from exam.sheets.typed import lines, more, typed


def cases() -> Iterator[Case]:
    yield telephones()
    yield numbers()
    yield words_of_choice()
    yield several_inspectors()
    yield formulas_with_values()
    yield formulas_without_values()
    yield error_cells()
    yield number_as_registration()
    yield every_column()


def telephones() -> Case:
    spelt = [
        "+996 (555) 12-34-56",
        996555123456,
        555123456,
        "0312 61-23-45; 0700 11 22 33",
        "т. 0555123456\nдоб. 12",
        "8 (727) 250-10-10",
        "",
        "0 (3222) 5-12-34 (бухг.)",
    ]
    kept = [
        "+996 (555) 12-34-56",
        "996555123456",
        "555123456",
        "0312 61-23-45; 0700 11 22 33",
        "т. 0555123456 доб. 12",
        "8 (727) 250-10-10",
        None,
        "0 (3222) 5-12-34 (бухг.)",
    ]
    pairs = list(zip(FIRMS, spelt, kept, strict=True))
    rows = [typed(f"Ф-{n}", firm, phone=text) for n, (firm, text, _) in enumerate(pairs)]
    records = [meant(f"Ф-{n}", firm, phone=text) for n, (firm, _, text) in enumerate(pairs)]
    return Case("telephones.xlsx", "telephones as text, as numbers, several in a cell",
                one(lines(rows, more("phone"))), records)  # fmt: skip


def numbers() -> Case:
    spelt = [(2, 5000), ("3", "12 500"), (0, "7\u00a0500"), ("-", "-"), ("нет", "17 500 сом"),
             (1.0, "12500,00"), ("два", "5000.50"), (None, -100)]  # fmt: skip
    read = [(2, 5000), (3, 12500), (0, 7500), (None, None), (0, 17500),
            (1, 12500), (None, None), (None, None)]  # fmt: skip
    rows = [typed(f"Ч-{n}", firm, violations=a, fine_som=b)
            for n, (firm, (a, b)) in enumerate(zip(FIRMS, spelt, strict=True))]  # fmt: skip
    records = [meant(f"Ч-{n}", firm, violations=a, fine_som=b)
               for n, (firm, (a, b)) in enumerate(zip(FIRMS, read, strict=True))]  # fmt: skip
    return Case(
        "numbers.xlsx",
        "counts and sums as numbers and as text with blanks, a dash, a word, half a som",
        one(lines(rows, more("violations", "fine_som"))),
        records,
        told("K8 number", "L8 number", "L9 number"),
    )


def words_of_choice() -> Case:
    headers = more("suspended", "language", "email_source")
    rows = [
        typed("Б-1", ALATOO, kind="план", suspended="нет", language="рус", email_source="реестр"),
        typed("Б-2", BERMET, kind="Внеплановая", suspended="Да", language="кырг."),
        typed("Б-3", KOLDO, kind="пландан тышкаркы", suspended="жок", language="кыргызча"),
        typed("Б-4", SUUSAR, kind="повторная", suspended="+", language="KG"),
        typed("Б-5", NOMAD, kind="вне плана", suspended=False, language="орусча"),
        typed("Б-6", MEERIM, kind="рейдовая"),
        typed("Б-7", ARCHA, kind="plan", language="немецкий"),
        typed("Б-8", TULPAR, kind="внеплановая проверка", suspended=True),
    ]
    return Case(
        "words-of-choice.xlsx",
        "kinds, yes and no, languages in the words people use",
        one(lines(rows, headers)),
        (
            meant("Б-1", ALATOO, suspended=False, language="ru", email_source="registry"),
            meant("Б-2", BERMET, kind="unplanned", suspended=True, language="ky"),
            meant("Б-3", KOLDO, kind="unplanned", suspended=False, language="ky"),
            meant("Б-4", SUUSAR, kind="control", suspended=True, language="ky"),
            meant("Б-5", NOMAD, kind="unplanned", suspended=False, language="ru"),
            meant("Б-8", TULPAR, kind="unplanned", suspended=True),
        ),
        told("D7 unknown-value", "D8 unknown-value", "L8 unknown-value"),
        rows=8,
    )


def several_inspectors() -> Case:
    rows = [
        typed("З-1", ALATOO, inspector_id="G-11; G-12"),
        typed("З-2", BERMET, inspector_id="G-11, G-13"),
        typed("З-3", KOLDO, inspector_id="G-12\nG-13"),
        typed("З-4", SUUSAR, inspector_id="g-13"),
        typed("З-5", NOMAD, inspector_id="G-11; G-99"),
        typed("З-6", MEERIM, inspector_id="G-12 / G-11"),
    ]
    return Case(
        "several-inspectors.xlsx",
        "inspectors parted by semicolon, comma, line end, stroke; one unknown among them",
        one(lines(rows)),
        (
            meant("З-1", ALATOO, inspector_ids=["G-11", "G-12"]),
            meant("З-2", BERMET, inspector_ids=["G-11", "G-13"]),
            meant("З-3", KOLDO, inspector_ids=["G-12", "G-13"]),
            meant("З-4", SUUSAR, inspector_ids=["G-13"]),
            meant("З-6", MEERIM, inspector_ids=["G-12", "G-11"]),
        ),
        told("C6 unknown-inspector"),
        rows=6,
    )


def formulas_with_values() -> Case:
    rows = [
        typed(Formula('="ФР-"&ROW()', "ФР-2"), ALATOO, body=Formula("=Справка!A1", "geti"),
              finished_on=Formula("=G2+1", 45846), email=Formula('=LOWER("INFO@ALATOO.KG")',
                                                               "info@alatoo.kg")),
        typed("ФР-3", BERMET, tax_id=Formula('="0"&"2303201510046"', "02303201510046")),
    ]  # fmt: skip
    return Case(
        "formulas-with-values.xlsx",
        "cells are formulas; what Excel saved with them is read",
        one(lines(rows)),
        (meant("ФР-2", ALATOO), meant("ФР-3", BERMET)),
        told("H2 date-serial"),
    )


def formulas_without_values() -> Case:
    rows = [
        typed("ФБ-1", ALATOO, kind=Formula("=$D$4"), started_on="07.07.2025",
              finished_on="08.07.2025"),
        typed("ФБ-2", BERMET, started_on="07.07.2025", finished_on=Formula("=G3+1")),
        typed("ФБ-3", KOLDO, started_on="07.07.2025", finished_on="08.07.2025"),
    ]  # fmt: skip
    return Case(
        "formulas-without-values.xlsx",
        "a program that does not reckon wrote the formulas: there is nothing to read in them",
        without_values(lines(rows)),
        (meant("ФБ-3", KOLDO),),
        told("D2 formula-no-value", "H3 formula-no-value"),
        rows=3,
    )


def error_cells() -> Case:
    rows = [
        typed("ОШ-1", ALATOO, tax_id=Formula("=VLOOKUP(E2,X:Y,2,0)", "#N/A")),
        typed("ОШ-2", BERMET, finished_on=Formula("=G3+X", "#NAME?")),
        typed("ОШ-3", KOLDO, phone=Formula("=1/0", "#DIV/0!")),
        typed("ОШ-4", SUUSAR, email=Formula("=VLOOKUP(E5,X:Y,3,0)", "#REF!")),
        typed("ОШ-5", NOMAD),
    ]
    return Case(
        "error-cells.xlsx",
        "a lookup failed: an error cell is not an empty one",
        one(lines(rows, more("phone"))),
        (meant("ОШ-3", KOLDO), meant("ОШ-5", NOMAD)),
        told("F2 error-cell", "H3 error-cell", "K4 error-cell",
             "I5 error-cell"),
        rows=5,
    )  # fmt: skip


def number_as_registration() -> Case:
    rows = [
        typed(2025000117, ALATOO, body="ses", inspector_id=2041),
        typed("2025 / 000118", BERMET, body="SES", inspector_id="2042"),
        typed(119.0, KOLDO, body="ses", inspector_id="2041; 2042"),
    ]
    ses = {"body": "ses"}
    return Case(
        "numbers-as-registration-and-inspector.xlsx",
        "registration numbers and inspectors' IDs that are numbers stay whole",
        one(lines(rows)),
        (
            meant("2025000117", ALATOO, inspector_ids=["2041"], **ses),
            meant("2025 / 000118", BERMET, inspector_ids=["2042"], **ses),
            meant("119", KOLDO, inspector_ids=["2041", "2042"], **ses),
        ),
    )


def every_column() -> Case:
    headers = more("registered_at", "unit", "basis", "risk", "checklist", "address", "region",
                   "sector", "violations", "instruction_no", "instruction_due", "fine_som",
                   "suspended", "contact_person", "email_source", "phone", "language")  # fmt: skip
    cells = {
        "registered_at": date(2025, 7, 3),
        "unit": "Ошский отдел",
        "basis": "План на 2025 год, п. 14",
        "risk": "высокая",
        "checklist": "ЧЛ-7",
        "address": "г. Ош, ул. Ленина, 12",
        "region": "Ош ш.",
        "sector": "Швейное производство",
        "violations": 3,
        "instruction_no": "П-77/25",
        "instruction_due": "01.09.2025",
        "fine_som": 17500,
        "suspended": "нет",
        "contact_person": "Асылбекова Г. Т., директор",
        "email_source": "предприятие",
        "phone": "0555 12-34-56",
        "language": "кыргызча",
    }
    read = {
        **cells,
        "registered_at": "2025-07-03",
        "region": "osh-city",
        "instruction_due": "2025-09-01",
        "suspended": False,
        "email_source": "business",
        "language": "ky",
    }
    return Case(
        "every-column.xlsx",
        "all columns of the contract, filled",
        one(lines([typed("ВС-1", ALATOO, **cells)], headers)),
        (meant("ВС-1", ALATOO, **read),),
        header=1,
        columns={"language": "AA"},
    )
