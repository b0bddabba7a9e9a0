"""Themes: keys that tell nothing, coding that can be repeated, deeds that somebody answers for."""

from __future__ import annotations

from datetime import date

import pytest

from config.trouble import Trouble
from register.bodies import add_body
from register.database import transaction
from register.responses import ResponseWords
from register.themes import (
    FreeWords,
    ThemeMention,
    actions_in,
    add_theme,
    code_words,
    free_words,
    kept_words,
    mentions_in,
    opened_key,
    record_action,
    words_key,
)

QUARTER = "2026-Q3"
DIGEST = bytes(range(32))
WORDS = FreeWords(DIGEST, 14, "They asked for copies again.")


@pytest.fixture
def said(register, session):
    """Nine businesses' words; one of them wrote to two questions."""
    for number in range(10):
        row = {"digest": bytes([max(number, 1)]) * 32, "question": 14 + (number == 0)}
        session.add(ResponseWords(**row, quarter=QUARTER, body="geti", words=f"Words {number}"))
    session.flush()
    return session


@pytest.fixture
def session(engine):
    """A transaction that a test fills."""
    with transaction(engine) as opened:
        add_body(opened, "ministry", "Ministry")
        add_body(opened, "geti", "Technical Safety", "ministry")
        yield opened


@pytest.fixture
def register(session, moment):
    """Two themes."""
    add_theme(session, moment, "papers", {"en": "Extra papers", "ru": "Лишние бумаги"})
    add_theme(session, moment, "rude", {"ru": "Грубость"})
    return session


def test_a_key_is_another_one_each_time_and_shows_no_digest(moment):
    first, second = (words_key(moment.keys, QUARTER, WORDS) for _ in range(2))
    assert first != second
    assert DIGEST.hex() not in first
    for key in (first, second, f" {first.upper()} "):
        opened = opened_key(moment.keys, QUARTER, key)
        assert (opened.digest, opened.question) == (DIGEST, 14)


@pytest.mark.parametrize("spoil", ["", "x", "=1+1", "a" * 5000, "ключ", "a" * 112])
def test_what_is_no_key_of_ours_opens_nothing(moment, spoil):
    assert opened_key(moment.keys, QUARTER, spoil) is None


def test_a_key_with_one_letter_changed_or_of_another_quarter_opens_nothing(moment):
    key = words_key(moment.keys, QUARTER, WORDS)
    other = key[:40] + ("b" if key[40] == "a" else "a") + key[41:]
    assert opened_key(moment.keys, QUARTER, other) is None
    assert opened_key(moment.keys, "2026-Q4", key) is None


def test_each_response_counts_once_for_a_theme_however_much_it_wrote(said, moment):
    for one in list(free_words(said, QUARTER)):
        key = opened_key(moment.keys, QUARTER, words_key(moment.keys, QUARTER, one))
        assert code_words(said, key, {"papers"})
        assert not code_words(said, key, {"papers"})
        if one.words in ("Words 3", "Words 4"):
            code_words(said, key, {"papers", "rude"})
    found = mentions_in(said, QUARTER)
    assert (found.written, found.coded, found.themes) == (9, 9, {"papers": 9, "rude": 2})
    assert mentions_in(said, "2026-Q2").written == 0


def test_words_are_listed_with_what_they_were_coded_as_and_coding_takes_back(said, moment):
    one = next(free_words(said, QUARTER))
    key = opened_key(moment.keys, QUARTER, words_key(moment.keys, QUARTER, one))
    code_words(said, key, {"rude", "papers"})
    assert next(free_words(said, QUARTER)).themes == ("papers", "rude")
    assert code_words(said, key, set())
    assert said.query(ThemeMention).count() == 0


def test_words_that_changed_or_went_since_they_were_listed_are_noticed(said, moment):
    one = next(free_words(said, QUARTER))
    key = opened_key(moment.keys, QUARTER, words_key(moment.keys, QUARTER, one))
    row = said.get(ResponseWords, (one.digest, one.question))
    assert kept_words(said, QUARTER, key) is True
    row.words = "Now they write something else."
    assert kept_words(said, QUARTER, key) is False
    said.delete(row)
    said.flush()
    assert kept_words(said, QUARTER, key) is None


@pytest.mark.parametrize("code", ["", "Papers", "1papers", "none", "a" * 41, "лишнее", "a,b"])
def test_a_code_that_a_list_could_not_hold_is_refused(session, moment, code):
    with pytest.raises(Trouble, match="is no code"):
        add_theme(session, moment, code, {"en": "Title"})


def test_a_theme_has_a_title_and_gets_further_ones(session, moment):
    with pytest.raises(Trouble, match="needs a title"):
        add_theme(session, moment, "papers", {"en": " \n"})
    add_theme(session, moment, "papers", {"en": "Extra\npapers"})
    made = add_theme(session, moment, "papers", {"ru": "Лишние бумаги", "en": ""})
    assert made.titles == {"en": "Extra papers", "ru": "Лишние бумаги"}


def deed(session, moment, **changed):
    values = {"theme": "papers", "quarter": QUARTER, "body": "geti", "person": "B. Headov, head",
              "done_on": moment.today, "words": {"en": "We ask for no copies."}}  # fmt: skip
    return record_action(session, moment, **(values | changed))


def test_a_deed_told_again_takes_the_place_of_the_one_before(register, moment):
    deed(register, moment)
    deed(register, moment, words={"en": "No copies are asked for since May."})
    deed(register, moment, done_on=date(2026, 1, 2))
    told = [action.words["en"] for action in actions_in(register, QUARTER)]
    assert told == ["We ask for no copies.", "No copies are asked for since May."]
    assert actions_in(register, "2026-Q2") == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"theme": "bribes"}, "no theme 'bribes'"),
        ({"body": "nobody"}, "no body 'nobody'"),
        ({"words": {}}, "what was done"),
        ({"person": " "}, "who answers for it"),
        ({"done_on": date(2099, 1, 1)}, "lies ahead"),
        ({"quarter": "soon"}, "not a quarter"),
        ({"words": {"en": "x" * 1001}}, "1001 letters"),
    ],
)
def test_a_deed_that_cannot_be_told_is_refused(register, moment, changed, says):
    with pytest.raises(Trouble, match=says):
        deed(register, moment, **changed)
