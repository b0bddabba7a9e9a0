"""Crafted mail of a proven, registered inspector: it has no effect, is held, and is answered."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from crafted.programs import of_programs
from journeys.town import Town, received, row, rows, texts, upload_mail, workbook

from register.inspections import Inspection
from register.messages import Message
from register.uploads import Upload, UploadState

PROOF = b"MIME-Version: 1.0\r\n"
SHOWN = b"Content-Disposition: "
TRICKS = {
    "two types": (PROOF, PROOF + b"Content-Type: text/plain\r\n"),
    "two dispositions": (SHOWN + b"a", SHOWN + b"inline\r\n" + SHOWN + b"a"),
    "no end": (b"--\r\n", b"\r\n"),
}  # fmt: skip


def held(town: Town) -> list[tuple[str, str, str]]:
    return [(one.state.value, one.kind, one.reason) for one in rows(town, Message)]


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("proven", [True, False])
def test_a_crafted_upload_is_held_with_its_reason_and_answered(
    town: Town, trick: str, proven: bool
) -> None:
    """TR3: DMARC proves who sent it, but not which of two files a scanner has seen."""
    old, new = TRICKS[trick]
    raw = upload_mail(workbook([row(1, "one@business.kg")]), proven=proven)
    assert old in raw
    town.deliver(raw.replace(old, new))
    town.run("fetch", "take-in", "send")
    assert rows(town, Inspection) == []
    assert rows(town, Upload) == []
    assert held(town) == [("held", "upload", "ambiguous")]
    (text,) = texts(town.sent(), "asan@geti.kg")
    assert "напишите новое письмо" in text


@pytest.mark.parametrize("field", ["Reply-To", "Sender", "Resent-From", "Resent-Reply-To"])
def test_no_other_field_draws_the_question_or_the_receipt(town: Town, field: str) -> None:
    """TR5: letters go to the registered address, whatever the mail asks for."""
    other = f"{field}: <first@evil.kg>\r\nSubject:".encode()
    for number, proven in enumerate((True, False)):
        raw = upload_mail(workbook([row(number, "one@business.kg")]), proven=proven)
        town.deliver(raw.replace(b"Subject:", other, 1))
    town.run("fetch", "take-in", "send")
    assert [letter["To"] for letter in town.sent()] == ["asan@geti.kg", "asan@geti.kg"]


def test_the_same_workbook_as_an_ordinary_mail_then_enters(town: Town) -> None:
    old, new = TRICKS["two types"]
    raw = upload_mail(workbook([row(1, "one@business.kg")]))
    town.deliver(raw.replace(old, new))
    town.deliver(raw.replace(b"upload-1@", b"upload-2@"))
    town.run("fetch", "take-in")
    assert [one.registration_no for one in rows(town, Inspection)] == ["R-0001"]


def asked(town: Town) -> EmailMessage:
    """The question whether an unproven file came from the inspector."""
    town.deliver(upload_mail(workbook([row(1, "one@business.kg")]), proven=False))
    town.run("fetch", "take-in", "send")
    (question,) = town.sent()
    assert question["Reply-To"].startswith("confirm+")
    return question


def yes(question: EmailMessage) -> bytes:
    made = EmailMessage()
    made["From"], made["To"] = "asan@geti.kg", question["Reply-To"]
    made["Message-ID"] = "<yes@geti.kg>"
    made.set_content("Да")
    return received(made.as_bytes().replace(b"\n", b"\r\n"), "asan@geti.kg")


def test_a_crafted_yes_confirms_nothing_and_the_key_stays_good(town: Town) -> None:
    """TR3: a confirmation that reads as yes for one program and as no for another is none."""
    question = asked(town)
    crafted = yes(question).replace(PROOF, PROOF + b"Content-Type: text/html\r\n")
    town.deliver(crafted)
    town.run("fetch", "take-in", "send")
    assert rows(town, Inspection) == []
    assert held(town)[-1] == ("held", "confirmation", "ambiguous")
    (text,) = texts(town.sent(), "asan@geti.kg")
    assert "ответьте на наш вопрос ещё раз" in text
    town.deliver(yes(question).replace(b"yes@", b"yes-2@"))
    town.run("fetch", "take-in")
    assert [one.state for one in rows(town, Upload)] == [UploadState.TAKEN]
    assert len(rows(town, Inspection)) == 1


def test_a_crafted_mail_of_a_stranger_draws_no_word_on_how_it_failed(town: Town) -> None:
    raw = upload_mail(workbook([row(1, None)]), "stranger@else.kg", proven=False)
    town.deliver(raw.replace(*TRICKS["two types"]))
    town.run("fetch", "take-in", "send")
    assert held(town) == [("held", "upload", "unknown-sender")]
    assert town.sent() == []


def test_workbooks_from_every_program_enter(town: Town) -> None:
    """The gate keeps out no honest inspector, whatever program he writes with."""
    data = workbook([row(1, "one@business.kg")])
    for number, raw in enumerate(of_programs(data).values()):
        town.deliver(received(raw.replace(b"abc@", b"%d@" % number), "asan@geti.kg"))
    town.run("fetch", "take-in")
    assert {state for state, _, _ in held(town)} == {"done"}
    assert len(rows(town, Inspection)) == 1
