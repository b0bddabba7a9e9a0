"""The reading of a mail as the contract shows it."""

import json

from config.questionnaire import questionnaire
from ingest.mail.classify import OwnAddresses
from ingest.mail.explain_mail import explain

OWN = OwnAddresses(
    "survey@mail.test", "appeals@mail.test", "uploads@mail.test", "bounces@mail.test", "mail.test"
)
REPLY = """Authentication-Results: mx.mail.test; dmarc=pass header.from=biznes.kg
From: Асель <asel@biznes.kg>
To: survey+abcdefghijklmnopqrstuvwx23@mail.test
Subject: Re: Текшерүү кандай өттү?
Content-Type: text/plain; charset=utf-8

1: ооба
3: 5
7: 9
14: Рахмат, баары жакшы болду жана инспектор сылык экен

--{space}
Асель

01.06.2026 10:20, Инспекция пишет:
> 1. Текшерүү чындыгында өткөрүлдүбү?
""".format(space=" ")
KEYS = {
    "path", "kind", "from", "authority", "trouble", "automatic", "language", "subject",
    "text", "signature", "quoted", "attachments", "recipients", "answers", "unread",
}  # fmt: skip


def explained(raw: bytes) -> dict[str, object]:
    return explain("a.eml", raw, OWN, "mx.mail.test", 1, bool, questionnaire("inspection-1"))


def test_a_reply_is_explained_with_the_keys_of_the_contract() -> None:
    found = explained(REPLY.encode())
    assert set(found) == KEYS
    assert (found["kind"], found["from"], found["authority"]) == ("reply", "asel@biznes.kg", "pass")
    assert found["answers"] == {
        "1": "yes",
        "3": "5",
        "14": "Рахмат, баары жакшы болду жана инспектор сылык экен",
    }
    assert found["unread"] == ["7: 9"]
    assert (found["language"], found["automatic"], found["signature"]) == ("ky", False, "--\nАсель")
    json.dumps(found)


def test_attachments_are_shown_by_size_and_digest() -> None:
    raw = b'From: a@b.kg\nContent-Type: application/pdf; name="a.pdf"\n\n%PDF-1.4'
    (file,) = explained(raw)["attachments"]
    assert (file["name"], file["type"], file["bytes"]) == ("a.pdf", "application/pdf", 8)
    assert len(file["sha256"]) == 64


def test_an_officers_command_is_explained() -> None:
    head = "From: o@gov.kg\nTo: case+abcdefgh23456723@mail.test\n"
    text = "Разделить\n1) штраф → ITB\n2) налог -> ISN\n"
    raw = f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}".encode()
    found = explained(raw)
    assert set(found) == KEYS | {"command"}
    assert json.loads(json.dumps(found["command"])) == {
        "action": "split",
        "parts": [{"unit": "ITB", "text": "штраф"}, {"unit": "ISN", "text": "налог"}],
    }


def test_the_numbers_that_a_letter_about_an_appeal_names_are_told() -> None:
    first = "2611123456789012"
    number = f"{first}{98 - int(first) * 100 % 97:02}"
    found = explained(f"From: a@b.kg\nTo: appeals@mail.test\n\n{number}".encode())
    assert (found["kind"], found["numbers"]) == ("status", [number])


def test_anything_at_all_is_explained() -> None:
    for raw in (
        b"",
        b"\x00",
        b"\xff" * 100,
        REPLY.encode("cp1251", "replace"),
        REPLY.encode("utf-16"),
    ):
        assert set(json.loads(json.dumps(explained(raw)))) == KEYS
