"""Sums in thousands, «б/н», a second kind of table, archives, long texts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from exam.sheets.books import one
from exam.sheets.case import ALATOO, ARCHA, BERMET, KOLDO, NOMAD, SUUSAR, Case, meant, told
from exam.sheets.old_books import compound
from exam.sheets.typed import lines, more, typed

ROWS = [typed("РЗ-1", ALATOO), typed("РЗ-2", BERMET)]
MEANT = (meant("РЗ-1", ALATOO), meant("РЗ-2", BERMET))


def cases() -> Iterator[Case]:
    yield sums_in_thousands()
    yield without_number()
    yield second_kind_of_table()
    yield notes_below()
    yield long_texts()
    yield doubtful_tax_ids()
    yield zipped()
    yield excel_xml()
    yield word_of_old()
    yield flat_names()


def sums_in_thousands() -> Case:
    firms = (ALATOO, BERMET, KOLDO, SUUSAR, NOMAD)
    spelt = ["15 тыс. сом", "2,5 тыс.", "100 USD", "17 500", 999999999999999]
    rows = [typed(f"ТС-{n}", firm, fine_som=text) for n, (firm, text)
            in enumerate(zip(firms, spelt, strict=True))]  # fmt: skip
    read = [None, None, None, 17500, None]
    return Case(
        "sums-in-thousands.xlsx",
        "a sum in thousands, in dollars, of a thousand milliards: left out, never guessed",
        one(lines(rows, more("fine_som"))),
        [meant(f"ТС-{n}", firm, fine_som=som) for n, (firm, som)
         in enumerate(zip(firms, read, strict=True))],
        told("K2 number-unit", "K3 number-unit", "K4 number-unit", "K6 too-large"),
        header=1,
    )  # fmt: skip


def without_number() -> Case:
    rows = [
        typed("б/н", ALATOO),
        typed("РЗ-2", BERMET, instruction_no="б/н"),
        typed("РЗ-3", KOLDO, business_name="-"),
        typed("РЗ-4", ARCHA, tax_id="нет"),
    ]
    return Case(
        "without-number.xlsx",
        "«б/н», a dash, «нет» in cells that are mandatory",
        one(lines(rows, more("instruction_no"))),
        (meant("РЗ-2", BERMET),),
        told("A2 said-none", "E4 missing", "F5 tax-id-digits"),
        header=1,
        rows=4,
    )


def second_kind_of_table() -> Case:
    other = [
        [
            "ИНН",
            "Наименование предприятия",
            "Регистрационный номер",
            "ID инспектора",
            "Вид проверки",
        ],
        [SUUSAR.tax_id, SUUSAR.name, "РЗ-9", "G-11", "плановая"],
    ]
    return Case(
        "second-kind-of-table.xlsx",
        "below stands a table with some of our columns: not read, and told of",
        one([*lines(ROWS), [], ["Дополнительно:"], *other]),
        MEANT,
        told("A6 other-table", "A5 section-title"),
        header=1,
    )


def notes_below() -> Case:
    below = [[], ["Примечание: данные предварительные."], ["* по решению суда"],
             ["** включая повторные, см. приложение 2", None, None, "и приложение 3"]]  # fmt: skip
    return Case(
        "notes-below.xlsx",
        "notes and footnotes stand below the table",
        one([*lines(ROWS), *below]),
        MEANT,
        told("A5 note-line", "A6 note-line", "A7 note-line"),
        header=1,
    )


def long_texts() -> Case:
    rows = [typed("РЗ-1", ALATOO, basis="а" * 1001), typed("Р" * 81, BERMET),
            typed("РЗ-3", KOLDO, basis="б" * 1000)]  # fmt: skip
    return Case(
        "long-texts.xlsx",
        "texts of one letter too many",
        one(lines(rows, more("basis"))),
        (meant("РЗ-1", ALATOO, basis="а" * 1000), meant("РЗ-3", KOLDO, basis="б" * 1000)),
        told("K2 too-long", "A3 too-long"),
        header=1,
        rows=3,
    )


def doubtful_tax_ids() -> Case:
    rows = [typed("РЗ-1", ALATOO, tax_id="01599200810132"), typed("РЗ-2", BERMET),
            typed("РЗ-3", KOLDO, tax_id="99999999999999")]  # fmt: skip
    return Case(
        "doubtful-tax-ids.xlsx",
        "fourteen digits with no date among them: taken, with a warning",
        one(lines(rows)),
        (
            meant("РЗ-1", ALATOO, tax_id="01599200810132"),
            meant("РЗ-2", BERMET),
            meant("РЗ-3", KOLDO, tax_id="99999999999999"),
        ),
        told("F2 tax-id-doubtful", "F4 tax-id-doubtful"),
        header=1,
    )


def zipped() -> Case:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("проверки.xlsx", one(lines(ROWS)))
    return Case("july.zip", "a workbook packed into an archive", out.getvalue(),
                refused="archive")  # fmt: skip


def excel_xml() -> Case:
    text = (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row>'
        "<Cell><Data>ИНН</Data></Cell></Row></Table></Worksheet></Workbook>"
    )
    return Case("excel-2003-xml.xls", "an XML table of Excel 2003 named xls", text.encode(),
                refused="xml-table")  # fmt: skip


def word_of_old() -> Case:
    return Case("letter.xls", "an old Word letter named xls", compound("WordDocument", bytes(9)),
                refused="not-a-spreadsheet")  # fmt: skip


def flat_names() -> Case:
    """A name of a sheet and a text that look like paths: they are only texts."""
    rows = [typed("../../etc/РЗ-1", ALATOO), typed("РЗ-2", BERMET)]
    return Case(
        "path-like-texts.xlsx",
        "texts that look like paths are texts",
        one(lines(rows), "..passwd"),
        (meant("../../etc/РЗ-1", ALATOO), MEANT[1]),
        sheet="..passwd",
        header=1,
    )
