"""Appeals by SMS: a telephone that knows no mail asks, is answered, and rates, both ways."""

from __future__ import annotations

import json
import re
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import pytest
from journeys.appeal_town import (
    APPLICANT,
    BERMET,
    answer,
    appeal_mail,
    appeals,
    bodies,
    do,
    only,
    parts,
    plain,
    post,
)
from journeys.test_crash import SMS_POSTED, go_on, killed
from journeys.town import Town, received, rows, town
from services.sms_gateway import run_sms_gateway

from jobs.wiring import open_installation
from register.letters import Letter
from register.rules.letter import LetterKind
from register.rules.number import is_number

__all__ = ["bodies", "town"]

PHONE = "+996555123456"
SECRET = "k7x9mq2v5c8b1n4p"
TEXT = "Склад в Токмоке проверяли дважды за месяц. На каком основании? Прошу ответить."


def with_sms(town: Town, url: str) -> Town:
    """The same installation, with a gateway in its settings."""
    environ = {
        "ACHYK_SMS__URL": url,
        "ACHYK_SMS__FROM": "sms.example",
        "ACHYK_SMS__FROM_SECRET": SECRET,
    }
    folder, was = town.installation.folder, town.installation
    town.installation = open_installation(folder, environ, was.clock, was.randbytes)
    return town


def sms_mail(text: str, subject: str = f"SMS {SECRET}", **fields: str) -> bytes:
    """An SMS as its gateway hands it over."""
    mail = EmailMessage()
    mail["From"], mail["To"] = f"{PHONE.removeprefix('+')}@sms.example", "appeals@achyk.test"
    mail["Subject"], mail["Message-ID"] = (
        subject,
        f"<{sha256(text.encode()).hexdigest()}@sms.example>",
    )
    mail["Date"] = "Mon, 20 Jul 2026 10:00:00 +0600"
    for name, value in fields.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return received(mail.as_bytes(), None)


def texts(letters: list[EmailMessage]) -> list[str]:
    """The SMS among the letters that went to the gateway's mail address."""
    found = [one for one in letters if one["To"] == f"{PHONE}@sms.example"]
    return [one.get_content().strip() for one in found]


def test_an_appeal_by_sms_is_registered_answered_and_rated_by_sms(bodies: Town) -> None:
    town = with_sms(bodies, "mailto:{phone}@sms.example")
    letters = post(town, sms_mail(TEXT, Auto_Submitted="auto-generated"))
    (slip,) = texts(letters)
    (appeal,) = appeals(town)
    assert appeal.number in slip
    assert is_number(appeal.number)
    (pin,) = re.findall(r"PIN (\S{4}-\S{4})\.", slip)
    case = only(letters, BERMET, "case_new")
    assert "дважды за месяц" in plain(case)
    (state,) = texts(post(town, sms_mail(f"{appeal.number} {pin}")))
    assert state.startswith(f"{appeal.number}: ")
    letters = do(town, case, "Ответ: отказано\n\nПроверка была внеплановой.", BERMET)
    (decided,) = texts(letters)
    assert "внеплановой" in decided
    assert "1-5" in decided
    post(town, sms_mail("2"))
    assert [(part.level, part.rating) for part in parts(town)] == [(1, 2), (2, None)]


def test_who_wrote_by_mail_chooses_sms_by_writing_the_number(bodies: Town) -> None:
    """The first SMS says so; what is answered by SMS from then on finds the appeal."""
    town = with_sms(bodies, "mailto:{phone}@sms.example")
    letters = post(town, appeal_mail(TEXT))
    slip, case = only(letters, APPLICANT, "appeal_slip"), only(letters, BERMET, "case_new")
    (number,) = [one.number for one in appeals(town)]
    letters = answer(town, slip, "SMS 0555 123 456", APPLICANT)
    assert [(one["To"], number in one.get_content()) for one in letters] == [
        (f"{PHONE}@sms.example", True)
    ]
    letters = do(town, case, "Ответ: отказано\n\nПроверка была внеплановой.", BERMET)
    assert len(texts(letters)) == 1
    post(town, sms_mail("2"))
    assert [(part.level, part.rating) for part in parts(town)] == [(1, 2), (2, None)]


@pytest.mark.parametrize(
    ("sender", "wish"), [("evil@business.kg", "SMS 0555 123 456"), (APPLICANT, "SMS 12345678")]
)
def test_a_telephone_that_is_none_or_not_the_applicant_s_own_changes_nothing(
    bodies: Town, sender: str, wish: str
) -> None:
    """What is answered goes to the address on file: nobody else may name a telephone."""
    town = with_sms(bodies, "mailto:{phone}@sms.example")
    slip = only(post(town, appeal_mail(TEXT)), APPLICANT, "appeal_slip")
    note = only(answer(town, slip, wish, sender), APPLICANT, "appeal_noted")
    assert "+996555123456" in plain(note)
    assert [one.notify.value for one in appeals(town)] == ["mail"]


def test_a_forged_telephone_is_only_a_mail(bodies: Town) -> None:
    """TR1: without DMARC or the word agreed with the gateway nobody acts for a telephone."""
    town = with_sms(bodies, "mailto:{phone}@sms.example")
    letters = post(town, sms_mail(TEXT, subject="SMS"))
    assert texts(letters) == []
    (appeal,) = appeals(town)
    assert appeal.channel.value == "mail"


def test_the_slip_goes_to_a_web_gateway_once(bodies: Town, tmp_path: Path) -> None:
    with run_sms_gateway() as gateway:
        town = with_sms(bodies, gateway.url)
        post(town, sms_mail(TEXT))
        town.run("send", "send")
        (posted,) = gateway.posted
        said = json.loads(posted.body)
        assert said["to"] == PHONE
        assert appeals(town)[0].number in said["text"]


def test_a_machine_killed_after_the_post_says_of_the_copy_that_it_is_one(bodies: Town) -> None:
    """ML1, ML3: the SMS is not lost, and the copy carries the key of the first."""
    with run_sms_gateway() as gateway:
        town = with_sms(bodies, gateway.url)
        town.deliver(sms_mail(TEXT))
        town.run("fetch", "take-in")
        assert killed(town, SMS_POSTED, ("send",))
        go_on(town)
        posted = list(gateway.posted)
    assert 1 <= len(posted) <= 2
    assert len({one.fields["Idempotency-Key"] for one in posted}) == 1
    slips = [one for one in rows(town, Letter) if one.kind is LetterKind.APPEAL_SLIP]
    assert [(one.state.value, one.repeats) for one in slips] == [("sent", 1)]
