"""An SMS as bytes: the POST a template describes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from appeal_letters import APPEAL_CONTEXTS

from config.sms_settings import Sms
from dispatch.draft import Draft, Sender
from dispatch.sms_bytes import NoSms, compose_sms
from register.rules.letter import LetterKind

SENDER = Sender("Achyk", "survey@a.kg", "appeals@a.kg", "uploads@a.kg", "bounces@a.kg", "a.kg", "")
HOSTILE = 'Где "это"?", "to": "+77", &to=+77 {phone} {'
DRAFT = Draft(
    kind=LetterKind.APPEAL_ASKED,
    language="ru",
    recipient="+996555111111",
    context=APPEAL_CONTEXTS[LetterKind.APPEAL_ASKED] | {"question": HOSTILE},
    message_id="<abc@a.kg>",
    date=datetime(2026, 11, 22, tzinfo=UTC),
    return_path="",
)
URL = "https://sms.example/send"


def posted(template: str) -> tuple[str, str]:
    """Header fields and body."""
    head, _, body = compose_sms(DRAFT, SENDER, Sms(url=URL, template=template)).partition(
        b"\r\n\r\n"
    )
    return head.decode(), body.decode()


def test_nothing_a_person_wrote_gets_out_of_its_place_in_json() -> None:
    template = '{"to": ["{digits}"], "msg": {"text": "{text}", "flash": false}, "n": 1, "x": "{y}"}'
    head, body = posted(template)
    assert head.startswith("Content-Type: application/json\r\n")
    read = json.loads(body)
    assert read["msg"]["text"].endswith(HOSTILE)
    assert read | {"msg": ""} == {"to": ["996555111111"], "msg": "", "n": 1, "x": "{y}"}
    assert read["msg"]["flash"] is False


def test_nothing_a_person_wrote_gets_out_of_its_place_in_a_form() -> None:
    head, body = posted("to={phone}&text={text}&mode=")
    assert head.startswith("Content-Type: application/x-www-form-urlencoded\r\n")
    read = parse_qs(body, keep_blank_values=True)
    assert read["to"] == ["+996555111111"]
    assert read["text"][0].endswith(HOSTILE)
    assert read["mode"] == [""]


@pytest.mark.parametrize("url", [URL, "mailto:{phone}@sms.example"])
def test_the_same_sms_is_the_same_bytes(url: str) -> None:
    """ML3"""
    sms = Sms(url=url)
    assert compose_sms(DRAFT, SENDER, sms) == compose_sms(DRAFT, SENDER, sms)


def test_the_mail_to_a_gateway_holds_no_bare_line_end_and_no_second_field() -> None:
    """TR6"""
    facts = DRAFT.context | {"question": "a\r\nBcc: b@c.kg\0"}
    data = compose_sms(replace(DRAFT, context=facts), SENDER, Sms(url="mailto:{phone}@s.kg"))
    head = data.partition(b"\r\n\r\n")[0]
    assert b"Bcc" not in head
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert data.isascii()


def test_without_a_gateway_the_reason_names_nobody() -> None:
    with pytest.raises(NoSms) as told:
        compose_sms(DRAFT, SENDER, Sms())
    assert "996" not in str(told.value)
