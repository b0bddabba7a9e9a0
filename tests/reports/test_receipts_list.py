"""receipts.txt and invitations.txt: what is published of every answer, step and invitation."""

from __future__ import annotations

import random

import pytest
from crafted.small_release import QUARTER, Small, code
from hypothesis import given
from hypothesis import strategies as st

from register.keys import Keys
from register.rules.merkle import root
from register.signing import make_signing_key
from reports.receipts_list import quarter_lists
from reports.verify import exit_code, told_lines, verify_files

INVITED = [f"achyk invitations 1 {QUARTER}", "[batch 1]", *sorted(code(n) for n in range(40, 60))]


def _tree(codes: list[str]) -> str:
    return root([bytes.fromhex(one) for one in sorted(codes)]).hex()


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_the_register_gives_them_tells_nothing(chance: random.Random):
    answers = [code(n) for n in range(9)] + [f"{code(n)} {code(n - 10)}" for n in range(10, 15)]
    steps = [code(n) for n in range(30, 36)]
    straight = quarter_lists(QUARTER, answers, steps, INVITED)
    for lines in (answers, steps):
        chance.shuffle(lines)
    assert quarter_lists(QUARTER, answers, steps, INVITED) == straight


def test_the_lines_stand_in_their_sections_ascending():
    answers = [code(2), f"{code(9)} {code(1)}", code(1), f"{code(8)} {code(2)}"]
    made = quarter_lists(QUARTER, answers, [code(31), code(30)], INVITED)
    assert made.receipts.decode().splitlines() == [
        "achyk receipts 1 2026-Q3",
        "[responses]",
        *sorted([code(1), code(2)]),
        "[replaced]",
        *sorted([f"{code(9)} {code(1)}", f"{code(8)} {code(2)}"]),
        "[appeals]",
        *sorted([code(30), code(31)]),
    ]
    assert made.invitations == "".join(f"{line}\n" for line in INVITED).encode()
    assert (made.responses.root, made.responses.size) == (_tree([code(1), code(2)]), 2)
    assert (made.appeals.root, made.appeals.size) == (_tree([code(30), code(31)]), 2)
    assert (made.invited.root, made.invited.size) == (_tree(INVITED[2:]), 20)


def test_the_root_over_all_invitations_does_not_tell_their_batches():
    leaves = INVITED[2:]
    parts = [INVITED[0], "[batch 1]", *leaves[::2], "[batch 2]", *leaves[1::2]]
    made = quarter_lists(QUARTER, [], [], parts)
    assert made.invited == quarter_lists(QUARTER, [], [], INVITED).invited


def test_a_quarter_without_anything_has_lists_as_well():
    made = quarter_lists(QUARTER, [], [], [INVITED[0]])
    assert made.receipts.endswith(b"[responses]\n[replaced]\n[appeals]\n")
    assert [tree.size for tree in (made.responses, made.appeals, made.invited)] == [0, 0, 0]


@pytest.mark.parametrize("part", ["answers", "steps", "invitations"])
def test_what_the_register_gives_twice_is_told_by_the_check_of_the_release(tmp_path, part):
    keys = Keys(tmp_path / "keys")
    make_signing_key(keys)
    answers, steps, invited = [code(n) for n in range(5)], [code(30)], list(INVITED)
    once = Small(keys, quarter_lists(QUARTER, answers, steps, invited))
    assert exit_code(verify_files(once.files())) == 0
    lines = {"answers": answers, "steps": steps, "invitations": invited}[part]
    lines.append(lines[-1])
    found = verify_files(Small(keys, quarter_lists(QUARTER, answers, steps, invited)).files())
    assert exit_code(found) == 1
    assert any("out of order, or there twice" in line for line in told_lines(found))


def test_invitations_out_of_order_are_told_by_the_check_of_the_release(tmp_path):
    keys = Keys(tmp_path / "keys")
    make_signing_key(keys)
    unsorted = [*INVITED[:2], *reversed(INVITED[2:])]
    found = verify_files(Small(keys, quarter_lists(QUARTER, [], [], unsorted)).files())
    assert exit_code(found) == 1
    assert any("invitations.txt, line 4: out of order" in line for line in told_lines(found))
