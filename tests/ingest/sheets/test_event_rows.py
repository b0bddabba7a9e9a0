"""Rows of event sheets become events; what is wrong or odd comes back with its cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from workbooks.make import GOOD as ROW

from config.event_columns import event_columns
from config.languages import Language, catalogue
from config.matching import plain_words
from ingest.sheets.effort import Effort
from ingest.sheets.event_rows import Events, against_register
from ingest.sheets.event_sheet import EventReader, find_event_header
from ingest.sheets.problem import Problem, says
from ingest.sheets.sheet import Sheet, as_coming
from register.rules.happening import Happening, HappeningKind, Standing
from register.rules.record import InspectionKind, InspectionRecord

TODAY = date(2026, 9, 1)
HEADERS = ("Рег. номер", "Событие", "Дата события", "До какого числа", "Основание события")
PROLONGED = ("N-1", "продлена", date(2026, 8, 20), date(2026, 9, 15), "приказ 7")
CANCELLED = ("N-2", "отменена", "21.08.2026", None, "ошибка в плане")
IN_WORDS = {
    "prolonged": ("узартылды", "Продление", "ұзартылды", "Extended"),
    "suspended": ("токтотула турду", "Приостановлено", "тоқтатыла тұрды", "suspended"),
    "renewed": ("улантылды", "возобновлена", "қайта басталды", "Resumed"),
    "cancelled": ("жокко чыгарылды", "ОТМЕНА", "күші жойылды", "called off"),
}
AS_TYPED = {
    "prolonged": ("Срок проверки продлён на 10 дней", "текшерүү мөөнөтү узартылды"),
    "suspended": ("проверка временно приостановлена", "Тексеру уақытша тоқтатыла тұрды"),
    "renewed": ("Возобновлена с 1 сентября", "has been resumed"),
    "cancelled": ("проверка отменена приказом", "Cancelled by the court"),
}


class Found:
    """What an event sheet holds: its events, and the problems of its cells."""

    def __init__(self, *rows: tuple[Any, ...], headers: tuple[Any, ...], above: int) -> None:
        cells = (*(((None,),) * above), headers, *rows)
        coming = as_coming(Sheet("xlsx", "События", cells))
        reader = EventReader(TODAY)
        assert reader.read(coming, next(coming.blocks), Effort())
        self.events = reader.result()
        self.happenings = self.events.happenings
        self.problems: tuple[Problem, ...] = tuple(reader.problems)

    def told(self) -> list[tuple[str, str, bool]]:
        return [(problem.cell, problem.code, problem.warning) for problem in self.problems]


def read(*rows: tuple[Any, ...], headers: tuple[Any, ...] = HEADERS, above: int = 0) -> Found:
    return Found(*rows, headers=headers, above=above)


def test_a_good_row_becomes_an_event():
    events = read(PROLONGED, CANCELLED)
    assert events.happenings == [
        Happening("N-1", HappeningKind.PROLONGED, date(2026, 8, 20), date(2026, 9, 15), "приказ 7"),
        Happening("N-2", HappeningKind.CANCELLED, date(2026, 8, 21), None, "ошибка в плане"),
    ]
    assert [name for name, _ in events.events.whole] == ["События"]
    assert (events.events.rows, events.problems) == (2, ())


@pytest.mark.parametrize("language", range(4))
@pytest.mark.parametrize("kind", list(HappeningKind))
def test_events_are_understood_in_four_languages(kind, language):
    until = date(2026, 9, 15) if kind is HappeningKind.PROLONGED else None
    word = IN_WORDS[kind.value][language]
    (found,) = read(("N-1", word, date(2026, 8, 20), until, "x")).happenings
    assert found.kind is kind


@pytest.mark.parametrize("kind", list(HappeningKind))
def test_events_are_understood_in_a_sentence(kind):
    for words in AS_TYPED[kind.value]:
        (found,) = read(("N-1", words, date(2026, 8, 20), date(2026, 9, 15), "x")).happenings
        assert found.kind is kind


@pytest.mark.parametrize("words", ["отменена или продлена", "завершена", "проверка", "не знаю"])
def test_words_that_are_no_certain_event_are_asked_back(words):
    assert read(("N-1", words, date(2026, 8, 20), None, "x")).told() == [
        ("B2", "unknown-event", False)
    ]


@pytest.mark.parametrize("language", [language.value for language in Language])
def test_the_headers_of_each_language_are_found_below_a_title(language):
    headers = tuple(event_columns().title(c.code, language) for c in event_columns().listed)
    assert len(read(PROLONGED, headers=headers, above=3).happenings) == 1


def test_columns_stand_in_any_order_and_further_ones_are_expected():
    headers = ("Наименование", "Номер приказа", "Дата", "Вид события", "№ проверки", "Продлена до")
    row = ("ОсОО Бизнес", "пр. 7", "20.08.2026", "продлено", "N-1", "15.09.2026")
    events = read(row, headers=headers)
    assert events.happenings[0].until == date(2026, 9, 15)
    assert events.problems == ()


def test_a_column_that_nearly_is_one_of_events_is_proposed():
    headers = (*HEADERS[:3], "До какого чсла", "Основание события")
    events = read(CANCELLED, headers=headers)
    assert events.told() == [("D1", "column-near", True)]
    assert events.problems[0].detail == "До какого числа"


@pytest.mark.parametrize(
    ("headers", "missing"),
    [
        (("Рег. номер", "Событие"), ("event_on",)),
        (("Рег. номер", "Собитие", "Дата"), ("event",)),
    ],
)
def test_a_header_that_lacks_a_mandatory_column_says_which(headers, missing):
    header = find_event_header((headers,))
    assert header is not None
    assert header.missing == missing


@pytest.mark.parametrize(
    "headers",
    [("Рег. номер", "Дата", "До"), ("Событие", "Дата"), ("Итого", "Всего"), ()],
)
def test_another_sheet_is_no_event_sheet(headers):
    assert find_event_header((headers,)) is None


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        (("N-1", "продлена", "20.08.2026", None, "x"), [("D2", "event-until-missing", False)]),
        (("N-1", "отменена", "20.08.2026", None, "-"), [("E2", "event-reason-missing", False)]),
        (("N-1", "закрыта", "20.08.2026", None, "x"), [("B2", "unknown-event", False)]),
        (("N-1", None, "20.08.2026", None, "x"), [("B2", "missing", False)]),
        (("N-1", "отменена", None, None, "x"), [("C2", "missing", False)]),
        ((None, "отменена", "20.08.2026", None, "x"), [("A2", "missing", False)]),
        (("N-1", "отменена", "вчера", None, "x"), [("C2", "date", False)]),
        (("N-1", "отменена", "02.09.2026", None, "x"), [("C2", "date-future", False)]),
        (("N-1", "продлена", "02.09.2026", "09.09.2026", "x"), [("C2", "date-future", False)]),
        (("N-1", "приостановлена", "02.09.2026", None, "x"), []),
        (("N-1", "продлена", "20.08.2026", "скоро", "x"), [("D2", "date", False)]),
        (("N-1", "продлена", "20.08.2026", "1.8.2026", ""), [("D2", "until-before-event", False)]),
        (("N-1", "продлена", "20.08.2026", "19.09.2062", "x"), [("D2", "until-far", False)]),
        (("N-1", "renewed", "20.08.2026", "19.09.2026", "x"), [("D2", "until-not-needed", True)]),
        (("N-1", "отменена", "20.08.2026", None, "x" * 1001), [("E2", "too-long", True)]),
        (("N-1", "отменена", "20.08.1999", None, "x"), [("C2", "date-before-2000", False)]),
        (("EXAMPLE-1", "отменена", "20.08.2026", None, "x"), [("A2", "example-row", True)]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_cell(row, problems):
    events = read(row)
    assert events.told() == problems
    only_warnings = all(warning for *_, warning in problems)
    left_out = problems and problems[0][1] == "example-row"
    assert len(events.happenings) == (only_warnings and not left_out)


def test_lines_around_the_events_are_no_events():
    lines = [("Итого: 1",), ("Исполнитель: Асанов",), (None,), (1, 2, 3, 4, 5), HEADERS]
    found = read(*lines[3:4], PROLONGED, *lines[:3], lines[4], CANCELLED)
    assert [one.registration_no for one in found.happenings] == ["N-1", "N-2"]
    assert found.told() == [("A5", "signature-line", True)]


def test_the_same_event_twice_in_a_sheet_is_one():
    events = read(PROLONGED, PROLONGED)
    assert len(events.happenings) == 1
    assert events.told() == [("A3", "duplicate-row", True)]
    assert (events.events.rows, events.events.known) == (2, 1)


def standing(**changed: Any) -> Standing:
    values = {
        "body": "geti",
        "started_on": date(2026, 8, 18),
        "finished_on": date(2026, 8, 25),
        **changed,
    }
    return Standing(**values)


def held(
    found: Found, known: dict[str, Standing], *records: InspectionRecord
) -> tuple[Events, tuple[Problem, ...]]:
    return against_register(found.events, known, records, frozenset({"geti"}), TODAY)


@pytest.mark.parametrize(
    ("known", "problem"),
    [
        ({}, ("A2", "unknown-number", "N-1", "")),
        ({"N-1": standing(body="tax")}, ("A2", "foreign-number", "N-1", "")),
        (
            {"N-1": standing(finished_on=date(2026, 9, 15))},
            ("D2", "until-before-end", "15.09.2026", "15.09.2026"),
        ),
    ],
)
def test_what_the_register_refuses_is_told_before_anything_is_recorded(known, problem):
    events, (found,) = held(read(PROLONGED), known)
    assert (found.cell, found.code, found.value, found.detail) == problem
    assert not found.warning
    assert events.happenings == []


def test_an_event_that_is_known_is_no_problem():
    (happening,) = read(PROLONGED).happenings
    events, told = held(read(PROLONGED), {"N-1": standing(happened=frozenset({happening}))})
    assert (events.known, events.happenings, told) == (1, [], ())


def test_an_event_of_an_inspection_in_the_same_file_is_good():
    values = {**ROW, "registration_no": "N-1", "kind": InspectionKind.PLANNED}
    record = InspectionRecord(inspector_ids=(values.pop("inspector_id"),), **values)
    events, told = held(read(CANCELLED), {}, replace(record, registration_no="N-2"))
    assert (len(events.happenings), [one.code for one in told]) == (1, ["cancelled-late"])


@pytest.mark.parametrize(("finished", "warned"), [(19, True), (20, False), (21, False)])
def test_a_prolongation_told_of_an_inspection_that_had_ended_is_taken_with_a_word(finished, warned):
    known = {"N-1": standing(finished_on=date(2026, 8, finished))}
    events, told = held(read(PROLONGED), known)
    assert len(events.happenings) == 1
    assert [problem.code for problem in told] == ["prolonged-late"] * warned


@pytest.mark.parametrize(("started", "warned"), [(TODAY, True), (date(2026, 9, 2), False)])
def test_a_cancellation_told_once_the_inspection_began_is_taken_with_a_word(started, warned):
    known = {"N-2": standing(started_on=started, finished_on=date(2026, 9, 4))}
    events, told = held(read(CANCELLED), known)
    assert len(events.happenings) == 1
    assert [p.code for p in told] == ["cancelled-late"] * warned


@pytest.mark.parametrize("language", [language.value for language in Language])
def test_every_problem_has_its_sentence_in_every_language(language):
    rows = [
        ("N-1", "закрыта", "20.08.2026", None, "x"),
        ("N-1", "продлена", "20.08.2026", None, "x"),
        ("N-1", "отменена", "20.08.2026", "21.08.2026", None),
        PROLONGED,
    ]
    gettext = catalogue(language).gettext
    found = read(*rows)
    for problem in (*found.problems, *held(found, {})[1]):
        sentence = says(problem, gettext)
        assert "%(" not in sentence
        if language != "en":
            assert sentence != says(problem, catalogue("en").gettext)


def test_no_word_for_an_event_is_claimed_twice_and_all_have_labels():
    values = event_columns().values["event"]
    assert [value.code for value in values] == [kind.value for kind in HappeningKind]
    for value in values:
        assert set(value.label) == {language.value for language in Language}
        assert all(plain_words(word) for word in value.words)
