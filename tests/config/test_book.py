"""The book: everything an appeal is led by, as the files say now."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.book import load_book
from config.settings import read_settings
from config.trouble import SettingsTrouble


def book_of(folder: Path, **data):
    """The book of an installation with these settings."""
    return load_book(read_settings(folder, data, {}))


def test_what_is_not_set_is_the_law_of_kyrgyzstan_and_the_defaults(tmp_path):
    book = book_of(tmp_path)
    assert (book.profiles.code, book.calendar.code) == ("kg", "kg")
    assert (book.warn, book.acknowledge, book.answer_within, book.rate_within) == (
        (3, 1),
        15,
        10,
        30,
    )
    assert (book.routes.routes, book.portal, book.sms) == ((), "", False)
    assert book.calendar_version == f"kg/{book.calendar.version}"


def test_settings_reach_the_book(tmp_path):
    book = book_of(
        tmp_path,
        rules={"profile": "kz", "hours": "08:30-17:30", "warn": ["1", "5", "1"]},
        appeals={"acknowledge": 5, "complain": ["Прокуратура, 0312 111111"]},
        portal={"url": "https://achyk.example/"},
    )
    assert (book.profiles.code, book.calendar.code, book.warn) == ("kz", "kz", (5, 1))
    assert book.hours.opens.isoformat() == "08:30:00"
    assert (book.acknowledge, book.complain) == (5, ("Прокуратура, 0312 111111",))
    assert book.portal == "https://achyk.example"


def test_rules_declared_this_morning_count_this_morning(tmp_path):
    settings = read_settings(tmp_path, {}, {})
    assert load_book(settings).routes.first == ""
    (tmp_path / "routes.toml").write_text("first = 'GETI'\n", "utf-8")
    assert load_book(settings).routes.first == "GETI"


def test_a_mistake_in_a_file_names_the_file(tmp_path):
    (tmp_path / "routes.toml").write_text("first = 3\n", "utf-8")
    with pytest.raises(SettingsTrouble, match=r"routes\.toml"):
        book_of(tmp_path)
    with pytest.raises(SettingsTrouble):
        book_of(tmp_path, rules={"profile": "atlantis"})


def test_the_law_of_a_part_is_that_of_its_registration_whatever_is_in_force(tmp_path):
    book = book_of(tmp_path, rules={"profile": "kz"})
    assert book.law_of("kg-2007").code == "kg"
    with pytest.raises(SettingsTrouble, match="not there any more"):
        book.law_of("kg-1999")
