"""The shipped program's own Merkle trees and lists against those of the program that publishes."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.merkle import root
from reports.receipts_list import quarter_lists
from reports.verify_lists import (
    Codes,
    Findings,
    Lists,
    Malformed,
    merkle_root,
    read_invitations,
    read_receipts,
)

CODES = st.sets(st.binary(min_size=32, max_size=32), max_size=70)
QUARTER = "2026-Q3"


@given(st.lists(st.binary(max_size=40), max_size=300))
def test_both_trees_have_the_same_root(leaves):
    assert merkle_root(leaves) == root(leaves)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 255, 256, 257, 1023, 1024, 1025])
def test_both_trees_have_the_same_root_about_a_power_of_two(size):
    leaves = [number.to_bytes(32, "big") for number in range(size)]
    assert merkle_root(iter(leaves)) == root(leaves)


@given(CODES, st.binary(min_size=32, max_size=32))
def test_codes_are_found_like_in_a_set(codes, other):
    made = Codes()
    for code in sorted(codes):
        made.add(code)
    assert (list(made), len(made)) == (sorted(codes), len(codes))
    assert all(code in made for code in codes)
    assert (other in made) == (other in codes)


@given(CODES, CODES, CODES)
def test_the_lists_are_read_as_they_were_written(answers, steps, invited):
    counted, replaced = sorted(answers)[::2], sorted(answers)[1::2]
    pairs = dict(zip(replaced, counted, strict=False))
    lines = [*(one.hex() for one in counted), *(f"{a.hex()} {b.hex()}" for a, b in pairs.items())]
    leaves = sorted(one.hex() for one in invited)
    half = len(leaves) // 2
    batches = ["[batch 1]", *leaves[:half], "[batch 2]", *leaves[half:]]
    heading = f"achyk invitations 1 {QUARTER}"
    made = quarter_lists(QUARTER, lines, [one.hex() for one in steps], [heading, *batches])
    lists = Lists()
    read_receipts(io.BytesIO(made.receipts), QUARTER, lists)
    read_invitations(io.BytesIO(made.invitations), QUARTER, lists)
    assert (list(lists.responses), lists.replaced) == (counted, pairs)
    assert list(lists.appeals) == sorted(steps)
    assert [x.hex() for batch in lists.batches.values() for x in batch] == leaves
    assert merkle_root(lists.responses).hex() == made.responses.root


@pytest.mark.parametrize(
    "heading", ["achyk receipts 1 2026-Q2", "achyk receipts 2 2026-Q3", " achyk receipts 1 2026-Q3"]
)
def test_a_list_of_something_else_is_refused(heading):
    with pytest.raises(Malformed, match="does not begin with 'achyk receipts 1 2026-Q3'"):
        read_receipts(io.BytesIO(f"{heading}\n[responses]\n".encode()), QUARTER, Lists())


def test_a_finding_is_one_line_whatever_is_told():
    found = Findings()
    found.wrong("a\nb\x1b[2J\u202ec" + "d" * 9999)
    ((mark, says),) = found.lines
    assert (mark, says[:9], len(says)) == ("WRONG", "a?b?[2J?c", 4000)
