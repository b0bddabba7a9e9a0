"""Receipts: a few lines that survive the mail, and no change of them."""

from __future__ import annotations

import hashlib
import textwrap
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.trouble import Trouble
from register.rules.receipt import Receipt, parse, signed, signed_bytes, text

CODE, EARLIER = hashlib.sha256(b"code").digest(), hashlib.sha256(b"earlier").digest()


def sign(data: bytes) -> bytes:
    return hashlib.sha512(data).digest()


def made(replaces: bytes | None = None, kind: str = "response") -> Receipt:
    return signed(kind, "2026-Q3", CODE, date(2026, 9, 4), replaces, "0123456789abcdef", sign)


def test_a_receipt_is_these_lines():
    lines = text(made(EARLIER)).splitlines()
    assert lines[:-1] == [
        "achyk receipt 1",
        "kind: response",
        "quarter: 2026-Q3",
        f"code: {CODE.hex()}",
        "day: 2026-09-04",
        f"replaces: {EARLIER.hex()}",
        "key: 0123456789abcdef",
    ]
    assert signed_bytes(made(EARLIER)) == "".join(f"{line}\n" for line in lines[:-1]).encode()
    assert lines[-1].startswith("signature: ")
    assert text(made(EARLIER)).endswith("==\n")
    assert "replaces" not in text(made())


def test_its_file_is_named_by_quarter_and_code():
    assert made().name == f"receipt-2026-Q3-{CODE.hex()[:8]}.txt"


@pytest.mark.parametrize("replaces", [None, EARLIER])
@pytest.mark.parametrize(
    "carried",
    [
        lambda said: said,
        lambda said: said.replace("\n", "\r\n"),
        lambda said: "\ufeff" + said,
        lambda said: "Good day,\n\nhere it is:\n\n" + said + "\nYours\n3: 4\n",
        lambda said: textwrap.indent(said, "> "),
        lambda said: textwrap.indent(said, ">> ").replace("\n", "\r\n"),
        lambda said: textwrap.indent(said, " > > "),
        lambda said: textwrap.indent(said, "    "),
        lambda said: said.replace(": ", ":\n"),
        lambda said: textwrap.indent(said.replace(": ", ":\u00a0"), "\t"),
        lambda said: said.replace("\n", "\n\n"),
        lambda said: said.replace("\n", "  \n"),
    ],
)
def test_it_comes_back_out_of_a_mail(carried, replaces):
    receipt = made(replaces, kind="appeal")
    assert parse(carried(text(receipt))) == receipt


@given(st.integers(0, 10_000), st.characters(codec="ascii"))
def test_a_changed_letter_is_no_receipt_or_one_that_its_signature_does_not_fit(at, letter):
    whole = text(made(EARLIER))
    at %= len(whole)
    changed = whole[:at] + letter + whole[at + 1 :]
    try:
        found = parse(changed)
    except Trouble:
        return
    # Only blanks between the words may differ; what was signed may not.
    assert found == made(EARLIER) or found.signature != sign(signed_bytes(found))


@pytest.mark.parametrize(
    "torn",
    [
        "",
        "achyk receipt 1",
        text(made()).replace("achyk receipt 1", "achyk receipt 2"),
        text(made()).replace("2026-09-04", "2026-19-04"),
        text(made())[:-9],
        text(made()).replace(CODE.hex(), CODE.hex()[:-2]),
    ],
)
def test_what_is_no_whole_receipt_is_told(torn):
    with pytest.raises(Trouble):
        parse(torn)


def test_a_long_text_without_one_takes_no_time():
    with pytest.raises(Trouble):
        parse("achyk receipt 1\nkind: response\n" * 20_000)
    with pytest.raises(Trouble):
        parse("achyk" + " " * 200_000)
