"""Suppressions: an address is left alone, whatever its capitals, for each reason once."""

from __future__ import annotations

import sqlalchemy as sa

from register.database import reading, transaction
from register.suppressions import Suppression, SuppressionReason, suppress, suppressed

BOUNCED, UNSUBSCRIBED = SuppressionReason.BOUNCED, SuppressionReason.UNSUBSCRIBED


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
