"""Sheets as regional inspectorates lay them out: letterheads, tiers, sections, totals."""

from __future__ import annotations

from collections.abc import Iterator

from exam.sheets.books import Sheet, book, one
from exam.sheets.case import (
    ALATOO,
    BERMET,
    KOLDO,
    Case,
    meant,
    told,
)
from exam.sheets.typed import RU, body_lines, lines, typed

NAME = "Государственная инспекция по экологической и технической безопасности"
ROWS = [typed("Ош-25/014", ALATOO), typed("Ош-25/015", BERMET), typed("Ош-25/016", KOLDO)]
MEANT = (meant("Ош-25/014", ALATOO), meant("Ош-25/015", BERMET), meant("Ош-25/016", KOLDO))


def cases() -> Iterator[Case]:
    yield letterhead()
    yield header_on_row_twelve()
    yield numbering_row()
    yield ordinal_column()
    yield sections_and_totals()
    yield two_tiers()
    yield tiers_over_and_under()
    yield signatures()
    yield do_not_fill()
    yield header_on_each_page()


def letterhead() -> Case:
    above = [
        ["КЫРГЫЗ РЕСПУБЛИКАСЫ"],
        [NAME],
        ["Ошское региональное управление", None, None, "исх. № 12/458 от 14.07.2025"],
        [],
        ["СВЕДЕНИЯ о проведённых проверках за июль 2025 года"],
        [],
    ]
    return Case(
        "geti-osh-letterhead.xlsx",
        "a letterhead and a title stand above the table",
        one([*above, *lines(ROWS)], "Ош"),
        MEANT,
        sheet="Ош",
        header=7,
    )


def header_on_row_twelve() -> Case:
    above = [["Приложение 3"], ["к приказу № 77"], *[[] for _ in range(6)]]
    above += [["Отчётный период:", "2 квартал 2025"], ["Исполнитель:", "Асанов Б. М."], []]
    return Case(
        "header-on-row-12.xlsx",
        "the header stands on row 12, below lines with two cells each",
        one([*above, *lines(ROWS)]),
        MEANT,
        header=12,
    )


def numbering_row() -> Case:
    numbers = [[str(n) for n in range(1, len(RU) + 1)]]
    return Case(
        "numbering-row-under-header.xlsx",
        "printed forms number their columns 1, 2, 3 below the header",
        one([["Форма № 2-проверки"], *lines([]), *numbers, *body_lines(ROWS)]),
        MEANT,
        header=2,
    )


def ordinal_column() -> Case:
    headers = ["№ п/п", *RU.values()]
    numbers = [list(range(1, len(headers) + 1))]
    rows = [[n, *line] for n, line in enumerate(body_lines(ROWS), 1)]
    return Case(
        "ordinal-column.xlsx",
        "column A is the ordinal number; the columns are numbered as numbers",
        one([headers, *numbers, *rows]),
        MEANT,
        header=1,
        columns={"registration_no": "B", "email": "J"},
    )


def sections_and_totals() -> Case:
    rows = body_lines([typed("С-1", ALATOO), typed("С-2", BERMET), typed("С-3", KOLDO)])
    body = [["Чуйская область"], rows[0], ["Таласская область"], rows[1], rows[2]]
    total = ["Итого по управлению:", None, None, 3]
    return Case(
        "sections-by-oblast.xlsx",
        "rows with nothing but an oblast part the table; a totals row ends it",
        one([*lines([]), *body, total]),
        (meant("С-1", ALATOO), meant("С-2", BERMET), meant("С-3", KOLDO)),
        problems=told("A2 section-title", "A4 section-title"),
        header=1,
    )


def two_tiers() -> Case:
    """Merged groups above, the names proper in the second tier."""
    upper = {
        "A1:A2": "Регистрационный номер",
        "B1:C1": "Кто проверял",
        "D1:D2": "Вид проверки",
        "E1:F1": "Предприятие",
        "G1:H1": "Сроки проверки",
        "I1:J1": "Связь",
    }
    under = [None, "Проверяющий орган", "ID инспектора", None, "Наименование предприятия", "ИНН"]
    under += ["Дата начала", "Дата окончания", "Электронная почта", "Причина отсутствия эл. почты"]
    return Case(
        "two-tier-header.xlsx",
        "the header has two tiers: groups above, columns merged down beside them",
        book(Sheet("Реестр", [[], under, *body_lines(ROWS)], upper)),
        MEANT,
        sheet="Реестр",
    )


def tiers_over_and_under() -> Case:
    """The word that tells start from end stands in the second tier alone."""
    upper = {
        "A1:A2": "Рег. номер",
        "B1:B2": "Проверяющий орган",
        "C1:C2": "ID инспектора",
        "D1:D2": "Вид проверки",
        "E1:E2": "Наименование предприятия",
        "F1:F2": "ИНН",
        "G1:H1": "Проверка",
        "I1:I2": "Электронная почта",
        "J1:J2": "Причина отсутствия эл. почты",
    }
    under = [None] * 6 + ["начало", "окончание"]
    return Case(
        "two-tier-dates.xlsx",
        "«Проверка: начало | окончание» under a merged cell",
        book(Sheet("Реестр", [[], under, *body_lines(ROWS)], upper)),
        MEANT,
        sheet="Реестр",
        columns={"started_on": "G", "finished_on": "H"},
    )


def signatures() -> Case:
    below = [
        [],
        ["Начальник управления", None, None, "_____________", "Мамытов К. Ж."],
        ["М.П."],
        ["Исп.: Асанов Б. М., тел. 0312 61-23-45"],
        ["14.07.2025"],
    ]
    return Case(
        "signatures-below.xlsx",
        "signature, stamp, clerk and date stand below the table",
        one([*lines(ROWS), *below]),
        MEANT,
        problems=told(
            "A6 signature-line", "A7 signature-line", "A8 signature-line", "A9 not-a-row"
        ),
        header=1,
    )


def do_not_fill() -> Case:
    notes = [["не заполнять"] * 3 + [None] * 4, [None] * 8 + ["обязательно, если есть"]]
    return Case(
        "do-not-fill-row.xlsx",
        "lines of hints stand between the header and the rows",
        one([*lines([]), *notes, *body_lines(ROWS)]),
        MEANT,
        problems=told("A2 not-a-row", "I3 section-title"),
        header=1,
    )


def header_on_each_page() -> Case:
    rows = body_lines(ROWS)
    again = [list(RU.values())]
    return Case(
        "header-again-on-each-page.xlsx",
        "typed for printing: the header is repeated where a page begins",
        one([*lines([]), *rows[:2], *again, *rows[2:]]),
        MEANT,
        header=1,
    )
