"""A letter as bytes: its header fields and its body."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from appeal_letters import APPEAL_CONTEXTS, CASE, THREAD

from dispatch.compose import Attached, Content
from register.rules.letter import NOTICES, OF_CASES, REPORTS, SURVEYS, TO_APPLICANTS, LetterKind

TOKEN = "abcdefghijklmnopqrstuvwx27"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = pytest.mark.parametrize("kind", list(LetterKind))
COMMON = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "X-Achyk-Letter",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]
Wire = Callable[..., bytes]


def read(data: bytes) -> EmailMessage:
    """The letter as a standard reader sees it, without any defect."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk() if part.defects] == []
    return message


@KINDS
@pytest.mark.parametrize("language", ["ky", "ru", "kk", "en"])
def test_a_reader_sees_the_words_as_they_were_rendered(
    wire: Wire, words: Callable[..., Content], kind: LetterKind, language: str
) -> None:
    message, content = read(wire(kind, language)), words(kind, language)
    assert message["Subject"] == content.subject
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert plain.get_content().replace("\r\n", "\n").rstrip() == content.text.rstrip()
    assert page.get_content().replace("\r\n", "\n").rstrip() == content.html.rstrip()
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@KINDS
def test_bytes_are_seven_bit_lines_that_end_in_crlf(wire: Wire, kind: LetterKind) -> None:
    """TR6: no bare CR, LF, NUL."""
    data = wire(kind, attached=(Attached("Август.xlsx", XLSX, bytes(range(256)) * 20),))
    assert data.isascii()
    assert b"\0" not in data
    assert not re.search(rb"[^\r]\n|\r[^\n]", data)
    foldless = (b"Content-Type: appl", b"List-Unsubscribe: <http")
    long = [line for line in data.split(b"\r\n") if len(line) > 76]
    # A media type and a URL cannot be folded.
    assert all(line.startswith(foldless) for line in long), long


@KINDS
def test_exactly_the_intended_fields_stand_in_the_head(wire: Wire, kind: LetterKind) -> None:
    expected = set(COMMON)
    if kind in SURVEYS:
        expected |= {"List-Unsubscribe", "List-Unsubscribe-Post"}
    answered = SURVEYS | TO_APPLICANTS | OF_CASES | {LetterKind.ECHO, LetterKind.UNREAD_REPLY}
    several = kind is LetterKind.CASE_DUE  # each of its cases has an address of its own
    if (kind in answered and not several) or "upload" in kind.value:
        expected.add("Reply-To")
    assert sorted(read(wire(kind)).keys()) == sorted(expected)


def test_an_invitation_offers_one_click_unsubscribing(wire: Wire) -> None:
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
def test_one_click_is_offered_over_https_or_on_this_machine_only(
    wire: Wire, url: str, offered: bool
) -> None:
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
        (LetterKind.APPEAL_SLIP, f"appeals+{THREAD}@achyk.kg"),
        (LetterKind.APPEAL_DECIDED, f"appeals+{THREAD}@achyk.kg"),
        (LetterKind.APPEAL_STATUS, "appeals@achyk.kg"),
        (LetterKind.CASE_NEW, f"case+{CASE}@achyk.kg"),
        (LetterKind.ALERT, f"case+{CASE}@achyk.kg"),
        (LetterKind.CASE_CONFIRM, f"confirm+{'k' * 26}@achyk.kg"),
        (LetterKind.CASE_DUE, None),
        (LetterKind.MONTHLY, None),
    ],
)
def test_a_reply_goes_where_it_is_understood(
    wire: Wire, kind: LetterKind, reply_to: str | None
) -> None:
    assert read(wire(kind))["Reply-To"] == reply_to


def test_a_letter_about_one_case_that_is_due_is_answered_at_that_case(wire: Wire) -> None:
    one = APPEAL_CONTEXTS[LetterKind.CASE_DUE]["cases"][:1]
    message = read(wire(LetterKind.CASE_DUE, context={"cases": one}))
    assert message["Reply-To"] == f"case+{CASE}@achyk.kg"


def test_the_secret_of_an_appeal_goes_to_its_applicant_only(wire: Wire) -> None:
    """Whoever asks by number learns the stage, and gets no key to act as the applicant (WB4)."""
    assert THREAD.encode() not in wire(LetterKind.APPEAL_STATUS, "en")


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        (LetterKind.INVITATION, "survey@achyk.kg"),
        (LetterKind.UPLOAD_REFUSED, "uploads@achyk.kg"),
        (LetterKind.RECEIVED, "appeals@achyk.kg"),
        (LetterKind.APPEAL_STATUS, "appeals@achyk.kg"),
        (LetterKind.CASE_CONFIRM, "appeals@achyk.kg"),
        (LetterKind.UNASSIGNED, "appeals@achyk.kg"),
    ],
)
def test_the_sender_is_named_and_writes_from_the_address_that_fits(
    wire: Wire, kind: LetterKind, own: str
) -> None:
    # Not the newer reader: it puts a blank between the encoded words of a name.
    raw = email.message_from_bytes(wire(kind), policy=email.policy.compat32)["From"]
    name, plain = parseaddr(raw)
    assert (str(make_header(decode_header(name))), plain) == ("Мамлекеттик инспекция, Бишкек", own)


@KINDS
def test_robots_are_told_and_people_and_bounces_are_not_kept_from_answering(
    wire: Wire,
    kind: LetterKind,
) -> None:
    """LP2; a delivery failure has to come back, so NDR is not suppressed."""
    message = read(wire(kind))
    started = kind in SURVEYS | REPORTS | NOTICES
    assert message["Auto-Submitted"] == ("auto-generated" if started else "auto-replied")
    suppressed = message["X-Auto-Response-Suppress"].split(", ")
    assert {"OOF", "AutoReply"} <= set(suppressed)
    assert not {"All", "NDR"} & set(suppressed)
    assert "Precedence" not in message


def test_the_date_keeps_its_zone_and_the_identifier_its_brackets(wire: Wire) -> None:
    message = read(wire(LetterKind.CLOSED, message_id="1.abc@achyk.kg"))
    assert message["Date"] == "Mon, 10 Aug 2026 09:00:00 +0600"
    assert message["Message-ID"] == "<1.abc@achyk.kg>"


def test_the_same_letter_is_the_same_bytes(wire: Wire) -> None:
    """ML3: what is sent again is byte-identical."""
    assert wire(LetterKind.INVITATION) == wire(LetterKind.INVITATION)


def test_a_token_that_is_none_never_gets_into_an_address(wire: Wire) -> None:
    with pytest.raises(ValueError, match="not a key"):
        wire(LetterKind.INVITATION, context={"token": "x@evil.kg>, <"})


def test_the_date_of_a_letter_is_aware(wire: Wire) -> None:
    assert read(wire(LetterKind.CLOSED, date=datetime(2026, 1, 1, tzinfo=UTC)))["Date"] == (
        "Thu, 01 Jan 2026 00:00:00 +0000"
    )
