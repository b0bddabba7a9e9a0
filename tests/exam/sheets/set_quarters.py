"""Quarters of other inspectorates: veterinary, tax, fire, ecology, customs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from exam.sheets.books import Formula, Sheet, book, one
from exam.sheets.case import (
    AISHA,
    ALATOO,
    ARCHA,
    BERMET,
    DALA,
    ERTIS,
    KOLDO,
    MEERIM,
    NOMAD,
    QALA,
    SUUSAR,
    TULPAR,
    Case,
    meant,
    told,
)
from exam.sheets.old_books import xls, xlsb
from exam.sheets.plain import csv_text, ods
from exam.sheets.typed import body_lines, lines, typed


def cases() -> Iterator[Case]:
    yield veterinary_quarter()
    yield kazakh_tax_department()
    yield tax_service_excel()
    yield bilingual_form()
    yield fire_service_xls()
    yield ecology_xlsb()
    yield customs_csv()
    yield journal_by_months()
    yield phone_typed_ods()
    yield english_audit()


def veterinary_quarter() -> Case:
    headers = {
        "n": "№\nп/п",
        "region": "Район, область",
        "business_name": "Наименование объекта, Ф.И.О. предпринимателя",
        "tax_id": "ИНН (ПИН) объекта",
        "registration_no": "№ регистрации проверки",
        "kind": "Вид проверки\n(план./внеплан.)",
        "body": "Наименование органа, проводившего проверку",
        "inspector_id": "Служебное удостоверение инспектора №",
        "started_on": "Начало проверки",
        "finished_on": "Окончание проверки",
        "fine_som": "Наложено штрафов (сом)",
        "email": "E-mail",
    }
    rows = [
        typed("В-31", ALATOO, n=1, region="Чуйская область", kind="план.", fine_som="7 500"),
        typed("В-32", KOLDO, n=2, region="Нарынская область", kind="внеплан.", fine_som="-"),
    ]
    return Case(
        "veterinary-quarter.xlsx",
        "long official headers; abbreviated kinds; a dash for no fine; «Район, область» is neither",
        one([["ОТЧЁТ за 3 квартал 2025 года"], [], *lines(rows, headers),
             [None, "Всего:", None, None, 2, None, None, None, None, None, 7500]]),
        (
            meant("В-31", ALATOO, fine_som=7500),
            meant("В-32", KOLDO, kind="unplanned"),
        ),
        told("B3 unknown-column"),
        header=3,
    )  # fmt: skip


def kazakh_tax_department() -> Case:
    headers = {
        "n": "№ р/с",
        "tax_id": "БСН/ЖСН",
        "business_name": "Салық төлеушінің атауы",
        "registration_no": "Тіркеу нөмірі",
        "body": "Тексеруші орган",
        "inspector_id": "Инспектордың ID",
        "kind": "Тексеру түрі",
        "started_on": "Басталуы",
        "finished_on": "Аяқталуы",
        "violations": "Бұзушылықтар саны",
        "no_email_reason": "Поштаның болмау себебі",
        "email": "E-mail",
        "phone": "Телефон",
    }
    who = {"body": "kz-san", "inspector_id": "АБ-204", "kind": "жоспардан тыс"}
    rows = [
        typed("СД-1", QALA, **who, n=1, violations="жоқ", phone=87272501010),
        typed("СД-2", ERTIS, **who, n=2, violations=4, started_on="07.07.2025ж.", phone=" "),
        typed("СД-3", AISHA, **who, n=3, email=None, no_email_reason="поштасы жоқ"),
        typed("СД-4", DALA, **{**who, "inspector_id": "Сейітқали Н."}, n=4),
    ]
    read = {"body": "kz-san", "inspector_ids": ["АБ-204"], "kind": "unplanned"}
    return Case(
        "kazakh-tax-department.xlsx",
        "Kazakh words for none; a telephone as a number; the inspector by surname and initial",
        one([["Салық тексерулері"], *lines(rows, headers), [None, None, "Барлығы", 4]]),
        (
            meant("СД-1", QALA, **read, violations=0, phone="87272501010"),
            meant("СД-2", ERTIS, **read, violations=4),
            meant("СД-3", AISHA, **read, no_email_reason="none"),
            meant("СД-4", DALA, **read),
        ),
        header=2,
    )


def tax_service_excel() -> Case:
    headers = {
        "registration_no": "Номер предписания на проверку",
        "tax_id": "ИНН налогоплательщика",
        "business_name": "Налогоплательщик",
        "kind": "Тип проверки",
        "body": "Налоговый орган",
        "inspector_id": "Инспектор",
        "started_on": "Дата начала",
        "finished_on": "Дата завершения",
        "email": "Электронный адрес налогоплательщика",
    }
    rows = [typed("П-1", NOMAD, body="gns", inspector_id="Н-07")]
    return Case(
        "tax-service-own-words.xlsx",
        "what a number is cannot be told from «предписание»: asked back, not guessed",
        one(lines(rows, headers)),
        refused="missing-columns",
    )


def bilingual_form() -> Case:
    headers = {
        "registration_no": "Каттоо номери\nРегистрационный номер",
        "body": "Текшерүүчү орган\nПроверяющий орган",
        "inspector_id": "Инспектор\nИнспектор",
        "kind": "Түрү\nВид",
        "business_name": "Ишкананын аталышы\nНаименование предприятия",
        "tax_id": "ИСН\nИНН",
        "started_on": "Башталган күнү\nДата начала",
        "finished_on": "Аяктаган күнү\nДата окончания",
        "email": "Эл. почтасы\nЭл. почта",
    }
    rows = [typed("ЭТ-1", BERMET, kind="пландуу"), typed("ЭТ-2", TULPAR, kind="внеплановая")]
    return Case(
        "two-languages-two-lines.xlsx",
        "each header in Kyrgyz and, on a second line, in Russian",
        one(lines(rows, headers)),
        (meant("ЭТ-1", BERMET), meant("ЭТ-2", TULPAR, kind="unplanned")),
        header=1,
    )


def fire_service_xls() -> Case:
    rows = [typed("МЧС-1", SUUSAR, started_on="с 07.07.2025", finished_on="по 08.07.2025"),
            typed("МЧС-2", ARCHA, kind="Повторная")]  # fmt: skip
    end = [[], ["Всего проверок -", 2], ["Ст. инспектор", None, None, None, "Ким Д."]]
    return Case(
        "fire-service.xls",
        "an xls; dates with «с» and «по»; a signature of a senior inspector",
        xls("МЧС", [["Журнал учёта проверок"], *lines(rows), *end]),
        (meant("МЧС-1", SUUSAR), meant("МЧС-2", ARCHA, kind="control")),
        told("A7 signature-line"),
        sheet="МЧС",
        header=2,
    )


def ecology_xlsb() -> Case:
    rows = [typed("ЭК-1", ALATOO, tax_id=1508200810132), typed("ЭК-2", MEERIM, email="Нет")]
    return Case(
        "ecology.xlsb",
        "a binary workbook with a title, a lost zero and a reason",
        xlsb("2025", [["Экологический контроль"], [], *lines(rows), ["Итого", 2]]),
        (meant("ЭК-1", ALATOO), meant("ЭК-2", MEERIM, no_email_reason="none")),
        told("F4 tax-id-zero", "I5 reason-in-email"),
        sheet="2025",
        header=3,
    )


def customs_csv() -> Case:
    rows = [typed("Т-1", NOMAD, tax_id="1206201910288"), typed("Т-2", BERMET)]
    text = csv_text([["Таможня"], [], *lines(rows), ["ИТОГО", "", "", "2"]])
    return Case(
        "customs.csv",
        "UTF-16 csv with semicolons, a title, a total and a lost zero",
        text.encode("utf-16"),
        (meant("Т-1", NOMAD), meant("Т-2", BERMET)),
        told("F4 tax-id-zero"),
        header=3,
    )


def journal_by_months() -> Case:
    months = [("Июль", ALATOO, 7), ("Август", BERMET, 8), ("Сентябрь", KOLDO, 9)]
    sheets = [
        Sheet(name, [[f"{name} 2025"], *lines([typed(f"{month}/1", firm,
              started_on=date(2025, month, 1), finished_on=date(2025, month, 2))]),
              ["Итого за месяц", Formula("=COUNTA(A3:A3)", 1)]])
        for name, firm, month in months
    ]  # fmt: skip
    return Case(
        "journal-by-months.xlsx",
        "a sheet a month, each with its title and total; an empty one for October",
        book(*sheets, Sheet("Октябрь", [["Октябрь 2025"], *lines([])])),
        [meant(f"{month}/1", firm, started_on=f"2025-0{month}-01", finished_on=f"2025-0{month}-02")
         for _, firm, month in months],
        sheet="Июль",
        header=2,
    )  # fmt: skip


def phone_typed_ods() -> Case:
    rows = [typed("ТЛ-1", ALATOO, started_on="7 июля 2025", email="info@alatoo.kg "),
            typed("ТЛ-2", TULPAR, kind="плановая.", inspector_id="g-12")]  # fmt: skip
    return Case(
        "typed-on-a-telephone.ods",
        "typed on a telephone: capitals, a dot, a blank too many",
        ods(("Лист1", lines(rows))),
        (meant("ТЛ-1", ALATOO), meant("ТЛ-2", TULPAR, inspector_ids=["G-12"])),
        sheet="Лист1",
        header=1,
    )


def english_audit() -> Case:
    headers = ["No.", "Reg. number", "Authority", "Inspectors", "Inspection type", "Company",
               "Taxpayer ID (INN)", "Start", "End", "Violations found", "Fine, KGS", "E-mail",
               "Remarks"]  # fmt: skip
    first, second = body_lines([typed("A-1", ALATOO), typed("A-2", SUUSAR, kind="unscheduled")])
    rows = [[1, *first[:8], 2, "12,500", first[8], "ok"], [2, *second[:8], 0, 0, second[8], None]]
    return Case(
        "english-audit.xlsx",
        "English headers cut short; 12,500 may be twelve and a half: left out, never guessed",
        one([headers, *rows, ["Total", None, None, None, None, None, None, None, None, 2]]),
        (
            meant("A-1", ALATOO, violations=2),
            meant("A-2", SUUSAR, kind="unplanned", violations=0, fine_som=0),
        ),
        told("M1 unknown-column", "K2 number"),
        header=1,
    )
