"""The settings of SMS."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import Settings, read_settings
from config.sms_settings import Sms
from config.trouble import SettingsTrouble


def read(**sms: str) -> Settings:
    return read_settings(Path(), {"sms": sms}, {})


def test_no_sms_are_sent_until_a_gateway_is_named() -> None:
    assert Settings().sms == Sms()
    assert Sms().url == ""


@pytest.mark.parametrize(
    "url",
    [
        "https://sms.example.kg/v1?lane=2",
        "http://127.0.0.1:8090/",
        "mailto:{phone}@sms.example.kg",
        "mailto:sms-{digits}@sms.example.kg",
    ],
)
def test_a_gateway_takes_posts_or_mail(url: str) -> None:
    assert read(url=url).sms.url == url


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://sms.example.kg/", "travel open"),
        ("https://user:word@sms.example.kg/", "must be https"),
        ("mailto:sms@sms.example.kg", "mailto:"),
        ("mailto:{phone}", "mailto:"),
        ("ftp://sms.example.kg", "must be https"),
        ("https://", "must be https"),
    ],
)
def test_anything_else_is_refused_with_the_reason(url: str, why: str) -> None:
    with pytest.raises(SettingsTrouble, match=r"sms\.url") as told:
        read(url=url)
    assert why in str(told.value)


@pytest.mark.parametrize(
    "template",
    ['{"to": "{phone}"}', "text={text}", '{"to": "{phone}", "text": "{text}"', "hello"],
)
def test_a_template_must_say_whom_and_what(template: str) -> None:
    with pytest.raises(SettingsTrouble, match=r"sms\.template"):
        read(template=template)


@pytest.mark.parametrize("secret", ["k7x9mq", "two words of enough letters"])
def test_the_word_in_the_subject_is_hard_to_guess_and_never_shown(secret: str) -> None:
    with pytest.raises(SettingsTrouble, match="from_secret") as told:
        read(from_secret=secret)
    assert secret not in str(told.value)


def test_a_secret_that_would_break_the_header_is_refused() -> None:
    """TR6"""
    with pytest.raises(SettingsTrouble, match=r"sms\.secret"):
        read(secret="a\r\nX-Other: 1")


def test_secrets_can_stand_in_files_and_the_domain_in_the_environment(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s3cret\n")
    environ = {"ACHYK_SMS__SECRET_FILE": "token", "ACHYK_SMS__FROM": "sms.example.kg"}
    sms = read_settings(tmp_path, {}, environ).sms
    assert (sms.secret, sms.from_) == ("s3cret", "sms.example.kg")
