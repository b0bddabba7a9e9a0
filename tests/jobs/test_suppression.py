"""`achyk suppression`: who is left alone, and writing to one of them again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jobs.wiring import open_installation
from register.database import reading, transaction
from register.suppressions import SuppressionReason, suppress, suppressed

BOUNCED, UNSUBSCRIBED = SuppressionReason.BOUNCED, SuppressionReason.UNSUBSCRIBED


@pytest.fixture
def place(folder):
    """An installation on a day in summer."""
    return open_installation(folder, {}, lambda: datetime(2026, 7, 20, 4, 0, tzinfo=UTC))


def leave_alone(place, email, reason, detail=""):
    with transaction(place.engine) as session:
        suppress(session, place.moment(), email, reason, detail)


def reasons(place, email):
    with reading(place.engine) as session:
        return suppressed(session, place.moment(), email)


def test_the_list_names_address_reason_and_day_and_a_masked_one_as_such(place, achyk):
    masked = place.keys.mask("two@business.kg")
    leave_alone(place, "one@business.kg", BOUNCED, "5.1.1")
    leave_alone(place, masked, UNSUBSCRIBED)
    out = achyk("suppression", "list").out
    assert out.splitlines() == [
        f"2026-07-20  unsubscribed  {masked}",
        "2026-07-20  bounced       one@business.kg  5.1.1",
    ]


def test_a_bounce_is_lifted_whatever_the_capitals_and_leaves_its_trace(place, achyk):
    leave_alone(place, "one@business.kg", BOUNCED, "5.1.1")
    said = achyk("suppression", "lift", "One@Business.kg")
    assert said.out == "One@Business.kg is written to again; invitations opened again: 0\n"
    assert reasons(place, "one@business.kg") == frozenset()
    assert "lifted        one@business.kg  bounced 5.1.1; lifted by hand on" in (
        achyk("suppression", "list").out
    )


def test_an_address_that_is_not_left_alone_is_a_mistake(place, achyk):
    said = achyk("suppression", "lift", "one@business.kg")
    assert (said.code, said.out) == (1, "")
    assert said.err == ("achyk: one@business.kg is not left alone; see achyk suppression list\n")


def test_an_unsubscription_needs_its_word(place, achyk):
    leave_alone(place, "one@business.kg", UNSUBSCRIBED)
    said = achyk("suppression", "lift", "one@business.kg")
    assert said.code == 1
    assert "--unsubscribed" in said.err
    assert achyk("suppression", "lift", "one@business.kg", "--unsubscribed").code == 0
    assert reasons(place, "one@business.kg") == frozenset()


def test_a_lifted_bounce_does_not_hide_that_it_stays_unsubscribed(place, achyk):
    leave_alone(place, "one@business.kg", BOUNCED)
    leave_alone(place, "one@business.kg", UNSUBSCRIBED)
    assert "it stays unsubscribed" in achyk("suppression", "lift", "one@business.kg").out
    assert reasons(place, "one@business.kg") == {UNSUBSCRIBED}


def test_one_that_stands_under_its_mask_is_lifted_by_its_address(place, achyk):
    leave_alone(place, place.keys.mask("two@business.kg"), UNSUBSCRIBED)
    assert achyk("suppression", "lift", "two@business.kg", "--unsubscribed").code == 0
    assert reasons(place, "two@business.kg") == frozenset()
