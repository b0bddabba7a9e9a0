"""Signatories: whoever is in office on the day, the first and the last day included."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from config.signatories import read_signatories
from config.trouble import SettingsTrouble

GOOD = {
    "office": "director",
    "body": "GETI",
    "person": "Old",
    "post": "Director",
    "message": "Word",
    "from": date(2024, 3, 1),
    "until": date(2026, 7, 14),
}
NEXT = {**GOOD, "person": "New", "from": date(2026, 7, 15)}
del NEXT["until"]


def serving(day: date, bodies: frozenset[str] = frozenset({"GETI"})) -> list[str]:
    read = read_signatories([NEXT, GOOD])
    return [one.words("en")[0] for one in read if one.serves(bodies, day)]


@pytest.mark.parametrize(
    ("day", "who"),
    [
        (date(2024, 2, 29), []),
        (date(2024, 3, 1), ["Old"]),
        (date(2026, 7, 14), ["Old"]),
        (date(2026, 7, 15), ["New"]),
        (date(2036, 1, 1), ["New"]),
    ],
)
def test_a_change_of_director_holds_from_its_day(day, who):
    assert serving(day) == who


def test_a_director_speaks_for_the_own_inspectorate_and_its_units_only():
    assert serving(date(2025, 1, 1), frozenset({"GETI-OSH", "GETI"})) == ["Old"]
    assert serving(date(2025, 1, 1), frozenset({"SES"})) == []


def test_ministers_come_first_then_the_longer_in_office():
    minister = {**NEXT, "office": "minister", "person": "Minister", "from": date(2026, 8, 1)}
    read = read_signatories([NEXT, minister, GOOD])
    assert [one.words("en")[0] for one in read] == ["Minister", "Old", "New"]


def test_one_text_serves_all_languages_and_a_missing_one_is_replaced_by_the_nearest():
    (one,) = read_signatories([{**GOOD, "post": {"ky": "Башчы", "ru": "Директор"}}])
    assert one.words("ky") == ("Old", "Башчы", "Word")
    assert one.words("kk") == ("Old", "Директор", "Word")


def test_a_day_may_be_written_in_quotes():
    (one,) = read_signatories([{**GOOD, "from": "2024-03-01"}])
    assert one.from_ == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ({"office": "minister"}, "signatories: write each one under [[signatories]]"),
        ("minister", "signatories: write each one under [[signatories]]"),
        (3, "signatories: write each one under [[signatories]]"),
        ([3], "signatories: write each one under [[signatories]]"),
        (
            [{**GOOD, "persn": "x"}],
            "unknown key signatories[1].persn; did you mean signatories[1].person?",
        ),
        ([{**GOOD, "office": "king"}], "signatories[1].office: must be minister or director"),
        ([GOOD, {**GOOD, "office": None}], "signatories[2].office: must be minister or director"),
        (
            [{**GOOD, "message": ""}],
            'signatories[1].message: write a text, or { ky = "…", ru = "…", en = "…" }',
        ),
        ([{**GOOD, "post": {"de": "x"}}], "signatories[1].post: write a text, or"),
        ([{**GOOD, "person": {}}], "signatories[1].person: write a text, or"),
        (
            [{**GOOD, "from": "1 March 2024"}],
            "signatories[1].from: write a day as 2026-01-31, found '1 March 2024'",
        ),
        (
            [{**GOOD, "until": datetime(2026, 1, 1)}],
            "signatories[1].until: write a day as 2026-01-31, found datetime",
        ),
        (
            [{**GOOD, "until": date(2024, 2, 29)}],
            "signatories[1].until: lies before signatories[1].from",
        ),
        (
            [{k: v for k, v in GOOD.items() if k != "from"}],
            "signatories[1].from: write a day as 2026-01-31, found None",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(entries, says):
    with pytest.raises(SettingsTrouble) as caught:
        read_signatories(entries)
    assert str(caught.value).startswith(f"settings: {says}")
