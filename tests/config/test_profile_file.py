"""An installation's own rules: they go over ours, and each mistake is told in one sentence."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from config.calendar import load_calendar
from config.profile_file import load_profiles
from config.profiles import Profiles, Start, Term, Unit, unverified
from config.settings import read_settings
from config.trouble import SettingsTrouble

COUNTRY = """\
[[versions]]
code = "uz-2017"
from = 2017-09-11
law = "Law on appeals"
registration = { count = 0, unit = "working" }
consideration = { count = 15, unit = "calendar", from = "receipt" }
extension = { count = 1, unit = "months" }
forwarding = { count = 5, unit = "calendar" }
receipt_notice = { count = 1, unit = "working" }
reply_languages = ["ru"]
leaving = { anonymous = "No name" }
"""
ENABLED = """\
[[versions]]
code = "kg-2026"
from = 2027-01-01
enabled = true
"""


def written(folder: Path, text: str, name: str = "kg") -> Profiles:
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / f"{name}.toml").write_text(text, "utf-8")
    return load_profiles(name, folder)


def wrong(folder: Path, text: str, name: str = "kg") -> str:
    with pytest.raises(SettingsTrouble) as caught:
        written(folder, text, name)
    return str(caught.value)


def test_the_coming_change_is_enabled_by_its_day_and_one_word(tmp_path):
    rules = written(tmp_path, ENABLED)
    assert rules.on(date(2026, 12, 31)).consideration == Term(14, Unit.WORKING)
    assert rules.on(date(2027, 1, 1)).consideration == Term(10, Unit.WORKING)
    assert rules.on(date(2027, 1, 1)).forwarding == Term(3, Unit.WORKING)


def test_a_day_alone_enables_nothing(tmp_path):
    rules = written(tmp_path, ENABLED.replace("enabled = true\n", ""))
    assert rules.named("kg-2026").from_ == date(2027, 1, 1)
    assert rules.on(date(2027, 1, 1)).version == "kg-2007"


def test_an_own_value_goes_over_ours_and_leaves_the_rest(tmp_path):
    text = '[[versions]]\ncode = "kg-2007"\nextension = { count = 20 }\nunverified = ["leaving"]\n'
    law = written(tmp_path, text).on(date(2026, 5, 1))
    assert law.extension == Term(20, Unit.CALENDAR)
    assert law.unverified == ("leaving",)
    assert law.consideration == Term(14, Unit.WORKING)
    assert law.from_ == date(2007, 5, 4)


def test_an_own_version_follows_ours_and_takes_from_it(tmp_path):
    text = """\
[[versions]]
code = "kg-2028"
like = "kg-2026"
from = 2028-03-01
[versions.consideration]
count = 7
from = "receipt"
"""
    rules = written(tmp_path, text)
    law = rules.on(date(2028, 3, 1))
    assert (law.version, law.enabled) == ("kg-2028", True)
    assert (law.consideration, law.consideration_from) == (Term(7, Unit.WORKING), Start.RECEIPT)
    assert law.extension == Term(30, Unit.CALENDAR)  # of kg-2007, which kg-2026 is like
    assert rules.on(date(2028, 2, 29)).version == "kg-2007"
    assert not rules.named("kg-2026").enabled


def test_reasons_for_leaving_are_added_changed_and_taken_back(tmp_path):
    text = """\
[[versions]]
code = "kg-2007"
[versions.leaving]
abusive = false
anonymous = { en = "Nobody signed" }
repeated = "Answered before"
"""
    law = written(tmp_path, text).on(date(2026, 5, 1))
    assert [reason.code for reason in law.leaving] == ["anonymous", "repeated"]
    assert [reason.shown("en") for reason in law.leaving] == ["Nobody signed", "Answered before"]
    assert law.leaving[0].shown("ru").startswith("В обращении нет имени")


def test_a_country_of_its_own_needs_no_code(tmp_path):
    law = written(tmp_path, COUNTRY, "uz").on(date(2026, 5, 1))
    assert law.code == "uz"
    assert law.consideration == Term(15, Unit.CALENDAR)
    assert law.law_name("ky") == "Law on appeals"
    assert [reason.code for reason in law.leaving] == ["anonymous"]


def test_a_profile_that_is_not_there_is_told_the_nearest_there_is(tmp_path):
    with pytest.raises(
        SettingsTrouble, match=r"rules\.profile: no rules for 'kgs'; did you mean kg"
    ):
        load_profiles("kgs", tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('code = "uz-2017"\n', "", "line 1: versions.1.code: each version has its own, beginning"),
        ("uz-2017", "kz-2017", "line 2: versions.1.code: each version has its own, beginning with"),
        ("from = 2017-09-11", 'from = "11.09.2017"', "line 3: versions.1.from: write a day as"),
        ("forwarding =", "fowarding =", "line 8: versions.1.fowarding: unknown key; did you mean"),
        ("count = 15", "count = 0", "line 6: versions.1.consideration.count: must be a whole"),
        ("count = 15", "count = true", "line 6: versions.1.consideration.count: must be a whole"),
        ("count = 15", "count = 1.5", "line 6: versions.1.consideration.count: must be a whole"),
        ('"calendar", from', '"days", from', "line 6: versions.1.consideration.unit: must be work"),
        ('"receipt" }', '"reciept" }', "line 6: versions.1.consideration.from: must be registrat"),
        ('"months" }', '"months", up = 1 }', "line 7: versions.1.extension.up: unknown key; did"),
        ("{ count = 5, unit = \"calendar\" }", "5", "line 8: versions.1.forwarding: expected a ta"),
        ('["ru"]', '["uz"]', "line 10: versions.1.reply_languages: 'uz' is none of ky, ru, kk, en"),
        ('"No name"', "{ uz = \"Ism\" }", "line 11: versions.1.leaving.anonymous.uz: unknown key"),
        ('law = "Law on appeals"\n', "", ": uz-2017.law: is missing; write it"),
        ("count = 1, unit = \"months\"", "count = 1", ": uz-2017.extension.unit: is missing"),
        (', from = "receipt"', "", ": uz-2017.consideration.from: is missing; write it"),
        ("from = 2017-09-11\n", "", ": uz-2017.from: is missing; write it"),
        ("from = 2017-09-11", "enabled = 1", "line 3: versions.1.enabled: expected true or false"),
        ("from = 2017-09-11", "enabled = false", ": no version is enabled; enable one"),
        ("from = 2017-09-11", 'like = "uz-2016"', ": uz-2017.like: there is no version 'uz-2016'"),
        ("from = 2017-09-11", 'like = "uz-2017"', ": uz-2017.like: uz-2017 is like itself in"),
        ("[[versions]]", "[versions]", "line 1: versions: write each one under [[versions]]"),
        ("leaving =", 'unverified = ["extention"]\nleaving =', "'extention' is no key; did you"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_file_and_key(tmp_path, old, new, says):
    assert COUNTRY.count(old) == 1
    told = wrong(tmp_path, COUNTRY.replace(old, new), "uz")
    assert told.startswith("rules/uz.toml")
    assert says in told
    assert "\n" not in told


def test_versions_that_are_like_each_other_in_a_circle_are_refused(tmp_path):
    text = '[[versions]]\ncode = "kg-2007"\nlike = "kg-2026"\n'
    says = "rules/kg.toml: kg-2007.like: kg-2007 is like itself in the end; name another version"
    assert wrong(tmp_path, text) == says


def test_a_mistake_in_the_second_version_names_its_line(tmp_path):
    text = ENABLED + '\n[[versions]]\ncode = "kg-2030"\nlike = "kg-2007"\nfrom = 2030\n'
    assert wrong(tmp_path, text).startswith("rules/kg.toml, line 9: versions.2.from: write a day")


def test_the_examples_of_the_documentation_are_true(tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "rules.md").read_text("utf-8")
    change, further, confirmed, days = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    rules = written(tmp_path, change + further)
    assert rules.on(date(2027, 1, 1)).version == "kg-2026"
    assert rules.on(date(2028, 3, 1)).consideration == Term(7, Unit.WORKING)
    assert [reason.code for reason in rules.on(date(2028, 3, 1)).leaving] == [
        "anonymous",
        "repeated",
    ]
    settings = read_settings(tmp_path, tomllib.loads(confirmed), {}).rules
    assert unverified(rules.named("kg-2007"), settings.confirmed) == ()
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars" / "kg-2026.toml").write_text(days, "utf-8")
    calendar = load_calendar("kg", tmp_path)
    assert calendar.is_working(date(2026, 11, 28))
    assert not calendar.is_working(date(2026, 12, 31))
