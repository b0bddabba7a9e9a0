"""The commented achyk.toml: it parses, and what it says of a default is the default."""

from __future__ import annotations

import re
import tomllib

import pytest

from config.options import options
from config.reference import environment_name, settings_page
from config.settings import FILE, Settings, load
from config.signatories import KEYS
from config.template import settings_file, toml

KEY = re.compile(r"^# (\w+ = )", re.MULTILINE)


def flat(tree, prefix=""):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def plain(value):
    return list(value) if isinstance(value, tuple) else value


def test_the_file_as_written_sets_nothing(tmp_path):
    (tmp_path / FILE).write_text(settings_file(), encoding="utf-8")
    assert list(flat(tomllib.loads(settings_file()))) == []
    assert load(tmp_path, {}).mail == Settings().mail


def test_every_commented_default_is_the_default_of_the_program():
    settings, _, _ = settings_file().partition("# Whose direct word")
    written = dict(flat(tomllib.loads(KEY.sub(r"\1", settings))))
    assert written == {one.path: plain(one.default) for one in options(Settings)}


def test_the_commented_signatory_can_be_used_as_it_stands(tmp_path):
    _, _, block = settings_file().partition("# [[signatories]]\n")
    text = "[[signatories]]\n" + re.sub(r"^# ", "", block, flags=re.MULTILINE)
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    (signatory,) = load(tmp_path, {}).signatories
    assert signatory.office == "minister"


def test_chosen_values_are_set_and_only_they(tmp_path):
    chosen = {"mail.domain": 'a"b\\c', "mail.in.url": ("maildir:x", "maildir:y"), "survey.gap": 9}
    text = settings_file(chosen)
    assert dict(flat(tomllib.loads(text))) == {key: plain(value) for key, value in chosen.items()}


@pytest.mark.parametrize(
    "value",
    ["", 'quote " and \\', "line\nbreak\ttab", "Ырысбек", 7, True, False, ["a", "b"], {"ky": "ө"}],
)
def test_a_value_is_read_back_as_it_was_written(value):
    assert tomllib.loads(f"key = {toml(value)}")["key"] == value


def test_the_page_on_settings_names_every_option_and_how_the_environment_does():
    page = settings_page()
    for option in options(Settings):
        assert f"`{option.path.rpartition('.')[2]}`" in page
        assert f"`{environment_name(option)}`" in page
        assert f"## [{option.path.rpartition('.')[0]}]" in page
    for key in KEYS:
        assert f"`{key}`" in page
