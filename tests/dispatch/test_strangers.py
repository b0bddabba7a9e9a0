"""TR6: nothing that a stranger wrote becomes a field of a letter."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.compose import Attached
from dispatch.mime import message_id
from register.rules.letter import LetterKind

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
    wire: Wire, given_id: str | None, used: str | None
) -> None:
    """TR6: inbound header values never echoed raw."""
    message = read(wire(LetterKind.CLOSED, context={"in_reply_to": given_id}))
    assert message["In-Reply-To"] == used
    assert message["References"] == used
    assert message["Bcc"] is None


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
    wire: Wire,
    name: str,
    number: str,
    business: str,
    file: str,
    answered: str,
    url: str,
    person: str,
) -> None:
    """TR6: parsed by the standard reader, the head holds exactly the intended fields."""
    data = wire(
        LetterKind.INVITATION,
        name=name,
        person=person,
        context={"registration_no": number, "business_name": business, "in_reply_to": answered},
        unsubscribe="https://achyk.kg/" + url,
        attached=(Attached(file, file, b"x"),),
    )
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
