"""What the examiner found when he came again: headers, merges, events, csv files and totals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from workbooks.make import GOOD, HEADERS, TODAY, row, table

from config.columns import columns
from ingest.sheets import header_words, headers
from ingest.sheets.effort import Effort
from ingest.sheets.row import Row
from ingest.sheets.rows import Checked, check_coming, check_sheets
from ingest.sheets.sheet import Block, Coming, Refusal, Sheet, Value, coming_sheets
from ingest.sheets.unseen import Merge, Unseen
from register.rules.happening import Happening, HappeningKind

EVENT_HEADERS = ("Рег. номер", "Событие", "Дата события", "До какого числа", "Основание события")


def coming(lines: Sequence[Sequence[Any]], unseen: Unseen, name: str = "Лист") -> Coming:
    width = max(map(len, lines))
    full = [[*line, *[None] * (width - len(line))] for line in lines]
    cells: list[list[Value]] = [
        ["" if cell is None else cell for cell in column] for column in zip(*full, strict=True)
    ]
    return Coming("xlsx", name, iter([Block(1, cells, len(lines))]), unseen=unseen)


def check(lines: Sequence[Sequence[Any]], **unseen: Any) -> Checked:
    found = check_coming([coming(lines, Unseen(**unseen))], None, TODAY)
    assert isinstance(found, Checked), found
    return found


def codes(found: Checked) -> list[str]:
    return [problem.code for problem in found.problems]


def csv(*lines: str, head: Sequence[str] = tuple(HEADERS.values())) -> Checked:
    data = "\n".join((";".join(head), *lines, "")).encode()
    found = check_coming(coming_sheets(data), None, TODAY)
    assert isinstance(found, Checked), found
    return found


def line(number: str, name: str = "ОсОО Бизнес") -> str:
    days = "06.07.2026;07.07.2026"
    return f"{number};geti;I-001;плановая;{name};00207199610017;{days};a@b.kg;"


# Headers


def crafted(seed: int) -> Sheet:
    text = "Регистрационный номр,(предприятия) : ИНН | дата нач: {}x{}x{}" + "к. " * 40
    grid = [tuple(text.format(seed, i, j)[:299] for j in range(200)) for i in range(30)]
    return Sheet("xlsx", f"Лист {seed}", tuple(grid))


def test_crafted_headers_cost_a_bounded_number_of_looks(monkeypatch):
    """AT1: they are read in the main process; six thousand texts a sheet would take seconds."""
    compared: list[str] = []
    monkeypatch.setattr(headers, "nearest", lambda text, _: compared.append(text))
    header_words.meaning.cache_clear()
    check_sheets([*map(crafted, range(6))], None, TODAY)
    assert header_words.meaning.cache_info().misses < 2 * Effort().careful // 299 + 100
    assert len(compared) <= Effort().near


def test_a_file_that_used_up_its_effort_is_still_read_by_its_very_headers():
    good = Sheet("xlsx", "Проверки", tuple(map(tuple, table([GOOD]))))
    found = check_sheets([*map(crafted, range(3)), good], None, TODAY)
    assert isinstance(found, Checked)
    assert len(found.records) == 1


def test_lines_full_of_texts_between_the_rows_are_looked_at_within_bounds():
    odd = [[f"строка {n} слово {k} " + "о" * 40 for k in range(60)] for n in range(200)]
    header_words.meaning.cache_clear()
    for index in range(200):
        odd[index][5] = odd[index][6] = None  # neither tax number nor day
    found = check([*table([GOOD]), *odd])
    assert len(found.records) == 1
    assert header_words.meaning.cache_info().misses < 6000


def test_no_near_header_is_looked_for_when_there_is_no_effort_left():
    slip = ("Регистрационый номер", *[*HEADERS.values()][1:])
    near = headers.find_header((slip,), columns())
    spent = headers.find_header((slip,), columns(), effort=Effort(near=0))
    assert near is not None
    assert near.near()
    assert spent is not None
    assert not spent.near()


# Merged cells, days from 1904, hidden rows; events as well as inspections


def test_a_sum_in_merged_cells_is_told_to_stand_in_the_first_row_only():
    lines = [[*HEADERS.values(), "Сумма штрафа"]]
    lines += [[*table([row(registration_no=f"N-{n}")])[1], None] for n in range(3)]
    lines[1][-1] = 90_000
    found = check(lines, merges=(Merge(2, 4, len(HEADERS)),))
    assert [record.fine_som for _, record in found.records] == [90_000, None, None]
    assert codes(found) == ["merged-count"]


def events(*rows: Sequence[Any], **unseen: Any) -> Checked:
    return check([EVENT_HEADERS, *rows], **unseen)


def test_days_of_events_count_from_1904_where_the_workbook_does():
    found = events(("N-1", "отменена", 44746, None, "ошибка"), date1904=True)
    (happening,) = found.events.happenings
    assert happening == Happening("N-1", HappeningKind.CANCELLED, date(2026, 7, 5), None, "ошибка")


def test_what_is_merged_or_hidden_in_an_event_sheet_is_filled_and_told():
    day = datetime(2026, 7, 5)
    found = events(
        ("N-1", "отменена", day, None, "пожар"),
        ("N-2", "отменена", day, None, None),
        merges=(Merge(2, 3, 4),),
        hidden_rows=((3, 3),),
    )
    assert [one.basis for one in found.events.happenings] == ["пожар", "пожар"]
    assert sorted(codes(found)) == ["hidden-rows", "merged-filled"]


def test_a_problem_of_a_whole_row_stands_at_its_leftmost_column():
    problem = Row(7, "Лист", {"email": "AA", "body": "B"}, {}).problem("", "not-a-row")
    assert problem.cell == "B7"


# Days, sums, csv files and totals


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("26-07-05", None),  # the 5th of July 2026, or the 26th of 2005?
        ("26.07.05", None),
        ("05-07-26", date(2026, 7, 5)),
        ("28/12/25", date(2025, 12, 28)),
        ("24-06-25", date(2025, 6, 24)),
    ],
)
def test_a_day_that_may_begin_with_its_year_is_asked_back(typed, day):
    found = check(table([row(started_on=typed)]))
    assert [record.started_on for _, record in found.records] == [day] * (day is not None)
    assert codes(found) == ["date"] * (day is None)


def test_a_number_written_as_a_formula_of_text_keeps_its_zeros():
    found = csv(line('="0012"'), line('"=""0013"""'))
    assert [record.registration_no for _, record in found.records] == ["0012", "0013"]


def test_a_name_between_quotation_marks_at_the_beginning_of_a_cell_costs_no_file():
    found = csv(line("N-1"), line("N-2", '"Ромашка" ОсОО'), line("N-3"))
    names = [record.business_name for _, record in found.records]
    assert names == ["ОсОО Бизнес", "Ромашка ОсОО", "ОсОО Бизнес"]


def test_a_quotation_mark_closed_within_a_cell_further_down_swallows_nothing():
    lines = [line(f"N-{n}") for n in range(1, 9)]
    lines[1] += '"см. акт'
    lines[5] = lines[5].replace("Бизнес", 'Бизнес"')
    data = "\n".join((";".join(HEADERS.values()), *lines, "")).encode()
    assert check_coming(coming_sheets(data), None, TODAY) == Refusal("csv-quotes")


def test_a_business_called_total_is_no_total():
    lines = table([GOOD, row(registration_no="N-2", business_name="Итого Плюс", started_on=None)])
    lines[2][[*HEADERS].index("tax_id")] = "0020719961"
    found = check(lines)
    assert found.rows == 2
    assert {problem.row for problem in found.problems} == {3}


def test_a_total_is_still_passed_over():
    total = ["Итого", None, None, None, 25, None]
    found = check([*table([GOOD]), total])
    assert (found.rows, found.problems) == (1, ())


def test_a_conflict_over_two_sheets_names_the_other():
    first = Sheet("xlsx", "А", tuple(map(tuple, table([GOOD]))))
    other = Sheet("xlsx", "Б", tuple(map(tuple, table([row(business_name="Другой")]))))
    found = check_sheets([first, other], None, TODAY)
    assert isinstance(found, Checked)
    (problem,) = found.problems
    assert (problem.detail, problem.other) == ("2 (А)", ("А", 2))
