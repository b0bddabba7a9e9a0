"""The CSV twin: the same values as the workbook, and no formula for a spreadsheet program."""

import io

import openpyxl
import pytest

from reports.csv_twin import csv_of, read
from reports.layout import tab_names, table_name
from reports.table import Column, Kind, Mark, Table
from reports.workbook import write

COLUMNS = (
    Column("group", "Group"),
    Column("count", "Count (number)", Kind.COUNT),
    Column("share", "Share (%)", Kind.PERCENT),
    Column("mean", "Mean (1 to 5)", Kind.DECIMAL),
)


def table(*rows):
    return Table("shares", "Shares", "Shares", "", COLUMNS, rows)


def test_each_kind_of_value_is_written_as_data_files_write_it():
    made = csv_of(
        table(("a, “b”", 1234, 50.0, 3.5), ("c", 0, Mark.SUPPRESSED, Mark.NOT_APPLICABLE))
    )
    expected = 'group,count,share,mean\n"a, “b”",1234,50.0,3.50\nc,0,[c],[x]\n'
    assert made == expected.encode()


@pytest.mark.parametrize(
    "text", ["=1+1", "+7", "-2", "@x", "\tx", "\rx", "＝x", "＋x", "－x", "＠x"]
)
def test_a_text_that_looks_like_a_formula_is_escaped_and_reads_back(text):
    made = table((text, 1, 2.0, 3.0))
    content = csv_of(made)
    assert f"'{text}".encode() in content
    assert read(content, made) == made.rows


@pytest.mark.parametrize("text", ["'x", "'=x", "a=b", "line\nline", 'say "x"', "", "[c"])
def test_any_other_text_reads_back_too(text):
    made = table((text, 1, 2.0, 3.0))
    assert read(csv_of(made), made) == made.rows


def test_a_change_below_zero_stays_a_number():
    made = table(("a", -3, -4.5, -0.25))
    assert b"a,-3,-4.5,-0.25" in csv_of(made)
    assert read(csv_of(made), made) == made.rows


def test_the_columns_of_another_table_are_refused():
    with pytest.raises(ValueError, match="not the columns of shares"):
        read(b"group\na\n", table())


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_workbook_reads_back_to_the_values_of_the_twin(volumes, language):
    """In three languages, cell for cell; what looks like a formula too."""
    [volume] = volumes(language)
    target = io.BytesIO()
    write(volume.tables, volume.page, target, language)
    book, tabs = openpyxl.load_workbook(target), tab_names(volume.tables)
    for number, one in enumerate(volume.tables, start=1):
        sheet = book[tabs[one.name]]
        _, *lines = sheet[sheet.tables[table_name(number, one)].ref]
        again = tuple(tuple(cell.value for cell in line) for line in lines)
        assert again == read(csv_of(one), one), one.name
        assert again == one.rows
