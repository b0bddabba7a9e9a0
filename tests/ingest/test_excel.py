"""The workbooks people get back: marked, whole, with nothing in them that could be run (AT3)."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
import xlsxwriter
from workbooks import hostile
from workbooks.make import GOOD, HEADERS, TODAY, row, table, upload, workbook

from config.columns import columns
from config.languages import Language
from config.regions import regions
from ingest.excel import annotate, problem_workbook, template
from ingest.package_parts import loses_parts
from ingest.rows import Checked, Problem, check_sheets
from ingest.sheet import Refusal, read_sheets

FORMULAS = ["=1+1", '=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"]


def check(data: bytes) -> Checked:
    sheets = read_sheets(data)
    assert not isinstance(sheets, Refusal), sheets
    checked = check_sheets(sheets, None, TODAY)
    assert isinstance(checked, Checked), checked
    return checked


def opened(data: bytes | None) -> openpyxl.Workbook:
    assert data is not None
    return openpyxl.load_workbook(io.BytesIO(data))


def texts(book: openpyxl.Workbook) -> list[object]:
    return [c.value for c in book.worksheets[0]._cells.values() if c.value is not None]


def problem(**changes: object) -> Problem:
    usual = {"cell": "D2", "column": "kind", "code": "unknown-value", "value": "?", "row": 2}
    return Problem(**{**usual, "sheet": "Проверки", **changes})  # type: ignore[arg-type]


def test_the_senders_own_workbook_comes_back_with_wrong_cells_marked():
    data = upload(row(kind="весёлая"), row(registration_no="2", tax_id="31503198512345"))
    book = opened(annotate(data, check(data).problems, "en"))
    summary, sheet = book.worksheets
    assert sheet.title == "Проверки"
    assert sheet["D2"].value == "весёлая"
    assert sheet["D2"].fill.fgColor.rgb == "FFFF9C9C"
    assert "весёлая" in sheet["D2"].comment.text
    assert sheet["F3"].fill.fgColor.rgb == "FFFFEB9C"
    assert "31503198512345" in sheet["F3"].comment.text
    assert sheet["A2"].comment is None
    assert sheet["A2"].fill.fgColor.rgb == "00000000"
    shown = texts(book)
    assert "D2" in shown
    assert "Kind of inspection" in shown
    assert summary["B7"].hyperlink.location == "'Проверки'!D2"
    assert book.active is summary


def test_values_formats_and_digits_of_the_sender_stay():
    data = upload(row(kind="?"))
    sheet = opened(annotate(data, check(data).problems, "ru")).worksheets[1]
    assert sheet["F2"].value == GOOD["tax_id"]
    assert sheet["G2"].value.date() == date(2026, 7, 6)
    assert sheet["G2"].number_format == "dd.mm.yyyy"


def test_two_problems_of_one_cell_share_a_comment():
    data = upload(row())
    found = [problem(), problem(code="missing")]
    sheet = opened(annotate(data, found, "en")).worksheets[1]
    assert len(sheet["D2"].comment.text.split("\n")) == 2


def test_the_corrected_workbook_loses_its_old_marks_and_is_read_like_any_other():
    data = upload(row(kind="?"), row(registration_no="2", kind="!"))
    once = annotate(data, check(data).problems, "en")
    book = opened(once)
    book["Проверки"]["D2"].value = "плановая"
    out = io.BytesIO()
    book.save(out)
    checked = check(out.getvalue())
    assert (len(checked.records), [p.cell for p in checked.problems]) == (1, ["D3"])
    again = opened(annotate(out.getvalue(), checked.problems, "en"))
    assert again.sheetnames == ["Summary", "Проверки"]
    assert again["Проверки"]["D2"].comment is None
    assert again["Проверки"]["D2"].fill.fgColor.rgb == "00000000"
    assert again["Проверки"]["D3"].comment is not None


@pytest.mark.parametrize("value", FORMULAS)
def test_a_formula_in_a_value_is_written_as_text(value):
    """AT3: in the marked workbook, its comments and the separate one."""
    found = [problem(value=value, sheet="Проверки")]
    for data in (annotate(upload(row(kind="?")), found, "en"), problem_workbook(found, "en")):
        book = opened(data)
        cells = [cell for cell in book.worksheets[0]._cells.values() if cell.value == value]
        assert [cell.data_type for cell in cells] == ["s"]
        assert cells[0].quotePrefix
        xml = zipfile.ZipFile(io.BytesIO(data or b"")).read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in xml


def test_control_characters_in_a_value_do_not_spoil_the_workbook():
    """AT3."""
    book = opened(problem_workbook([problem(value="a\x00\x0bb")], "en"))
    assert "ab" in texts(book)


def _with_image_or_chart(chart: bool) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Проверки")
    for number, line in enumerate(table([row(kind="?")])):
        for at, value in enumerate(line):
            if value is not None:
                sheet.write_string(number, at, str(value))
    if chart:
        drawn = book.add_chart({"type": "column"})
        drawn.add_series({"values": "=Проверки!$A$2:$A$2"})
        sheet.insert_chart("M2", drawn)
    else:
        sheet.conditional_format("A2", {"type": "data_bar", "data_bar_2010": True})
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("chart", [True, False])
def test_a_workbook_that_saving_would_impoverish_is_not_sent_back(chart):
    """Charts, and rules of later Excels that openpyxl drops."""
    assert annotate(_with_image_or_chart(chart), [problem()], "en") is None


def test_a_workbook_with_macros_is_not_sent_back():
    """AT1: an xlsm is read as data only."""
    vba = hostile.package(hostile.sheet_xml("A1"), xl__vbaProject_dot_bin="x")
    assert annotate(vba, [problem()], "en") is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a;b;c\n1;2;3",
        hostile.far_cell()[:700],
        hostile.doctype(),
        hostile.document(),
        hostile.package("<worksheet><sheetData><row r='x'/></sheetData>"),
    ],
)
def test_what_cannot_be_opened_is_not_marked_and_nothing_breaks(data):
    """AT1: openpyxl too meets the sender's bytes only in the child."""
    assert annotate(data, [problem()], "en") is None


def test_parts_are_compared_by_kind_and_number():
    one, two = workbook([["a"]]), workbook([["a"]], [["b"]])
    assert not loses_parts(one, one)
    assert not loses_parts(one, two)
    assert loses_parts(two, one)


def test_the_separate_workbook_lists_every_problem():
    data = upload(row(kind="?", tax_id="1"), row(email="x", registration_no="2"))
    found = check(data).problems
    shown = texts(opened(problem_workbook(found, "en")))
    for one in found:
        assert one.cell in shown
        assert one.value in shown
    assert sum(value == "Проверки" for value in shown) == len(found) == 3


def test_problems_of_a_whole_sheet_are_listed_though_no_cell_is_marked():
    found = [problem(cell="", column="", code="encoding-lost", value="", row=0)]
    assert annotate(upload(row()), found, "en") is not None
    assert any("CSV UTF-8" in str(text) for text in texts(opened(problem_workbook(found, "en"))))


@pytest.mark.parametrize("language", Language)
def test_the_template_filled_in_is_taken_in_and_its_example_is_not(language):
    book = openpyxl.load_workbook(io.BytesIO(template(language)))
    sheet = book.worksheets[0]
    at = {column.code: index for index, column in enumerate(columns().listed, start=1)}
    line = row(kind=columns().shown("kind", "control", language), region=region(language))
    for code, value in line.items():
        sheet.cell(3, at[code]).value = value
    out = io.BytesIO()
    book.save(out)
    checked = check(out.getvalue())
    assert [(number, record.kind, record.region) for number, record in checked.records] == [
        (3, "control", "talas")
    ]
    assert [(one.cell, one.code) for one in checked.problems] == [("A2", "example-row")]
    assert len(checked.columns) == len(columns().listed)


def region(language: str) -> str:
    return next(one.name[language] for one in regions() if one.code == "talas")


@pytest.mark.parametrize("language", Language)
def test_the_template_offers_lists_notes_and_text_columns(language):
    book = openpyxl.load_workbook(io.BytesIO(template(language)))
    sheet = book.worksheets[0]
    rules = sheet.data_validations.dataValidation
    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in rules}
    coded = {c.code: at for at, c in enumerate(columns().listed) if c.kind in ("coded", "region")}
    assert len(lists) == len(coded) == 6
    for offered in lists.values():
        assert len(offered) <= 257  # Excel's limit of 255 and the quotes
    assert all(sheet.cell(1, at + 1).comment for at in range(len(columns().listed)))
    tax_id = sheet.cell(1, [c.code for c in columns().listed].index("tax_id") + 1)
    assert sheet.column_dimensions[tax_id.column_letter].number_format == "@"
    assert sheet.freeze_panes == "B2"
    assert len(book.worksheets) == 2
    assert book.worksheets[1]["A1"].value == columns().template.instructions[language][0]


def test_the_headers_of_the_tests_are_those_of_the_template():
    for code, text in HEADERS.items():
        assert columns().title(code, "ru") == text
