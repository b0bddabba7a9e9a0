"""Fields, addresses and files in a form that every reader takes."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable
from email.message import EmailMessage

import pytest

from config.trouble import Trouble
from dispatch.compose import Attached
from dispatch.mime import address, file_name, words
from register.rules.letter import LetterKind

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Wire = Callable[..., bytes]


def read(data: bytes) -> EmailMessage:
    """The letter as a standard reader sees it, without any defect."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk() if part.defects] == []
    return message


@pytest.mark.parametrize(
    "subject",
    [
        "Short",
        "A plain subject that is long enough to need a second line, and then a third one too",
        "x" * 150,
        "=?utf-8?b?QmNj?= looks encoded",
        "Узун тема: " + "өзгөртүү, " * 15,
        "😀" * 60,
    ],
)
def test_any_subject_comes_through_and_stays_short_in_line(subject: str) -> None:
    field = words("Subject", subject)
    assert max(map(len, field.split("\r\n"))) <= 76
    assert read(f"{field}\r\n\r\n".encode("ascii"))["Subject"] == subject.strip()


def test_attached_files_come_whole_and_under_their_names(wire: Wire) -> None:
    files = (
        Attached("Жалал-Абад, август 2026.xlsx", XLSX, bytes(range(256))),
        Attached("../../etc/pass\r\nwd", "no type", b""),
    )
    message = read(wire(LetterKind.UPLOAD_RECEIPT, attached=files))
    assert message.get_content_type() == "multipart/mixed"
    first, second = message.iter_attachments()
    assert first.get_filename() == "Жалал-Абад, август 2026.xlsx"
    assert first.get_content_type() == XLSX
    assert first.get_content() == bytes(range(256))
    assert second.get_filename() == "_.._etc_pass wd"
    assert second.get_content_type() == "application/octet-stream"
    assert second.get_content() == b""


def test_a_very_long_file_name_is_cut_and_keeps_its_ending(wire: Wire) -> None:
    data = wire(LetterKind.QUARTERLY, attached=(Attached("ө" * 190 + ".xlsx", XLSX, b"x"),))
    (file,) = read(data).iter_attachments()
    assert file.get_filename() == "ө" * 95 + ".xlsx"
    assert file_name("") == "filename*0*=utf-8''file"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Boss@Ak-Suu.kg", "Boss@Ak-Suu.kg"),
        ("info@пример.испытание", "info@xn--e1afmkfd.xn--80akhbyknj4f"),
        ("a.b+c@d.kg", "a.b+c@d.kg"),
    ],
)
def test_an_address_is_written_in_ascii(written: str, plain: str) -> None:
    assert address(written) == plain


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "nobody",
        "a@b.kg, c@d.kg",
        "a@b.kg\r\nBcc: c@d.kg",
        "A <a@b.kg>",
        "a b@c.kg",
        "иван@b.kg",
        "a@b..kg",
        "x" * 65 + "@b.kg",
    ],
)
def test_a_letter_to_no_plain_address_is_refused(wire: Wire, recipient: str) -> None:
    with pytest.raises(Trouble, match="not a plain address"):
        wire(LetterKind.CLOSED, recipient=recipient)
