"""The header row is found where people put it, and its columns by what they call them."""

import pytest
from workbooks.make import HEADERS

from config.columns import columns
from ingest.headers import find_header, recognise
from ingest.sheet import Sheet

LINE = tuple(HEADERS.values())


def sheet(*lines: tuple[object, ...]) -> Sheet:
    return Sheet("xlsx", "Проверки", lines)  # type: ignore[arg-type]


def test_the_header_is_found_below_titles_merged_cells_and_blank_rows():
    above = (("Сведения о проверках", None), (), ("за III квартал 2026 года",), (None, "Инспектор"))
    header = find_header(sheet(*above, LINE, ("1",)), columns())
    assert header is not None
    assert header.row == 5
    assert header.columns == {code: index for index, code in enumerate(HEADERS)}
    assert header.missing == ()
    assert header.unknown == ()


def test_a_sheet_without_a_header_has_none():
    assert find_header(sheet(("Инспектор", "Адрес", "ИНН"), ("a", "b", "c")), columns()) is None
    assert find_header(sheet(), columns()) is None


def test_a_header_further_down_than_a_title_can_be_is_not_looked_for():
    assert find_header(sheet(*[()] * 30, LINE), columns()) is None


def test_missing_mandatory_columns_are_named():
    line = tuple(text for code, text in HEADERS.items() if code not in ("tax_id", "kind"))
    header = find_header(sheet(line), columns())
    assert header is not None
    assert header.missing == ("kind", "tax_id")


def test_an_address_column_or_a_reason_column_is_enough():
    without = {code: text for code, text in HEADERS.items() if code != "email"}
    header = find_header(sheet(tuple(without.values())), columns())
    assert header is not None
    assert header.missing == ()
    del without["no_email_reason"]
    header = find_header(sheet(tuple(without.values())), columns())
    assert header is not None
    assert header.missing == ("email",)


def test_a_near_miss_is_proposed_and_not_taken():
    line = tuple("Дата окончяния" if text == "Дата окончания" else text for text in LINE)
    header = find_header(sheet(line), columns())
    assert header is not None
    assert "finished_on" not in header.columns
    assert header.unknown == (("H1", "Дата окончяния", "finished_on"),)


def test_a_foreign_column_is_unknown_and_a_second_one_is_not_read():
    header = find_header(sheet((*LINE, "Погода", "ИНН предприятия")), columns())
    assert header is not None
    assert header.columns["tax_id"] == 5
    assert header.unknown == (("K1", "Погода", None), ("L1", "ИНН предприятия", "tax_id"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Каттоо номери\nРегистрационный номер", "registration_no"),
        ("Каттоо номери / Рег. №", "registration_no"),
        ("1. ИНН", "tax_id"),
        ("ИНН *", "tax_id"),
        ("  дата   НАЧАЛА ", "started_on"),
        ("Электронная почта (обязательно)", "email"),
        ("Штраф (сом)", "fine_som"),
        ("БИН/ИИН", "tax_id"),
        ("Дата начала / Дата окончания", None),  # two columns in one: neither
        ("", None),
    ],
)
def test_a_header_is_recognised_in_spite_of_how_it_is_written(text, code):
    assert recognise(text, columns()) == code
