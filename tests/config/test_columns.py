"""The columns' data: complete in four languages, in the contract's order, and unambiguous."""

import dataclasses

import pytest

from config.columns import columns, parse_columns
from config.languages import Language
from config.matching import plain_words
from register.rules.record import EmailSource, InspectionKind, InspectionRecord, NoEmail

CONTRACT = [
    "registration_no",
    "registered_at",
    "body",
    "unit",
    "inspector_id",
    "kind",
    "basis",
    "risk",
    "checklist",
    "business_name",
    "tax_id",
    "address",
    "region",
    "sector",
    "started_on",
    "finished_on",
    "violations",
    "instruction_no",
    "instruction_due",
    "fine_som",
    "suspended",
    "contact_person",
    "email",
    "email_source",
    "no_email_reason",
    "phone",
    "language",
]
MANDATORY = [
    "registration_no",
    "body",
    "inspector_id",
    "kind",
    "business_name",
    "tax_id",
    "started_on",
    "finished_on",
]


def test_the_columns_are_those_of_the_contract_in_its_order():
    assert [column.code for column in columns().listed] == CONTRACT
    assert list(columns().mandatory()) == MANDATORY


def test_every_column_feeds_a_field_of_the_record():
    fields = {field.name for field in dataclasses.fields(InspectionRecord)}
    named = {"inspector_ids" if code == "inspector_id" else code for code in CONTRACT}
    assert named == fields


@pytest.mark.parametrize("language", Language)
def test_every_column_value_and_template_text_is_there_in_each_language(language):
    spec = columns()
    for column in spec.listed:
        assert column.header[language], column.code
        assert column.note[language], column.code
    for values in spec.values.values():
        assert all(value.label[language] for value in values)
    for field in dataclasses.fields(spec.template):
        assert getattr(spec.template, field.name)[language], field.name


@pytest.mark.parametrize(
    ("code", "stored"),
    [("kind", InspectionKind), ("email_source", EmailSource), ("no_email_reason", NoEmail)],
)
def test_the_coded_values_are_those_the_register_stores(code, stored):
    assert {value.code for value in columns().values[code]} == {str(value) for value in stored}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Каттоо номери", "registration_no"),
        ("РЕГ. №", "registration_no"),
        ("Тіркеу нөмірі", "registration_no"),
        ("Тиркеу номири", "registration_no"),
        ("E-Mail", "email"),
        ("Кәсіпорынның атауы", "business_name"),
        ("Касипорыннын атауы", "business_name"),
    ],
)
def test_headers_are_found_whatever_keyboard_typed_them(text, code):
    assert columns().headers[plain_words(text)] == code


def test_a_word_for_two_columns_is_a_slip_in_the_data():
    entry = {"kind": "text", "header": {"ru": "Номер"}, "synonyms": {}, "note": {}, "example": ""}
    data = {
        "columns": [{"code": "a", **entry}, {"code": "b", **entry}],
        "values": {},
        "totals": {"words": []},
        "template": {field.name: {} for field in dataclasses.fields(type(columns().template))},
    }
    with pytest.raises(ValueError, match="Номер"):
        parse_columns(data)


def test_titles_and_values_are_shown_in_the_language_asked_for():
    assert columns().title("tax_id", "ru") == "ИНН"
    assert columns().title("not a column", "ru") == "not a column"
    assert columns().shown("kind", "control", "kk") == "бақылау"
