"""Bodies and inspectors by code, by name, and by no guess."""

import pytest

from ingest.sheets.row import Row
from ingest.sheets.row_known import Known, by_name, check_known

GETI = "Государственная экологическая и техническая инспекция"
NAMES = [("Асанов Бакыт Токтоевич", "I-001"), ("Асанова Айгүл", "I-002"), ("Усенов К.", "I-003")]
KNOWN = Known(
    bodies=frozenset({"geti", "ses", "gns-osh"}),
    body_names={GETI.casefold(): "geti", "санэпиднадзор": "ses"},
    inspectors={code: frozenset({"geti"}) for code in ("I-001", "I-002", "I-003", "A/1")},
    own_addresses=frozenset(),
    inspector_names=by_name(NAMES),
)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("geti", "geti"),
        ("GETI", "geti"),
        ("ГЭТИ", "geti"),
        (GETI.upper(), "geti"),
        (f"«{GETI}» (Ошское управление)", "geti"),
        ("Санэпид-надзор", "ses"),
        ("GNS OSH", "gns-osh"),
        ("Налоговая", None),
        ("", None),
    ],
)
def test_a_body_is_found_by_code_or_name_however_typed(typed, code):
    assert KNOWN.body(typed) == code


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("I-001", ("I-001",)),
        ("i-001", ("I-001",)),
        ("I 001", ("I-001",)),
        ("І-001", ("I-001",)),  # the Cyrillic І
        ("I-001 / I-002", ("I-001", "I-002")),
        ("I-001 I-002", ("I-001", "I-002")),
        ("A/1", ("A/1",)),
        ("Асанов Бакыт Токтоевич", ("I-001",)),
        ("Асанов Б.Т.", ("I-001",)),
        ("Б. Асанов", ("I-001",)),
        ("Асанов Б. (I-001)", ("I-001",)),
        ("I-003 Усенов", ("I-003",)),
        ("Асанов", ()),  # a surname alone is nobody for certain
        ("I-001/I-999", ()),
        ("I-999", ()),
    ],
)
def test_inspectors_are_found_by_id_or_name(typed, codes):
    assert KNOWN.inspector(typed) == codes


def test_what_two_are_called_is_no_name():
    names = by_name([("Асанов Бакыт", "I-001"), ("Асанов Болот", "I-002")])
    assert names["асанов бакыт"] == "I-001"
    assert "асанов б" not in names


def test_codes_that_look_the_same_are_told_apart_or_not_taken():
    known = Known(frozenset({"a-b", "ab"}), {}, {}, frozenset())
    assert (known.body("a-b"), known.body("ab"), known.body("A B")) == ("a-b", "ab", None)


def test_the_row_gets_the_codes_and_the_strangers_are_named():
    row = Row(2, "", {"inspector_id": "C", "body": "B"}, {})
    fields = {"body": "ГЭТИ", "inspector_id": ("i-001", "I-001", "I-999")}
    check_known(row, fields, KNOWN)
    assert fields == {"body": "geti", "inspector_id": ("I-001",)}
    assert [(one.code, one.value) for one in row.problems] == [("unknown-inspector", "I-999")]
