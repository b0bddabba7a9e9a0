"""English and Russian registers, names in many scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from exam.sheets.books import Sheet, book, one
from exam.sheets.case import (
    ALATOO,
    BERMET,
    Case,
    Firm,
    meant,
    told,
)
from exam.sheets.plain import csv_text
from exam.sheets.typed import EN, lines, typed

SAN = {"body": "kz-san", "inspector_id": "АБ-204"}
SAN_MEANT = {"body": "kz-san", "inspector_ids": ["АБ-204"]}
LABOUR = {"body": "kz-eti", "inspector_id": "E-1"}
LABOUR_MEANT = {"body": "kz-eti", "inspector_ids": ["E-1"]}


def cases() -> Iterator[Case]:
    yield russian_register()
    yield russian_tax_numbers()
    yield turkish_letters()
    yield english_headers()
    yield english_canonical_codes()


def russian_register() -> Case:
    headers = {
        "registration_no": "Учётный номер проверки",
        "body": "Орган государственного контроля",
        "inspector_id": "Должностное лицо",
        "kind": "Форма проверки",
        "business_name": "Проверяемое лицо",
        "tax_id": "ИНН",
        "started_on": "Начало",
        "finished_on": "Окончание",
    }
    rows = [typed("772503661111", Firm("ООО «Ромашка»", "7701234567", "-"))]
    return Case(
        "russian-register.xlsx",
        "a Russian register: no inspector's number, no address; which are missing is said",
        book(Sheet("ЕРП", lines(rows, headers))),
        refused="missing-columns",
    )


def russian_tax_numbers() -> Case:
    rows = [typed("РФ-1", Firm("ООО «Ромашка»", "7701234567", "info@romashka.ru")),
            typed("РФ-2", Firm("ИП Сидоров", "772812345678", "sidorov@ya.ru")),
            typed("РФ-3", ALATOO)]  # fmt: skip
    return Case(
        "russian-tax-numbers.xlsx",
        "Russian numbers of ten and twelve digits are no tax numbers here",
        one(lines(rows)),
        (meant("РФ-3", ALATOO),),
        told("F2 tax-id-length", "F3 tax-id-check"),
        header=1,
        rows=3,
    )


def turkish_letters() -> Case:
    """A joint venture's name, a name in Kyrgyz capitals: kept letter for letter."""
    firms = [Firm("İNŞAAT «Ağaoğlu» A.Ş. филиалы", "01508200810132", "kyrgyz@agaoglu.com.tr"),
             Firm("ЖЧК «ҮМҮТ-ӨҢҮР»", "02303201510046", "umut@mail.kg"),
             Firm("中亚贸易 Ltd", "00207199610017", "trade@zhongya.cn")]  # fmt: skip
    rows = [typed(f"Т-{n}", firm, started_on=date(2025, 7, 7)) for n, firm in enumerate(firms)]
    return Case(
        "names-in-many-scripts.xlsx",
        "names in Turkish, Kyrgyz, Chinese letters",
        one(lines(rows)),
        [meant(f"Т-{n}", firm) for n, firm in enumerate(firms)],
        header=1,
    )


def english_headers() -> Case:
    rows = [typed("E-1", ALATOO, kind="Planned", started_on="7 July 2025", finished_on="8-Jul-25"),
            typed("E-2", BERMET, kind="follow-up", email="none")]  # fmt: skip
    return Case(
        "english.xlsx",
        "a donor project's register in English",
        one([["Inspections, July 2025"], *lines(rows, EN), ["Total", 2]], "Inspections"),
        (meant("E-1", ALATOO), meant("E-2", BERMET, kind="control", no_email_reason="none")),
        told("I4 reason-in-email"),
        sheet="Inspections",
        header=2,
    )


def english_canonical_codes() -> Case:
    headers = {code: code for code in EN}
    rows = [typed("E-1", ALATOO, kind="planned", started_on="2025-07-07", finished_on="2025-07-08"),
            typed("E-2", BERMET, kind="control", email="", no_email_reason="refused",
                  started_on="2025-07-07", finished_on="2025-07-08")]  # fmt: skip
    return Case(
        "canonical-codes.csv",
        "a program exports the column codes themselves",
        csv_text(lines(rows, headers), ",", "\n").encode(),
        (meant("E-1", ALATOO), meant("E-2", BERMET, kind="control", no_email_reason="refused")),
        header=1,
    )
