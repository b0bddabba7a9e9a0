"""Recounting: a holiday declared after the fact moves what is open, and both sides are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from config.book import load_book
from config.settings import read_settings
from register.appeals.deed import Deed
from register.appeals.recounting import recount
from register.database import transaction
from register.rules.appeal import Action, AppealKind
from register.rules.letter import LetterKind


def declare(office, tmp_path) -> None:
    """Thursday 30 July is a day off from now on."""
    (tmp_path / "calendars").mkdir()
    text = 'off = [{ day = 2026-07-30, reason = "kg-cabinet" }]\n'
    (tmp_path / "calendars" / "kg-2026.toml").write_text(text, "utf-8")
    office.book = load_book(read_settings(tmp_path, {}, {}))


def recounted(office, limit: int = 500) -> dict[str, int]:
    with transaction(office.engine) as session:
        return dict(recount(session, office.moment, office.book, limit))


def new_version(office) -> None:
    """The same days under another version."""
    calendar = replace(office.book.calendar, version="another")
    office.book = replace(office.book, calendar=calendar)


def test_an_open_part_moves_by_the_day_and_both_sides_are_told_once(office, tmp_path):
    part, done = office.part(), office.part()
    office.do(done, office.get(done).holder)
    declare(office, tmp_path)
    assert recounted(office) == {"recounted": 1, "moved": 1, "left": 0}
    assert office.get(part).due_on == date(2026, 8, 10)
    assert office.get(done).due_on == date(2026, 8, 7)  # what is decided is decided
    assert office.route(part)[-1] == ("recounted", "2026-08-07>2026-08-10")
    told = office.facts(LetterKind.APPEAL_MOVED, "aida1@business.kg")
    assert (told["event"], told["due_before"], told["due_on"]) == (
        "recounted",
        "2026-08-07",
        "2026-08-10",
    )
    assert office.facts(LetterKind.CASE_NEWS, "one@chuy.kg")["event"] == "recounted"
    assert recounted(office) == {"recounted": 0, "moved": 0, "left": 0}


def test_a_new_version_of_the_same_days_tells_nobody(office):
    part = office.part()
    office.do(part, "one@chuy.kg", Deed(Action.ASK, text="Когда?"))
    office.later(days=5)  # the clock rests: those days are counted when it runs again
    before = office.letters(), office.route(part)
    new_version(office)
    assert recounted(office) == {"recounted": 1, "moved": 0, "left": 0}
    assert (office.letters(), office.route(part)) == before


def test_many_are_recounted_in_small_commits(office):
    for _ in range(3):
        office.part()
    new_version(office)
    assert [recounted(office, limit=2)["left"] for _ in range(3)] == [1, 0, 0]


def test_a_holder_who_is_barred_by_now_hears_nothing(office, tmp_path):
    part = office.part("Садыков брал деньги.")
    assert office.get(part).holder == "two@chuy.kg"  # Садыкова is named by the other's case
    with transaction(office.engine) as session:
        session.execute(
            sa.text("UPDATE officers SET name = 'Садыкова Чынара' WHERE email = 'two@chuy.kg'")
        )
    declare(office, tmp_path)
    before = [one for one in office.letters() if one[1] == "two@chuy.kg"]
    assert recounted(office)["moved"] == 1
    assert office.get(part).holder == "head@chuy.kg"
    assert [one for one in office.letters() if one[1] == "two@chuy.kg"] == before


def test_a_recount_does_not_stop_the_minutes_of_an_alert(office, tmp_path):
    office.part(kind=AppealKind.ALERT)
    declare(office, tmp_path)
    recounted(office)
    office.later(minutes=15)
    assert office.sweep() == {"alerts": 1}
