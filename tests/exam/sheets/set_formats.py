"""The formats: csv in its sorts, ods, xls, xlsb, xlsm, and old books of text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from exam.sheets.books import Sheet, book, one
from exam.sheets.case import ALATOO, BERMET, KOLDO, MEERIM, NOMAD, Case, Firm, meant, told
from exam.sheets.old_books import xls, xlsb
from exam.sheets.plain import csv_text, ods
from exam.sheets.typed import KY, RU, lines, more, typed

ROWS = [typed("Ф-25-1", ALATOO), typed("Ф-25-2", BERMET), typed("Ф-25-3", KOLDO)]
MEANT = (meant("Ф-25-1", ALATOO), meant("Ф-25-2", BERMET), meant("Ф-25-3", KOLDO))
OLD = told("- encoding-lost")
"""An old encoding cannot tell whether letters are lost: the sender is told at any rate."""
KYRGYZ = Firm("«Өнөр-Жай» ЖЧКсы, Үчкөргөн", "01508200810132", "onor@mail.kg")


def cases() -> Iterator[Case]:
    yield csv_1251()
    yield csv_1251_kyrgyz()
    yield csv_utf16()
    yield csv_utf16_no_mark()
    yield csv_utf8_quoted()
    yield csv_sep_line()
    yield csv_comma()
    yield csv_title_above()
    yield csv_zeros_lost()
    yield csv_of_a_1c_export()
    yield csv_formula_texts()
    yield csv_ends_of_an_old_mac()
    yield txt_in_tabs()
    yield ods_table()
    yield ods_hidden_rows()
    yield xls_table()
    yield xls_letterhead()
    yield xlsb_table()
    yield xlsm_with_macro()
    yield xlsx_named_xls()
    yield csv_named_xls()
    yield rich_text_and_inline()


def plain(name: str, note: str, data: bytes, **more: object) -> Case:
    """A csv whose header is its first line."""
    given = {"records": MEANT, "header": 1, **more}
    return Case(name, note, data, **given)  # type: ignore[arg-type]


def csv_1251() -> Case:
    return plain("excel-ru.csv", "saved by a Russian Excel: cp1251, semicolons",
                 csv_text(lines(ROWS)).encode("cp1251"), problems=OLD)  # fmt: skip


def csv_1251_kyrgyz() -> Case:
    text = csv_text(lines([typed("Ф-1", KYRGYZ, kind="пландуу")], KY))
    lost = text.translate(str.maketrans("өүң", "???")).translate(str.maketrans("ӨҮҢ", "???"))
    firm = Firm("«?н?р-Жай» ЖЧКсы, ?чк?рг?н", KYRGYZ.tax_id, KYRGYZ.email)
    return plain(
        "excel-ky-letters-lost.csv",
        "a Kyrgyz sheet saved in cp1251: ө, ү, ң became question marks, in the headers too",
        lost.encode("cp1251"),
        records=(meant("Ф-1", firm),),
        problems=OLD,
    )


def csv_utf16() -> Case:
    text = csv_text(lines(ROWS), "\t")
    return plain("unicode-text.csv", "«Unicode text» of Excel: UTF-16 with tabs",
                 b"\xff\xfe" + text.encode("utf-16-le"))  # fmt: skip


def csv_utf16_no_mark() -> Case:
    text = csv_text(lines(ROWS), ";")
    return plain("utf-16-be.csv", "UTF-16 the other way round, with semicolons",
                 b"\xfe\xff" + text.encode("utf-16-be"))  # fmt: skip


def csv_utf8_quoted() -> Case:
    firm = Firm('ОсОО "Ак-Жол"; филиал', ALATOO.tax_id, ALATOO.email)
    rows = [typed("Ф-1", firm, address="г. Ош,\nул. Ленина, 12; оф. 3"),
            typed("Ф-2", BERMET, address='д. "Арал"')]  # fmt: skip
    return plain(
        "utf-8-quoted.csv",
        "UTF-8 with a mark; quotes, separators and line ends in cells",
        b"\xef\xbb\xbf" + csv_text(lines(rows, more("address"))).encode(),
        records=(
            meant("Ф-1", firm, address="г. Ош, ул. Ленина, 12; оф. 3"),
            meant("Ф-2", BERMET, address='д. "Арал"'),
        ),
    )


def csv_sep_line() -> Case:
    return plain("sep-line.csv", "the first line says sep=; as Excel understands it",
                 ("sep=;\r\n" + csv_text(lines(ROWS))).encode("utf-8-sig"),
                 header=None)  # fmt: skip


def csv_comma() -> Case:
    rows = [typed("Ф-1", Firm("ОсОО «Ак, Суу»", NOMAD.tax_id, NOMAD.email)),
            typed("Ф-2", MEERIM)]  # fmt: skip
    return plain("google-sheets.csv", "UTF-8 without a mark, commas, as Google saves it",
                 csv_text(lines(rows), ",", "\n").encode(),
                 records=(meant("Ф-1", Firm("ОсОО «Ак, Суу»", NOMAD.tax_id, NOMAD.email)),
                          meant("Ф-2", MEERIM)))  # fmt: skip


def csv_title_above() -> Case:
    width = ";" * (len(RU) - 1)
    above = f"Сведения о проверках за июль{width}\r\n{width}\r\n"
    return plain(
        "title-above.csv",
        "a title and a line of separators above the header",
        (above + csv_text(lines(ROWS))).encode("cp1251"),
        problems=OLD,
        header=3,
    )


def csv_zeros_lost() -> Case:
    rows = [typed("Ф-1", ALATOO, tax_id="1508200810132"),
            typed("Ф-2", BERMET, tax_id="2,30320151E+12"),
            typed("Ф-3", KOLDO, tax_id='="21111197200354"')]  # fmt: skip
    return plain(
        "zeros-lost.csv",
        "a csv through Excel: a zero lost, a number spoilt for good, a number kept by a formula",
        csv_text(lines(rows)).encode("cp1251"),
        records=(meant("Ф-1", ALATOO), meant("Ф-3", KOLDO)),
        problems=OLD | told("F2 tax-id-zero", "F3 tax-id-lost"),
        rows=3,
    )


def csv_of_a_1c_export() -> Case:
    """All fields quoted, a separator at each end, an empty line at the end."""
    body = "".join(
        "".join(f'"{_shown(v)}";' for v in line) + "\r\n" for line in lines(ROWS)
    )  # fmt: skip
    return plain("1c-export.csv", "an accounting program's export: every field quoted",
                 (body + "\r\n\x1a").encode("cp1251"), problems=OLD)  # fmt: skip


def _shown(value: object) -> str:
    return "" if value is None else value.strftime("%d.%m.%Y") if hasattr(value, "strftime") else (
        str(value).replace('"', '""'))  # fmt: skip


def csv_formula_texts() -> Case:
    firm = Firm("=cmd|'/c calc'!A1", ALATOO.tax_id, ALATOO.email)
    rows = [typed("Ф-1", firm, phone="+996 555 12-34-56"), typed("-", BERMET)]
    return plain(
        "formula-texts.csv",
        "texts that a spreadsheet program would reckon are texts here",
        csv_text(lines(rows, more("phone"))).encode(),
        records=(meant("Ф-1", firm, phone="+996 555 12-34-56"),),
        problems=told("A3 missing"),
        rows=2,
    )


def csv_ends_of_an_old_mac() -> Case:
    return plain("old-mac.csv", "lines end with a carriage return alone",
                 csv_text(lines(ROWS), ";", "\r").encode())  # fmt: skip


def txt_in_tabs() -> Case:
    return plain("tabs.txt", "tabs, cp1251, named txt",
                 csv_text(lines(ROWS), "\t").encode("cp1251"), problems=OLD)  # fmt: skip


def ods_table() -> Case:
    return Case("libreoffice.ods", "an ods with a merged title and a million empty rows",
                ods(("Проверки", [["Проверки за июль"], *lines(ROWS)]), merged=10),
                MEANT, sheet="Проверки", header=2)  # fmt: skip


def ods_hidden_rows() -> Case:
    return Case("libreoffice-hidden.ods", "an ods with a hidden row and a second sheet",
                ods(("Июль", lines(ROWS)), ("Лист2", []), hidden=(3,)), MEANT,
                told("- hidden-rows"), sheet="Июль", header=1)  # fmt: skip


def xls_table() -> Case:
    return Case("excel-2003.xls", "an xls of Excel 97-2003", xls("Проверки", lines(ROWS)), MEANT,
                sheet="Проверки", header=1)  # fmt: skip


def xls_letterhead() -> Case:
    rows = [typed("Ф-25-1", ALATOO, tax_id=1508200810132), ROWS[1]]
    above = [["Государственная инспекция"], [], ["Реестр проверок"], []]
    return Case("letterhead.xls", "an xls with a letterhead; a zero was lost",
                xls("Реестр", [*above, *lines(rows)]), MEANT[:2], told("F6 tax-id-zero"),
                sheet="Реестр", header=5)  # fmt: skip


def xlsb_table() -> Case:
    return Case("binary.xlsb", "a binary workbook", xlsb("Проверки", lines(ROWS)), MEANT,
                sheet="Проверки", header=1)  # fmt: skip


def xlsm_with_macro() -> Case:
    """A macro part is added, and the content type that says so."""
    return Case("with-macro.xlsm", "a template with a macro: read as data",
                _with_macro(book(Sheet("Проверки", lines(ROWS)))), MEANT,
                sheet="Проверки", header=1)  # fmt: skip


def _with_macro(data: bytes) -> bytes:
    out = io.BytesIO()
    sheet = b"spreadsheetml.sheet.main+xml"
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == "[Content_Types].xml":
                part = part.replace(
                    b"application/vnd.openxmlformats-officedocument." + sheet,
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            new.writestr(entry.filename, part, zipfile.ZIP_DEFLATED)
        new.writestr("xl/vbaProject.bin", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(3000))
    return out.getvalue()


def xlsx_named_xls() -> Case:
    return Case("newly-saved.xls", "an xlsx under the name of an xls", one(lines(ROWS)), MEANT,
                header=1)  # fmt: skip


def csv_named_xls() -> Case:
    return plain("really-a-csv.xls", "text with tabs under the name of an xls",
                 csv_text(lines(ROWS), "\t").encode("utf-16"))  # fmt: skip


def rich_text_and_inline() -> Case:
    """Texts inside the cells, as report programs write them, with runs of formats."""
    data = book(Sheet("Проверки", lines(ROWS)), constant_memory=True)
    return Case(
        "inline-texts.xlsx",
        "texts stand in the cells themselves, in runs",
        _changed(
            data,
            b"<is><t>info@alatoo.kg</t></is>",
            b"<is><r><t>info@</t></r><r><rPr><b/></rPr><t>alatoo.kg</t></r></is>",
        ),
        MEANT,
        header=1,
    )


def _changed(data: bytes, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for entry in before.infolist():
            part = before.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                assert old in part
                part = part.replace(old, new)
            after.writestr(entry.filename, part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
