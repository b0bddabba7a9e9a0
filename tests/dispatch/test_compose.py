"""A letter as bytes: header fields, MIME, and nothing that a stranger put there (TR6)."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.questionnaire import questionnaire
from config.trouble import Trouble
from dispatch.compose import Attached, Draft, Sender, Signed, compose, render
from dispatch.mime import address, file_name, message_id, words
from register.rules.letter import SURVEYS, LetterKind

SURVEY = questionnaire("inspection-1")
TOKEN = "abcdefghijklmnopqrstuvwx27"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SENDER = Sender(
    name="Мамлекеттик инспекция, Бишкек",
    survey="survey@achyk.kg",
    appeals="appeals@achyk.kg",
    uploads="uploads@achyk.kg",
    bounces="bounces@achyk.kg",
    domain="achyk.kg",
    portal="https://achyk.kg",
)
CONTEXT: dict[str, Any] = {
    "token": TOKEN,
    "business_name": "ОсОО «Ак-Суу»",
    "registration_no": "2026-08-00123",
    "body": "ЭТКМИ",
    "kind": "planned",
    "started_on": "2026-08-03",
    "finished_on": "2026-08-05",
    "closes_on": "2026-09-20",
    "closed_on": "2026-09-20",
    "expires_on": "2026-08-30",
    "reminder": 0,
    "answers": {"1": "yes"},
    "unread": [],
    "corrected": False,
    "missing": [],
    "file": "Август.xlsx",
    "sheet": "Лист1",
    "rows": 3,
    "accepted": 3,
    "unchanged": 0,
    "rejected": 0,
    "problems": [],
    "warnings": [],
    "more": 0,
    "returned": False,
    "code": "broken",
    "says": "Сынган файл.",
    "key": "k" * 26,
    "quarter": "2026-Q3",
    "figures": {
        "inspected": 3,
        "with_address": 3,
        "delivered": 2,
        "answered": 1,
        "satisfied_share": None,
    },
}
# Letters whose corrected is a number of rows, not a fact about answers
COUNTED = {LetterKind.UPLOAD_RECEIPT: {"corrected": 0}}
KINDS = pytest.mark.parametrize("kind", list(LetterKind))
COMMON = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]


def draft(kind: LetterKind, language: str = "ky", **changed: Any) -> Draft:
    """A letter of `kind` to be sent; `context` is added to the usual facts."""
    facts = CONTEXT | COUNTED.get(kind, {}) | changed.pop("context", {})
    if kind.value.startswith(("upload", "un", "closed", "received", "quarterly")):
        facts = {k: v for k, v in facts.items() if k != "token" or kind is LetterKind.UNREAD_REPLY}
    usual = Draft(
        kind=kind,
        language=language,
        recipient="boss@ak-suu.kg",
        context=facts,
        message_id="<1.abc@achyk.kg>",
        date=datetime(2026, 8, 10, 9, tzinfo=timezone(timedelta(hours=6))),
        return_path="bounces+1@achyk.kg",
        unsubscribe="https://achyk.kg/u/" + "x" * 40,
    )
    return replace(usual, **changed)


def wire(kind: LetterKind, language: str = "ky", sender: Sender = SENDER, **changed: Any) -> bytes:
    """The bytes of that letter."""
    signed = [Signed("Бакыт Сыдыков", "министр", "Урматтуу ишкерлер!")]
    return compose(draft(kind, language, **changed), sender, SURVEY, signed)


def read(data: bytes) -> EmailMessage:
    """The letter as a standard reader sees it, without any defect."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk() if part.defects] == []
    return message


@KINDS
@pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
def test_a_reader_sees_the_words_as_they_were_rendered(kind: LetterKind, language: str) -> None:
    message = read(wire(kind, language))
    signed = [Signed("Бакыт Сыдыков", "министр", "Урматтуу ишкерлер!")]
    content = render(draft(kind, language), SENDER, SURVEY, signed)
    assert message["Subject"] == content.subject
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert plain.get_content().replace("\r\n", "\n").rstrip() == content.text.rstrip()
    assert page.get_content().replace("\r\n", "\n").rstrip() == content.html.rstrip()
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@KINDS
def test_bytes_are_seven_bit_lines_that_end_in_crlf(kind: LetterKind) -> None:
    """TR6: no bare CR, LF, NUL."""
    data = wire(kind, attached=(Attached("Август.xlsx", XLSX, bytes(range(256)) * 20),))
    assert data.isascii()
    assert b"\0" not in data
    assert not re.search(rb"[^\r]\n|\r[^\n]", data)
    foldless = (b"Content-Type: appl", b"List-Unsubscribe: <http")
    long = [line for line in data.split(b"\r\n") if len(line) > 76]
    # A media type and a URL cannot be folded.
    assert all(line.startswith(foldless) for line in long), long


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


@KINDS
def test_exactly_the_intended_fields_stand_in_the_head(kind: LetterKind) -> None:
    expected = set(COMMON)
    if kind in SURVEYS:
        expected |= {"List-Unsubscribe", "List-Unsubscribe-Post"}
    if kind in {*SURVEYS, LetterKind.ECHO, LetterKind.UNREAD_REPLY} or "upload" in kind.value:
        expected.add("Reply-To")
    assert sorted(read(wire(kind)).keys()) == sorted(expected)


def test_an_invitation_offers_one_click_unsubscribing() -> None:
    """LP4, RFC 8058: an https URL, the mail way beside it, and the field that asks for a POST."""
    message = read(wire(LetterKind.INVITATION))
    assert message["List-Unsubscribe"] == (
        f"<https://achyk.kg/u/{'x' * 40}>, <mailto:survey+{TOKEN}@achyk.kg?subject=unsubscribe>"
    )
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    ("url", "offered"),
    [("", False), ("http://achyk.kg/u/x", False), ("http://127.0.0.1:8080/u/x", True)],
)
def test_one_click_is_offered_over_https_or_on_this_machine_only(url: str, offered: bool) -> None:
    message = read(wire(LetterKind.REMINDER, unsubscribe=url))
    assert ("List-Unsubscribe-Post" in message) is offered
    assert (f"<{url}>" in message["List-Unsubscribe"]) is offered
    assert f"<mailto:survey+{TOKEN}@achyk.kg?subject=unsubscribe>" in message["List-Unsubscribe"]


@pytest.mark.parametrize(
    ("kind", "reply_to"),
    [
        (LetterKind.INVITATION, f"survey+{TOKEN}@achyk.kg"),
        (LetterKind.REMINDER, f"survey+{TOKEN}@achyk.kg"),
        (LetterKind.ECHO, f"survey+{TOKEN}@achyk.kg"),
        (LetterKind.UNREAD_REPLY, f"survey+{TOKEN}@achyk.kg"),
        (LetterKind.UPLOAD_CONFIRM, f"confirm+{'k' * 26}@achyk.kg"),
        (LetterKind.UPLOAD_RECEIPT, "uploads@achyk.kg"),
        (LetterKind.CLOSED, None),
        (LetterKind.QUARTERLY, None),
    ],
)
def test_a_reply_goes_where_it_is_understood(kind: LetterKind, reply_to: str | None) -> None:
    assert read(wire(kind))["Reply-To"] == reply_to


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        (LetterKind.INVITATION, "survey@achyk.kg"),
        (LetterKind.UPLOAD_REFUSED, "uploads@achyk.kg"),
        (LetterKind.RECEIVED, "appeals@achyk.kg"),
    ],
)
def test_the_sender_is_named_and_writes_from_the_address_that_fits(
    kind: LetterKind, own: str
) -> None:
    # Not the newer reader: it puts a blank between the encoded words of a name.
    raw = email.message_from_bytes(wire(kind), policy=email.policy.compat32)["From"]
    name, plain = parseaddr(raw)
    assert (str(make_header(decode_header(name))), plain) == (SENDER.name, own)


@KINDS
def test_robots_are_told_and_people_and_bounces_are_not_kept_from_answering(
    kind: LetterKind,
) -> None:
    """LP2; a delivery failure has to come back, so NDR is not suppressed."""
    message = read(wire(kind))
    started = kind in SURVEYS or kind is LetterKind.QUARTERLY
    assert message["Auto-Submitted"] == ("auto-generated" if started else "auto-replied")
    suppressed = message["X-Auto-Response-Suppress"].split(", ")
    assert {"OOF", "AutoReply"} <= set(suppressed)
    assert not {"All", "NDR"} & set(suppressed)
    assert "Precedence" not in message


def test_the_date_keeps_its_zone_and_the_identifier_its_brackets() -> None:
    message = read(wire(LetterKind.CLOSED, message_id="1.abc@achyk.kg"))
    assert message["Date"] == "Mon, 10 Aug 2026 09:00:00 +0600"
    assert message["Message-ID"] == "<1.abc@achyk.kg>"


@pytest.mark.parametrize(
    ("given_id", "used"),
    [
        ("<CAF=x+1@mail.gmail.com>", "<CAF=x+1@mail.gmail.com>"),
        ("a.b@[10.0.0.1]", "<a.b@[10.0.0.1]>"),
        ("<a@b.kg>\r\nBcc: evil@x.kg", None),
        ("<a@b.kg> <c@d.kg>", None),
        ("<a b@c.kg>", None),
        ("<=?utf-8?q?Bcc?=@b kg>", None),
        ("<" + "a" * 400 + "@b.kg>", None),
        ("", None),
        (None, None),
    ],
)
def test_only_a_plain_identifier_of_a_stranger_is_answered_to(
    given_id: str | None, used: str | None
) -> None:
    """TR6: inbound header values never echoed raw."""
    message = read(wire(LetterKind.CLOSED, context={"in_reply_to": given_id}))
    assert message["In-Reply-To"] == used
    assert message["References"] == used
    assert message["Bcc"] is None


def test_attached_files_come_whole_and_under_their_names() -> None:
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


def test_a_very_long_file_name_is_cut_and_keeps_its_ending() -> None:
    data = wire(LetterKind.QUARTERLY, attached=(Attached("ө" * 190 + ".xlsx", XLSX, b"x"),))
    (file,) = read(data).iter_attachments()
    assert file.get_filename() == "ө" * 95 + ".xlsx"
    assert file_name("") == "filename*0*=utf-8''file"


def test_the_same_letter_is_the_same_bytes() -> None:
    """ML3: what is sent again is byte-identical."""
    assert wire(LetterKind.INVITATION) == wire(LetterKind.INVITATION)


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
def test_a_letter_to_no_plain_address_is_refused(recipient: str) -> None:
    with pytest.raises(Trouble, match="not a plain address"):
        wire(LetterKind.CLOSED, recipient=recipient)


def test_a_token_that_is_none_never_gets_into_an_address() -> None:
    with pytest.raises(ValueError, match="not a key"):
        wire(LetterKind.INVITATION, context={"token": "x@evil.kg>, <"})


HOSTILE = st.text(alphabet=st.characters(), max_size=60) | st.builds(
    "{}{}{}".format,
    st.text(max_size=10),
    st.sampled_from(["\r\nBcc: e@x.kg\r\n", "\nBcc: e@x.kg", "\r\n\r\n", "=?utf-8?q?=0ABcc:e@x?="]),
    st.text(max_size=10),
)


@settings(max_examples=60, deadline=None)
@given(
    name=HOSTILE,
    number=HOSTILE,
    business=HOSTILE,
    file=HOSTILE,
    answered=HOSTILE,
    url=HOSTILE,
    person=HOSTILE,
)
def test_no_words_of_a_stranger_make_a_field(
    name: str, number: str, business: str, file: str, answered: str, url: str, person: str
) -> None:
    """TR6: parsed by the standard reader, the head holds exactly the intended fields."""
    facts = {"registration_no": number, "business_name": business, "in_reply_to": answered}
    letter = draft(
        LetterKind.INVITATION,
        context=facts,
        unsubscribe="https://achyk.kg/" + url,
        attached=(Attached(file, file, b"x"),),
    )
    signed = [Signed(person, person, person)]
    data = compose(letter, replace(SENDER, name=name), SURVEY, signed)
    assert data.isascii()
    assert not re.search(rb"\0|[^\r]\n|\r[^\n]", data)
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    expected = [*COMMON, "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post"]
    if message_id(answered):
        expected += ["In-Reply-To", "References"]
    assert sorted(message.keys()) == sorted(expected)
    assert [part.get_content_type() for part in message.walk()][:4] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    subject = str(make_header(decode_header(str(message["Subject"]))))
    assert not re.search(r"[\r\n\0]", subject)
    assert read(data)["To"] == "boss@ak-suu.kg"
    assert read(data)["From"].addresses[0].addr_spec == "survey@achyk.kg"


def test_the_date_of_a_letter_is_aware() -> None:
    assert read(wire(LetterKind.CLOSED, date=datetime(2026, 1, 1, tzinfo=UTC)))["Date"] == (
        "Thu, 01 Jan 2026 00:00:00 +0000"
    )
