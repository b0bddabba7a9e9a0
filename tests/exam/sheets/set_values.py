"""Cells as people type them: dates, tax numbers, addresses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from exam.sheets.books import Formula, Shown, one
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
    yield dates_in_russian()
    yield dates_in_kyrgyz_and_kazakh()
    yield dates_as_cells()
    yield dates_that_are_wrong()
    yield tax_ids()
    yield tax_ids_wrong()
    yield addresses_clumsily_typed()
    yield addresses_wrong()
    yield no_address()


def dates_in_russian() -> Case:
    spelt = [
        ("5.7.25", "05/07/2025"),
        ("05.07.2025г.", "5 июля 2025 г."),
        ("05.07.2025 год", "6 ИЮЛЯ 2025 года"),
        ("2025-07-05", "2025-07-05 00:00:00"),
        (" 05.07.2025 ", "05.07.2025 14:30"),
        ("05-07-2025", "«07» июля 2025 г."),
        ("05. 07. 2025", "05,07,2025"),
        ("2025.07.05", "5 июл. 2025"),
    ]
    ends = ["07-05", "07-05", "07-06", "07-05", "07-05", "07-07", "07-05", "07-05"]
    rows = [typed(f"Д-{n}", firm, started_on=a, finished_on=b)
            for n, (firm, (a, b)) in enumerate(zip(FIRMS, spelt, strict=True))]  # fmt: skip
    records = [meant(f"Д-{n}", firm, started_on="2025-07-05", finished_on=f"2025-{end}")
               for n, (firm, end) in enumerate(zip(FIRMS, ends, strict=True))]  # fmt: skip
    return Case("dates-ru.xlsx", "dates typed as text in sixteen ways", one(lines(rows)), records)


def dates_in_kyrgyz_and_kazakh() -> Case:
    spelt = [
        ("2025-жылдын 5-июлу", "2025-жыл 6-июль"),
        ("5-июль 2025-ж.", "2025-ж. 6-июлу"),
        ("05.07.2025-ж.", "06.07.2025 ж."),
        ("2025 жылғы 5 шілде", "2025 ж. 6 шілде"),
        ("2025 жылдың 5 шілдесі", "2025 жылғы «6» шілде"),
        ("5 July 2025", "July 6, 2025"),
        ("05-Jul-2025", "6-Jul-25"),
    ]
    rows = [typed(f"Ж-{n}", firm, started_on=a, finished_on=b)
            for n, (firm, (a, b)) in enumerate(zip(FIRMS, spelt, strict=False))]  # fmt: skip
    records = [meant(f"Ж-{n}", firm, started_on="2025-07-05", finished_on="2025-07-06")
               for n, (firm, _) in enumerate(zip(FIRMS, spelt, strict=False))]  # fmt: skip
    return Case("dates-ky-kk-en.xlsx", "dates in Kyrgyz, Kazakh, English", one(lines(rows)),
                records)  # fmt: skip


def dates_as_cells() -> Case:
    rows = [
        typed("Я-1", ALATOO, started_on=datetime(2025, 7, 7, 9, 30),
              finished_on=datetime(2025, 7, 8, 18, 0)),
        typed("Я-2", BERMET, started_on=45845, finished_on="45846"),
        typed("Я-3", KOLDO, started_on=Shown(date(2025, 7, 7), "[$-419]d mmmm yyyy;@"),
              finished_on=Shown(date(2025, 7, 8), "yyyy-mm-dd")),
        typed("Я-4", SUUSAR, started_on=Shown(date(2025, 7, 7), "d/m/yy"),
              finished_on=Formula("=G5+1", 45846)),
    ]  # fmt: skip
    return Case(
        "dates-as-cells.xlsx",
        "with a time of day, as a serial number (also as text), in other formats, reckoned",
        one(lines(rows)),
        (meant("Я-1", ALATOO), meant("Я-2", BERMET), meant("Я-3", KOLDO), meant("Я-4", SUUSAR)),
        told("G3 date-serial", "H3 date-serial", "H5 date-serial"),
    )


def dates_that_are_wrong() -> Case:
    rows = [
        typed("Н-1", ALATOO, started_on="31.06.2025"),
        typed("Н-2", BERMET, started_on=date(2025, 7, 9), finished_on=date(2025, 7, 8)),
        typed("Н-3", KOLDO, finished_on=date(2062, 7, 8)),
        typed("Н-4", SUUSAR, started_on=date(1925, 7, 7)),
        typed("Н-5", NOMAD, started_on="июль 2025"),
        typed("Н-6", MEERIM, finished_on=None),
        typed("Н-7", ARCHA, finished_on="по графику"),
        typed("Н-8", TULPAR, instruction_due="до 01.09.2025", registered_at="?"),
    ]
    return Case(
        "dates-wrong.xlsx",
        "no such day, end before start, a typing slip in the year, no day at all",
        one(lines(rows, more("instruction_due", "registered_at"))),
        (meant("Н-8", TULPAR, instruction_due="2025-09-01"),),
        told("G2 date", "H3 dates-order", "H4 date-future", "G5 date-before-2000", "G6 date",
             "H7 missing", "H8 date", "L9 date"),
        rows=8,
    )  # fmt: skip


def tax_ids() -> Case:
    rows = [
        typed("И-1", ALATOO, tax_id=1508200810132),
        typed("И-2", BERMET, tax_id=Shown(2303201510046, "00000000000000")),
        typed("И-3", KOLDO, tax_id=21111197200354),
        typed("И-4", SUUSAR, tax_id="ИНН 00207199610017"),
        typed("И-5", NOMAD, tax_id="0 1206 2019 10288"),
        typed("И-6", MEERIM, tax_id="'12906198500871"),
        typed("И-7", ARCHA, tax_id="03010200010011\u200b"),
        typed("И-8", TULPAR, tax_id="911201210305"),
    ]
    firms = FIRMS[:7]
    return Case(
        "tax-ids.xlsx",
        "as numbers with a lost zero, with a word, in groups, with an apostrophe",
        one(lines(rows)),
        [meant(f"И-{n}", firm) for n, firm in enumerate(firms, 1)],
        told("F2 tax-id-zero", "F3 tax-id-zero", "F9 tax-id-check"),
        rows=8,
    )


def tax_ids_wrong() -> Case:
    rows = [
        typed("Х-1", ALATOO, tax_id="1,50820081E+12"),
        typed("Х-2", BERMET, tax_id="0230320151004"),
        typed("Х-3", KOLDO, tax_id="не указан"),
        typed("Х-4", SUUSAR, tax_id=None),
        typed("Х-5", NOMAD, tax_id="O1206201910288"),
        typed("Х-6", MEERIM, tax_id="129061985008712"),
        typed("Х-7", ARCHA, tax_id="12345"),
    ]
    return Case(
        "tax-ids-wrong.xlsx",
        "spoilt by Excel, a digit too few or too many, a letter O, a word, nothing",
        one(lines(rows)),
        (),
        told("F2 tax-id-lost", "F3 tax-id-length", "F4 tax-id-digits", "F5 missing",
             "F6 tax-id-digits", "F7 tax-id-length", "F8 tax-id-length"),
        rows=7,
    )  # fmt: skip


def addresses_clumsily_typed() -> Case:
    spelt = [
        "Info@AlaToo.KG",
        "<office@bermet-agro.kg>",
        "mailto:t.koldoshev@mail.ru",
        "suusar@elcat.kg;",
        "e-mail: nomad.logistic@gmail.com",
        "meerim85@inbox.ru.",
        "sekretar@archa.com.kg, sekretar@archa.com.kg",
        "Тулпар Транс <tulpar@mail.kg>",
    ]
    rows = [typed(f"Э-{n}", firm, email=text)
            for n, (firm, text) in enumerate(zip(FIRMS, spelt, strict=True))]  # fmt: skip
    records = [meant(f"Э-{n}", firm) for n, firm in enumerate(FIRMS)]
    records[0]["email"] = "Info@alatoo.kg"
    return Case("e-mails-clumsy.xlsx", "one address, clumsily typed: still one plain mailbox",
                one(lines(rows)), records)  # fmt: skip


def addresses_wrong() -> Case:
    rows = [
        typed("Ю-1", ALATOO, email="info@alatoo.kg, buh@alatoo.kg"),
        typed("Ю-2", BERMET, email="office@bermet-agro"),
        typed("Ю-3", KOLDO, email="t.koldoshev.mail.ru"),
        typed("Ю-4", SUUSAR, email="suusar@elcat,kg"),
        typed("Ю-5", NOMAD, email="www.nomad-logistic.kg"),
        typed("Ю-6", MEERIM, email="0555 12-34-56"),
        typed("Ю-7", ARCHA, email="sеkretar@archa.com.kg"),
        typed("Ю-8", TULPAR, email="tulpar@mail.kg\ninfo@tulpar.kg"),
    ]
    return Case(
        "e-mails-wrong.xlsx",
        "two addresses, no ending, no @, a comma, a site, a telephone, a Cyrillic е",
        one(lines(rows)),
        (meant("Ю-1", ALATOO), meant("Ю-4", SUUSAR), meant("Ю-8", TULPAR)),
        told("I2 several-emails", "I3 email", "I4 email", "I5 email-read-as", "I6 email",
             "I7 email", "I8 email-letter", "I9 several-emails"),
        rows=8,
    )  # fmt: skip


def no_address() -> Case:
    rows = [
        typed("О-1", ALATOO, email="нет"),
        typed("О-2", BERMET, email=None, no_email_reason="отказались"),
        typed("О-3", KOLDO, email="-", no_email_reason="Нет"),
        typed("О-4", SUUSAR, email=None),
        typed("О-5", NOMAD, email="—"),
        typed("О-6", MEERIM, no_email_reason="нет"),
        typed("О-7", ARCHA, email=None, no_email_reason="в отпуске"),
        typed("О-8", TULPAR, email="баш тартты"),
    ]
    return Case(
        "no-e-mail.xlsx",
        "the reason in its own column, in the address's, both, an unknown one, none",
        one(lines(rows)),
        (
            meant("О-1", ALATOO, no_email_reason="none"),
            meant("О-2", BERMET, no_email_reason="refused"),
            meant("О-3", KOLDO, no_email_reason="none"),
            meant("О-6", MEERIM),
            meant("О-8", TULPAR, no_email_reason="refused"),
        ),
        told("I2 reason-in-email", "I5 missing-email", "I6 missing-email", "J7 reason-not-needed",
             "J8 unknown-value", "I9 reason-in-email"),
        rows=8,
    )  # fmt: skip
