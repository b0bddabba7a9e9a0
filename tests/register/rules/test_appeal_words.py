"""The words of appeals: each code has one in every language, no two of a family are the same."""

from __future__ import annotations

import pytest

from register.rules.appeal_words import FAMILIES, Post, named, says

LANGUAGES = ("ky", "ru", "kk", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", FAMILIES)
def test_each_code_has_a_word_of_its_own(family: str, language: str) -> None:
    words = [says(code, language) for code in FAMILIES[family]]
    assert all(word.strip() for word in words)
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("language", ["ky", "ru", "kk"])
def test_no_word_is_left_in_english(family: str, language: str) -> None:
    for code in FAMILIES[family]:
        assert says(code, language) != says(code, "en")


def test_a_stored_code_is_named_and_nobody_at_all_is_the_program() -> None:
    assert named("decision", "partly", "ru") == "удовлетворено частично"
    assert named("post", "", "ky") == says(Post.PROGRAM, "ky")


def test_a_code_that_is_none_is_an_error() -> None:
    with pytest.raises(ValueError, match="gone"):
        named("movement", "gone", "ru")
