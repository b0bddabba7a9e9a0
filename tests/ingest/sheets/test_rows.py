"""Rows become records; what is wrong or odd comes back with its cell."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from workbooks.make import GOOD, HEADERS, TODAY, row, table

from config.languages import Language, catalogue
from ingest.sheets.problem import REFUSAL_SAYS
from ingest.sheets.rows import PROBLEM_SAYS, Checked, Known, Problem, check_sheets, says
from ingest.sheets.sheet import Refusal, Sheet, refusal_says
from register.rules.record import InspectionKind, InspectionRecord, NoEmail

KNOWN = Known(
    bodies=frozenset({"geti"}),
    body_names={"гэти": "geti"},
    inspectors={"I-001": frozenset({"geti"}), "I-002": frozenset({"geti"}), "F-1": frozenset()},
    own_addresses=frozenset({"asanov@mail.kg", "@geti.gov.kg"}),
    staff_domains=frozenset({"@geti.kg"}),
)


def sheet(lines: list[list[Any]], **about: Any) -> Sheet:
    return Sheet("xlsx", "Проверки", tuple(tuple(line) for line in lines), **about)


def check(*rows: dict[str, Any], headers: dict[str, str] = HEADERS) -> Checked:
    checked = check_sheets([sheet(table(rows, headers))], KNOWN, TODAY)
    assert isinstance(checked, Checked), checked
    return checked


def told(checked: Checked) -> list[tuple[str, str, bool]]:
    return [(problem.cell, problem.code, problem.warning) for problem in checked.problems]


def test_a_good_row_becomes_a_record():
    checked = check(GOOD)
    assert checked.records == (
        (
            2,
            InspectionRecord(
                registration_no="2026-000117",
                body="geti",
                inspector_ids=("I-001",),
                business_name="ОсОО «Ала-Тоо Текстиль»",
                tax_id="00207199610017",
                kind=InspectionKind.PLANNED,
                started_on=date(2026, 7, 6),
                finished_on=date(2026, 7, 7),
                email="info@alatoo.kg",
            ),
        ),
    )
    assert (checked.sheet, checked.header_row, checked.rows) == ("Проверки", 1, 1)
    assert checked.columns["email"] == "I"
    assert checked.problems == ()


ERRORS = [
    ({"registration_no": None}, "A2", "missing"),
    ({"registration_no": "9" * 81}, "A2", "too-long"),
    ({"business_name": "Б" * 501}, "E2", "too-long"),
    ({"inspector_id": "F-1"}, "C2", "foreign-inspector"),
    ({"email": "asanov+1@mail.kg"}, "I2", "own-address"),
    ({"body": "Санэпид"}, "B2", "unknown-body"),
    ({"inspector_id": "I-001; I-999"}, "C2", "unknown-inspector"),
    ({"kind": "весёлая"}, "D2", "unknown-value"),
    ({"business_name": " — "}, "E2", "missing"),
    ({"tax_id": "нет данных"}, "F2", "tax-id-digits"),
    ({"tax_id": "0020719961001"}, "F2", "tax-id-length"),
    ({"tax_id": "980540000398"}, "F2", "tax-id-check"),
    ({"started_on": "вчера"}, "G2", "date"),
    ({"started_on": date(1999, 12, 31)}, "G2", "date-before-2000"),
    ({"started_on": 4.0}, "G2", "date"),
    ({"finished_on": date(2026, 9, 2)}, "H2", "date-future"),
    ({"finished_on": date(2026, 7, 5)}, "H2", "dates-order"),
    ({"email": None}, "I2", "missing-email"),
    ({"email": "alatoo.kg"}, "I2", "email"),
    ({"email": "a@b, c@d"}, "I2", "email"),
    ({"email": "Asanov@mail.kg"}, "I2", "own-address"),
    ({"email": "otdel@GETI.gov.kg"}, "I2", "own-address"),
]


@pytest.mark.parametrize(("changes", "cell", "code"), ERRORS)
def test_a_bad_cell_keeps_its_row_out_and_says_why(changes, cell, code):
    checked = check(row(**changes))
    assert told(checked) == [(cell, code, False)]
    assert checked.records == ()
    assert checked.rows == 1


def test_every_bad_cell_of_a_row_is_named_at_once():
    checked = check(row(kind="?", tax_id="1", email="x", started_on="?"))
    assert [problem.cell for problem in checked.problems] == ["D2", "F2", "G2", "I2"]


def test_a_good_row_beside_a_bad_one_enters():
    checked = check(row(kind="?"), row(registration_no="118"))
    assert [number for number, _ in checked.records] == [3]


WIDE = {**HEADERS, "region": "Область", "violations": "Нарушения", "registered_at": "Дата рег."}
WIDE |= {"unit": "Подразделение", "phone": "Телефон", "instruction_no": "Номер предписания"}
WIDE |= {"suspended": "Приостановлена", "instruction_due": "Срок предписания", "fine_som": "Штраф"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"region": "Ош"}, "unknown-region"),
        ({"violations": "много"}, "number"),
        ({"violations": 3_000_000_000}, "too-large"),
        ({"phone": "+996 555 123456, " * 9}, "too-long"),
        ({"unit": "У" * 201}, "too-long"),
        ({"instruction_no": "9" * 81}, "too-long"),
        ({"email": "kassa@geti.kg"}, "own-domain"),
        ({"registered_at": "31.31.2026"}, "date"),
        ({"suspended": "может быть"}, "unknown-value"),
        ({"tax_id": "31503198512345"}, "tax-id-doubtful"),
        ({"tax_id": 1503198512345.0}, "tax-id-zero"),
        ({"email": "нет"}, "reason-in-email"),
        ({"email": "a@b.kg, c@d.kg"}, "several-emails"),
        ({"started_on": 46208.0}, "date-serial"),
        ({"no_email_reason": "отказались"}, "reason-not-needed"),
    ],
)
def test_what_is_only_odd_is_a_warning_and_the_row_enters(changes, code):
    checked = check(row(**changes), headers=WIDE)
    assert [(problem.code, problem.warning) for problem in checked.problems] == [(code, True)]
    assert len(checked.records) == 1


def test_optional_columns_are_read():
    line = row(region="г. Ош", violations="3", registered_at="01.07.2026", suspended="иә")
    line |= {"instruction_due": "01.12.2026", "fine_som": "1 500 сом"}
    checked = check(line, headers=WIDE)
    ((_, record),) = checked.records
    assert (record.region, record.violations, record.fine_som) == ("osh-city", 3, 1500)
    assert (record.registered_at, record.instruction_due) == (date(2026, 7, 1), date(2026, 12, 1))
    assert record.suspended is True
    assert checked.problems == ()


def test_what_is_too_long_or_too_large_is_left_out_or_shortened_to_what_the_register_holds():
    line = row(unit="У" * 201, phone="1" * 101, violations=3_000_000_000, fine_som=10**12 - 1)
    ((_, record),) = check(line, headers=WIDE).records
    assert (record.unit, record.phone) == ("У" * 200, "1" * 100)
    assert (record.violations, record.fine_som) == (None, 10**12 - 1)


def test_more_inspectors_than_the_register_holds_are_a_problem():
    many = {f"I-{number:030d}": frozenset({"geti"}) for number in range(12)}
    known = replace(KNOWN, inspectors=many)
    lines = table([row(inspector_id=", ".join(many))])
    checked = check_sheets([sheet(lines)], known, TODAY)
    assert isinstance(checked, Checked)
    assert told(checked) == [("C2", "too-long", False)]


def test_an_address_with_a_tag_is_the_same_mailbox_at_several_businesses():
    tax_ids = ["00207199610017", "00307199610017", "00407199610017"]
    rows = [
        row(registration_no=str(at), tax_id=tax_id, email=f"one+{at}@alatoo.kg")
        for at, tax_id in enumerate(tax_ids)
    ]
    assert {code for _, code, _ in told(check(*rows))} == {"shared-address"}


def test_a_reason_stands_for_the_address():
    ((_, record),) = check(row(email=None, no_email_reason="баш тартты")).records
    assert (record.email, record.no_email_reason) == (None, NoEmail.REFUSED)


def test_a_body_may_be_named_in_full():
    ((_, record),) = check(row(body="ГЭТИ")).records
    assert record.body == "geti"


def test_without_a_register_bodies_and_inspectors_are_not_checked():
    lines = table([row(body="x", inspector_id="y", email="a@geti.gov.kg")])
    checked = check_sheets([sheet(lines)], None, TODAY)
    assert isinstance(checked, Checked)
    assert len(checked.records) == 1
    assert checked.problems == ()


def test_the_same_row_again_is_taken_once():
    checked = check(GOOD, GOOD)
    assert told(checked) == [("A3", "duplicate-row", True)]
    assert [number for number, _ in checked.records] == [2]


def test_a_number_again_with_other_values_is_a_problem_of_the_second():
    checked = check(GOOD, row(business_name="Другое"))
    assert told(checked) == [("A3", "registration-conflict", False)]
    assert checked.records[0][1].business_name == GOOD["business_name"]
    assert len(checked.records) == 1


def test_one_address_for_three_businesses_is_pointed_out_and_for_two_is_not():
    tax_ids = ["00207199610017", "00307199610017", "00407199610017"]
    rows = [row(registration_no=str(at), tax_id=tax_id) for at, tax_id in enumerate(tax_ids)]
    assert check(*rows[:2]).problems == ()
    checked = check(*rows)
    assert told(checked) == [(f"I{at}", "shared-address", True) for at in (2, 3, 4)]
    assert len(checked.records) == 3


def test_totals_numbering_blank_and_repeated_header_rows_are_no_rows():
    lines = table([GOOD])
    numbering = [float(number) for number in range(1, len(HEADERS) + 1)]
    lines = [
        lines[0],
        numbering,
        lines[1],
        [],
        lines[0],
        ["Итого:", None, None, 1.0],
        ["ЖЫЙЫНТЫГЫ"],
    ]
    checked = check_sheets([sheet(lines)], KNOWN, TODAY)
    assert isinstance(checked, Checked)
    assert (checked.rows, checked.problems) == (1, ())
    assert [number for number, _ in checked.records] == [3]


def test_the_example_and_a_signature_line_are_left_out_and_said():
    lines = table(
        [row(registration_no="EXAMPLE-1"), GOOD, {}, {"registration_no": "Начальник отдела"}]
    )
    checked = check_sheets([sheet(lines)], KNOWN, TODAY)
    assert isinstance(checked, Checked)
    assert told(checked) == [("A2", "example-row", True), ("A5", "signature-line", True)]
    assert (checked.rows, len(checked.records)) == (1, 1)


def test_all_sheets_with_a_header_are_read_and_the_others_left():
    first = sheet(table([GOOD]))
    second = Sheet(
        "xlsx", "Ош", (("Ош облусу",), *sheet(table([row(registration_no="2", kind="?")])).cells)
    )
    notes = Sheet("xlsx", "Заметки", (("просто текст",),))
    checked = check_sheets([notes, first, second], KNOWN, TODAY)
    assert isinstance(checked, Checked)
    assert (checked.sheet, checked.sheets, checked.rows) == ("Проверки", ("Проверки", "Ош"), 2)
    assert [(p.sheet, p.cell, p.code) for p in checked.problems] == [("Ош", "D3", "unknown-value")]


def test_a_hidden_sheet_and_a_cp1251_file_are_read_and_said():
    checked = check_sheets([sheet(table([GOOD]), hidden=True, encoding="cp1251")], KNOWN, TODAY)
    assert isinstance(checked, Checked)
    assert [problem.code for problem in checked.problems] == ["hidden-sheet", "encoding-lost"]
    assert len(checked.records) == 1


def test_unknown_near_and_double_columns_are_warnings():
    headers = {**HEADERS, "x": "Погода", "y": "Телефонн", "z": "ИНН субъекта"}
    checked = check(GOOD, headers=headers)
    assert told(checked) == [
        ("K1", "unknown-column", True),
        ("L1", "column-near", True),
        ("M1", "column-twice", True),
    ]


def test_no_header_is_a_refusal_that_names_the_columns():
    refusal = check_sheets([sheet([["a", "b"], ["c"]])], KNOWN, TODAY)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "no-header"
    assert "tax_id" in refusal.missing


def test_a_header_without_a_mandatory_column_is_a_refusal_that_names_it():
    headers = {code: text for code, text in HEADERS.items() if code != "tax_id"}
    assert check_sheets([sheet(table([GOOD], headers))], KNOWN, TODAY) == Refusal(
        "missing-columns", ("tax_id",), "xlsx"
    )


@pytest.mark.parametrize("language", Language)
def test_a_slip_in_a_mandatory_header_is_named_with_its_cell(language):
    headers = {**HEADERS, "registration_no": "Рег. нмоер"}
    refusal = check_sheets([sheet([[], *table([GOOD], headers)])], KNOWN, TODAY)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.missing) == ("missing-columns", ("registration_no",))
    assert refusal.near == (("A2", "Рег. нмоер", "Рег. номер"),)
    said = refusal_says(refusal, catalogue(language).gettext, language)
    assert "A2" in said
    assert "Рег. нмоер" in said.rpartition("A2")[2]
    assert "Рег. номер" in said


def test_an_incomplete_sheet_beside_a_whole_one_is_left_out_and_said():
    headers = {code: text for code, text in HEADERS.items() if code != "tax_id"}
    partial = Sheet("xlsx", "Черновик", sheet(table([GOOD], headers)).cells)
    checked = check_sheets([partial, sheet(table([GOOD]))], KNOWN, TODAY)
    assert isinstance(checked, Checked)
    assert [(p.code, p.value) for p in checked.problems] == [("sheet-left-out", "Черновик")]
    assert len(checked.records) == 1


@pytest.mark.parametrize("code", PROBLEM_SAYS)
def test_every_problem_has_a_sentence_that_can_be_filled(code):
    problem = Problem("C7", "tax_id", code, "100 % «так»", detail="12")
    for language in Language:
        sentence = says(problem, catalogue(language).gettext)
        assert len(sentence) > 20
        assert "%(" not in sentence


def test_every_code_the_rows_can_report_has_a_sentence():
    import re
    from pathlib import Path

    import ingest.sheets.row_check
    import ingest.sheets.rows

    code = re.compile(r'"([a-z]+(?:-[a-z0-9]+)+)"')
    for module in (ingest.sheets.row_check, ingest.sheets.rows):
        used = set(code.findall(Path(module.__file__).read_text(encoding="utf-8")))
        assert used - PROBLEM_SAYS.keys() - REFUSAL_SAYS.keys() <= {"example-", "utf-8"}


def test_a_long_value_is_shortened_in_the_problem():
    (problem,) = check(row(kind="я" * 500)).problems
    assert len(problem.value) == 80
