"""Sheets in foreign layouts: which mapping fits, and what their blocks say in columns of ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from config.columns import columns
from config.mapping import Mappings, SheetMapping, read_mapping
from ingest.sheets.foreign_sheet import ForeignSheet
from ingest.sheets.foreign_value import read_foreign_day
from ingest.sheets.mapping import Fit, foreign
from ingest.sheets.problem import PROBLEM_SAYS, REFUSAL_SAYS
from ingest.sheets.row_check import Known, Row, read_row
from ingest.sheets.sheet import Block, CellError, Refusal

TODAY = date(2026, 9, 1)
HEADERS = ("Id", "Day", "Name", "Tax No.", "Kind", "Cited", "Mail")
KNOWN = Known(
    bodies=frozenset({"B"}),
    body_names={"the bureau": "B"},
    inspectors={"I-1": frozenset({"B"})},
    own_addresses=frozenset(),
)


def mapping(name: str = "city", **changes: Any) -> SheetMapping:
    """A mapping of HEADERS; keys of `columns` that are None are taken out."""
    sources = {
        "registration_no": "Id",
        "inspector_id": {"constant": "I-1"},
        "business_name": "Name",
        "tax_id": {"column": "tax no", "check": "any"},
        "kind": {"column": "Kind", "values": {"routine*": "planned"}, "default": "unplanned"},
        "started_on": "Day",
        "finished_on": "Day",
        "no_email_reason": {"constant": "unknown"},
        **changes.pop("columns", {}),
    }
    entry = {"body": "B", "dates": "month-first", **changes}
    entry["columns"] = {code: one for code, one in sources.items() if one is not None}
    found, mistakes = read_mapping(name, entry)
    assert not mistakes
    return found


def block(*rows: Sequence[Any], first: int = 2) -> Block:
    return Block(first, [list(column) for column in zip(*rows, strict=True)], len(rows))


def row(number: Any = "1", day: Any = "7/5/2026", **changes: Any) -> tuple[Any, ...]:
    values = {
        "number": number, "day": day, "name": "Café", "tax": "55-A", "kind": "Routine visit",
        "cited": "", "mail": "",
    }  # fmt: skip
    return tuple({**values, **changes}.values())


def fit(one: SheetMapping, headers: Sequence[Any] = HEADERS) -> Fit:
    found = foreign(Mappings((one,)), (tuple(headers),), None, None)
    assert isinstance(found, Fit), found
    return found


def read(one: SheetMapping, *blocks: Block) -> tuple[list[int], dict[str, list[Any]], ForeignSheet]:
    """Row numbers, columns and the sheet of all blocks together."""
    sheet = ForeignSheet(fit(one), "Sheet")
    rows: list[int] = []
    values: dict[str, list[Any]] = {code: [] for code in one.columns}
    for mapped in sheet.read(blocks):
        rows += mapped.rows
        for code, column in mapped.values.items():
            assert len(column) == len(mapped.rows)
            values[code] += column
    return rows, values, sheet


def told(sheet: ForeignSheet) -> list[tuple[str, str, str, str]]:
    assert all(problem.code in PROBLEM_SAYS for problem in sheet.problems)
    return [(one.cell, one.code, one.value, one.detail) for one in sheet.problems[1:]]


def test_a_mapping_fits_where_all_its_columns_stand_in_any_order_and_writing():
    top = (
        ("City of X: results",),
        (),
        ("MAIL", "  tax_no ", "day", "Extra", "KIND", "name", "id\n", "Cited"),
    )
    found = foreign(Mappings((mapping(),)), top, KNOWN, None)
    assert isinstance(found, Fit)
    assert found.header.row == 3
    assert found.header.columns == {
        "registration_no": 6, "business_name": 5, "tax_id": 1, "kind": 4,
        "started_on": 2, "finished_on": 2,
    }  # fmt: skip


def test_the_very_same_header_is_preferred_to_one_that_differs_in_signs():
    found = fit(mapping(columns={"phone": "Phone #"}), ("phone", *HEADERS, "Phone #"))
    assert found.header.columns["phone"] == len(HEADERS) + 1


def test_half_of_a_layout_is_told_with_what_is_missing():
    found = foreign(Mappings((mapping(),)), (("Id", "Day", "Name"),), None, None)
    assert found == Refusal("mapping-columns", ("Kind", "tax no"), detail="city")
    assert REFUSAL_SAYS[found.code] % {"missing": "x", "detail": found.detail}


def test_less_than_half_of_a_layout_is_none():
    assert foreign(Mappings((mapping(),)), (("Id", "Day", "x", "y"),), None, None) is None
    assert foreign(Mappings((mapping(),)), (), None, None) is None
    assert foreign(Mappings(), (HEADERS,), None, None) is None


def test_of_several_that_fit_the_one_with_most_columns_is_taken():
    richer = mapping("richer", columns={"email": "Mail"})
    found = foreign(Mappings((mapping("a"), richer, mapping("z"))), (HEADERS,), None, None)
    assert isinstance(found, Fit)
    assert found.mapping.name == "richer"


@pytest.mark.parametrize(
    ("bodies", "fits"), [(None, True), (frozenset({"B", "C"}), True), (frozenset({"C"}), False)]
)
def test_a_mapping_is_for_uploads_of_its_body_only(bodies, fits):
    found = foreign(Mappings((mapping(),)), (HEADERS,), None, bodies)
    assert isinstance(found, Fit) is fits
    assert isinstance(foreign(Mappings((mapping(body="", columns={"body": "Id"}),)),
                              (HEADERS,), None, bodies), Fit)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "strange"),
    [
        ({}, ()),
        ({"body": "X"}, ("X",)),
        ({"columns": {"body": {"constant": "The Bureau"}}}, ()),
        ({"columns": {"inspector_id": {"constant": "I-1; I-9"}}}, ("I-9",)),
    ],
)
def test_what_a_mapping_sets_has_to_be_registered(changes, strange):
    """Said once of the file, and not of each of its rows."""
    found = foreign(Mappings((mapping(**changes),)), (HEADERS,), KNOWN, None)
    expected = Refusal("mapping-unregistered", strange, detail="city")
    assert isinstance(found, Fit) if not strange else found == expected


def test_a_mistake_in_another_mapping_is_told_only_where_none_fits():
    broken = Mappings((mapping(),), ("a.toml: is not valid TOML",))
    assert isinstance(foreign(broken, (HEADERS,), None, None), Fit)
    found = foreign(broken, (("something", "else"),), None, None)
    assert isinstance(found, Refusal)
    assert found.code == "mapping-broken"
    assert "tax_id" in found.missing


def test_columns_constants_translations_and_days_become_columns_of_ours():
    rows, values, sheet = read(
        mapping(), block(row("1"), row("2", kind="ROUTINE"), row("3", kind="x"))
    )
    assert rows == [2, 3, 4]
    assert values["registration_no"] == ["1", "2", "3"]
    assert values["body"] == ["B"] * 3
    assert values["kind"] == ["planned", "planned", "unplanned"]
    assert values["started_on"] == values["finished_on"] == [date(2026, 7, 5)] * 3
    assert told(sheet) == []
    assert sheet.problems[0].code == "mapped"


def test_a_mapped_row_is_a_record_with_a_foreign_number():
    found = fit(mapping())
    (mapped,) = ForeignSheet(found, "S").read([block(row())])
    values = {code: column[0] for code, column in mapped.values.items()}
    checked = Row(2, "S", {}, values)
    record = read_row(checked, found.spec, KNOWN, TODAY)
    assert checked.problems == []
    assert record is not None
    assert (record.tax_id, record.body, record.kind) == ("55-A", "B", "planned")


@pytest.mark.parametrize("number", ["123456789012345", "№ 5", "a_b", "--"])
def test_a_foreign_number_that_cannot_be_kept_is_a_wrong_cell(number):
    found = fit(mapping())
    values = {code: one.constant for code, one in found.mapping.columns.items()}
    checked = Row(2, "S", {}, values | {"tax_id": number})
    assert read_row(checked, found.spec, KNOWN, TODAY) is None
    code = "missing" if number == "--" else "tax-id-foreign"
    assert ("tax_id", code) in {(one.column, one.code) for one in checked.problems}


def test_the_check_is_relaxed_for_nobody_else():
    usual = mapping(columns={"tax_id": "tax no"})
    assert fit(usual).spec is columns()
    assert fit(mapping()).spec is not columns()
    assert next(one for one in columns().listed if one.code == "tax_id").kind == "tax_id"


def test_rows_up_to_the_header_blank_lines_totals_and_headers_again_are_no_inspections():
    empty = ("",) * len(HEADERS)
    total = ("", "", "Итого:", "", "", "17", "")
    remark = ("", "", "Source: the city", "", "", "", "")
    rows, _, sheet = read(
        mapping(),
        block(HEADERS, row("1"), empty, first=1),
        block(HEADERS, row("2"), total, remark, first=4),
    )
    assert rows == [2, 5]
    assert told(sheet) == [("C7", "not-a-row", "Source: the city", "")]


@pytest.mark.parametrize("blank", ["", None, " ", "—"])
def test_a_row_without_a_number_is_still_a_row(blank):
    rows, values, _ = read(mapping(), block(row(blank)))
    assert rows == [2]
    assert values["registration_no"] == [""]


def test_columns_that_a_block_lacks_are_blank():
    short = Block(2, [["1"], ["7/5/2026"], ["Café"], ["55"]], 1)
    _, values, _ = read(mapping(), short)
    assert values["kind"] == [""]


@pytest.mark.parametrize(
    "day", ["1/1/1900", "01/01/1900", "1900-01-01T00:00:00.000", date(1900, 1, 1)]
)
def test_rows_that_the_mapping_leaves_out_are_counted(day):
    """However the day is written."""
    one = mapping(leave_out={"Day": "1/1/1900", "Kind": ["void*", ""]})
    lines = block(row("1", day), row("2"), row("3", kind="VOID (error)"), row("4", kind=""))
    rows, _, sheet = read(one, lines, block(row("5", day), first=6))
    assert rows == [3]
    assert told(sheet) == [("", "rows-left-out", "2", "Day"), ("", "rows-left-out", "2", "Kind")]


def test_a_reason_that_the_mapping_sets_holds_only_where_there_is_no_address():
    one = mapping(columns={"email": "Mail", "email_source": {"constant": "registry"}})
    _, values, _ = read(one, block(row("1", mail="a@b.kg"), row("2"), row("3", mail=" - ")))
    assert values["no_email_reason"] == [None, "unknown", "unknown"]
    assert values["email_source"] == ["registry", None, None]


def merging(**changes: Any) -> SheetMapping:
    return mapping(rows_of_one="merge", **changes)


def test_rows_with_one_number_are_one_inspection_across_blocks():
    one = merging(columns={"violations": {"count": "Cited"}})
    first = block(row("1", cited="a"), row("2", cited="b"), row("1", cited="c"))
    second = block(row("3"), row("1", cited="d"), row("2", cited="—"), first=5)
    rows, values, sheet = read(one, first, second)
    assert rows == [2, 3, 5]
    assert values["registration_no"] == ["1", "2", "3"]
    assert values["violations"] == [3, 1, 0]
    assert told(sheet) == [("", "rows-merged", "6", "3")]


def test_a_later_row_fills_what_is_blank_and_changes_nothing_else():
    one = merging(columns={"email": "Mail", "unit": "Cited"})
    _, values, _ = read(
        one,
        block(
            row("1", cited="x"), row("1", cited="y", mail="a@b.kg", name="CAFÉ "), row("1", tax="")
        ),
    )
    assert values["unit"] == ["x"]
    assert values["email"] == ["a@b.kg"]
    assert values["business_name"] == ["Café"]


def test_a_row_that_contradicts_its_inspection_is_a_problem_and_adds_nothing():
    one = merging(columns={"violations": {"count": "Cited"}, "unit": "Mail"})
    lines = [row("1", cited="a"), row("1", cited="b", tax="66", mail="x"), row("1", cited="c")]
    rows, values, sheet = read(one, block(*lines[:2]), block(lines[2], first=4))
    assert rows == [2]
    assert values["violations"] == [2]
    assert values["unit"] == [""]
    assert told(sheet) == [
        ("", "rows-merged", "3", "1"),
        ("A3", "registration-conflict", "1", "2"),
    ]
    assert sheet.refused == 1
    assert not sheet.problems[-1].warning


def test_rows_without_a_number_are_never_merged():
    error = CellError("#N/A")
    rows, _, _ = read(merging(), block(row(""), row(None), row(error), row(error)))
    assert rows == [2, 3, 4, 5]


def test_many_inspections_come_in_parts_of_one_length_but_the_last():
    sheet = ForeignSheet(fit(merging()), "S")
    lines = [block(*(row(str(n)) for n in range(900)), first=2 + 900 * k) for k in range(3)]
    lines.append(block(*(row(str(n)) for n in range(900, 4500)), first=3000))
    sizes = [len(mapped.rows) for mapped in sheet.read(lines)]
    assert sum(sizes) == 4500
    assert len(sizes) > 1
    assert set(sizes[:-1]) == {sizes[0]}


def test_an_address_that_a_later_row_brings_takes_the_reason_away():
    one = merging(columns={"email": "Mail"})
    _, values, _ = read(one, block(row("1"), row("1", mail="a@b.kg"), row("2")))
    assert values["email"] == ["a@b.kg", ""]
    assert values["no_email_reason"] == [None, "unknown"]


# What the examiner found


def test_a_sign_that_tells_headers_apart_is_none_to_be_passed_over():
    """A column "License" (of which kind) would give its words as numbers."""
    one = mapping(columns={"phone": "Phone #"})
    assert isinstance(fit(one, (*HEADERS, "PHONE #")), Fit)
    found = foreign(Mappings((one,)), ((*HEADERS, "Phone"),), None, None)
    assert isinstance(found, Refusal)
    assert found.missing == ("Phone #",)


def test_of_two_columns_with_one_header_the_second_is_told():
    found = fit(mapping(), (*HEADERS, "Name"))
    assert found.header.unknown == (("H1", "Name", "business_name"),)


def test_rows_of_one_inspection_that_state_another_fine_are_told():
    one = mapping(rows_of_one="merge", columns={"fine_som": "Fine"})
    headers = (*HEADERS, "Fine")
    sheet = ForeignSheet(fit(one, headers), "S")
    lines = [(*row("1"), 100), (*row("1"), 250), (*row("1"), 100), (*row("1"), None)]
    (mapped,) = sheet.read([block(*lines)])
    assert mapped.values["fine_som"] == [100]
    assert [(p.cell, p.code, p.value) for p in sheet.problems if p.code == "merged-differs"] == [
        ("H3", "merged-differs", "1")
    ]


def test_a_row_of_a_csv_file_with_more_cells_than_the_header_is_refused():
    sheet = ForeignSheet(fit(mapping()), "S", "csv")
    (mapped,) = sheet.read([block((*row("1"), ""), (*row("2"), "500"), (*row("3"), ""))])
    assert mapped.values["registration_no"] == ["1", "3"]
    assert (sheet.refused, [p.code for p in sheet.problems if not p.warning]) == (
        1,
        ["cells-shifted"],
    )


@pytest.mark.parametrize(
    ("text", "pattern", "day"),
    [
        ("01112026", "%d%m%Y", date(2026, 11, 1)),
        (1112026, "%d%m%Y", date(2026, 11, 1)),  # a number cell without its zero
        (1122026, "%d%m%Y", date(2026, 12, 1)),
        (112026, "%d%m%Y", None),
        ("2026111", "%Y%m%d", None),
        ("5.7.2026", "%d.%m.%Y", date(2026, 7, 5)),
        ("05-JUL-2026", "%d-%b-%Y", date(2026, 7, 5)),
    ],
)
def test_a_day_is_what_its_pattern_writes_and_nothing_else(text, pattern, day):
    assert read_foreign_day(text, pattern) == day
