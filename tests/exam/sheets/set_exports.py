"""Exports of programs: csv with quotes, separators and marks of their own, ods with more in it."""

from __future__ import annotations

from collections.abc import Iterator

from exam.sheets.books import Sheet, book
from exam.sheets.case import ALATOO, BERMET, KOLDO, Case, Firm, meant, told
from exam.sheets.plain import csv_text, ods, ods_of
from exam.sheets.typed import RU, lines, more, typed

ROWS = [typed("ФО-1", ALATOO), typed("ФО-2", BERMET)]
MEANT = (meant("ФО-1", ALATOO), meant("ФО-2", BERMET))


def cases() -> Iterator[Case]:
    yield csv_quotes_inside()
    yield csv_separators_only()
    yield csv_sep_comma()
    yield csv_dos()
    yield csv_one_column_quoted()
    yield csv_notes_above()
    yield ods_with_notes()
    yield ods_money()
    yield ods_repeated()
    yield two_hidden_things()


def csv_quotes_inside() -> Case:
    firm = Firm('ОсОО "Ак-Жол" ЛТД', ALATOO.tax_id, ALATOO.email)
    text = csv_text(lines([typed("ФО-1", ALATOO), ROWS[1]]))
    return Case(
        "quotes-inside.csv",
        "a program that does not double its quotes",
        text.replace(ALATOO.name, firm.name).encode(),
        (meant("ФО-1", firm), MEANT[1]),
        header=1,
    )


def csv_separators_only() -> Case:
    empty = ";" * (len(RU) + 4) + "\r\n"
    body = csv_text(lines(ROWS)).replace("\r\n", ";;;;\r\n")
    return Case(
        "separators-only.csv",
        "columns too many and lines of separators only",
        (body + empty * 40).encode("utf-8-sig"),
        MEANT,
        header=1,
    )


def csv_sep_comma() -> Case:
    return Case(
        "sep-comma.csv",
        "sep=, in quotes before a UTF-8 csv",
        ('"sep=,"\r\n' + csv_text(lines(ROWS), ",")).encode("utf-8-sig"),
        MEANT,
    )


def csv_dos() -> Case:
    return Case(
        "dos.csv",
        "cp866 of a DOS program: refused, never taken in as rubbish",
        csv_text(lines(ROWS)).encode("cp866", "replace"),
        refused="no-header",
    )


def csv_one_column_quoted() -> Case:
    """Each line was put into quotes as a whole, as Excel does with a csv opened wrongly."""
    plain = csv_text(lines(ROWS), ",", "\n").splitlines()
    text = "".join('"' + line.replace('"', '""') + '"\r\n' for line in plain)
    return Case(
        "line-in-quotes.csv",
        "every line is one quoted field: refused with a reason",
        text.encode(),
        refused="no-header",
    )


def csv_notes_above() -> Case:
    above = "Отчёт;за июль\r\nОрган;geti;;\r\n\r\n"
    return Case(
        "notes-above.csv",
        "lines of fewer fields and an empty one above the header",
        (above + csv_text(lines(ROWS))).encode("utf-8-sig"),
        MEANT,
        header=4,
    )


def ods_with_notes() -> Case:
    note = (
        '<office:annotation><dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">A'
        "</dc:creator><text:p>уточнить!</text:p></office:annotation>"
    )
    data = ods(("Лист1", lines(ROWS)))
    return Case(
        "ods-with-notes.ods",
        "a note in a cell is no part of its text",
        ods_of(data, "<text:p>ФО-1</text:p>", note + "<text:p>ФО-1</text:p>"),
        MEANT,
        sheet="Лист1",
        header=1,
    )


def ods_money() -> Case:
    rows = [typed("ФО-1", ALATOO, fine_som=17500), ROWS[1]]
    data = ods(("Лист1", lines(rows, more("fine_som"))))
    shown = '<table:table-cell office:value-type="float" office:value="17500"><text:p>17500<'
    money = '<table:table-cell office:value-type="currency" office:currency="KGS"'
    money += ' office:value="17500"><text:p>17 500,00 сом<'
    return Case(
        "ods-money.ods",
        "a sum of money in a currency cell",
        ods_of(data, shown, money),
        (meant("ФО-1", ALATOO, fine_som=17500), MEANT[1]),
        header=1,
    )


def ods_repeated() -> Case:
    """LibreOffice writes equal cells side by side once, with a count."""
    rows = [typed("ФО-1", ALATOO, started_on="07.07.2025", finished_on="07.07.2025"), ROWS[1]]
    data = ods(("Лист1", lines(rows)))
    cell = '<table:table-cell office:value-type="string"><text:p>07.07.2025</text:p>'
    cell += "</table:table-cell>"
    once = cell.replace(
        "<table:table-cell ", '<table:table-cell table:number-columns-repeated="2" '
    )
    return Case(
        "ods-repeated.ods",
        "equal cells are written once with a count",
        ods_of(data, cell * 2, once),
        (meant("ФО-1", ALATOO, finished_on="2025-07-07"), MEANT[1]),
        header=1,
    )


def two_hidden_things() -> Case:
    page = Sheet(
        "Июль", lines([*ROWS, typed("ФО-3", KOLDO)]), hidden_rows=(3,), hidden_columns=("C:D",)
    )
    return Case(
        "hidden-rows-and-columns.xlsx",
        "rows and columns are hidden on one of two sheets",
        book(page, Sheet("Август", lines([typed("ФО-4", BERMET)]), hidden_rows=(2,))),
        (*MEANT, meant("ФО-3", KOLDO), meant("ФО-4", BERMET)),
        told("- hidden-rows", "- hidden-columns", "Август!- hidden-rows"),
        sheet="Июль",
        header=1,
    )
