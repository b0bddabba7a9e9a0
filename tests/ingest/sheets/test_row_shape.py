"""Lines around the inspections are told from them, and no inspection is lost in silence."""

from datetime import date
from typing import Any

import pytest
from workbooks.make import GOOD, HEADERS

from config.columns import columns
from ingest.sheets.effort import Effort
from ingest.sheets.row_shape import LEFT_OUT, Shape, shape_of
from ingest.sheets.sheet import NO_VALUE

LINE = tuple(HEADERS.values())
CODES = tuple(HEADERS)
ROW = tuple(GOOD.get(code) for code in CODES)
SILENT = {Shape.BLANK, Shape.HEADER, Shape.NUMBERING, Shape.TOTALS}


def shape(*cells: Any) -> Shape:
    values = dict(zip(CODES, cells, strict=False))
    return shape_of(cells, values, (LINE,), columns(), Effort())


def test_an_inspection_is_one_also_where_much_is_missing():
    assert shape(*ROW) is Shape.INSPECTION
    assert shape("117", "geti") is Shape.INSPECTION
    assert shape(None, None, None, None, "ОсОО Ала-Тоо", "00207199610017") is Shape.INSPECTION
    assert shape(NO_VALUE, NO_VALUE, NO_VALUE) is Shape.INSPECTION


@pytest.mark.parametrize(
    "cells",
    [
        (*ROW[:4], "Итого-Сервис", *ROW[5:]),
        (*ROW[:4], "Главный рынок", *ROW[5:]),
        ("117", "geti", "I-1", "плановая", "Жалпы билим берүү мектеби"),
        ("117", "geti", "Инспектор", "плановая", "Всего хорошего"),
    ],
)
def test_an_inspection_with_such_words_is_none_of_totals_and_signatures(cells):
    assert shape(*cells) is Shape.INSPECTION


@pytest.mark.parametrize("cells", [(), (None,), (" ", "—", "____"), (NO_VALUE,), ("\u00a0",)])
def test_a_line_in_which_nothing_stands_is_blank(cells):
    assert shape(*cells) is Shape.BLANK


def test_the_header_again_is_one_however_it_is_written():
    assert shape(*LINE) is Shape.HEADER
    assert shape(*(text.upper() for text in LINE)) is Shape.HEADER
    kyrgyz = (columns().title(code, "ky") for code in CODES)
    assert shape(*kyrgyz) is Shape.HEADER


def test_a_header_with_other_columns_is_another_table():
    assert shape(*LINE[::-1]) is Shape.OTHER_HEADER


@pytest.mark.parametrize(
    "cells",
    [
        (1.0, 2.0, 3.0, 4.0),
        ("1", "2", "3", "4", "5"),
        ("А", "Б", "1", "2", "3"),
        ("(1)", "(2)", "(3)"),
        ("1", "2", "3", "4=2+3"),
        (None, 2, 3, 4),
    ],
)
def test_the_numbers_of_the_columns_are_no_row(cells):
    assert shape(*cells) is Shape.NUMBERING


@pytest.mark.parametrize(
    "cells",
    [
        ("Итого:", None, None, 3.0),
        ("ВСЕГО по области", None, None, None, None, None, 25),
        (None, None, None, None, "И Т О Г О", 12, 5),
        ("Барлығы",),
        ("Итого 2 проверки", None, "geti"),
        ("Жыйынтыгы:", None, None, 3.0),
        ("Жалпы саны", 7),
        (None, None, None, "Total", 25, 30),
        (None, None, None, None, None, None, None, 25.0, 1200),
    ],
)
def test_totals_are_no_row_in_any_column_and_language(cells):
    assert shape(*cells) is Shape.TOTALS


@pytest.mark.parametrize(
    ("cells", "which"),
    [
        (("EXAMPLE-1", *ROW[1:]), Shape.EXAMPLE),
        (("г. Бишкек",), Shape.SECTION),
        ((None, None, "Ош облусу"), Shape.SECTION),
        (("Начальник управления", None, None, "______", "Мамытов К. Ж."), Shape.SIGNATURE),
        (("Башкарманын башчысы", None, "К. Мамытов"), Shape.SIGNATURE),
        (("Исполнитель: Асанов Б., тел. 0312 66-00-00",), Shape.SIGNATURE),
        (("Орындаушы: Ахметов А.",), Shape.SIGNATURE),
        (("М.П.",), Shape.SIGNATURE),
        (("Иванов И. И. ____________", "05.07.2026"), Shape.SIGNATURE),
        (("Примечание: данные предварительные",), Shape.NOTE),
        (("* – по плану",), Shape.NOTE),
        (("Ескерту", "деректер алдын ала"), Shape.NOTE),
        (("не заполнять", "не заполнять", "не заполнять"), Shape.NOT_A_ROW),
        ((None, None, None, None, None, None, None, None, "x", "y"), Shape.NOT_A_ROW),
        (("119",), Shape.NOT_A_ROW),
        ((119,), Shape.NOT_A_ROW),
    ],
)
def test_every_other_line_is_left_out_with_a_warning(cells, which):
    assert shape(*cells) is which
    assert which in LEFT_OUT


def test_only_ornaments_are_left_out_in_silence():
    assert set(Shape) - SILENT - set(LEFT_OUT) == {Shape.INSPECTION, Shape.OTHER_HEADER}


def test_a_signature_with_its_date_in_a_date_column_is_none_of_the_inspections():
    cells = ("Руководитель", None, "Усенов", None, None, None, date(2026, 7, 5))
    assert shape(*cells) is Shape.SIGNATURE
