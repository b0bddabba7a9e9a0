"""Days, counts, texts and tax numbers as people write them."""

from datetime import date, datetime, time

import pytest

from ingest.sheets.sheet import NO_VALUE, CellError
from ingest.sheets.values import (
    digits_lost,
    is_blank,
    is_error,
    read_count,
    read_list,
    read_tax_id,
    text_of,
    why_no_count,
)


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (0, 0),
        (1500.0, 1500),
        ("1500", 1500),
        ("1 500", 1500),
        ("1\u00a0500,00 сом", 1500),
        ("1 500 000", 1_500_000),
        (-1, None),
        (1.5, None),
        ("1,5", None),
        ("1.500,00", 1500),  # two signs leave one reading
        ("1,500.00", 1500),
        ("1.500", None),  # one and a half, or fifteen hundred?
        ("1,500", None),
        ("1.500.000", 1_500_000),
        ("1.500,50", None),
        ("1'500", 1500),
        ("1\u202f500", 1500),
        ("1500 сом.", 1500),
        ("1500-00", 1500),
        ("1500 (одна тысяча пятьсот) сом", 1500),
        ("1000 (одна тысяча)", 1000),
        ("500 (тыс. сом)", None),
        ("500 (в тысячах)", None),
        ("500 (тг)", None),
        ("3 нарушения", 3),
        ("3 (три)", 3),
        (999_999_999_999_999, 999_999_999_999_999),
        (1e15, None),
        ("нет", 0),
        ("жок", 0),
        ("нарушений не выявлено", 0),
        ("1,5 тыс. сом", None),
        ("1500 тенге", None),
        ("2 МРП", None),
        ("б/н", None),
        ("12 34", None),
        ("сом", None),
        ("", None),
        ("много", None),
        (True, None),
        (float("nan"), None),
        (float("inf"), None),
        ("9" * 40, None),
        (date(2026, 1, 1), None),
    ],
)
def test_a_count_is_read_only_when_it_is_whole_and_certain(value, count):
    assert read_count(value) == count


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("-", ""),
        (" — ", ""),
        ("  ОсОО\tАла-Тоо\n", "ОсОО Ала-Тоо"),
        ("a\u202eb\u200b\x00c", "abc"),
        (117.0, "117"),
        (20710199610017.0, "20710199610017"),
        (1.25, "1.25"),
        (True, "1"),
        (date(2026, 7, 5), "05.07.2026"),
        (datetime(2026, 7, 5), "05.07.2026"),
        (time(14, 30), "14:30:00"),
    ],
)
def test_every_cell_has_a_clean_text(value, text):
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("00207199610017", ("00207199610017", False)),
        ("0020719961 0017", ("00207199610017", False)),
        (21503198512345.0, ("21503198512345", False)),
        (1503198512345.0, ("01503198512345", True)),  # the zero that Excel took
        ("1503198512345", ("01503198512345", True)),  # so does a csv file, if it gives a date
        ("1999198512345", ("1999198512345", False)),  # here it gives none: a digit is missing
        ("0150319851234", ("0150319851234", False)),
        ("ИНН 00207199610017", ("00207199610017", False)),
        ("ИНН/ПИН: 00207199610017", ("00207199610017", False)),
        ("'00207199610017", ("00207199610017", False)),
        ('="00207199610017"', ("00207199610017", False)),
        ("002-0719-9610-017", ("00207199610017", False)),
        ("20207199610017.0", ("20207199610017", False)),
        ("1503198512345.0", ("01503198512345", True)),
        ("2.0207199610017E+13", ("20207199610017", False)),
        ("1.23457E+13", ("1.23457E+13", False)),
        ("00207199610017/980540000397", ("00207199610017/980540000397", False)),
        ("О0207199610017", ("О0207199610017", False)),  # a letter for the zero
        (980540000397.0, ("980540000397", False)),
        (50540000397.0, ("50540000397", False)),  # the check digit does not confirm a zero
    ],
)
def test_a_zero_is_put_back_only_where_a_number_cell_lost_it(value, read):
    assert read_tax_id(value) == read


def test_a_bin_without_its_zero_is_restored_when_the_check_digit_confirms_it():
    from register.rules.tax_id import check_digit

    eleven = "05054000039"
    number = float(f"{eleven}{check_digit(eleven)}")
    assert read_tax_id(number) == (f"{eleven}{check_digit(eleven)}", True)


def test_a_list_is_read_once_each():
    assert read_list("I-001; I-002,I-001\nI-003;") == ("I-001", "I-002", "I-003")
    assert read_list("I-001, I-002 и I-003") == ("I-001", "I-002", "I-003")
    assert read_list("1. I-001\n2) I-002") == ("I-001", "I-002")
    assert read_list("I-001") == ("I-001",)
    assert read_list("") == ()


@pytest.mark.parametrize("text", ["1.23457E+13", "2,02072E+13", "1.5E13"])
def test_digits_that_a_program_cut_off_are_known_to_be_lost(text):
    assert digits_lost(text)
    assert not digits_lost("2.0207199610017E+13")


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("1,5 тыс. сом", "number-unit"),
        ("500 (тыс. сом)", "number-unit"),
        ("1500 тенге", "number-unit"),
        ("много", "number"),
    ],
)
def test_why_a_count_is_none(value, why):
    assert why_no_count(value) == why


@pytest.mark.parametrize(
    "value", [CellError("#N/A"), "#Н/Д", "#REF!", "#ДЕЛ/0!", "######", "Err:502"]
)
def test_an_error_of_the_program_is_known(value):
    assert is_error(value)
    assert not is_blank(value)


@pytest.mark.parametrize("value", ["№ 5", "#5", "Err", "", None, NO_VALUE, 5])
def test_other_cells_are_no_errors(value):
    assert not is_error(value)


def test_a_formula_without_a_value_is_not_blank():
    assert not is_blank(NO_VALUE)
    assert text_of(NO_VALUE) == ""
