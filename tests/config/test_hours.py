"""Hours of work as they are written in the settings."""

from __future__ import annotations

from datetime import time

import pytest

from config.hours import Hours, read_hours
from config.settings import read_settings
from config.trouble import SettingsTrouble


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("09:00-18:00", Hours(time(9), time(18))),
        ("08:30-17:45", Hours(time(8, 30), time(17, 45))),
        ("00:00-23:59", Hours(time(0), time(23, 59))),
    ],
)
def test_hours_are_read(text, hours):
    assert read_hours(text) == hours


@pytest.mark.parametrize(
    "text", ["", "9-18", "9:00-18:00", "18:00-09:00", "09:00-09:00", "09:00-24:00", "09:00–18:00"]
)
def test_hours_written_otherwise_are_refused_with_their_key(tmp_path, text):
    assert read_hours(text) is None
    with pytest.raises(
        SettingsTrouble, match=r"^settings: rules\.hours: must be hours as 09:00-18"
    ):
        read_settings(tmp_path, {"rules": {"hours": text}}, {})
