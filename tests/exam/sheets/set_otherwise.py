"""The habits of the first batch otherwise: headers, dates, words, addresses nobody had seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from exam.sheets.books import Formula, Sheet, Shown, book, one
from exam.sheets.case import (
    ALATOO,
    ARCHA,
    BERMET,
    DALA,
    FIRMS,
    KOLDO,
    MEERIM,
    NOMAD,
    QALA,
    SUUSAR,
    TULPAR,
    Case,
    Firm,
    meant,
    told,
)
from exam.sheets.typed import RU, body_lines, lines, more, typed

ROWS = [typed("ВТ-1", ALATOO), typed("ВТ-2", BERMET)]
MEANT = (meant("ВТ-1", ALATOO), meant("ВТ-2", BERMET))


def cases() -> Iterator[Case]:
    yield period_from_to()
    yield three_tiers()
    yield capitals_and_abbreviations()
    yield kyrgyz_otherwise()
    yield kazakh_otherwise()
    yield english_otherwise()
    yield dates_otherwise()
    yield dates_in_turkic_otherwise()
    yield inspectors_otherwise()
    yield addresses_otherwise()
    yield reasons_otherwise()
    yield merged_oblast()
    yield sections_merged_across()
    yield totals_otherwise()
    yield formatted_blank_rows()
    yield excel_table()
    yield number_became_date()
    yield grouped_rows()
    yield kinds_otherwise()
    yield body_column_in_title_only()
    yield totals_by_formula_only()
    yield inns_in_one_column_with_name()
    yield numbers_otherwise()


def period_from_to() -> Case:
    upper = {
        "A1:A2": "№ регистрации",
        "B1:B2": "Орган",
        "C1:C2": "Инспектор (ID)",
        "D1:D2": "Вид проверки",
        "E1:F1": "Субъект",
        "G1:H1": "Период проведения проверки",
        "I1:I2": "Электронная почта",
        "J1:J2": "Причина отсутствия эл. почты",
    }
    under = [None] * 4 + ["наименование", "ИНН", "с", "по"]
    return Case(
        "period-from-to.xlsx",
        "the period is parted into «с» and «по» under one merged cell",
        book(Sheet("Лист1", [[], under, *body_lines(ROWS)], upper)),
        MEANT,
        columns={"started_on": "G", "finished_on": "H", "business_name": "E"},
    )


def three_tiers() -> Case:
    first = {"A1:J1": "СВЕДЕНИЯ", "E2:F2": "Предприятие", "G2:H2": "Дата"}
    second = ["Рег. номер", "Орган", "Инспектор", "Вид", None, None, None, None, "E-mail"]
    third = [None] * 4 + ["Название организации", "ИНН (ПИН)", "начала", "окончания"]
    numbers = list(range(1, 11))
    return Case(
        "three-tiers-numbered.xlsx",
        "a merged title, two tiers of names that are not merged down, a numbering row",
        book(Sheet("Лист1", [[], second, third, numbers, *body_lines(ROWS)], first)),
        MEANT,
    )


def capitals_and_abbreviations() -> Case:
    headers = {
        **more("violations", "fine_som", "phone"),
        "registration_no": "РЕГ.№ ПРОВЕРКИ",
        "inspector_id": "ИНСПЕКТОР (ID)",
        "business_name": "НАИМЕН. ПРЕДПРИЯТИЯ",
        "violations": "КОЛ-ВО НАРУШ.",
        "fine_som": "СУММА ШТРАФА, СОМ",
        "email": "ЭЛ.ПОЧТА",
        "phone": "ТЕЛЕФОН (моб.)",
    }
    rows = [{**row, "fine_som": "5 000"} for row in ROWS]
    return Case(
        "capitals.xlsx",
        "headers in capitals and cut short",
        one(lines(rows, headers)),
        [{**record, "fine_som": 5000} for record in MEANT],
        header=1,
    )


def kyrgyz_otherwise() -> Case:
    headers = {
        "registration_no": "Текшерүүнүн каттоо №",
        "body": "Текшерүү жүргүзгөн орган",
        "inspector_id": "Инспектордун ID'си",
        "kind": "Текшерүүнүн түрү (пландуу, пландан тышкаркы)",
        "business_name": "Субъекттин аталышы",
        "tax_id": "ИНН (ИСН)",
        "started_on": "Текшерүү башталган күн",
        "finished_on": "Текшерүү аяктаган күн",
        "email": "Электрондук дарек (email)",
    }
    rows = [{**row, "kind": "Пландуу"} for row in ROWS]
    return Case("ky-otherwise.xlsx", "Kyrgyz headers in yet other words",
                one(lines(rows, headers)), MEANT, header=1)  # fmt: skip


def kazakh_otherwise() -> Case:
    headers = {
        "registration_no": "Тексерудің тіркеу №",
        "body": "Тексеруші органның атауы",
        "inspector_id": "Инспектор (ID)",
        "kind": "Тексерудің түрі",
        "business_name": "Субъект атауы",
        "tax_id": "БСН / ЖСН",
        "started_on": "Тексеруді бастау күні",
        "finished_on": "Тексеруді аяқтау күні",
        "email": "Электрондық пошта (e-mail)",
    }
    san = {"body": "KZ-SAN", "inspector_id": "аб-204", "kind": "Жоспарлы"}
    read = {"body": "kz-san", "inspector_ids": ["АБ-204"]}
    rows = [typed("1-25", QALA, **san), typed("2-25", DALA, **san)]
    return Case("kk-otherwise.xlsx", "Kazakh headers in yet other words; codes in another case",
                one(lines(rows, headers)),
                (meant("1-25", QALA, **read), meant("2-25", DALA, **read)), header=1)  # fmt: skip


def english_otherwise() -> Case:
    headers = {
        "registration_no": "Inspection No.",
        "body": "Inspecting authority",
        "inspector_id": "Inspector's ID",
        "kind": "Type",
        "business_name": "Name of company",
        "tax_id": "Tax No (INN)",
        "started_on": "Start date",
        "finished_on": "End date",
        "email": "Contact e-mail",
    }
    rows = [{**row, "kind": "Planned"} for row in ROWS]
    return Case("en-otherwise.xlsx", "English headers in yet other words",
                one(lines(rows, headers)), MEANT, header=1)  # fmt: skip


def dates_otherwise() -> Case:
    spelt = [
        "7 июля 2025г", "07.07.2025 0:00:00", "07.07.25г.", "понедельник, 7 июля 2025 г.",
        "2025/07/07", "07.07.2025 (пн)", "07/июл/2025", "2025-07-07T00:00:00",
    ]  # fmt: skip
    rows = [typed(f"ДТ-{n}", firm, started_on=text)
            for n, (firm, text) in enumerate(zip(FIRMS, spelt, strict=True))]  # fmt: skip
    records = [meant(f"ДТ-{n}", firm) for n, firm in enumerate(FIRMS)]
    return Case("dates-otherwise.xlsx", "dates in eight other ways", one(lines(rows)), records)


def dates_in_turkic_otherwise() -> Case:
    spelt = ["2025-жылдын 7-июлунда", "7-июль, 2025-жыл", "07.07.2025ж.", "2025 жылғы 7-шілде",
             "7 шілде 2025 ж.", "2025-ж. 7-июль", "7 июль 2025"]  # fmt: skip
    rows = [typed(f"ДК-{n}", firm, started_on=text)
            for n, (firm, text) in enumerate(zip(FIRMS, spelt, strict=False))]  # fmt: skip
    records = [meant(f"ДК-{n}", firm) for n, (firm, _) in enumerate(zip(FIRMS, spelt,
                                                                        strict=False))]  # fmt: skip
    return Case("dates-ky-kk-otherwise.xlsx", "Kyrgyz and Kazakh dates in other ways",
                one(lines(rows)), records)  # fmt: skip


def inspectors_otherwise() -> Case:
    spelt = ["G-11,G-12", "G-11 и G-12", "G-11 (Асанов Б. М.)", "№ G-11", "G-11;", "G-11 G-12"]
    read = [["G-11", "G-12"], ["G-11", "G-12"], ["G-11"], ["G-11"], ["G-11"], ["G-11", "G-12"]]
    rows = [typed(f"ИН-{n}", firm, inspector_id=text)
            for n, (firm, text) in enumerate(zip(FIRMS, spelt, strict=False))]  # fmt: skip
    records = [meant(f"ИН-{n}", firm, inspector_ids=ids)
               for n, (firm, ids) in enumerate(zip(FIRMS, read, strict=False))]  # fmt: skip
    return Case("inspectors-otherwise.xlsx", "inspectors' IDs with «и», names, signs",
                one(lines(rows)), records)  # fmt: skip


def addresses_otherwise() -> Case:
    rows = [
        typed("АД-1", ALATOO, email="info@alatoo.kg (бухгалтер)"),
        typed("АД-2", BERMET, email="эл. почта: office@bermet-agro.kg"),
        typed("АД-3", KOLDO, email="T.KOLDOSHEV@MAIL.RU"),
        typed("АД-4", SUUSAR, email="suusar(at)elcat.kg"),
        typed("АД-5", NOMAD, email="«nomad.logistic@gmail.com»"),
        typed("АД-6", MEERIM, email="meerim85@inbox.ru, 0555 12-34-56"),
        typed("АД-7", ARCHA, email="sekretar@archa..com.kg"),
        typed("АД-8", TULPAR, email="tulpar@mail.kg; tulpar@mail.kg;"),
    ]
    return Case(
        "e-mails-otherwise.xlsx",
        "one address among other words is plain; one that is spoilt is not guessed",
        one(lines(rows)),
        (
            meant("АД-1", ALATOO),
            meant("АД-2", BERMET),
            meant("АД-3", KOLDO, email="T.KOLDOSHEV@mail.ru"),
            meant("АД-4", SUUSAR),
            meant("АД-5", NOMAD),
            meant("АД-6", MEERIM),
            meant("АД-8", TULPAR),
        ),
        told(
            "I2 email-read-as",
            "I3 email-read-as",
            "I5 email-read-as",
            "I7 email-read-as",
            "I8 email",
        ),
        rows=8,
    )


def reasons_otherwise() -> Case:
    spelt = ["нет электронной почты", "отказался предоставить", "Почтасы жок", "НЕТ", "отказ",
             "не имеет", "no"]  # fmt: skip
    read = ["none", "refused", "none", "none", "refused", "none", "none"]
    rows = [typed(f"ПР-{n}", firm, email=None, no_email_reason=text)
            for n, (firm, text) in enumerate(zip(FIRMS, spelt, strict=False))]  # fmt: skip
    records = [meant(f"ПР-{n}", firm, no_email_reason=code)
               for n, (firm, code) in enumerate(zip(FIRMS, read, strict=False))]  # fmt: skip
    return Case("reasons-otherwise.xlsx", "why there is no address, in free words",
                one(lines(rows)), records)  # fmt: skip


def merged_oblast() -> Case:
    headers = {"region": "Область", **RU}
    rows = [typed(f"ОБ-{n}", firm) for n, firm in enumerate((ALATOO, BERMET, KOLDO, SUUSAR), 1)]
    page = Sheet("Лист1", lines(rows, headers), {"A2:A3": "Ошская обл.", "A4:A5": "г. Ош"})
    regions = ["osh", "osh", "osh-city", "osh-city"]
    return Case(
        "merged-oblast.xlsx",
        "the first column names the oblast once for its rows",
        book(page),
        [meant(f"ОБ-{n}", firm, region=region) for n, (firm, region)
         in enumerate(zip((ALATOO, BERMET, KOLDO, SUUSAR), regions, strict=True), 1)],
        problems=told("A2 merged-filled"),
        header=1,
    )  # fmt: skip


def sections_merged_across() -> Case:
    rows = body_lines(ROWS)
    page = [*lines([]), [], rows[0], [], rows[1], ["Итого: 2"]]
    return Case(
        "sections-merged-across.xlsx",
        "sections are merged over all columns; the total is one cell",
        book(Sheet("Лист1", page, {"A2:J2": "1. Плановые проверки", "A4:J4": "2. Внеплановые"})),
        MEANT,
        problems=told("A2 section-title", "A4 section-title"),
        header=1,
    )


def totals_otherwise() -> Case:
    end = [
        ["ИТОГО проверок: 2"],
        ["в т.ч. плановых: 2"],
        ["Всего за месяц", None, None, 2],
        ["Бардыгы болуп", None, None, 2],
        [],
        [],
        ["Проверил:", None, "Мамытов К.", None, "____________"],
    ]
    return Case(
        "totals-otherwise.xlsx",
        "totals in other words, who checked the sheet",
        one([*lines(ROWS), *end]),
        MEANT,
        problems=told("A5 section-title", "A10 signature-line"),
        header=1,
    )


def formatted_blank_rows() -> Case:
    blank = [[Shown(None, "General")] * len(RU) for _ in range(3000)]
    return Case("formatted-blank-rows.xlsx", "three thousand rows are formatted and empty",
                one([*lines(ROWS), *blank]), MEANT, header=1)  # fmt: skip


def excel_table() -> Case:
    sums = [Formula("=SUBTOTAL(103,A2:A3)", 2)]
    return Case("filtered-table.xlsx", "a table whose total is reckoned by SUBTOTAL",
                one([*lines(ROWS), ["Итог", *[None] * 8, *sums]], autofilter="A1:J3"), MEANT,
                header=1)  # fmt: skip


def number_became_date() -> Case:
    rows = [typed(date(2025, 5, 12), ALATOO), typed("12/06", BERMET)]
    return Case(
        "number-became-a-date.xlsx",
        "Excel made the number 12/05 a date: what was meant is not known",
        one(lines(rows)),
        (meant("12/06", BERMET),),
        told("A2 number-as-date"),
        rows=2,
    )


def grouped_rows() -> Case:
    rows = [typed(f"ГР-{n}", firm) for n, firm in enumerate(FIRMS, 2)]
    return Case(
        "grouped-rows.xlsx",
        "many hidden rows in several stretches are told of once",
        one(lines(rows), hidden_rows=(3, 4, 5, 8)),
        [meant(f"ГР-{n}", firm) for n, firm in enumerate(FIRMS, 2)],
        told("- hidden-rows"),
        header=1,
    )


def kinds_otherwise() -> Case:
    spelt = [("плановая (выездная)", "planned"), ("Внепл.", "unplanned"),
             ("Контрольная проверка", "control"), ("ПЛАНОВАЯ", "planned"),
             ("жоспардан тыс тексеру", "unplanned"), ("пландан тышкаркы", "unplanned")]  # fmt: skip
    rows = [typed(f"ВД-{n}", firm, kind=text)
            for n, (firm, (text, _)) in enumerate(zip(FIRMS, spelt, strict=False))]  # fmt: skip
    records = [meant(f"ВД-{n}", firm, kind=code)
               for n, (firm, (_, code)) in enumerate(zip(FIRMS, spelt, strict=False))]  # fmt: skip
    return Case("kinds-otherwise.xlsx", "kinds with an addition, cut short, in capitals",
                one(lines(rows)), records)  # fmt: skip


def body_column_in_title_only() -> Case:
    headers = {code: text for code, text in RU.items() if code != "body"}
    above = [["Проверяющий орган: geti"], []]
    return Case("body-in-title-only.xlsx", "the body stands in the title, not in a column",
                one([*above, *lines(ROWS, headers)]), refused="missing-columns")  # fmt: skip


def totals_by_formula_only() -> Case:
    headers = more("violations", "fine_som")
    rows = [{**row, "violations": 1, "fine_som": 1000} for row in ROWS]
    sums = [*[None] * 10, Formula("=SUM(K2:K3)", 2), Formula("=SUM(L2:L3)", 2000)]
    return Case(
        "total-without-word.xlsx",
        "the totals row has sums only, no word",
        one([*lines(rows, headers), sums]),
        [{**record, "violations": 1, "fine_som": 1000} for record in MEANT],
        header=1,
    )


def inns_in_one_column_with_name() -> Case:
    headers = {**RU, "business_name": "Наименование и ИНН"}
    headers.pop("tax_id")
    firm = Firm("ОсОО «Ала-Тоо», ИНН 01508200810132", ALATOO.tax_id, ALATOO.email)
    return Case("name-and-inn-in-one.xlsx", "name and number in one column: what lacks is said",
                one(lines([typed("1", firm)], headers)), refused="missing-columns")  # fmt: skip


def numbers_otherwise() -> Case:
    spelt = [("3 нарушения", "17500 с."), ("не выявлено", "7 500,00 сом"), ("нарушений нет", "нет"),
             ("4 (четыре)", "5000-00")]  # fmt: skip
    rows = [typed(f"ЧС-{n}", firm, violations=a, fine_som=b)
            for n, (firm, (a, b)) in enumerate(zip(FIRMS, spelt, strict=False))]  # fmt: skip
    read = [(3, 17500), (0, 7500), (0, 0), (4, 5000)]
    records = [meant(f"ЧС-{n}", firm, violations=a, fine_som=b)
               for n, (firm, (a, b)) in enumerate(zip(FIRMS, read, strict=False))]  # fmt: skip
    return Case("numbers-otherwise.xlsx", "counts and sums with words beside them",
                one(lines(rows, more("violations", "fine_som"))), records)  # fmt: skip
