"""An SMS in a mail of its gateway, and mails that only look like one."""

from __future__ import annotations

import pytest

from ingest.appeals.sms import Gateway, Sms, read_sms

SECRET = "k7x9mq2v5c8b1n4p"
GATEWAY = Gateway("sms.example.kg", SECRET, "kg")
PHONE = "+996555123456"


@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("996555123456@sms.example.kg", ""),
        ("+996555123456@SMS.example.kg", "SMS"),
        ("0555123456@sms.example.kg", "SMS"),
        ("gateway@sms.example.kg", "SMS from +996 555 123-456"),
        ("gateway@sms.example.kg", "996555123456"),
    ],
)
def test_the_telephone_is_the_sender_or_stands_in_the_subject(sender: str, subject: str) -> None:
    found = read_sms(sender, subject, " Жооп: 5\n", GATEWAY, proven=True)
    assert found == Sms(PHONE, "Жооп: 5")


@pytest.mark.parametrize("subject", [SECRET, f"SMS {SECRET} 1", f"{SECRET} +77011234567"])
def test_the_word_agreed_with_the_gateway_proves_it_too(subject: str) -> None:
    found = read_sms("996555123456@sms.example.kg", subject, "5", GATEWAY, proven=False)
    assert found == Sms(PHONE, "5")


@pytest.mark.parametrize("subject", ["", "SMS", SECRET.upper(), SECRET[:-1], SECRET + "x"])
def test_a_forged_sender_is_no_telephone(subject: str) -> None:
    """TR1, TR5: without proof it stays a mail, whose sender is an address."""
    assert read_sms("996555123456@sms.example.kg", subject, "5", GATEWAY, proven=False) is None


def test_no_word_at_all_proves_nothing() -> None:
    open_gateway = Gateway("sms.example.kg", "", "kg")
    assert read_sms("996555123456@sms.example.kg", "", "5", open_gateway, proven=False) is None


@pytest.mark.parametrize(
    "sender",
    [
        None,
        "",
        "996555123456@example.kg",
        "996555123456@evil.sms.example.kg",
        "996555123456@sms.example.kg.evil.test",
        "news@sms.example.kg",
    ],
)
def test_other_senders_are_none_even_with_the_word(sender: str | None) -> None:
    assert read_sms(sender, SECRET, "5", GATEWAY, proven=True) is None


def test_the_digits_of_the_word_are_no_telephone() -> None:
    gateway = Gateway("sms.example.kg", "+996555000111222", "kg")
    assert read_sms("g@sms.example.kg", "+996555000111222", "5", gateway, proven=False) is None


def test_without_a_gateway_no_mail_is_an_sms() -> None:
    none = Gateway("", SECRET, "kg")
    assert read_sms("996555123456@", SECRET, "5", none, proven=True) is None
