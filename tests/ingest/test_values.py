"""Days, counts, texts and tax numbers as people write them."""

from datetime import date, datetime, time

import pytest

from ingest.values import read_count, read_day, read_list, read_tax_id, text_of

DAY = date(2026, 7, 5)


@pytest.mark.parametrize(
    "value",
    [
        DAY,
        datetime(2026, 7, 5, 14, 30),
        "05.07.2026",
        "5.7.2026",
        "05/07/2026",
        "05-07-26",
        "2026-07-05",
        "05.07.2026 г.",
        "05.07.2026 14:30",
        "2026-07-05T00:00:00",
        " 05.07.2026\u00a0",
    ],
)
def test_a_day_is_read_in_the_usual_forms(value):
    assert read_day(value) == DAY


@pytest.mark.parametrize(
    "value", ["31.02.2026", "07.2026", "июль", "05.07.202", "1.2.3.4", "", 46208, 46208.0, True]
)
def test_what_is_no_certain_day_is_none(value):
    assert read_day(value) is None


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
        ("1.500,00", None),  # one and a half, or fifteen hundred?
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
        ("1503198512345", ("1503198512345", False)),  # in text a digit is missing: not guessed
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
