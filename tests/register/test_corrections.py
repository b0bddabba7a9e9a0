"""Corrections: the asking follows what a row says now, and nobody gets around the survey by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from config.settings import Survey
from register.asking_on import ask_on, unreached
from register.businesses import BusinessAddress
from register.corrections import record_row
from register.database import reading, transaction
from register.inspections import EventKind, Inspection, InspectionEvent, Recorded, keeping_address
from register.invitations import (
    Invitation,
    InvitationState,
    by_token,
    due_inspections,
    due_reminders,
    invitation_of,
    invite,
    stop_address,
)
from register.letters import Letter, LetterState
from register.rules.record import EmailSource, InspectionKind, NoEmail
from register.suppressions import SuppressionReason, suppress, suppressed
from register.uploads import UploadState, new_upload

SURVEY = Survey(delay=2, reminders=2, gap=7, close=30)


def later(moment, days):
    return replace(moment, now=moment.now + timedelta(days=days))


def enter(engine, moment, record, **how) -> Recorded:
    with transaction(engine) as session:
        return record_row(session, moment, record, "u", SURVEY, **how)


def the(engine, table):
    with reading(engine) as session:
        return session.scalars(sa.select(table)).one()


def asked(engine, moment) -> str:
    """Invite whatever is due; the token of the latest letter."""
    with transaction(engine) as session:
        for inspection in due_inspections(session, moment, SURVEY, 10):
            invite(session, moment, inspection, SURVEY).delivered = True
    return newest_token(engine, moment)


def newest_token(engine, moment) -> str:
    with reading(engine) as session:
        waiting = sa.select(Letter).where(Letter.state == LetterState.WAITING)
        letter = session.scalars(waiting).one()
        return letter.read_context(moment.keys)["token"]


def returned(engine, moment, email="one@business.kg", state=InvitationState.UNREACHABLE):
    with transaction(engine) as session:
        suppress(session, moment, email, SuppressionReason.BOUNCED)
        stop_address(session, email, state, moment.today)


def test_an_address_once_given_is_never_taken_away(engine, moment, record):
    """The one who is rated does not choose who is asked."""
    enter(engine, moment, record(email_source=EmailSource.BUSINESS))
    without = record(email=None, no_email_reason=NoEmail.REFUSED)
    with reading(engine) as session:
        assert keeping_address(session, [without, record(registration_no="R-2")]) == {"R-1"}
        assert keeping_address(session, [record()]) == frozenset()
    assert enter(engine, moment, without) is Recorded.SAME
    assert enter(engine, moment, replace(without, violations=2)) is Recorded.CORRECTED
    found = the(engine, Inspection)
    assert (found.email, found.email_source) == ("one@business.kg", EmailSource.BUSINESS)
    assert (found.no_email_reason, found.violations) == (None, 2)
    with reading(engine) as session:
        assert len(due_inspections(session, moment, SURVEY, 10)) == 1


def test_an_address_that_comes_later_takes_the_place_of_the_reason(engine, moment, record):
    enter(engine, moment, record(email=None, no_email_reason=NoEmail.ABSENT))
    enter(engine, moment, record())
    found = the(engine, Inspection)
    assert (found.email, found.no_email_reason) == ("one@business.kg", None)


def test_a_file_that_came_before_corrects_nothing(engine, moment, record):
    enter(engine, moment, record())
    enter(engine, moment, record(email="right@business.kg"))
    assert enter(engine, moment, record(), corrects=False) is Recorded.LEFT
    assert enter(engine, moment, record(registration_no="R-2"), corrects=False) is Recorded.NEW
    with reading(engine) as session:
        found = sa.select(Inspection.email).where(Inspection.registration_no == "R-1")
        assert session.scalar(found) == "right@business.kg"
        assert len(session.scalars(sa.select(BusinessAddress)).all()) == 2


def test_a_corrected_end_moves_the_inspection_to_its_quarter_and_says_so(engine, moment, record):
    june = record(started_on=date(2026, 6, 29), finished_on=date(2026, 6, 30))
    enter(engine, moment, june)
    assert the(engine, Inspection).quarter == "2026-Q2"
    enter(engine, moment, record(finished_on=date(2026, 7, 10)))
    assert the(engine, Inspection).quarter == "2026-Q3"
    with reading(engine) as session:
        moved = session.scalars(sa.select(InspectionEvent).filter_by(kind=EventKind.MOVED)).one()
    assert moved.before == {"quarter": "2026-Q2"}


def test_a_correction_does_not_count_as_reporting_late(engine, moment, record):
    enter(engine, moment, record())
    enter(engine, later(moment, 98), record(finished_on=date(2026, 7, 18)))  # 26 October
    assert the(engine, Inspection).quarter == "2026-Q3"


@pytest.mark.parametrize(
    ("days", "end"),
    [
        (11, date(2026, 7, 10)),  # the spring closed on 30 July: it is told
        (2, date(2026, 6, 20)),  # the same quarter
    ],
)
def test_an_end_corrected_after_the_close_moves_nothing(engine, moment, record, days, end):
    june = record(started_on=date(2026, 6, 1), finished_on=date(2026, 6, 30))
    enter(engine, moment, june)
    enter(engine, later(moment, days), replace(june, finished_on=end))
    assert the(engine, Inspection).quarter == "2026-Q2"


def test_an_end_corrected_into_a_closed_quarter_stays_where_it_can_be_asked_about(
    engine, moment, record
):
    enter(engine, moment, record())
    spring = record(started_on=date(2026, 6, 1), finished_on=date(2026, 6, 20))
    enter(engine, later(moment, 11), spring)
    assert the(engine, Inspection).quarter == "2026-Q3"


def test_after_the_invitation_nothing_moves(engine, moment, record):
    june = record(started_on=date(2026, 6, 29), finished_on=date(2026, 6, 30))
    enter(engine, moment, june)
    asked(engine, moment)
    enter(
        engine,
        moment,
        record(finished_on=date(2026, 7, 10), region="osh", kind=InspectionKind.CONTROL, unit="Ош"),
    )
    assert the(engine, Inspection).quarter == "2026-Q2"
    kept = the(engine, Invitation)
    assert (kept.quarter, kept.region, kept.kind) == ("2026-Q2", "chuy", InspectionKind.PLANNED)
    assert (kept.body, kept.unit, kept.inspector_ids) == ("GETI", None, "I-1")


def test_an_end_that_is_moved_again_and_again_puts_the_asking_off_a_week_at_most(
    engine, moment, record
):
    for day in range(9):
        now = later(moment, day)
        enter(engine, now, record(finished_on=now.today))
        with reading(engine) as session:
            assert due_inspections(session, now, SURVEY, 10) == []
    with reading(engine) as session:
        assert len(due_inspections(session, later(moment, 9), SURVEY, 10)) == 1


def test_a_corrected_address_is_asked_after_the_wrong_one_came_back(engine, moment, record):
    enter(engine, moment, record())
    old = asked(engine, moment)
    returned(engine, moment)
    now = later(moment, 3)
    enter(engine, now, record(email="right@business.kg", language="ky"))
    invitation, new = the(engine, Invitation), newest_token(engine, now)
    assert (invitation.state, invitation.email) == (InvitationState.OPEN, "right@business.kg")
    assert (invitation.language, invitation.delivered, invitation.reminders) == ("ky", False, 0)
    with reading(engine) as session:
        assert by_token(session, old) is None
        found = by_token(session, new)
        assert found is not None
        assert found.id == invitation.id


def test_its_reminders_start_again(engine, moment, record):
    enter(engine, moment, record())
    asked(engine, moment)
    with transaction(engine) as session:
        session.scalars(sa.select(Invitation)).one().reminders = SURVEY.reminders
    returned(engine, moment)
    enter(engine, later(moment, 3), record(email="right@business.kg"))
    with transaction(engine) as session:
        session.scalars(sa.select(Invitation)).one().delivered = True
        assert due_reminders(session, later(moment, 9), SURVEY, 10) == []
        assert len(due_reminders(session, later(moment, 10), SURVEY, 10)) == 1


@pytest.mark.parametrize(
    ("state", "email", "days"),
    [
        (InvitationState.STOPPED, "right@business.kg", 3),  # the business itself wants no letters
        (InvitationState.ANSWERED, "right@business.kg", 3),
        (InvitationState.UNREACHABLE, "ONE@business.kg", 3),  # the same address
        (InvitationState.UNREACHABLE, "right@business.kg", 102),  # the quarter is closed
    ],
)
def test_another_address_asks_nobody_again_who_was_reached(
    engine, moment, record, state, email, days
):
    enter(engine, moment, record())
    asked(engine, moment)
    returned(engine, moment, state=state)
    enter(engine, later(moment, days), record(email=email))
    kept = the(engine, Invitation)
    assert (kept.state, kept.email, kept.opened) == (state, "one@business.kg", 1)


def test_an_open_invitation_is_not_led_elsewhere(engine, moment, record):
    """Whoever was asked stays asked: a later row cannot send the link to a friend."""
    enter(engine, moment, record())
    token = asked(engine, moment)
    enter(engine, moment, record(email="friend@business.kg"))
    assert newest_token(engine, moment) == token
    assert the(engine, Invitation).email == "one@business.kg"


def test_the_new_address_may_be_one_that_is_left_alone(engine, moment, record):
    enter(engine, moment, record())
    asked(engine, moment)
    returned(engine, moment)
    with transaction(engine) as session:
        suppress(session, moment, "out@business.kg", SuppressionReason.UNSUBSCRIBED)
    enter(engine, moment, record(email="out@business.kg"))
    kept = the(engine, Invitation)
    assert (kept.state, kept.sealed_token) == (InvitationState.SUPPRESSED, None)
    enter(engine, moment, record(email="right@business.kg"))
    with reading(engine) as session:
        kept = invitation_of(session, the(engine, Inspection).id)
        assert kept is not None
        assert (kept.state, kept.opened) == (InvitationState.OPEN, 3)


def test_an_address_that_came_back_earlier_is_tried_once_more_when_it_is_given_again(
    engine, moment, record
):
    enter(engine, moment, record())
    asked(engine, moment)
    returned(engine, moment)
    right, now = record(email="right@business.kg"), later(moment, 1)
    enter(engine, now, right)
    returned(engine, now, "right@business.kg")
    now = later(moment, 2)
    enter(engine, now, record())  # back to the first: it works by now
    invitation = the(engine, Invitation)
    assert (invitation.state, invitation.email) == (InvitationState.OPEN, "one@business.kg")
    with reading(engine) as session:
        assert suppressed(session, now, "one@business.kg") == frozenset()
        assert suppressed(session, now, "right@business.kg") == {SuppressionReason.BOUNCED}
    returned(engine, now)
    enter(engine, later(moment, 3), right)
    returned(engine, later(moment, 3), "right@business.kg")
    enter(engine, later(moment, 4), record())  # and again: not a third time
    assert the(engine, Invitation).state is InvitationState.SUPPRESSED


def test_an_address_given_again_before_the_invitation_is_invited(engine, moment, record):
    returned(engine, moment)
    enter(engine, moment, record(email="right@business.kg"))
    enter(engine, moment, record())
    asked(engine, moment)
    assert the(engine, Invitation).state is InvitationState.OPEN


def test_other_invitations_to_an_address_given_again_are_opened_too(engine, moment, record):
    enter(engine, moment, record())
    asked(engine, moment)
    returned(engine, moment)
    enter(engine, moment, record(registration_no="R-2", email="wrong@business.kg"))
    enter(engine, later(moment, 1), record(registration_no="R-2"))
    assert the(engine, Invitation).state is InvitationState.OPEN


@pytest.mark.parametrize("changed", [{"violations": 3}, {"email": "ONE@business.kg"}])
def test_a_correction_that_gives_no_other_address_lifts_nothing(engine, moment, record, changed):
    enter(engine, moment, record())
    returned(engine, moment)
    assert enter(engine, moment, record(**changed)) is Recorded.CORRECTED
    with reading(engine) as session:
        assert suppressed(session, moment, "one@business.kg") == {SuppressionReason.BOUNCED}


def test_a_new_row_with_an_address_that_came_back_is_not_invited(engine, moment, record):
    returned(engine, moment)
    enter(engine, moment, record())
    with transaction(engine) as session:
        (due,) = due_inspections(session, moment, SURVEY, 10)
        assert invite(session, moment, due, SURVEY).state is InvitationState.SUPPRESSED


def sent_by(engine, moment, sender: str) -> str:
    """The id of an upload of this sender."""
    with transaction(engine) as session:
        upload = new_upload(session, moment, moment.new_id(), "a.xlsx", sender, UploadState.TAKEN)
        return upload.id


def row_of(engine, moment, record, sender: str) -> None:
    upload = sent_by(engine, moment, sender)
    with transaction(engine) as session:
        record_row(session, moment, record, upload, SURVEY)


def test_an_address_replaced_before_the_invitation_is_asked_first(engine, moment, record):
    """G14: nobody but the business is asked because a colleague wrote another address."""
    row_of(engine, moment, record(), "asan@geti.kg")
    swapped = record(email="friend@mail.ru", tax_id="01207202600099", business_name="Друг")
    row_of(engine, later(moment, 1), swapped, "gulnara@geti.kg")
    now = later(moment, 2)
    asked(engine, now)
    invitation = the(engine, Invitation)
    assert invitation.email == "one@business.kg"
    with reading(engine) as session:
        (letter,) = session.scalars(sa.select(Letter))
        assert letter.read_context(now.keys)["business_name"] == "ОсОО Бизнес"
        assert unreached(session, now) == []


def test_the_later_address_is_asked_once_the_first_came_back(engine, moment, record):
    enter(engine, moment, record())
    enter(engine, later(moment, 1), record(email="right@business.kg", business_name="Точное имя"))
    asked(engine, later(moment, 2))
    now = later(moment, 3)
    returned(engine, now)
    with transaction(engine) as session:
        (invitation_id,) = unreached(session, now)
        assert ask_on(session, now, SURVEY, invitation_id)
        assert not ask_on(session, now, SURVEY, invitation_id)
    kept = the(engine, Invitation)
    assert (kept.email, kept.state, kept.opened) == (
        "right@business.kg",
        InvitationState.OPEN,
        2,
    )
    with reading(engine) as session:
        waiting = session.scalars(sa.select(Letter).filter_by(state=LetterState.WAITING)).one()
        assert waiting.read_context(now.keys)["business_name"] == "Точное имя"


def test_an_answered_or_silent_invitation_is_led_nowhere(engine, moment, record):
    """A letter to the later address would tell the inspector whether the business answered."""
    enter(engine, moment, record())
    enter(engine, later(moment, 1), record(email="friend@mail.ru"))
    asked(engine, later(moment, 2))
    for state in (InvitationState.OPEN, InvitationState.ANSWERED, InvitationState.STOPPED):
        with transaction(engine) as session:
            invitation = session.scalars(sa.select(Invitation)).one()
            invitation.state = state
            session.flush()
            assert unreached(session, later(moment, 60)) == []
            assert not ask_on(session, later(moment, 60), SURVEY, invitation.id)


@pytest.mark.parametrize(
    ("sender", "hours", "first"),
    [
        ("asan@geti.kg", 2, "right@business.kg"),  # his own slip
        ("gulnara@geti.kg", 2, "one@business.kg"),
        ("asan@geti.kg", 25, "one@business.kg"),
    ],
)
def test_a_slip_that_its_sender_mends_within_a_day_was_never_given(
    engine, moment, record, sender, hours, first
):
    row_of(engine, moment, record(), "asan@geti.kg")
    mended = replace(moment, now=moment.now + timedelta(hours=hours))
    row_of(engine, mended, record(email="right@business.kg"), sender)
    asked(engine, later(moment, 3))
    assert the(engine, Invitation).email == first


def test_a_first_address_that_is_left_alone_is_passed_over(engine, moment, record):
    returned(engine, moment)
    enter(engine, moment, record())
    enter(engine, later(moment, 1), record(email="right@business.kg"))
    asked(engine, later(moment, 2))
    assert the(engine, Invitation).email == "right@business.kg"
