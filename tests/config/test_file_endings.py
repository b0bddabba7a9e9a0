"""The endings of names by which systems run or open a file, as data."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from config.file_endings import ending, file_endings


def test_every_list_is_there_in_lower_case_and_without_dots():
    for kind, endings in asdict(file_endings()).items():
        assert endings, kind
        assert all(one == one.lower() and "." not in one for one in endings)


def test_nothing_is_run_and_looked_into_at_once():
    known = file_endings()
    assert not known.programs & (known.packages | known.closed | known.active)
    assert known.macros <= known.packages | {"ppsm"}


@pytest.mark.parametrize(
    ("name", "found"),
    [("a.EXE", "exe"), ("a.tar.gz", "gz"), ("a", ""), ("", ""), (".sh", "sh"), ("a.", "")],
)
def test_the_last_ending_counts(name, found):
    assert ending(name) == found
