"""The settings of the law, as the program reckons with them."""

from __future__ import annotations

from datetime import time

import pytest

from config.hours import Hours
from config.rule_settings import COUNTRIES
from config.settings import read_settings
from config.trouble import SettingsTrouble
from register.rules.phone import PLANS


def rules(folder, **values):
    return read_settings(folder, {"rules": values}, {}).rules


@pytest.mark.parametrize(
    ("written", "calendar"),
    [
        ({}, "kg"),
        ({"profile": "kz"}, "kz"),
        ({"profile": "kz", "calendar": "almaty"}, "almaty"),
    ],
)
def test_the_calendar_is_that_of_the_profile_unless_another_is_named(tmp_path, written, calendar):
    assert rules(tmp_path, **written).calendar_code() == calendar


@pytest.mark.parametrize(("profile", "country"), [("kg", "kg"), ("kz", "kz"), ("uz", "kg")])
def test_telephones_are_read_as_the_profile_s_country_writes_them(tmp_path, profile, country):
    assert rules(tmp_path, profile=profile).country() == country
    assert tuple(PLANS) == COUNTRIES


def test_warnings_come_the_earliest_first_and_each_once(tmp_path):
    assert rules(tmp_path).warn_days() == (3, 1)
    assert rules(tmp_path, warn=["1", "10", "5", "1"]).warn_days() == (10, 5, 1)
    assert rules(tmp_path, warn=[]).warn_days() == ()


def test_warnings_can_be_set_from_the_environment(tmp_path):
    read = read_settings(tmp_path, {}, {"ACHYK_RULES__WARN": "7, 2"})
    assert read.rules.warn_days() == (7, 2)


@pytest.mark.parametrize("warn", [["0"], ["61"], ["-1"], ["three"], ["3", "1.5"]])
def test_a_warning_that_is_no_number_of_days_is_refused(tmp_path, warn):
    with pytest.raises(SettingsTrouble, match=rf'must be days as \["3", "1"\].*found {warn[-1]!r}'):
        rules(tmp_path, warn=warn)


def test_hours_are_reckoned_with_as_written(tmp_path):
    assert rules(tmp_path, hours="08:00-17:00").working_hours() == Hours(time(8), time(17))
