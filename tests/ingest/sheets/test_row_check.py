"""One row, cell by cell: what is read, what is wrong, and what is only odd."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from workbooks.make import GOOD, TODAY, row

from config.columns import columns
from ingest.sheets.row_check import Known, Row, read_row
from ingest.sheets.sheet import NO_VALUE, CellError
from register.rules.record import EmailSource, InspectionKind, InspectionRecord, NoEmail

KNOWN = Known(
    bodies=frozenset({"geti"}),
    body_names={"гэти": "geti"},
    inspectors={"I-001": frozenset({"geti"}), "I-002": frozenset({"geti"})},
    own_addresses=frozenset({"asanov@mail.kg", "@geti.gov.kg"}),
    inspector_names={"асанов б": "I-001"},
)


def read(since_1904: bool = False, **changes: Any) -> tuple[Row, InspectionRecord | None]:
    line = Row(2, "Проверки", {}, row(**changes), since_1904=since_1904)
    return line, read_row(line, columns(), KNOWN, TODAY)


def told(line: Row) -> list[tuple[str, str, bool]]:
    return [(one.column, one.code, one.warning) for one in line.problems]


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"registration_no": "б/н"}, "registration_no", "said-none"),
        ({"business_name": "нет данных"}, "business_name", "said-none"),
        ({"registration_no": "?"}, "registration_no", "said-none"),
        ({"inspector_id": "жок"}, "inspector_id", "said-none"),
        ({"tax_id": CellError("#N/A")}, "tax_id", "error-cell"),
        ({"body": "#ССЫЛКА!"}, "body", "error-cell"),
        ({"email": CellError("#REF!")}, "email", "error-cell"),
        ({"registration_no": NO_VALUE}, "registration_no", "formula-no-value"),
        ({"email": NO_VALUE}, "email", "formula-no-value"),
        ({"tax_id": "1.23457E+13"}, "tax_id", "tax-id-lost"),
        ({"started_on": "05.07–09.07.2026"}, "started_on", "date-range"),
        ({"started_on": "07/15/2026"}, "started_on", "date-month-first"),
        ({"email": "infо@mail.kg"}, "email", "email-letter"),
        ({"email": "asanov@mail.kg, x@geti.gov.kg"}, "email", "own-address"),
        ({"kind": "плановая / внеплановая"}, "kind", "unknown-value"),
        ({"email": None, "no_email_reason": "в отпуске"}, "no_email_reason", "unknown-value"),
    ],
)
def test_what_is_wrong_keeps_the_row_out_and_is_named_once(changes, column, code):
    line, record = read(**changes)
    assert record is None
    assert told(line) == [(column, code, False)]


@pytest.mark.parametrize(
    ("changes", "column", "code", "detail"),
    [
        ({"email": "a@b.kg; c@d.kg"}, "email", "several-emails", "a@b.kg"),
        ({"email": "asanov@mail.kg, c@d.kg"}, "email", "several-emails", "c@d.kg"),
        ({"email": "info(собака)mail.kg"}, "email", "email-read-as", "info@mail.kg"),
        ({"email": "a@b.kg\nc@d.kg"}, "email", "several-emails", "a@b.kg"),
        ({"started_on": 46208.0}, "started_on", "date-serial", "05.07.2026"),
        ({"fine_som": "1,5 тыс. сом"}, "fine_som", "number-unit", ""),
        ({"violations": CellError("#DIV/0!")}, "violations", "error-cell", ""),
        ({"phone": NO_VALUE}, "phone", "formula-no-value", ""),
        ({"registered_at": "?"}, "registered_at", "date", ""),
        ({"region": "Ош"}, "region", "unknown-region", ""),
        ({"region": "Чуйская область, Ошская область"}, "region", "unknown-region", ""),
    ],
)
def test_what_is_only_odd_is_a_warning(changes, column, code, detail):
    line, record = read(**changes)
    assert record is not None
    assert told(line) == [(column, code, True)]
    assert line.problems[0].detail == detail


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"kind": "Плановая выездная"}, "kind", InspectionKind.PLANNED),
        ({"kind": "внеплановой"}, "kind", InspectionKind.UNPLANNED),
        ({"kind": "вне плановая"}, "kind", InspectionKind.UNPLANNED),
        ({"kind": "не по плану"}, "kind", InspectionKind.UNPLANNED),
        ({"kind": "пландан тышкары"}, "kind", InspectionKind.UNPLANNED),
        ({"kind": "жоспардан тыс тексеру"}, "kind", InspectionKind.UNPLANNED),
        ({"kind": "жоспарлы / плановая"}, "kind", InspectionKind.PLANNED),
        ({"kind": "плaнoвaя"}, "kind", InspectionKind.PLANNED),  # Latin letters
        ({"kind": "контрольный осмотр"}, "kind", InspectionKind.CONTROL),
        ({"body": "ГЭТИ "}, "body", "geti"),
        ({"inspector_id": "i-001\nI-002"}, "inspector_ids", ("I-001", "I-002")),
        ({"inspector_id": "Асанов Б."}, "inspector_ids", ("I-001",)),
        ({"inspector_id": "I-001 и I-002"}, "inspector_ids", ("I-001", "I-002")),
        ({"region": "Чуйская обл., Аламудунский район"}, "region", "chuy"),
        ({"suspended": "не приостанавливалась"}, "suspended", False),
        ({"suspended": "приостановлена на 3 дня"}, "suspended", True),
        ({"violations": "нарушений не выявлено"}, "violations", 0),
        ({"fine_som": "1.500,00 сом"}, "fine_som", 1500),
        ({"phone": "нет"}, "phone", None),
        ({"instruction_no": "б/н"}, "instruction_no", None),
        ({"instruction_due": "нет"}, "instruction_due", None),
        ({"instruction_due": "до 01.12.2026"}, "instruction_due", date(2026, 12, 1)),
        ({"checklist": "нет"}, "checklist", "нет"),  # it was not used: that is something
        ({"email_source": "со слов предпринимателя"}, "email_source", EmailSource.BUSINESS),
        ({"language": "русск. яз."}, "language", "ru"),
        ({"email": "ОсОО <info@mail.kg>"}, "email", "info@mail.kg"),
        ({"tax_id": "ИНН 00207199610017"}, "tax_id", "00207199610017"),
        ({"registration_no": 117.0}, "registration_no", "117"),
    ],
)
def test_what_is_typed_is_understood_without_a_word(changes, field, value):
    line, record = read(**changes)
    assert told(line) == []
    assert getattr(record, field) == value


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("нет", NoEmail.NONE),
        ("жок", NoEmail.NONE),
        ("почтасы жок", NoEmail.NONE),
        ("отказался дать", NoEmail.REFUSED),
        ("берүүдөн баш тартышты", NoEmail.REFUSED),
        ("руководитель отсутствовал", NoEmail.ABSENT),
        ("н/д", NoEmail.UNKNOWN),
        ("неизвестен", NoEmail.UNKNOWN),
    ],
)
def test_a_reason_in_the_place_of_the_address_is_understood(typed, reason):
    line, record = read(email=typed)
    assert record is not None
    assert record.no_email_reason is reason
    assert told(line) == [("email", "reason-in-email", True)]


def test_a_workbook_that_counts_from_1904_is_read_so():
    line, record = read(since_1904=True, started_on=44746)
    assert record is not None
    assert record.started_on == date(2026, 7, 5)
    assert told(line) == [("started_on", "date-serial", True)]


def test_an_error_in_the_address_is_odd_only_where_a_reason_is_given():
    line, record = read(email=CellError("#N/A"), no_email_reason="нет")
    assert record is not None
    assert told(line) == [("email", "error-cell", True)]


def test_the_inspectorates_own_address_is_refused_also_beside_others():
    line, record = read(email="X@geti.gov.kg")
    assert record is None
    assert told(line) == [("email", "own-address", False)]


def test_a_good_row_reads_the_same_without_a_register():
    line = Row(2, "", {}, GOOD)
    record = read_row(line, columns(), None, TODAY)
    assert record is not None
    assert record == replace(record, body="geti", inspector_ids=("I-001",))
    assert line.problems == []
