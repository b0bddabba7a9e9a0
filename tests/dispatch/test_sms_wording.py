"""Every letter that can be an SMS, in every language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from appeal_letters import APPEAL_CONTEXTS, NUMBER
from jinja2 import UndefinedError

from dispatch.draft import Draft
from dispatch.sms_text import parts_of
from dispatch.sms_wording import short, sms_text
from register.rules.appeal_words import ShownStage, named
from register.rules.letter import BY_SMS, LetterKind

LANGUAGES = pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
MOVED = ["forwarded", "outside", "extended", "recounted", "split", "reopened"]
MOVED += ["reclassified", "joined"]
NOTED = ["answered", "added", "rated", "reopened", "notify", "no_notify", "late"]
BARE = Draft(
    kind=LetterKind.APPEAL_SLIP,
    language="ru",
    recipient="+996555111111",
    context={},
    message_id="<a@achyk.kg>",
    date=datetime(2026, 11, 22, tzinfo=UTC),
    return_path="",
)


def said(kind: LetterKind, language: str, most_parts: int = 3, **changed: Any) -> str:
    """The text of an SMS."""
    facts = APPEAL_CONTEXTS[kind] | changed
    return sms_text(replace(BARE, kind=kind, language=language, context=facts), most_parts)


@LANGUAGES
@pytest.mark.parametrize("kind", sorted(BY_SMS))
def test_every_sms_names_the_appeal_and_leaves_no_placeholder(
    kind: LetterKind, language: str
) -> None:
    text = said(kind, language)
    assert NUMBER in text
    assert "%(" not in text
    assert "\n" not in text
    assert parts_of(text) <= 3


@LANGUAGES
def test_the_slip_is_one_part_with_number_pin_and_day(language: str) -> None:
    text = said(LetterKind.APPEAL_SLIP, language, 1)
    assert parts_of(text) == 1
    assert all(fact in text for fact in (NUMBER, "ABCD-EFGH", "11.12.2026"))


@LANGUAGES
@pytest.mark.parametrize("stage", ShownStage)
def test_the_answer_about_the_state_is_one_part_whatever_it_is(
    language: str, stage: ShownStage
) -> None:
    assert parts_of(said(LetterKind.APPEAL_STATUS, language, 2, stage=stage.value)) == 1


@LANGUAGES
def test_a_number_nobody_knows_is_answered_in_the_same_form(language: str) -> None:
    """WB4"""
    known = said(LetterKind.APPEAL_STATUS, language, stage="on_time")
    other = said(LetterKind.APPEAL_STATUS, language, stage="unknown", due_on=None)
    on_time, unknown = (named("stage", stage, language) for stage in ("on_time", "unknown"))
    assert known.replace(on_time, unknown).replace("11.12.2026", "-") == other


@LANGUAGES
@pytest.mark.parametrize("event", MOVED)
def test_each_move_is_told_in_one_part(language: str, event: str) -> None:
    text = said(LetterKind.APPEAL_MOVED, language, 2, event=event, body="МСХ")
    assert NUMBER in text
    assert parts_of(text) == 1


@LANGUAGES
@pytest.mark.parametrize("event", NOTED)
def test_each_note_is_told_in_one_part(language: str, event: str) -> None:
    text = said(LetterKind.APPEAL_NOTED, language, 2, event=event, notify="sms")
    assert NUMBER in text
    assert parts_of(text) == 1


@LANGUAGES
def test_a_decision_asks_for_the_rating_before_its_text_is_cut(language: str) -> None:
    text = said(LetterKind.APPEAL_DECIDED, language, text="Долгий ответ. " * 100)
    assert parts_of(text) == 3
    assert "1-5" in text
    assert text.endswith("...")
    assert "1-5" not in said(LetterKind.APPEAL_DECIDED, language, may_rate=False)


@LANGUAGES
def test_an_alert_says_first_what_to_do_and_by_when(language: str) -> None:
    text = said(LetterKind.ALERT, language, text="Они здесь. " * 100)
    assert "15" in text[:90]
    assert "Ак-Суу" in text


def test_what_people_wrote_runs_nothing_in_the_template() -> None:
    hostile = "{{ 7*7 }} <b>%(number)s</b>\u202e\r\nBcc: a@b.kg"
    text = said(LetterKind.APPEAL_ASKED, "en", question=hostile)
    assert text.endswith("{{ 7*7 }} <b>%(number)s</b> Bcc: a@b.kg")


def test_a_fact_that_is_missing_is_an_error() -> None:
    facts = APPEAL_CONTEXTS[LetterKind.APPEAL_SLIP].copy()
    del facts["pin"]
    with pytest.raises(UndefinedError, match="pin"):
        sms_text(replace(BARE, context=facts), 3)


def test_days_are_short() -> None:
    assert short("2026-12-05") == "05.12.2026"
    assert short(None) == "-"
