"""What is said in public of a batch of invitations."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from config.trouble import Trouble
from register.rules.batch import Statement, digest_of, leaf_lines, leaf_of, read_leaves
from register.rules.batch import read_statement as read
from register.rules.tokens import invite_digest

FIRST = Statement(1, "2026-Q3", date(2026, 9, 4), 2, 0, bytes(range(32)), None)
TOLD = (
    '{"before":null,"format":"achyk invitations 1","late":0,"made_on":"2026-09-04","number":1,'
    '"quarter":"2026-Q3","root":"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",'
    '"size":2}'
)


def test_a_business_computes_its_leaf_from_its_token_with_nothing_else():
    token = "abcdefghijklmnopqrstuvwxyz"
    digest = hashlib.sha256(b"invite\x00" + token.encode()).digest()
    assert leaf_of(invite_digest(token)) == hashlib.sha256(b"achyk/invitation/1" + digest).digest()


def test_a_statement_is_written_in_one_way_and_read_back():
    assert FIRST.text() == TOLD
    second = replace(FIRST, number=2, late=1, before=(1, digest_of(TOLD)))
    assert read(TOLD) == FIRST
    assert read(second.text()) == second


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", "null", TOLD.replace('"size":2', '"size": 2'), TOLD + "\n",
        TOLD.replace("achyk invitations 1", "achyk manifest 1"), TOLD.replace("2026-09-04", "soon"),
        TOLD.replace('"size":2', '"size":2,"words":"more"'), TOLD.replace("1f", "zz"),
    ],
)  # fmt: skip
def test_what_is_no_statement_is_told(text):
    with pytest.raises(Trouble, match="batch of invitations"):
        read(text)


def test_leaves_are_listed_sorted_whatever_their_order():
    leaves = [b"\xff" * 32, b"\x00" * 32]
    assert leaf_lines(leaves) == "00" * 32 + "\n" + "ff" * 32 + "\n"
    assert read_leaves(leaf_lines(leaves)) == sorted(leaves)
    for text in ("00\n", "zz" * 32 + "\n"):
        with pytest.raises(Trouble, match="not a list"):
            read_leaves(text)
