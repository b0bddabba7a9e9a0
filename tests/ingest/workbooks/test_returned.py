"""What goes back: the own workbook marked, one made anew, the wrong rows alone, or a list."""

import io
from dataclasses import replace
from datetime import date, datetime, time
from functools import partial

import openpyxl
import pytest
from workbooks import hostile
from workbooks.binary import ods, ods_cell
from workbooks.make import GOOD, HEADERS, TODAY, row, table, upload, workbook
from workbooks.ooxml import package
from workbooks.rich import rich, with_part

from config.languages import Language
from ingest.sheets.problem import Problem
from ingest.sheets.rows import Checked, check_coming
from ingest.sheets.sheet import NO_VALUE, CellError, coming_sheets
from ingest.workbooks import returned
from ingest.workbooks.marks import Form
from ingest.workbooks.plain_rows import plain_row, sheet_name
from ingest.workbooks.returned import send_back

WRONG = (
    row(),
    row(registration_no="2", kind="весёлая"),
    row(registration_no="3", tax_id="31503198512345"),
    row(registration_no="4", email=None, finished_on=date(2026, 7, 1)),
)


def check(data: bytes) -> Checked:
    checked = check_coming(coming_sheets(data), None, TODAY)
    assert isinstance(checked, Checked), checked
    return checked


def sent_back(data: bytes, language: str = "en") -> returned.Returned:
    back = send_back(data, check(data), language)
    assert back is not None
    return back


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def found(checked: Checked) -> list[tuple[str, str, str]]:
    return [(one.cell, one.code, one.value) for one in checked.problems]


def csv(*rows: dict[str, object]) -> bytes:
    lines = [[f"{v:%d.%m.%Y}" if isinstance(v, date) else v or "" for v in line]
             for line in table(rows)]  # fmt: skip
    return "\n".join(";".join(line) for line in lines).encode()


def calc(*rows: dict[str, object], name: str = "Июль: отчёт [1] и ещё сколько-то слов") -> bytes:
    lines = [[f"{v:%d.%m.%Y}" if isinstance(v, date) else v or "" for v in line]
             for line in table(rows)]  # fmt: skip
    made = "".join(
        f"<table:table-row>{''.join(map(ods_cell, line))}</table:table-row>" for line in lines
    )
    return ods(f'<table:table table:name="{name}">{made}</table:table>')


KINDS = {
    "xlsx": (upload, Form.MARKED),
    "rich xlsx": (lambda *rows: rich(rows), Form.MARKED),
    "xlsm": (lambda *rows: rich(rows, macros=True), Form.NO_MACROS),
    "csv": (csv, Form.ANEW),
    "ods": (calc, Form.ANEW),
}


@pytest.mark.parametrize("kind", KINDS)
def test_sent_back_unchanged_it_gives_the_same_problems_and_no_more(kind):
    """Our colours, notes and summary are no matter to the reader."""
    make, form = KINDS[kind]
    data = make(*WRONG)
    back = sent_back(data)
    assert back.form is form
    assert found(check(back.workbook)) == found(check(data)) != []
    assert check(back.workbook).records == check(data).records


@pytest.mark.parametrize("kind", KINDS)
def test_corrected_and_sent_back_it_reads_as_the_original_would(kind):
    make, _ = KINDS[kind]
    book = opened(sent_back(make(*WRONG)).workbook)
    sheet = book[check(make(*WRONG)).sheet] if kind not in ("csv", "ods") else book.worksheets[1]
    for cell, _, _ in found(check(make(*WRONG))):
        sheet[cell].value = GOOD[list(HEADERS)["ABCDEFGHIJ".index(cell[0])]]
    out = io.BytesIO()
    book.save(out)
    right = [replace_number(number) for number in ("2026-000117", "2", "3", "4")]
    got = [record for _, record in check(out.getvalue()).records]
    assert got == [record for _, record in check(make(*right)).records]
    assert not [one for one in check(out.getvalue()).problems if not one.warning]


def replace_number(number: str) -> dict[str, object]:
    return row(registration_no=number)


@pytest.mark.parametrize("language", Language)
def test_the_summary_speaks_the_senders_language(language):
    book = opened(sent_back(upload(*WRONG), language).workbook)
    shown = [str(cell.value) for line in book.worksheets[0] for cell in line if cell.value]
    headings = {
        "en": "What is wrong and what to do",
        "ru": "Что не так и что делать",
        "ky": "Эмне туура эмес жана эмне кылуу керек",
        "kk": "Не дұрыс емес және не істеу керек",
    }
    assert book.worksheets[0].title.startswith("Achyk")
    assert headings[language] in shown
    assert "D3" in shown


def test_each_line_of_the_summary_leads_to_its_cell_errors_first():
    book = opened(sent_back(upload(*WRONG)).workbook)
    sheet = book.worksheets[0]
    lines = [(line[1].value, line[1].hyperlink.location, line[5].fill.fgColor.rgb)
             for line in sheet.iter_rows(min_row=7) if line[1].value]  # fmt: skip
    assert [line[0] for line in lines] == ["D3", "H5", "I5", "F4"]
    assert all(at == f"'Проверки'!{cell}" for cell, at, _ in lines)
    assert [colour for _, _, colour in lines] == ["FFFF9C9C"] * 3 + ["FFFFEB9C"]


def test_without_problems_nothing_goes_back():
    assert send_back(upload(row()), check(upload(row())), "en") is None


def test_text_stays_text_with_its_zeros_and_days_stay_days_in_a_workbook_made_anew():
    data = calc(row(email="=cmd|' /C calc'!A0"))
    sheet = opened(sent_back(data).workbook).worksheets[1]
    assert sheet.title == "Июль  отчёт  1  и ещё сколько-т"
    cells = {name: sheet.cell(2, at) for at, name in enumerate(HEADERS, start=1)}
    assert (cells["tax_id"].value, cells["tax_id"].number_format) == (GOOD["tax_id"], "@")
    assert (cells["email"].value, cells["email"].data_type) == ("=cmd|' /C calc'!A0", "s")
    assert cells["email"].quotePrefix
    assert sheet["A1"].font.b
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize(
    ("value", "written", "shown"),
    [
        ("007", "007", "@"),
        (date(2026, 7, 1), date(2026, 7, 1), "DD.MM.YYYY"),
        (datetime(2026, 7, 1), date(2026, 7, 1), "DD.MM.YYYY"),
        (datetime(2026, 7, 1, 9, 30), datetime(2026, 7, 1, 9, 30), "DD.MM.YYYY HH:MM"),
        (time(9, 30), time(9, 30), "HH:MM:SS"),
        (31503198512345.0, 31503198512345, "0"),
        (1500, 1500, ""),
        (CellError("#N/A"), "#N/A", "@"),
        (NO_VALUE, None, ""),
        (None, None, ""),
        ("", None, ""),
    ],
)
def test_a_value_is_written_as_what_it_is(value, written, shown):
    [cell] = plain_row([value])
    assert (cell.value, cell.look.format) == (written, shown)
    assert type(cell.value) is type(written)


def test_names_of_sheets_are_made_fit_and_told_apart():
    assert sheet_name("", [], "Usual") == "Usual"
    assert sheet_name("'a/b*'", ["x"], "Usual") == "a b"
    assert sheet_name("x" * 40, ["X" * 31], "Usual") == "x" * 27 + " 2"


@pytest.fixture
def long(monkeypatch):
    """Every file counts as a long one."""
    monkeypatch.setattr(returned, "LARGEST", 0)


def titled(*rows: dict[str, object], other: bool = False) -> bytes:
    """A title, an empty line, the header in row 3; `other`: a sheet like it beside."""
    lines = [["Реестр за июль"], [], *table(rows)]
    more = [table([row(registration_no="77", kind="?")])] if other else []
    return workbook(lines, *more, names=["Июль", "Август"][: 1 + len(more)])


def test_of_a_long_file_the_wrong_rows_alone_go_back_and_can_be_read(long):
    data = titled(*WRONG, other=True)
    back = sent_back(data)
    again = check(back.workbook)
    assert back.form is Form.ROWS
    assert again.records == ()
    assert again.header_row == 3
    assert [(one.sheet, one.cell, one.code) for one in again.problems] == [
        ("Июль", "D4", "unknown-value"),
        *[("Июль", cell, code) for cell, code in problems_of_row("5")],
        ("Август", "D2", "unknown-value"),
    ]
    assert "2026-000117" not in str(list(opened(back.workbook)["Июль"].values))


def problems_of_row(number: str) -> list[tuple[str, str]]:
    pairs = [(one.cell[:-1] + number, one.code) for one in check(upload(WRONG[3])).problems]
    assert len(pairs) == 2
    return pairs


def test_the_summary_of_wrong_rows_tells_where_they_stand_here_and_in_the_file(long):
    book = opened(sent_back(titled(*WRONG)).workbook)
    shown = [[cell.value for cell in line] for line in book.worksheets[0].iter_rows(min_row=6)]
    assert ["Июль", "D4", "D5", "Kind of inspection", "весёлая"] in [line[:5] for line in shown]
    warning = next(line for line in shown if line[2] == "F6")
    assert warning[1] is None  # its row was taken in, so it is not here
    assert book["Июль"]["D4"].fill.fgColor.rgb == "FFFF9C9C"
    assert "весёлая" in book["Июль"]["D4"].comment.text


def test_wrong_rows_corrected_and_sent_enter(long):
    book = opened(sent_back(titled(*WRONG)).workbook)
    book["Июль"]["D4"].value = "плановая"
    out = io.BytesIO()
    book.save(out)
    assert [record.registration_no for _, record in check(out.getvalue()).records] == ["2"]


def test_remarks_alone_on_a_long_file_come_as_a_list(long):
    back = sent_back(upload(WRONG[2]))
    assert back.form is Form.LIST
    assert len(opened(back.workbook).sheetnames) == 1


def test_a_row_below_another_header_is_listed_and_not_copied_under_a_wrong_one(long):
    data = titled(*WRONG)
    checked = check(data)
    moved = [replace(one, cell=f"E{one.row}") if one.row == 5 else one for one in checked.problems]
    back = send_back(data, replace(checked, problems=tuple(moved)), "en")
    assert back is not None
    assert "весёлая" not in str(list(opened(back.workbook)["Июль"].values))
    assert "весёлая" in str(list(opened(back.workbook).worksheets[0].values))


def test_only_so_many_wrong_rows_go_back(monkeypatch, long):
    monkeypatch.setattr(returned, "MOST_WRONG", 2)
    data = upload(*[row(registration_no=str(number), kind="?") for number in range(5)])
    again = check(sent_back(data).workbook)
    assert again.rows == 2


def test_more_problems_than_anyone_reads_are_counted_not_listed(monkeypatch):
    monkeypatch.setattr("ingest.workbooks.marks.LISTED", 3)
    data = upload(*[row(registration_no=str(number), kind="?") for number in range(5)])
    sheet = opened(sent_back(data).workbook).worksheets[0]
    shown = [str(line[0].value) for line in sheet.iter_rows()]
    assert shown.count("Проверки") == 3
    assert any("5" in line for line in shown)
    assert any("first 3" in line for line in shown)


def odd(data: bytes) -> bytes:
    """A remark in the XML of the rows, which some programs write."""
    return with_part(
        data,
        "xl/worksheets/sheet2.xml" if b"sheet2.xml" in data else "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<sheetData>", b"<sheetData><!-- rows -->"),
    )


def test_odd_xml_is_written_anew_and_marked_unless_that_would_lose_parts():
    assert sent_back(odd(upload(*WRONG))).form is Form.MARKED
    back = sent_back(odd(rich(WRONG)))
    assert back.form is Form.ROWS
    assert check(back.workbook).rows == 2


@pytest.mark.parametrize(
    "data",
    [
        b"PK",
        *[name()[:700] for name in (hostile.doctype, partial(hostile.truncated, 0.5))],
        hostile.doctype(),
        package("<worksheet><sheetData><row r='x'/></sheetData>"),
    ],
)
def test_a_hostile_workbook_is_opened_in_the_child_and_breaks_nothing(data):
    """AT1: what cannot be marked is said by None there; the parent never opens it."""
    problems = [Problem("D2", "kind", "unknown-value", "?", row=2, sheet="S")]
    assert returned._own_marked(data, problems, "en") is None


def test_a_problem_of_a_whole_sheet_is_listed_without_a_link():
    checked = check(upload(row()))
    told = Problem("", "", "encoding-lost", "", True)
    back = send_back(upload(row()), replace(checked, problems=(told,)), "en")
    assert back is not None
    sheet = opened(back.workbook).worksheets[0]
    shown = [str(cell.value) for line in sheet for cell in line]
    assert any("CSV UTF-8" in text for text in shown)
    assert not [cell for line in sheet for cell in line if cell.hyperlink]


def read_back(data: bytes, monkeypatch) -> tuple[returned.Returned, Checked]:
    """The workbook of the wrong rows, sent in again as it is."""
    monkeypatch.setattr(returned, "LARGEST", 0)
    back = sent_back(data)
    return back, check(back.workbook)


def test_wrong_rows_sent_back_untouched_change_nothing(monkeypatch):
    """A row that contradicts another goes with it, also where that stands on another sheet."""
    other = row(business_name="Другой", email="z@b.kg")
    data = workbook(table([GOOD, row(registration_no="2")]),
                    table([row(registration_no="5"), other]), names=["A", "B"])  # fmt: skip
    _, again = read_back(data, monkeypatch)
    before = {record for _, record in check(data).records}
    assert {record for _, record in again.records} <= before
    assert [one.code for one in again.problems if not one.warning] == ["registration-conflict"]


def test_a_row_that_finds_no_room_beside_the_one_it_contradicts_stays_away(monkeypatch):
    monkeypatch.setattr(returned, "MOST_WRONG", 2)
    wrong = [row(registration_no=f"{n}", kind="весёлая") for n in range(3, 4)]
    data = workbook(table([*wrong, GOOD, row(business_name="Другой")]))
    _, again = read_back(data, monkeypatch)
    assert [one.code for one in again.problems] == ["unknown-value"]
    assert again.records == ()


def test_a_senders_own_sheet_may_be_called_like_us():
    wrong = (row(), row(registration_no="2", kind="весёлая"))
    for data in (calc(*wrong, name="Achyk районы"), workbook(table(wrong), names=["Achyk районы"])):
        assert "Achyk районы" in opened(sent_back(data).workbook).sheetnames


def test_our_own_summary_is_taken_away_also_where_another_program_saved_it(monkeypatch):
    wrong = (row(), row(registration_no="2", kind="весёлая"))
    for name in ("Achyk – сводка", "Achyk summary", "Achyk summary 2"):
        data = workbook(table(wrong), [["x"]], names=["Июль", name])
        names = opened(sent_back(data).workbook).sheetnames
        assert names == ["Achyk summary", "Июль"]
