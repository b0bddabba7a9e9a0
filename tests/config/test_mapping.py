"""Mapping files: what they say is read, and every mistake is told with its file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.mapping import Mappings, SheetMapping, Source, load_mappings, read_mapping
from config.settings import FILE, load
from config.toml_table import line_of
from config.trouble import SettingsTrouble

WHOLE = """\
[sheets.mapping]
body = "B"
dates = "month-first"

[sheets.mapping.columns]
registration_no = { columns = ["Id", "Day"], join = "-" }
inspector_id = { constant = "I-1" }
business_name = "Name"
tax_id = { column = "Tax", check = "any" }
kind = { column = "Kind", values = { "A*" = "planned" }, default = "unplanned" }
started_on = "Day"
finished_on = "Day"
no_email_reason = { constant = "unknown" }
"""


def written(folder: Path, text: str, name: str = "city.toml") -> Mappings:
    (folder / name).write_text(text, "utf-8")
    return load_mappings(folder, None)


def wrong(folder: Path, text: str) -> list[str]:
    """What is said of the mistakes of a file; it is not listed."""
    found = written(folder, text)
    assert found.listed == ()
    return list(found.wrong)


def changed(old: str, new: str) -> str:
    assert WHOLE.count(old) == 1
    return WHOLE.replace(old, new)


def test_a_mapping_says_where_each_column_comes_from(tmp_path):
    (mapping,) = written(tmp_path, WHOLE).listed
    assert (mapping.name, mapping.body, mapping.dates, mapping.merges) == (
        "city", "B", "month-first", False,
    )  # fmt: skip
    assert mapping.columns["registration_no"] == Source(headers=("Id", "Day"), join="-")
    assert mapping.columns["business_name"] == Source(headers=("Name",))
    assert mapping.columns["tax_id"] == Source(headers=("Tax",), check="any")
    assert mapping.columns["kind"] == Source(
        headers=("Kind",), values={"A*": "planned"}, default="unplanned"
    )
    assert mapping.headers() == ("Id", "Day", "Kind", "Name", "Tax")


def test_the_body_that_it_is_for_is_the_body_of_its_rows_unless_it_says_otherwise(tmp_path):
    (mapping,) = written(tmp_path, WHOLE).listed
    assert mapping.columns["body"] == Source(constant="B")
    (mapping,) = written(tmp_path, WHOLE + 'body = "Agency"\n').listed
    assert mapping.columns["body"] == Source(headers=("Agency",))


def test_what_is_left_out_needs_its_column(tmp_path):
    left_out = changed('dates = "month-first"', 'leave_out = { "State" = "void", "Day" = [""] }')
    (mapping,) = written(tmp_path, left_out).listed
    assert mapping.leave_out == {"State": ("void",), "Day": ("",)}
    assert "State" in mapping.headers()


def test_plain_toml_values_stand_for_their_texts(tmp_path):
    text = WHOLE + "suspended = { constant = false }\nregistered_at = { constant = 2026-07-01 }\n"
    (mapping,) = written(tmp_path, text).listed
    assert mapping.columns["suspended"].constant == "no"
    assert mapping.columns["registered_at"].constant == "2026-07-01"


MISTAKES = [
    ('body = "B"', 'bdy = "B"', "line 2: bdy: unknown key; did you mean body?"),
    (
        "business_name =",
        "busines_name =",
        "line 8: columns.busines_name: unknown key; did you mean business_name?",
    ),
    (
        '"Tax", check',
        '"Tax", chek',
        "line 9: columns.tax_id.chek: unknown key; did you mean check?",
    ),
    ('check = "any"', 'check = "none"', "columns.tax_id.check: must be usual or any, found 'none'"),
    (
        '"planned"',
        '"planed"',
        "columns.kind.values.A*: 'planed' is not known; did you mean planned?",
    ),
    ('default = "unplanned"', 'default = "often"', "columns.kind.default: 'often' is not known"),
    (', values = { "A*" = "planned" }', "", "columns.kind.default: is for what `values` does not"),
    ('constant = "unknown"', 'constant = "shy"', "columns.no_email_reason.constant: 'shy' is not"),
    (
        'dates = "month-first"',
        'dates = "mm/dd"',
        "dates: must be day-first, month-first or a pattern",
    ),
    (
        'dates = "month-first"',
        'dates = "%d.%m"',
        "dates: must be day-first, month-first or a pattern",
    ),
    ('dates = "month-first"', "dates = 1", "line 3: dates: expected a text in quotes, found 1"),
    ('dates = "month-first"', 'rows_of_one = "join"', "rows_of_one: must be separate or merge"),
    ('dates = "month-first"', "leave_out = 3", "leave_out: expected a table, found 3"),
    (
        '{ columns = ["Id", "Day"], join = "-" }',
        '{ constant = "1" }',
        "each inspection has its own",
    ),
    (
        '["Id", "Day"]',
        "[1]",
        "columns.registration_no.columns: expected a list of texts, found [1]",
    ),
    ('["Id", "Day"]', "[]", "columns.registration_no.columns: names no column"),
    (
        'business_name = "Name"',
        "business_name = 7",
        "columns.business_name: expected a table, found 7",
    ),
    ('{ constant = "I-1" }', "{ constant = 1.5 }", "expected a text in quotes, found 1.5"),
    (
        '{ constant = "I-1" }',
        '{ constant = "I", prefix = "x" }',
        "prefix: does nothing beside constant",
    ),
    (
        '{ constant = "I-1" }',
        '{ column = "a", constant = "b" }',
        "write one of column, columns, const",
    ),
    (
        '{ constant = "I-1" }',
        '{ column = "a", dates = "%Y" }',
        "columns.inspector_id.dates: unknown key",
    ),
    ('{ constant = "I-1" }', '{ count = "a" }', "columns.inspector_id.count: unknown key"),
    ('body = "B"\n', "", "columns: nothing is said of body; add it"),
    ('started_on = "Day"\n', "", "line 5: columns: nothing is said of started_on; add it"),
    (
        'no_email_reason = { constant = "unknown" }\n',
        "",
        "nothing is said of email or no_email_reason",
    ),
]


@pytest.mark.parametrize(("old", "new", "says"), MISTAKES)
def test_a_mistake_is_told_with_its_key(tmp_path, old, new, says):
    told = wrong(tmp_path, changed(old, new))
    assert any(says in one for one in told), told
    assert all(one.startswith(f"{tmp_path.name}/city.toml") for one in told)


COUNTS = [
    ('{ count = "V", parts = "|" }', None),
    ('{ column = "V", parts = "|" }', "columns.violations.parts: says what `count` counts"),
    ('{ count = "V", prefix = "x" }', "columns.violations.prefix: does nothing beside count"),
]


@pytest.mark.parametrize(("entry", "says"), COUNTS)
def test_violations_can_be_counted(tmp_path, entry, says):
    found = written(tmp_path, WHOLE + f"violations = {entry}\n")
    if says is None:
        assert found.listed[0].columns["violations"].counts
    else:
        assert found.wrong
        assert says in found.wrong[0]


def test_every_mistake_of_a_file_is_told_at_once(tmp_path):
    text = changed('business_name = "Name"', "business_name = 7").replace("dates", "date")
    assert len(wrong(tmp_path, text)) >= 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[sheets", "is not valid TOML: "),
        (b"\xff\xfe", "is not valid TOML: "),
        (b"[mapping]\n", "has to hold the table [sheets.mapping] and nothing beside it"),
        (WHOLE.encode() + b"[mail]\n", "has to hold the table [sheets.mapping] and nothing beside"),
        (b"sheets = 1\n", "has to hold the table [sheets.mapping] and nothing beside it"),
        (b"sheets.mapping = 1\n", "expected a table, found 1"),
    ],
)
def test_a_file_that_holds_no_mapping_is_told(tmp_path, content, says):
    (tmp_path / "city.toml").write_bytes(content)
    assert says in load_mappings(tmp_path, None).wrong[0]


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / "city.toml").mkdir()
    (said,) = load_mappings(tmp_path, None).wrong
    assert "city.toml: cannot be read: " in said


def test_a_mistake_in_one_file_keeps_no_other_from_use(tmp_path):
    written(tmp_path, "[sheets", "a.toml")
    found = written(tmp_path, WHOLE, "b.toml")
    assert [one.name for one in found.listed] == ["b"]
    assert len(found.wrong) == 1


def test_where_there_is_no_folder_there_are_no_mappings(tmp_path):
    assert load_mappings(tmp_path / "none", None) == Mappings()


def test_the_settings_name_the_folder_and_may_hold_a_mapping_themselves(tmp_path):
    (tmp_path / FILE).write_text('[sheets]\nmappings = "layouts"\n' + WHOLE, "utf-8")
    (tmp_path / "layouts").mkdir()
    written(tmp_path / "layouts", WHOLE)
    settings = load(tmp_path, {})
    assert [one.name for one in settings.mappings().listed] == ["achyk.toml", "city"]
    again = changed('body = "B"', 'body = "C"')
    written(tmp_path / "layouts", again)
    assert settings.mappings().listed[1].body == "C"  # read anew


def test_a_mistake_in_the_settings_own_mapping_is_a_mistake_in_the_settings(tmp_path):
    (tmp_path / FILE).write_text(changed("check =", "chek ="), "utf-8")
    with pytest.raises(SettingsTrouble) as caught:
        load(tmp_path, {})
    assert str(caught.value) == (
        "settings: sheets.mapping.columns.tax_id.chek: unknown key; did you mean check?"
    )


def test_what_is_no_table_at_all_is_told():
    found, mistakes = read_mapping("x", 3)
    assert isinstance(found, SheetMapping)
    assert mistakes[0] == ((), "expected a table, found 3")


@pytest.mark.parametrize(
    ("text", "keys", "line"),
    [
        ("[a]\nb = 1\n[a.c]\nd = { e = 2,\n f = 3 }\n", ("a", "b"), 2),
        ("[a]\nb = 1\n[a.c]\nd = { e = 2,\n f = 3 }\n", ("a", "c", "d", "f"), 5),
        ('[a]\n"b c" = 1\n', ("a", "b c"), 2),
        ("[a]\nb = 1\n", ("a", "c"), None),
        ("[a]\nxb = 1\nb = 2\n", ("a", "b"), 3),
    ],
)
def test_a_key_is_found_in_its_line(text, keys, line):
    assert line_of(text, keys) == line


def test_a_region_that_is_set_has_to_be_one(tmp_path):
    (mapping,) = written(tmp_path, WHOLE + 'region = { constant = "chuy" }\n').listed
    assert mapping.columns["region"].constant == "chuy"
    found = written(tmp_path, WHOLE + 'region = { constant = "Chicago" }\n')
    assert "columns.region.constant: 'Chicago' is not known; did you mean " in found.wrong[0]
