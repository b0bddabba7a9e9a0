"""Which inspections may be asked about on a day: those that are over and were not called off."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from config.settings import Survey
from register.inspections import Inspection
from register.moment import Moment
from register.rules.happening import LONGEST_WAIT, Cancelled


def is_over(moment: Moment, survey: Survey) -> sa.ColumnElement[bool]:
    """Ended `delay` days ago, or known so long that moving its end puts off the asking no more.

    Only a prolongation does so for longer than `delay` and `gap`, and for LONGEST_WAIT at most.
    """
    delay, gap = timedelta(days=survey.delay), timedelta(days=survey.gap)
    last, until = moment.today - delay, Inspection.prolonged_until
    return sa.or_(
        sa.and_(Inspection.finished_on <= last, sa.or_(until.is_(None), until <= last)),
        sa.and_(Inspection.entered_at <= moment.now - delay - gap, until.is_(None)),
        Inspection.entered_at <= moment.now - max(LONGEST_WAIT, delay + gap),
    )


def takes_place() -> sa.ColumnElement[bool]:
    """Not called off before it began; one that was cancelled later is asked about all the same."""
    cancelled = Inspection.cancelled
    return sa.or_(cancelled.is_(None), cancelled != Cancelled.BEFORE_START)
