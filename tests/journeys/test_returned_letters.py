"""Letters that come back over real Postfix: its own notices, as it writes them."""

from __future__ import annotations

import smtplib
from datetime import date

import pytest
import sqlalchemy as sa
from journeys.test_real_servers import place, take_in
from journeys.town import Town, rows
from services.process import LOOPBACK

from register.database import transaction
from register.inspections import record_inspection
from register.invitations import Invitation, InvitationState
from register.letters import Letter, LetterState, return_path
from register.messages import Message
from register.rules.record import InspectionKind, InspectionRecord
from register.suppressions import Suppression

__all__ = ["place"]
pytestmark = pytest.mark.service


def inspected(town: Town, email: str) -> None:
    """An inspection of a business with this address, and its invitation."""
    visit = InspectionRecord(
        registration_no="R-1",
        body="GETI",
        inspector_ids=("I-1",),
        business_name="ОсОО Бизнес",
        tax_id="01207202600001",
        kind=InspectionKind.PLANNED,
        started_on=date(2026, 7, 15),
        finished_on=date(2026, 7, 17),
        email=email,
    )
    place = town.installation
    with transaction(place.engine) as session:
        record_inspection(session, place.moment(), visit, "u", place.settings.survey)
    town.run("invite")


def came_back(town: Town) -> list[str]:
    return [one.trouble for one in rows(town, Letter) if one.state is LetterState.BOUNCED]


def test_a_mailbox_that_takes_nothing_is_asked_three_times_and_then_left_alone(place, postfix):
    """TR7: by notices to the signed return path; each letter alone has failed for now."""
    inspected(place, "shop@soft.test")
    with postfix.impatient():
        for number in (1, 2, 3):
            place.run("remind", "send")
            assert rows(place, Suppression) == []
            take_in(place, lambda number=number: len(came_back(place)) == number)
            place.clock.pass_days(7.1)
    assert {status[0] for status in came_back(place)} == {"4"}
    (left,) = rows(place, Suppression)
    assert left.email == "shop@soft.test"
    assert left.detail.endswith("3 in a row")
    (one,) = rows(place, Invitation)
    assert (one.state, one.soft_bounces, one.delivered) == (InvitationState.UNREACHABLE, 3, False)
    place.run("remind", "send")
    assert len(rows(place, Letter)) == 3


def test_a_notice_of_success_proves_that_a_letter_of_unknown_fate_has_gone(place, dovecot, postfix):
    """ML3: the server writes the notice; it is read as what it is, and silences nobody."""
    inspected(place, "one@business.test")
    with transaction(place.installation.engine) as session:
        letter = session.scalars(sa.select(Letter)).one()
        letter.state, signed = LetterState.UNKNOWN, return_path(letter.id, place.installation.keys)
    with smtplib.SMTP(LOOPBACK, postfix.port) as smtp:
        sender = f"bounces+{signed}@mail.test"
        text = b"Subject: \r\n\r\nHow did the inspection go?\r\n"
        smtp.sendmail(sender, ["one@business.test"], text, rcpt_options=["NOTIFY=SUCCESS"])
    take_in(place, lambda: [one.state for one in rows(place, Letter)] == [LetterState.SENT])
    assert [one.kind for one in rows(place, Message)] == ["bounce"]
    assert rows(place, Suppression) == []
    assert rows(place, Invitation)[0].delivered is True
