"""What a hostile examiner found in the reading of spreadsheets, and what holds since."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from workbooks.make import GOOD, HEADERS, TODAY, row, table

from ingest.sheets.cell_text import text_of
from ingest.sheets.clean_rows import CleanRows
from ingest.sheets.row_known import Known
from ingest.sheets.rows import Checked, check_coming, check_sheets
from ingest.sheets.sheet import Block, Coming, Refusal, Sheet, coming_sheets
from ingest.sheets.unseen import Merge, Unseen

KNOWN = Known(
    bodies=frozenset({"geti"}),
    body_names={},
    inspectors={"12": frozenset({"geti"}), "I-001": frozenset({"geti"})},
    own_addresses=frozenset(),
)


def check(lines: list[list[Any]], known: Known | None = None) -> Checked:
    found = check_sheets([Sheet("xlsx", "Лист", tuple(map(tuple, lines)))], known, TODAY)
    assert isinstance(found, Checked)
    return found


def csv(*lines: str) -> bytes:
    head = ";".join(HEADERS.values())
    return "\n".join((head, *lines, "")).encode()


def line(number: int, name: str = "ОсОО Бизнес", more: str = "") -> str:
    days = "06.07.2026;07.07.2026"
    return f"N-{number};geti;I-001;плановая;{name};00207199610017;{days};a{number}@b.kg;{more}"


def test_a_quotation_mark_that_is_not_closed_swallows_no_rows():
    data = csv(line(1), line(2, '"см. акт'), *(line(n) for n in range(3, 9)))
    assert check_coming(coming_sheets(data), None, TODAY) == Refusal("csv-quotes")


@pytest.mark.parametrize("odd", ['"', '"см. акт'])
def test_nor_does_one_that_a_later_one_closes(odd):
    data = csv(line(1), line(2, more=odd), line(3), line(4, more=odd), line(5))
    assert check_coming(coming_sheets(data), None, TODAY) == Refusal("csv-quotes")


def test_a_second_sheet_that_goes_on_without_a_header_is_told():
    first = Sheet("xlsx", "Июль", tuple(map(tuple, table([GOOD]))))
    goes_on = Sheet("xlsx", "Июль 2", tuple(map(tuple, table([row(registration_no="N-2")])[1:])))
    notes = Sheet("xlsx", "Заметки", (("просто", "текст"), ("15.07.2026",)))
    found = check_sheets([first, goes_on, notes], None, TODAY)
    assert isinstance(found, Checked)
    told = [(one.code, one.sheet) for one in found.problems]
    assert told == [("sheet-left-out", "Июль 2")]


NAMED = Known(
    bodies=frozenset({"geti"}),
    body_names={},
    inspectors={"I-1": frozenset({"geti"}), "I-2": frozenset({"geti"}), "7": frozenset({"geti"})},
    own_addresses=frozenset(),
    inspector_names={"касымов азамат": "I-2", "касымов а": "I-2"},
)


@pytest.mark.parametrize("typed", ["Касымов Азамат 7 отдел", "Касымов А. (I-1)", "I-9 I-1"])
def test_an_inspector_of_whom_two_things_are_said_is_asked_back(typed):
    found = check(table([row(inspector_id=typed)]), NAMED)
    assert not found.records


@pytest.mark.parametrize("typed", ["I-2 (Касымов А.)", "№ I-2", "Касымов Азамат"])
def test_an_inspector_of_whom_one_thing_is_said_is_known(typed):
    ((_, record),) = check(table([row(inspector_id=typed)]), NAMED).records
    assert record.inspector_ids == ("I-2",)


def test_two_addresses_are_never_taken_for_one():
    found = check(table([row(email="a@b.kg|c@d.kg"), row(registration_no="N-2")]))
    assert [record.email for _, record in found.records] == ["a@b.kg", GOOD["email"]]
    assert [problem.code for problem in found.problems] == ["several-emails"]


def test_quotation_marks_as_they_are_meant_are_read():
    data = csv(line(1, '"ОсОО ""Ак-Тилек""; филиал"'), line(2, 'ОсОО 5" трубы'))
    found = check_coming(coming_sheets(data), None, TODAY)
    assert isinstance(found, Checked)
    names = [record.business_name for _, record in found.records]
    assert names == ['ОсОО "Ак-Тилек"; филиал', 'ОсОО 5" трубы']


def test_a_row_with_more_cells_than_the_header_is_not_taken():
    data = csv(line(1), line(2, "ОсОО; филиал", "нет"), line(3))
    found = check_coming(coming_sheets(data), None, TODAY)
    assert isinstance(found, Checked)
    assert [record.registration_no for _, record in found.records] == ["N-1", "N-3"]
    assert "cells-shifted" in {problem.code for problem in found.problems}


def test_bytes_lost_on_the_way_make_no_old_encoding_of_utf8():
    data = csv(line(1), line(2)).replace("Бизнес".encode(), "Бизнес".encode()[:-1], 1)
    assert check_coming(coming_sheets(data), None, TODAY) == Refusal("broken")


@pytest.mark.parametrize("typed", [1.2, "1 2", "1-2", "1.2"])
def test_digits_apart_are_no_inspector_whose_number_they_make_together(typed):
    found = check(table([row(inspector_id=typed)]), KNOWN)
    assert not found.records
    assert [problem.code for problem in found.problems] == ["unknown-inspector"]


@pytest.mark.parametrize("typed", [1234567890123456.0, 2.02607e15, "2,02607E+15"])
def test_a_number_that_a_cell_for_numbers_has_cut_is_told(typed):
    found = check(table([row(registration_no=typed)]))
    assert not found.records
    assert [problem.code for problem in found.problems] == ["number-lost"]


NOTHING = ["n.a.", "(нет)", "«нет»", "HET", "ХХХ", "н е т", "б н", "н д", '"НЕТ"', "жок"]


@pytest.mark.parametrize("typed", NOTHING)
@pytest.mark.parametrize("code", ["registration_no", "business_name"])
def test_words_for_nothing_are_no_name_whatever_stands_beside(code, typed, monkeypatch):
    lines = table([GOOD, row(**{"registration_no": "N-2", code: typed})])
    fast = check(lines)
    monkeypatch.setattr(CleanRows, "read", lambda self, values, count: [None] * count)
    assert fast == check(lines)
    assert len(fast.records) == 1


def test_a_long_run_of_marks_on_one_letter_costs_no_time():
    """AT1: in the main process; putting 32 000 in order took seconds."""
    odd = "a" + "\u0301\u0316" * 16_000
    assert len(text_of(odd)) < 50
    assert check(table([row(business_name=odd * 8)])).records


def test_a_sum_that_stands_once_for_merged_rows_is_not_the_sum_of_each():
    headers = {**HEADERS, "fine_som": "Сумма штрафа, сом"}
    named = [row(registration_no=f"N-{n}", fine_som=None) for n in range(3)]
    lines = table([{**named[0], "fine_som": 90_000}, *named[1:]], headers)
    at = list(headers).index("fine_som")
    columns = [
        ["" if cell is None else cell for cell in column] for column in zip(*lines, strict=True)
    ]
    unseen = Unseen(merges=(Merge(2, 4, at),))
    sheet = Coming("xlsx", "Лист", iter([Block(1, columns, 4)]), unseen=unseen)
    found = check_coming([sheet], None, date(2026, 9, 1))
    assert isinstance(found, Checked)
    assert [record.fine_som for _, record in found.records] == [90_000, None, None]
