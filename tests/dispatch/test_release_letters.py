"""Letters about a release: to witnesses, administrators, and those who hold a receipt."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from appeal_letters import receipt

from dispatch.draft import Content
from dispatch.wording import day
from register.rules.letter import LetterKind

LANGUAGES = pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
Words = Callable[..., Content]


@LANGUAGES
def test_what_a_witness_is_to_keep_stands_in_the_letter(words: Words, language: str) -> None:
    """trust.md: roots go by mail to witnesses; every number of them, whole."""
    release = words(LetterKind.WITNESS, language)
    for letters in ("ab", "cd", "ef", "01", "23"):
        assert letters * 32 in release.text
    batch = {"what": "invitations", "number": 7, "made_on": "2026-08-03", "root": "45" * 32}
    batch |= {"size": 120, "sha256": "67" * 32, "key": "89" * 32, "places": ["https://achyk.kg"]}
    invitations = words(LetterKind.WITNESS, language, **batch)
    assert all(
        code in invitations.text
        for code in (
            "45" * 32,
            "67" * 32,
            "89" * 32,
            "120",
            "invitations/7.json",
            "https://achyk.kg",
        )
    )
    late = {"what": "late", "since": "2026-11-03", "why": "the disk is full"}
    assert "the disk is full" in words(LetterKind.WITNESS, language, **late).text
    subjects = {
        release.subject,
        invitations.subject,
        words(LetterKind.WITNESS, language, **late).subject,
    }
    assert len(subjects) == 3


def test_a_witness_is_told_where_to_compare_and_with_what(words: Words) -> None:
    text = words(LetterKind.WITNESS, "ru").text
    assert f"python verify.py --manifest-digest {'ab' * 32}" in text
    assert "День публикации: 3 ноября 2026 года" in text
    assert "https://achyk.kg" in text
    older = words(LetterKind.WITNESS, "ru", without=("publish_on", "places")).text
    assert "День публикации" not in older


@LANGUAGES
def test_kyrgyz_and_the_others_have_one_word_for_a_quarter(words: Words, language: str) -> None:
    said = {"ky": "3-чейре", "ru": "3-й квартал", "kk": "3-тоқсан", "en": "quarter 3"}[language]
    for kind in (LetterKind.QUARTERLY, LetterKind.WITNESS):
        letter = words(kind, language)
        assert said in letter.subject
        assert said in letter.text
        assert language != "ky" or "квартал" not in letter.text


def test_the_letter_names_the_figures_of_the_summary_and_none_that_is_hidden(words: Words) -> None:
    text = words(LetterKind.QUARTERLY, "en").text
    assert "Reached by letter, of the inspected: 71.3\xa0% (in all: 8,800)" in text
    assert "was expected of the business: 7.2\xa0% (95 per cent interval: 5.9 to 8.8)" in text
    figures = {"inspected": 12345, "delivered": 8800, "reached_share": 71.3}
    figures |= {"answered": None, "answered_share": None}
    hidden = words(LetterKind.QUARTERLY, "en", figures=figures).text
    assert "Answered, of those who had the letter: not shown: too few answers" in hidden


@LANGUAGES
def test_a_receipt_says_where_and_from_when_it_can_be_looked_up(
    words: Words, language: str
) -> None:
    day_of_list = day("2027-02-03", language)
    text = words(LetterKind.ECHO, language).text
    below = text.split(receipt("response")["code"])[1]
    assert f"{day_of_list}." in below
    assert ": https://achyk.kg\n" in below
    assert day_of_list not in words(LetterKind.ECHO, language, portal="").text
