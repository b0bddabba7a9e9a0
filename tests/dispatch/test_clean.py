"""Texts from outside become one line of visible characters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.clean import clean, lines, one_line, paragraphs


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\r\nBcc: b@c.kg", "a Bcc: b@c.kg"),
        ("a\x00b\x0bc\x85d\u2028e\u2029f", "a b c d e f"),
        ("\u202egpj.exe\u202c", "gpj.exe"),
        ("\u200bs\u200do\u00adft\ufeff", "soft"),
        ("  many   blanks ", "many blanks"),
        ("Ыссык-Көл", "Ыссык-Көл"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("", ""),
    ],
)
def test_what_could_start_a_line_or_hide_a_word_is_gone(text: str, line: str) -> None:
    """TR6, AT2"""
    assert one_line(text) == line


@given(st.text(alphabet=st.characters(), max_size=300), st.integers(1, 50))
def test_any_text_becomes_one_short_line_that_can_be_encoded(text: str, longest: int) -> None:
    """TR6"""
    line = one_line(text, longest)
    assert len(line) <= longest
    assert not {unicodedata.category(c) for c in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert line.encode("utf-8").decode("utf-8") == line == one_line(line, longest)


def test_a_long_text_ends_in_an_ellipsis() -> None:
    assert one_line("word " * 10, 12) == "word word w…"


def test_texts_are_cleaned_however_deep_they_lie_and_values_stay() -> None:
    value = {"a": ["x\ny", {"b": "\x00"}], "n": 3, "none": None, "yes": True}
    assert clean(value) == {"a": ["x y", {"b": ""}], "n": 3, "none": None, "yes": True}


def test_paragraphs_are_parted_by_an_empty_line() -> None:
    assert paragraphs("One\r\nstill one\r\n\r\nTwo\n\n\n\n") == ["One still one", "Two"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb\rc\x0bd\u2028e", "a\nb\nc\nd\ne"),
        ("\n\n a\n\n\n\nb \n\n", "a\n\nb"),
        ("a\u202e\x00b\n\u200b\nc", "a b\n\nc"),
        ("", ""),
    ],
)
def test_lines_that_people_wrote_are_kept_and_nothing_in_them_hides(text: str, kept: str) -> None:
    """TR6, AT2"""
    assert lines(text) == kept


def test_a_long_text_is_whole_and_only_a_longest_one_is_cut() -> None:
    assert lines("слово\n" * 30_000).count("слово") == 30_000
    cut = lines("б" * 300_000)
    assert (len(cut), cut[-1]) == (200_000, "…")


def test_of_a_context_only_what_is_to_be_read_in_full_keeps_its_lines() -> None:
    context = {"text": "a\nb", "label": "a\nb", "parts": [{"words": "c\nd", "body": "c\nd"}]}
    assert clean(context) == {
        "text": "a\nb",
        "label": "a b",
        "parts": [{"words": "c\nd", "body": "c d"}],
    }


@given(st.text(max_size=300))
def test_no_line_holds_what_could_hide_or_forge(text: str) -> None:
    kept = lines(text)
    assert not {unicodedata.category(sign) for sign in kept.replace("\n", "")} & {
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Zl",
        "Zp",
    }
    assert lines(kept) == kept


def test_a_quoted_key_or_pin_is_not_handed_on():
    """TR5: who is sent somebody's words may not speak for him."""
    key = "abcdefghijklmnopqrstuvwxyz234567"
    said = f"Вы писали: appeals+{key}@achyk.test, PIN-код: MR2R-M05J, и case+{key}@achyk.test"
    assert clean(said) == "Вы писали: appeals+…@achyk.test, PIN-код: …, и case+…@achyk.test"
    assert clean({"pin": "MR2R-M05J", "thread": key}) == {"pin": "MR2R-M05J", "thread": key}
