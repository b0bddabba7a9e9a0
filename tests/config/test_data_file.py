"""Data files: every mistake is told with the file, the line and the key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from config.data_file import DataFile, day_of, read_data_file, tables_of, texts_of
from config.trouble import SettingsTrouble

TABLES = """\
# of no meaning
[[off]]
day = 2026-01-01

[[off]]
day = 2026-01-07
reason = "x"
"""
INLINE = """\
off = [
    { day = 2026-01-01, reason = { en = "x" } },
    { day = 2026-01-07, reason = "x" },
]
"""


def read(folder: Path, text: str) -> DataFile:
    (folder / "kg-2026.toml").write_text(text, "utf-8")
    return read_data_file("calendars", folder / "kg-2026.toml")


def settled(file: DataFile) -> str:
    with pytest.raises(SettingsTrouble) as caught:
        file.settle()
    return str(caught.value)


@pytest.mark.parametrize(("text", "line"), [(TABLES, 6), (INLINE, 3)])
def test_a_mistake_is_told_with_its_file_line_and_key(tmp_path, text, line):
    file = read(tmp_path, text)
    tables_of(file.table, "off")[1].complain("day", "is wrong")
    assert settled(file) == f"calendars/kg-2026.toml, line {line}: off.2.day: is wrong"


@pytest.mark.parametrize(("text", "line"), [(TABLES, 5), (INLINE, 3)])
def test_an_entry_that_is_wrong_as_a_whole_is_told_where_it_begins(tmp_path, text, line):
    file = read(tmp_path, text)
    tables_of(file.table, "off")[1].complain("", "is wrong")
    assert settled(file) == f"calendars/kg-2026.toml, line {line}: off.2: is wrong"


def test_a_list_on_one_line_is_told_by_that_line(tmp_path):
    file = read(tmp_path, "\noff = [{ day = 2026-01-01 }, { day = 2026-01-02 }]\n")
    tables_of(file.table, "off")[1].complain("day", "is wrong")
    assert settled(file) == "calendars/kg-2026.toml, line 2: off.2.day: is wrong"


def test_a_file_without_mistakes_settles(tmp_path):
    file = read(tmp_path, TABLES)
    assert [day_of(table, "day") for table in tables_of(file.table, "off")] == [
        date(2026, 1, 1),
        date(2026, 1, 7),
    ]
    file.settle()


@pytest.mark.parametrize("content", [b"[off", b"\xff\xfe", b"a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_named(tmp_path, content):
    (tmp_path / "x.toml").write_bytes(content)
    with pytest.raises(SettingsTrouble, match=r"^rules/x\.toml: is not valid TOML: "):
        read_data_file("rules", tmp_path / "x.toml")


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "x.toml").mkdir()
    with pytest.raises(
        SettingsTrouble, match=r"^rules/x\.toml: cannot be read: .*; see its rights"
    ):
        read_data_file("rules", tmp_path / "x.toml")


def test_a_mark_that_windows_writes_at_the_beginning_is_no_part_of_the_file(tmp_path):
    assert read(tmp_path, "\ufeffday = 2026-01-31").table.entry == {"day": date(2026, 1, 31)}


@pytest.mark.parametrize(
    ("written", "day"),
    [("2026-01-31", date(2026, 1, 31)), ('"2026-01-31"', date(2026, 1, 31))],
)
def test_a_day_may_stand_with_quotes_or_without(tmp_path, written, day):
    file = read(tmp_path, f"day = {written}")
    assert day_of(file.table, "day") == day
    assert day_of(file.table, "until") is None
    file.settle()


@pytest.mark.parametrize("written", ['"31.01.2026"', "2026-01-31T09:00:00", "20260131", "true"])
def test_what_is_no_day_is_told_how_to_write_one(tmp_path, written):
    file = read(tmp_path, f"day = {written}")
    assert day_of(file.table, "day") is None
    assert "day: write a day as 2026-01-31, found " in settled(file)


def test_words_stand_once_for_all_languages_or_in_each(tmp_path):
    file = read(tmp_path, 'a = "Отпуск"\nb = { ky = "Эс алуу", en = "Rest" }')
    assert set(texts_of(file.table, "a")) == {"ky", "ru", "kk", "en"}
    assert set(texts_of(file.table, "a").values()) == {"Отпуск"}
    assert texts_of(file.table, "b") == {"ky": "Эс алуу", "en": "Rest"}
    file.settle()


@pytest.mark.parametrize("written", ["1", '""', "{}", '{ de = "Ruhe" }', "{ ru = 1 }"])
def test_what_is_no_words_is_refused(tmp_path, written):
    file = read(tmp_path, f"a = {written}")
    texts_of(file.table, "a")
    assert settled(file).startswith("calendars/kg-2026.toml, line 1: a")


@pytest.mark.parametrize("written", ["off = 1", "[off]\nday = 2026-01-01", "off = [1]"])
def test_what_is_no_list_of_tables_is_refused(tmp_path, written):
    file = read(tmp_path, written)
    tables_of(file.table, "off")
    assert "calendars/kg-2026.toml, line 1: off" in settled(file)
