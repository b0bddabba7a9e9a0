"""Rows as people type them, and the headers of the set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from exam.sheets.case import Firm

RU: Mapping[str, str] = {
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
KY: Mapping[str, str] = {
    "registration_no": "Каттоо номери",
    "body": "Текшерүүчү орган",
    "inspector_id": "Инспектордун ID номери",
    "kind": "Текшерүүнүн түрү",
    "business_name": "Ишкананын аталышы",
    "tax_id": "ИСН",
    "started_on": "Башталган күнү",
    "finished_on": "Аяктаган күнү",
    "email": "Электрондук почтасы",
    "no_email_reason": "Электрондук почта жок болсо, себеби",
}
KK: Mapping[str, str] = {
    "registration_no": "Тіркеу нөмірі",
    "body": "Тексеруші орган",
    "inspector_id": "Инспектордың ID нөмірі",
    "kind": "Тексеру түрі",
    "business_name": "Кәсіпорынның атауы",
    "tax_id": "БСН/ЖСН",
    "started_on": "Басталған күні",
    "finished_on": "Аяқталған күні",
    "email": "Электрондық поштасы",
    "no_email_reason": "Электрондық пошта болмау себебі",
}
EN: Mapping[str, str] = {
    "registration_no": "Registration number",
    "body": "Inspection body",
    "inspector_id": "Inspector ID",
    "kind": "Kind of inspection",
    "business_name": "Business name",
    "tax_id": "Tax ID",
    "started_on": "Started on",
    "finished_on": "Finished on",
    "email": "E-mail",
    "no_email_reason": "Reason for no e-mail",
}
FURTHER: Mapping[str, str] = {
    "registered_at": "Дата регистрации",
    "unit": "Подразделение",
    "basis": "Основание",
    "risk": "Степень риска",
    "checklist": "Проверочный лист",
    "address": "Адрес",
    "region": "Область",
    "sector": "Сфера деятельности",
    "violations": "Количество нарушений",
    "instruction_no": "Номер предписания",
    "instruction_due": "Срок исполнения предписания",
    "fine_som": "Штраф (сом)",
    "suspended": "Деятельность приостановлена",
    "contact_person": "Контактное лицо",
    "email_source": "Источник эл. адреса",
    "phone": "Телефон",
    "language": "Язык переписки",
}

Row = Mapping[str, Any]
Lines = list[list[Any]]


def typed(number: Any, firm: Firm, **cells: Any) -> Row:
    """A row as a tidy inspector types it, but for `cells`; None leaves a cell empty."""
    tidy = {
        "registration_no": number,
        "body": "geti",
        "inspector_id": "G-11",
        "kind": "плановая",
        "business_name": firm.name,
        "tax_id": firm.tax_id,
        "started_on": date(2025, 7, 7),
        "finished_on": date(2025, 7, 8),
        "email": firm.email,
    }
    return {**tidy, **cells}


def body_lines(rows: Sequence[Row], headers: Mapping[str, str] = RU) -> Lines:
    """The rows in the order of `headers`."""
    return [[row.get(code) for code in headers] for row in rows]


def lines(rows: Sequence[Row], headers: Mapping[str, str] = RU) -> Lines:
    """A header line and the rows."""
    return [list(headers.values()), *body_lines(rows, headers)]


def more(*codes: str) -> dict[str, str]:
    """The usual headers and these further ones."""
    return {**RU, **{code: FURTHER[code] for code in codes}}
