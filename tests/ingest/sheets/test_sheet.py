"""Spreadsheets become values; hostile ones are refused, and the next one is read (AT1)."""

from datetime import date

import pytest
from workbooks import hostile
from workbooks.make import TODAY, row, table, upload, workbook

from ingest.limits import LIMITS, Limits
from ingest.sheets.explain_sheet import explain
from ingest.sheets.problem import REFUSAL_SAYS
from ingest.sheets.sheet import Refusal, Sheet, cell_name, column_letters, read_sheets, refusal_says
from ingest.sheets.values import read_day


def read(data: bytes) -> tuple[Sheet, ...]:
    sheets = read_sheets(data)
    assert not isinstance(sheets, Refusal), sheets
    return sheets


def test_cells_stand_where_the_workbook_has_them():
    (sheet,) = read(workbook([[], [], [None, None, "C3", 4.5, True], [None, "B4"]]))
    assert sheet.format == "xlsx"
    assert sheet.cells == ((), (), (None, None, "C3", 4.5, True), (None, "B4"))


def test_days_stay_days_and_digits_in_text_stay_text():
    (sheet,) = read(workbook([[date(2026, 7, 6), "00207199610017"]]))
    day, tax_id = sheet.cells[0]
    assert read_day(day) == date(2026, 7, 6)
    assert tax_id == "00207199610017"


def test_every_sheet_is_read_under_its_name():
    sheets = read(workbook([["a"]], [["b"]], names=["Чүй", "Ош"]))
    assert [(sheet.name, sheet.cells) for sheet in sheets] == [
        ("Чүй", (("a",),)),
        ("Ош", (("b",),)),
    ]


def test_a_sheet_of_too_many_cells_is_not_unfolded():
    """AT1."""
    assert read_sheets(hostile.long_sheet(), Limits(cells=17_999)) == Refusal("too-large")
    assert len(read(hostile.long_sheet())[0].cells) == 2000


def test_a_file_above_the_cap_is_not_opened():
    """AT1."""
    assert read_sheets(upload(row()), Limits(size=1000)) == Refusal("too-large")


def test_too_little_time_is_a_refusal_and_not_a_hang():
    """AT1."""
    hurried = Limits(seconds=0.001, seconds_a_megabyte=0, patience=1)
    assert read_sheets(upload(row()), hurried) == Refusal("timeout")


def test_more_output_than_allowed_is_a_bomb():
    """AT1."""
    data = workbook([["x" * 30_000] for _ in range(20)])
    assert read_sheets(data, Limits(output=100_000)) == Refusal("bomb")


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(";", "utf-8"), (",", "utf-8-sig"), ("\t", "utf-16"), (";", "cp1251")],
)
def test_a_csv_is_read_in_every_usual_encoding_and_delimiter(delimiter, encoding):
    text = f'Регистр{delimiter}Текст\r\n001{delimiter}"в {delimiter} кавычках"\r\n'
    (sheet,) = read(text.encode(encoding))
    assert sheet.format == "csv"
    assert sheet.cells == (("Регистр", "Текст"), ("001", f"в {delimiter} кавычках"))
    assert (sheet.encoding == "cp1251") == (encoding == "cp1251")


def test_the_delimiter_is_the_one_that_parts_the_lines_evenly():
    (sheet,) = read("имя;адрес\nА, Б, В;Бишкек, Чүй 1\nГ;Ош\n".encode())
    assert sheet.cells[0] == ("имя", "адрес")


def test_the_closing_sign_of_an_old_csv_is_no_row():
    (sheet,) = read(b"a;b\r\n1;2\r\n\x1a")
    assert sheet.cells == (("a", "b"), ("1", "2"))


def test_the_child_learns_nothing_of_the_parents_environment(monkeypatch):
    from ingest.confined import bare_environment

    monkeypatch.setenv("ACHYK_MAIL__IN", "imaps://user:secret@host")
    assert not [name for name in bare_environment() if name.startswith("ACHYK")]


def test_a_sheet_of_allowed_size_gets_more_time_the_larger_it_is():
    assert LIMITS.seconds_for(10 << 20) > LIMITS.seconds_for(1000) >= LIMITS.seconds


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_columns_have_the_letters_of_the_spreadsheet(index, letters):
    assert column_letters(index) == letters
    assert cell_name(7, index) == f"{letters}7"


def test_every_refusal_has_a_sentence_that_names_what_is_missing():
    refusal = Refusal("missing-columns", ("tax_id", "email"))
    assert "ИНН, Электронная почта" in refusal_says(refusal, str, "ru")
    for code in REFUSAL_SAYS:
        assert refusal_says(Refusal(code), str)


def test_a_refused_file_is_explained():
    told = explain("x.xls", hostile.html(), None, TODAY)
    assert (told["refused"], told["accepted"]) == ("web-page", 0)
    assert "web page" in told["says"]


def test_a_good_file_is_explained_with_plain_values():
    told = explain(
        "x.xlsx", workbook(table([row(), row(registration_no="2", kind="?")])), None, TODAY
    )
    assert (told["format"], told["refused"], told["header_row"]) == ("xlsx", None, 1)
    assert (told["rows"], told["accepted"]) == (2, 1)
    assert told["columns"]["tax_id"] == "F"
    assert told["records"][0]["started_on"] == "2026-07-06"
    assert told["records"][0]["inspector_ids"] == ["I-001"]
    (problem,) = told["problems"]
    assert (problem["cell"], problem["column"], problem["code"]) == ("D3", "kind", "unknown-value")
    assert "?" in problem["says"]
