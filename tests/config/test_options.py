"""Options: every value is converted or refused with a sentence that names its key."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from config.checks import between, one_of
from config.options import (
    convert,
    option,
    options,
    read_section,
    section,
    unknown_key,
)
from config.trouble import SettingsTrouble


@dataclass(frozen=True)
class Inner:
    """A nested section."""

    size: int = option(3, "How large.", check=between(1, 9))
    word: str = option("a", "Which.", check=one_of("a", "b"), secret=True)


@dataclass(frozen=True)
class Outer:
    """A section with one of its own; `in_` is written `in`."""

    on: bool = option(False, "Whether.")
    names: tuple[str, ...] = option(("x",), "Who.")
    in_: Inner = section(Inner, "Inside.")
    silent: int = 7


def refusal(data: dict[str, object]) -> str:
    with pytest.raises(SettingsTrouble) as caught:
        read_section(Outer, data)
    return str(caught.value)


def test_options_are_listed_with_the_path_that_the_file_uses():
    listed = {one.path: (one.kind, one.default, one.secret) for one in options(Outer)}
    assert listed == {
        "on": ("bool", False, False),
        "names": ("tuple[str, ...]", ("x",), False),
        "in.size": ("int", 3, False),
        "in.word": ("str", "a", True),
    }


def test_what_is_not_given_stays_as_it_is_by_default():
    assert read_section(Outer, {}) == Outer()
    assert read_section(Outer, {"in": {"size": 9}}) == Outer(in_=Inner(size=9))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"nmaes": []}, "settings: unknown key nmaes; did you mean names?"),
        ({"in": {"siez": 1}}, "settings: unknown key in.siez; did you mean in.size?"),
        ({"in": {"size_file": "x"}}, "settings: unknown key in.size_file; did you mean in.size?"),
        ({"silent": 1}, "settings: unknown key silent; did you mean in?"),
        ({"in": 3}, "settings: in is a section; write it as [in]"),
        ({"in": {"size": 0}}, "settings: in.size: must be from 1 to 9, found 0"),
        ({"in": {"word": "c"}}, "settings: in.word: must be one of a, b"),
        ({"in": {"word": 5}}, "settings: in.word: expected a text in quotes, found 5"),
        ({"in": {"size": "ten"}}, "settings: in.size: expected a whole number, found 'ten'"),
        ({"in": {"size": 1.5}}, "settings: in.size: expected a whole number, found 1.5"),
        ({"in": {"size": True}}, "settings: in.size: expected a whole number, found True"),
        ({"on": "perhaps"}, "settings: on: expected true or false, found 'perhaps'"),
        ({"names": [1]}, "settings: names: expected a list of texts, found [1]"),
        ({"names": 1}, "settings: names: expected a list of texts, found 1"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence_that_names_the_key(data, says):
    assert refusal(data) == says


@pytest.mark.parametrize(
    ("value", "hint", "read"),
    [
        ("yes", bool, True),
        ("TRUE", bool, True),
        ("1", bool, True),
        ("no", bool, False),
        ("0", bool, False),
        (False, bool, False),
        ("12", int, 12),
        ("-1", int, -1),
        ("a, b ,,c", tuple[str, ...], ("a", "b", "c")),
        (["a", " b "], tuple[str, ...], ("a", "b")),
        ("", tuple[str, ...], ()),
        ("text", str, "text"),
    ],
)
def test_words_of_the_environment_become_the_type_of_the_option(value, hint, read):
    assert convert(value, hint, "key") == read


def test_a_key_is_named_as_unknown_even_where_there_is_none_to_name_instead():
    assert str(unknown_key("a", [])) == "settings: unknown key a; remove it"
