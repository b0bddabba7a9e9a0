"""Tokens: 128 bits that survive mail systems, and three digests that tell nothing of each other."""

from __future__ import annotations

import base64
import os

import pytest

from register.rules.tokens import (
    ID_BYTES,
    TOKEN_BYTES,
    base32,
    digest,
    invite_digest,
    is_token,
    new_id,
    new_token,
    response_digest,
    words_digest,
)


def test_a_token_is_128_random_bits_and_nothing_else():
    """WB1: all of the randomness asked for stands in the token."""
    asked: list[int] = []

    def randbytes(count: int) -> bytes:
        asked.append(count)
        return bytes(range(count))

    token = new_token(randbytes)
    assert asked == [TOKEN_BYTES]
    assert TOKEN_BYTES * 8 >= 128
    assert base64.b32decode(token.upper() + "=" * 6) == bytes(range(TOKEN_BYTES))


def test_a_token_survives_a_mail_system_that_folds_case():
    token = new_token(os.urandom)
    assert is_token(token)
    assert token == token.lower()
    assert is_token(token.upper().lower())


def test_tokens_and_ids_differ():
    assert len({new_token(os.urandom) for _ in range(500)}) == 500
    assert len({new_id(os.urandom) for _ in range(500)}) == 500
    assert len(new_id(os.urandom)) == ID_BYTES * 8 // 5 == 16


@pytest.mark.parametrize(
    "text", ["", "a" * 25, "a" * 27, "A" * 26, "a" * 25 + "1", "a" * 25 + "\n", "а" * 26]
)
def test_what_has_not_the_form_of_a_token_is_none(text):
    assert not is_token(text)


def test_the_three_digests_of_a_token_share_nothing():
    """trust.md: who holds the invitations cannot look up a response, nor its words."""
    token = "a" * 26
    digests = [invite_digest(token), response_digest(token), words_digest(token)]
    assert len(set(digests)) == 3
    assert all(len(one) == 32 for one in digests)
    assert invite_digest(token) == invite_digest(token)
    assert invite_digest(token) != invite_digest("b" * 26)


def test_a_purpose_and_a_token_are_not_run_together():
    assert digest("ab", "c") != digest("a", "bc")


def test_base32_has_no_padding():
    assert base32(b"\x00") == "aa"
