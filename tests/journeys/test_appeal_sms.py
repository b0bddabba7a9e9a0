"""Appeals by SMS: through the gateway's mails in, and its address out."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage

import pytest
from journeys.appeal_town import BERMET, appeals, do, only, parts, plain, staff_up
from journeys.town import Town, received, town

__all__ = ["town"]

PHONE, GATEWAY = "+996555123456", "sms.example.kg"
WORDS = "У нас изъяли документы на склад и не вернули, прошу помочь вернуть их."


@pytest.fixture
def gateway(town: Town) -> Town:
    """A town whose SMS go to and come from a gateway by mail."""
    staff_up(town.installation)
    sms = town.installation.settings.sms
    object.__setattr__(sms, "url", f"mailto:{{phone}}@{GATEWAY}")
    object.__setattr__(sms, "from_", GATEWAY)
    return town


def sms(town: Town, text: str, proven: bool = True, number: int = 0) -> list[EmailMessage]:
    """The telephone sends an SMS; the letters that go out."""
    mail = EmailMessage()
    mail["From"], mail["To"] = f"996555123456@{GATEWAY}", "appeals@achyk.test"
    mail["Subject"], mail["Message-ID"] = "SMS", f"<{len(text)}.{number}@{GATEWAY}>"
    mail["Date"] = "Mon, 20 Jul 2026 10:00:00 +0600"
    mail.set_content(text)
    raw = mail.as_bytes(policy=policy.SMTP)
    town.deliver(received(raw, f"x@{GATEWAY}" if proven else None))
    town.run("fetch", "take-in", "send")
    return town.sent()


def test_an_sms_is_registered_asked_answered_and_rated_by_sms(gateway: Town):
    letters = sms(gateway, WORDS)
    slip = only(letters, GATEWAY, "appeal_slip")
    (appeal,) = appeals(gateway)
    assert (appeal.channel.value, appeal.notify.value) == ("sms", "sms")
    assert appeal.number in plain(slip).replace(" ", "").replace("\u00a0", "")
    letters = do(
        gateway, only(letters, BERMET, "case_new"), "Ответ: удовлетворено\n\nВернули.", BERMET
    )
    assert "Вернули" in plain(only(letters, GATEWAY, "appeal_decided"))
    sms(gateway, "1", number=2)
    assert [(part.level, part.rating) for part in parts(gateway)] == [(1, 1), (2, None)]


def test_a_number_by_sms_is_answered_with_the_stage(gateway: Town):
    sms(gateway, WORDS)
    (appeal,) = appeals(gateway)
    letters = sms(gateway, appeal.number)
    assert len(plain(only(letters, GATEWAY, "appeal_status"))) <= 2 * 67
    assert len(appeals(gateway)) == 1


def test_a_mail_that_only_looks_like_the_gateways_is_no_telephone(gateway: Town):
    """TR1: whoever writes such a sender may not speak for the telephone."""
    sms(gateway, WORDS)
    (first,) = appeals(gateway)
    letters = sms(gateway, "1 нет ответа на мой вопрос, всё плохо, прошу ещё раз", proven=False)
    assert all(
        appeal.channel.value == "mail" for appeal in appeals(gateway) if appeal.id != first.id
    )
    assert not [
        one
        for one in letters
        if "996555123456" in one["To"] and one["X-Achyk-Letter"] == "appeal_noted"
    ]
