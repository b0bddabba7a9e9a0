"""Telephone numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.phone import is_phone, read_phone


@pytest.mark.parametrize(
    ("text", "country", "phone"),
    [
        ("+996555123456", "kg", "+996555123456"),
        ("+996 (555) 12-34-56", "kg", "+996555123456"),
        (" +996\xa0555\xa0123\u2011456 ", "kg", "+996555123456"),
        ("00996555123456", "kg", "+996555123456"),
        ("996555123456", "kg", "+996555123456"),
        ("0555 123 456", "kg", "+996555123456"),
        ("8 701 123 45 67", "kz", "+77011234567"),
        ("7 701 123 45 67", "kz", "+77011234567"),
        ("+7 701 123 45 67", "kg", "+77011234567"),
        ("555 123 456", "kg", None),  # without its first 0 it may be anything
        ("0555 123 45", "kg", None),
        ("8 701 123 45 6", "kz", None),
        ("+996555", "kg", None),
        ("+0996555123456", "kg", None),
        ("+9965551234567890", "kg", None),
        ("+996555123456 Асан", "kg", None),
        ("٠٥٥٥١٢٣٤٥٦", "kg", None),
        ("", "kg", None),
        ("+", "kz", None),
    ],
)
def test_a_number_is_read_in_each_way_it_is_written(
    text: str, country: str, phone: str | None
) -> None:
    assert read_phone(text, country) == phone


@given(st.text(max_size=40), st.sampled_from(["kg", "kz"]))
def test_what_is_read_is_in_the_kept_form_and_read_again_the_same(text: str, country: str) -> None:
    phone = read_phone(text, country)
    assert phone is None or (is_phone(phone) and read_phone(phone, country) == phone)


@pytest.mark.parametrize("other", ["a@b.kg", "+996555123456@b.kg", "+a@b.kg", "996555123456", ""])
def test_an_address_is_no_telephone(other: str) -> None:
    assert not is_phone(other)
