"""Whole workbooks of inspectorates, with everything at once, as they come in a real quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from exam.sheets.books import Formula, Sheet, book
from exam.sheets.case import FIRMS, KAZAKH, Case, Firm, meant, told
from exam.sheets.old_books import xls
from exam.sheets.plain import csv_text, ods
from exam.sheets.typed import body_lines, lines, typed

A, B, K, S, N, M, R, T = FIRMS


def cases() -> Iterator[Case]:
    yield sanitary_register()
    yield tax_service_csv()
    yield oblasts_with_summary()
    yield labour_inspection()
    yield akim_report()
    yield electrical_inspection_xls()
    yield monthly_ods()
    yield two_inspectors_copies()
    yield fire_inspection_wide()


SANITARY = {
    "n": "№ п/п",
    "registration_no": "№ регистрации проверки",
    "registered_at": "Дата регистрации проверки",
    "body": "Наименование уполномоченного органа",
    "inspector_id": "№ служебного удостоверения",
    "business_name": "Наименование объекта",
    "tax_id": "ИНН",
    "address": "Адрес объекта",
    "region": "Регион",
    "kind": "Вид проверки",
    "risk": "Степень риска",
    "started_on": "начало",
    "finished_on": "окончание",
    "violations": "Выявлено нарушений",
    "instruction_no": "№ предписания",
    "instruction_due": "Срок исполнения предписания",
    "fine_som": "Сумма штрафа, сом",
    "email": "Электронная почта субъекта",
    "phone": "Тел.",
    "x": "Примечание",
}


def sanitary_register() -> Case:
    """Letterhead, two tiers, numbered columns, sections, a total with a sum, a signature."""
    top = [None if code in ("started_on", "finished_on") else text
           for code, text in SANITARY.items()]  # fmt: skip
    under = [text if code in ("started_on", "finished_on") else None
             for code, text in SANITARY.items()]  # fmt: skip
    ses = {"body": "ses", "inspector_id": 2041}
    rows = body_lines([
        typed("СЭН-101", A, **ses, n=1, registered_at="01.07.25", address="г. Ош, Ленина 12",
              region="г.Ош", risk="высокая", violations=4, instruction_no="П-18",
              instruction_due="15.08.25", fine_som="15 000", phone="0555 123456", x="акт"),
        typed("СЭН-102", B, **ses, n=2, registered_at="02.07.25", address="с. Беш-Кюнгей",
              region="Чуйская обл", violations="-", risk="средняя"),
        typed("СЭН-103", K, **{**ses, "inspector_id": "2041, 2042"}, n=3, region="Ош",
              violations=0, email=None, x="нет почты"),
    ], SANITARY)  # fmt: skip
    head = [
        ["Кыргыз Республикасынын Саламаттык сактоо министрлиги"],
        ["РЕЕСТР проверок субъектов предпринимательства, проведённых ЦГСЭН за июль 2025 г."],
        [],
    ]
    numbers = [*range(1, len(SANITARY) + 1)]
    total = [None, "Итого", *[None] * 11, Formula("=SUM(N8:N10)", 4), None, None, 15000]
    sign = [[], [None, "Главный врач ЦГСЭН", None, None, "________", "Э. Абдыкадыров"]]
    body = [["г. Ош"], rows[0], ["Чуйская область"], *rows[1:]]
    read = {"body": "ses", "inspector_ids": ["2041"]}
    return Case(
        "sanitary-register.xlsx",
        "a register of the sanitary service with all that a printed form has",
        book(Sheet("Реестр", [*head, top, under, numbers, *body, total, *sign],
                   {"L4:M4": "Сроки проверки"})),
        (
            meant("СЭН-101", A, **read, registered_at="2025-07-01", address="г. Ош, Ленина 12",
                  region="osh-city", risk="высокая", violations=4, instruction_no="П-18",
                  instruction_due="2025-08-15", fine_som=15000, phone="0555 123456"),
            meant("СЭН-102", B, **read, registered_at="2025-07-02", address="с. Беш-Кюнгей",
                  region="chuy", risk="средняя"),
        ),
        told("T4 unknown-column", "I11 unknown-region", "R11 missing-email",
             "A7 section-title", "A9 section-title", "B14 signature-line"),
        sheet="Реестр",
        rows=3,
    )  # fmt: skip


def tax_service_csv() -> Case:
    """Sixty rows; each tenth has its zero lost."""
    firms = [Firm(f"ОсОО «Базар-{n}»", f"01503{2010 + n % 10}{10000 + n}", f"b{n}@bazar{n}.kg")
             for n in range(60)]  # fmt: skip
    day = date(2025, 4, 1)
    rows = [
        typed(f"ГНС-{n:04}", firm, body="Государственная налоговая служба Кыргызской Республики",
              inspector_id="Н-07", tax_id=firm.tax_id.lstrip("0") if n % 10 == 0 else firm.tax_id,
              started_on=day + timedelta(n), finished_on=day + timedelta(n + 3))
        for n, firm in enumerate(firms)
    ]  # fmt: skip
    records = [
        meant(f"ГНС-{n:04}", firm, body="gns", inspector_ids=["Н-07"],
              started_on=str(day + timedelta(n)), finished_on=str(day + timedelta(n + 3)))
        for n, firm in enumerate(firms)
    ]  # fmt: skip
    return Case(
        "tax-service.csv",
        "sixty rows of the tax service's own program",
        csv_text(lines(rows)).encode("cp1251"),
        records,
        told("- encoding-lost", *(f"F{n + 2} tax-id-zero" for n in range(0, 60, 10))),
        header=1,
    )


def oblasts_with_summary() -> Case:
    summary = [["Сводная информация"], ["Область", "Количество проверок", "Штраф"],
               ["Чуйская", 2, 0], ["Нарынская", 1, 0], ["Всего", 3, 0]]  # fmt: skip
    head = [["Информация о проверках"], []]
    return Case(
        "oblasts-with-summary.xlsx",
        "summary, a sheet per oblast (one without any inspections yet), a hidden list",
        book(
            Sheet("СВОД", summary),
            Sheet("Чуй", [*head, *lines([typed("Ч-1", A), typed("Ч-2", B)]), ["Всего", 2]]),
            Sheet("Нарын", [*head, *lines([typed("Н-1", K, finished_on="8.07.25")])]),
            Sheet("Талас", [*head, *lines([])]),
            Sheet("списки", [["плановая"], ["внеплановая"]], state="hidden"),
        ),
        (meant("Ч-1", A), meant("Ч-2", B), meant("Н-1", K)),
        sheet="Чуй",
        header=3,
    )


LABOUR = {
    "n": "р/с №",
    "registration_no": "Тексеруді тіркеу нөмірі",
    "body": "Мемлекеттік органның атауы",
    "inspector_id": "Инспектор",
    "kind": "Тексеру түрі",
    "basis": "Тексеруге негіз",
    "business_name": "Субъектінің атауы",
    "tax_id": "БСН (ЖСН)",
    "started_on": "Басталу күні",
    "finished_on": "Аяқталу күні",
    "violations": "Анықталған бұзушылықтар саны",
    "email": "Электрондық пошта",
    "phone": "Байланыс телефоны",
    "no_email_reason": "Пошта неге жоқ",
}


def labour_inspection() -> Case:
    qala, dala, aisha, ertis = KAZAKH
    labour = {"body": "kz-eti", "inspector_id": "E-1"}
    read = {"body": "kz-eti", "inspector_ids": ["E-1"]}
    rows = [
        typed("E-25-31", qala, **labour, n=1, kind="жоспарлы тексеру", violations="2",
              basis="Жартыжылдық жоспар", phone="8 (727) 250-10-10", tax_id=50140004516),
        typed("E-25-32", dala, **labour, n=2, kind="Жоспардан тыс", started_on="07.07.2025 ж.",
              finished_on="2025 жылғы 8 шілде", basis="Өтініш № 45"),
        typed("E-25-33", aisha, **{**labour, "body": "Еңбек инспекциясы"}, n=3, kind="жоспарлы"),
        typed("E-25-34", ertis, **labour, n=4, kind="бақылау", email="жоқ"),
    ]  # fmt: skip
    head = [["Алматы қаласы бойынша мемлекеттік еңбек инспекциясы"], ["Тексерулер туралы есеп"], []]
    end = [["Жиыны:", None, None, 4], [], ["Басшының орынбасары", None, None, "Ж. Әбдіқадыр"]]
    return Case(
        "labour-inspection-almaty.xlsx",
        "a Kazakh register with its own names of columns; a body that is not known",
        book(Sheet("Есеп", [*head, *lines(rows, LABOUR), *end])),
        (
            meant("E-25-31", qala, **read, violations=2, basis="Жартыжылдық жоспар",
                  phone="8 (727) 250-10-10"),
            meant("E-25-32", dala, **read, kind="unplanned", basis="Өтініш № 45"),
            meant("E-25-34", ertis, **read, kind="control", no_email_reason="none"),
        ),
        told("H5 tax-id-zero", "C7 unknown-body", "L8 reason-in-email", "A11 signature-line"),
        sheet="Есеп",
        header=4,
        rows=4,
    )  # fmt: skip


def akim_report() -> Case:
    """The sheet was made for an akim: wide title, colours; dates of one row are the wrong way."""
    headers = {
        "registration_no": "Текшерүүнүн катталган номери",
        "business_name": "Чарба жүргүзүүчү субъекттин аталышы",
        "tax_id": "Субъекттин ИСН (ИНН)",
        "region": "Облус, шаар",
        "body": "Мамлекеттик органдын аталышы",
        "inspector_id": "Инспектордун күбөлүгүнүн №",
        "kind": "Текшерүүнүн түрү",
        "started_on": "Текшерүүнүн башталган күнү",
        "finished_on": "Текшерүүнүн аяктаган күнү",
        "email": "Субъекттин электрондук почтасы",
    }
    rows = [
        typed("7/25", A, kind="пландуу", region="Жалал-Абад облусу", inspector_id="G-12"),
        typed("8/25", N, kind="пландуу", region="Ысык-Көл", started_on="09.07.2025-ж."),
        typed("9/25", T, kind="пландан тышкары", region="Бишкек шаары"),
    ]
    return Case(
        "report-to-the-akim.xlsx",
        "Kyrgyz names of columns that say the same in other words",
        book(Sheet("Отчёт", [["Аким үчүн МААЛЫМАТ"], *lines(rows, headers)])),
        (
            meant("7/25", A, region="jalal-abad", inspector_ids=["G-12"]),
            meant("9/25", T, kind="unplanned", region="bishkek"),
        ),
        told("I4 dates-order"),
        sheet="Отчёт",
        header=2,
        rows=3,
    )


def electrical_inspection_xls() -> Case:
    headers = ["№", "Рег. №", "Орган", "Инспектор", "Вид", "Предприятие", "ИНН", "Начало",
               "Окончание", "E-mail"]  # fmt: skip
    short = dict(zip(typed("", A), headers[1:], strict=True))
    rows = body_lines([typed("Э-7", S), typed("Э-8", M, tax_id=12906198500871)], short)
    return Case(
        "electrical-inspection.xls",
        "an old xls with the shortest headers",
        xls("Лист1", [["Энергоинспекция"], headers, *[[n, *row] for n, row in enumerate(rows, 1)],
                      [None, "Итого:", 2]]),
        (meant("Э-7", S), meant("Э-8", M)),
        sheet="Лист1",
        header=2,
    )  # fmt: skip


def monthly_ods() -> Case:
    months = ["Июль", "Август"]
    sheets = [(name, [[f"Проверки, {name.lower()} 2025"],
                      *lines([typed(f"{name[0]}-1", firm, tax_id=firm.tax_id)])])
              for name, firm in zip(months, (R, T), strict=True)]  # fmt: skip
    return Case(
        "months.ods",
        "a LibreOffice workbook with a sheet a month",
        ods(*sheets, merged=10),
        (meant("И-1", R), meant("А-1", T)),
        sheet="Июль",
        header=2,
    )


def two_inspectors_copies() -> Case:
    """Two inspectors kept their own sheets; one inspection stands on both, one with other dates."""
    first = [typed("2И-1", A), typed("2И-2", B)]
    second = [typed("2И-1", A), typed("2И-2", B, finished_on="09.07.2025"), typed("2И-3", K)]
    return Case(
        "two-inspectors.xlsx",
        "the same inspections on two sheets: once the same, once with another date",
        book(Sheet("Асанов", lines(first)), Sheet("Гүлнара", lines(second))),
        (meant("2И-1", A), meant("2И-2", B), meant("2И-3", K)),
        told("Гүлнара!A2 duplicate-row", "Гүлнара!A3 registration-conflict"),
        sheet="Асанов",
        header=1,
        rows=5,
    )


def fire_inspection_wide() -> Case:
    """The inspector's own form: forty columns of which ours are scattered ones."""
    own = [f"Показатель {n}" for n in range(1, 31)]
    ours = list(typed("", A))
    place = {code: 3 * at for at, code in enumerate(ours)}
    usual = dict(zip(ours, lines([])[0], strict=False))
    width = len(own) + len(ours)
    header, free = [""] * width, iter(own)
    at_code = {at: code for code, at in place.items()}
    header = [usual[at_code[at]] if at in at_code else next(free) for at in range(width)]
    row = typed("ПЖ-1", M)
    line = [row[at_code[at]] if at in at_code else "да" for at in range(width)]
    letters = [chr(65 + at) if at < 26 else "A" + chr(39 + at) for at in range(width)]
    unknown = [f"{letters[at]}2 unknown-column" for at in range(width) if at not in at_code]
    return Case(
        "wide-form.xlsx",
        "thirty columns of the inspector's own between ours",
        book(Sheet("Форма", [["ФОРМА"], header, line])),
        (meant("ПЖ-1", M),),
        told(*unknown),
        sheet="Форма",
        header=2,
    )
