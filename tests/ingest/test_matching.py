"""Replies that lost their token and name the letter they answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from email.message import EmailMessage

import pytest
from journeys.town import Town, received, reply_text, rows, town

from register.database import transaction
from register.inspections import record_inspection
from register.messages import Held, Message, MessageState
from register.responses import Response
from register.rules.record import InspectionKind, InspectionRecord

__all__ = ["town"]
ADDRESS = "one@business.kg"
VISIT = InspectionRecord(
    registration_no="R-1",
    body="GETI",
    inspector_ids=("I-1",),
    business_name="ОсОО Бизнес",
    tax_id="01207202600001",
    kind=InspectionKind.PLANNED,
    started_on=date(2026, 7, 15),
    finished_on=date(2026, 7, 17),
    email=ADDRESS,
)


@pytest.fixture
def invited(town: Town) -> EmailMessage:
    """One invitation that has gone out."""
    place = town.installation
    with transaction(place.engine) as session:
        record_inspection(session, place.moment(), VISIT, "u", place.settings.survey)
    town.run("invite", "send")
    (letter,) = town.sent()
    return letter


def tokenless(letter: EmailMessage, sender: str = ADDRESS, *, to: str = "") -> bytes:
    """A reply to the sender instead of Reply-To, without the quote: no token anywhere."""
    plain = to or letter["Reply-To"].partition("+")[0] + "@" + letter["Reply-To"].partition("@")[2]
    raw = reply_text(letter, "1: да\n3: 1", sender, quoted=False)
    return raw.replace(letter["Reply-To"].encode(), plain.encode(), 1)


def taken(town: Town, raw: bytes) -> Message:
    town.deliver(received(raw, None))
    town.run("fetch", "take-in", "send")
    return max(rows(town, Message), key=lambda one: one.id)


@pytest.mark.parametrize("field", ["In-Reply-To", "References"])
def test_a_reply_that_names_our_letter_is_matched_without_its_token(town, invited, field):
    raw = tokenless(invited).replace(b"In-Reply-To:", f"{field}:".encode())
    assert taken(town, raw).state is MessageState.DONE
    (response,) = rows(town, Response)
    assert (response.q1, response.q3) == ("yes", "1")


def test_a_folded_letter_id_is_the_same(town, invited):
    told = invited["Message-ID"]
    raw = tokenless(invited).replace(told.encode(), told.upper().encode())
    assert taken(town, raw).state is MessageState.DONE


def test_what_is_answered_goes_to_the_invited_address_whoever_wrote(town, invited):
    """TR5: who knows the letter's id alone is told no token."""
    taken(town, tokenless(invited, "stranger@elsewhere.kg"))
    assert [letter["To"] for letter in town.sent()] == [ADDRESS]


@pytest.mark.parametrize("change", ["another-id", "another-domain", "no-field"])
def test_sender_and_subject_alone_match_nothing(town, invited, change):
    """TR5"""
    told = invited["Message-ID"].encode()
    local, _, domain = told.strip(b"<>").partition(b"@")
    raw = tokenless(invited)
    if change == "another-id":
        raw = raw.replace(told, b"<" + b"a" * 16 + b"@" + domain + b">")
    elif change == "another-domain":
        raw = raw.replace(told, b"<" + local + b"@elsewhere.kg>")
    else:
        raw = raw.replace(b"In-Reply-To:", b"X-Other:")
    assert taken(town, raw).held is Held.UNMATCHED
    assert rows(town, Response) == []


def test_an_answered_invitation_is_not_matched_again(town, invited):
    """Only the holder of the token corrects an answer: nothing joins it to the letter any more."""
    taken(town, tokenless(invited))
    again = tokenless(invited).replace(b"3: 1", b"3: 5")
    message = taken(town, again.replace(b"Message-ID: <", b"Message-ID: <x"))
    assert message.held is Held.UNMATCHED
    assert [response.q3 for response in rows(town, Response)] == ["1"]


def test_the_nearest_letter_is_meant_and_no_older_one_of_the_thread(town, invited):
    """TR5: an older letter may be about the inspection of another business."""
    taken(town, tokenless(invited))
    place, two = town.installation, "two@business.kg"
    with transaction(place.engine) as session:
        other = replace(VISIT, registration_no="R-2", email=two)
        record_inspection(session, place.moment(), other, "u", place.settings.survey)
    town.run("invite", "send")
    (second,) = [letter for letter in town.sent() if letter["To"] == two]
    thread = f"References: {second['Message-ID']} {invited['Message-ID']}".encode()
    raw = tokenless(invited).replace(b"Message-ID: <", b"Message-ID: <x")
    assert taken(town, raw.replace(b"\n", b"\n" + thread + b"\n", 1)).held is Held.UNMATCHED
    assert len(rows(town, Response)) == 1


def test_an_automatic_reply_that_names_our_letter_is_no_answer(town, invited):
    raw = b"Auto-Submitted: auto-replied\r\n" + tokenless(invited)
    assert taken(town, raw).kind == "auto"
    assert rows(town, Response) == []


def test_a_late_reply_is_told_that_the_asking_has_closed(town, invited):
    town.clock.pass_days(120)
    assert taken(town, tokenless(invited)).state is MessageState.DONE
    assert rows(town, Response) == []
    assert [letter["To"] for letter in town.sent()] == [ADDRESS]
