"""Suppressions: an address is left alone, whatever its capitals, for each reason once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from register.database import reading, transaction
from register.suppressions import (
    Suppression,
    SuppressionReason,
    all_suppressions,
    lift,
    lifted_from,
    suppress,
    suppressed,
)

BOUNCED, UNSUBSCRIBED = SuppressionReason.BOUNCED, SuppressionReason.UNSUBSCRIBED
LIFTED = SuppressionReason.LIFTED


def test_an_address_is_left_alone_however_it_is_written(engine, moment):
    with transaction(engine) as session:
        assert suppressed(session, moment, "one@business.kg") == frozenset()
        assert suppress(session, moment, "One@Business.kg", BOUNCED, "5.1.1") is True
        assert suppressed(session, moment, "ONE@business.KG") == {BOUNCED}
        assert suppressed(session, moment, "two@business.kg") == frozenset()


def test_each_reason_is_kept_once_with_its_first_day_and_detail(engine, moment):
    with transaction(engine) as session:
        suppress(session, moment, "one@business.kg", BOUNCED, "5.1.1")
        assert suppress(session, moment, "one@business.kg", BOUNCED, "5.1.2") is False
        assert suppress(session, moment, "one@business.kg", UNSUBSCRIBED, "x" * 900) is True
        assert suppressed(session, moment, "one@business.kg") == {BOUNCED, UNSUBSCRIBED}
    with reading(engine) as session:
        rows = {row.reason: row for row in session.scalars(sa.select(Suppression))}
    assert (rows[BOUNCED].detail, rows[BOUNCED].since) == ("5.1.1", moment.now)
    assert rows[UNSUBSCRIBED].detail == "x" * 300


def test_what_is_lifted_is_written_to_again_and_leaves_a_trace(engine, moment):
    with transaction(engine) as session:
        suppress(session, moment, "one@business.kg", BOUNCED, "5.1.1")
        suppress(session, moment, "one@business.kg", UNSUBSCRIBED, "by mail")
        assert lift(session, moment, "ONE@business.kg", {BOUNCED}, "by hand") is True
        assert suppressed(session, moment, "one@business.kg") == {UNSUBSCRIBED}
        assert lift(session, moment, "one@business.kg", {BOUNCED}, "by hand") is False
        trace = session.get_one(Suppression, ("one@business.kg", LIFTED))
        assert trace.detail == "bounced 5.1.1; by hand"
        assert lifted_from(session, moment, "One@business.kg") == moment.now
        assert lifted_from(session, moment, "two@business.kg") is None


def test_an_address_that_is_lifted_can_be_left_alone_and_lifted_again(engine, moment):
    later = replace(moment, now=moment.now + timedelta(days=9))
    with transaction(engine) as session:
        suppress(session, moment, "one@business.kg", BOUNCED, "5.1.1")
        lift(session, moment, "one@business.kg", {BOUNCED}, "by hand")
        assert suppress(session, later, "one@business.kg", BOUNCED, "5.1.2") is True
        assert suppressed(session, later, "one@business.kg") == {BOUNCED}
        assert lift(session, later, "one@business.kg", {BOUNCED}, "by hand") is True
        (trace,) = all_suppressions(session)
        assert (trace.detail, trace.since) == ("bounced 5.1.2; by hand", later.now)


def test_a_masked_trace_names_nobody_and_is_still_found(engine, moment):
    """trust.md: the address and the time of an answer do not stand in one row."""
    with transaction(engine) as session:
        suppress(session, moment, "one@business.kg", BOUNCED, "5.1.1")
        lift(session, moment, "one@business.kg", {BOUNCED}, "by a mail", masked=True)
        (trace,) = all_suppressions(session)
        assert trace.email == moment.keys.mask("one@business.kg")
        assert "one" not in trace.email + trace.detail
        assert lifted_from(session, moment, "one@business.kg") == moment.now


def test_what_is_left_alone_under_its_mask_is_lifted_by_the_address(engine, moment):
    with transaction(engine) as session:
        suppress(session, moment, moment.keys.mask("one@business.kg"), UNSUBSCRIBED)
        assert lift(session, moment, "one@business.kg", {UNSUBSCRIBED}, "in writing") is True
        assert suppressed(session, moment, "one@business.kg") == frozenset()
