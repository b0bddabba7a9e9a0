"""Quarters that have closed, and what keeps one of them from being released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from config.languages import mark
from jobs.wiring import Installation
from register.database import reading
from register.inspections import Inspection
from register.messages import waits_since
from register.releases import Release, ReleaseState, release_of
from register.rules.quarter import Quarter, closes_on
from register.runs import Run, RunState

LATE = timedelta(days=366)  # a release that comes later than this after the close comes no more
LONGEST = 300  # letters of a sentence that is published
UNREAD = mark("mail from before the close is still unread")
NOT_BUILT = mark("the program has not built it yet")
NOT_PUBLISHED = mark("the program has built it and not put it anywhere yet")


@dataclass(frozen=True)
class Missing:
    """A closed quarter whose release should be out by now, and is neither that nor withheld."""

    quarter: Quarter
    since: date  # the day on which it was due
    why: str  # in English; the run's own words, or one of the sentences above


def last_closed(today: date, close: int) -> Quarter:
    """The latest quarter whose answers are complete: no answer counts any more."""
    quarter = Quarter.of(today)
    while closes_on(quarter, close) >= today:
        quarter = quarter.previous
    return quarter


def closed_lately(today: date, close: int) -> list[Quarter]:
    """The quarters that closed within a year before `today`, oldest first; one at least."""
    quarters = [last_closed(today, close)]
    while closes_on(quarters[0].previous, close) >= today - LATE:
        quarters.insert(0, quarters[0].previous)
    return quarters


def last_day(installation: Installation, quarter: Quarter) -> date:
    """The last day on which an answer counts."""
    return closes_on(quarter, installation.settings.survey.close)


def inspected(installation: Installation, quarter: Quarter) -> bool:
    """Whether there is anything to report: an installation begins in the middle of some year."""
    with reading(installation.engine) as session:
        one = sa.select(Inspection.id).where(Inspection.quarter == str(quarter)).limit(1)
        return session.scalar(one) is not None


def unread(installation: Installation, quarter: Quarter) -> bool:
    """Whether a mail that came in time is still to be taken in: it may hold an answer."""
    day = last_day(installation, quarter)
    end = datetime.combine(day + timedelta(days=1), time(), installation.zone)
    with reading(installation.engine) as session:
        return waits_since(session, end)


def missing(installation: Installation) -> list[Missing]:
    """The releases that are late: whatever keeps one from being out must not keep it quiet."""
    settings, today = installation.settings, installation.moment().today
    found = []
    for quarter in closed_lately(today, settings.survey.close):
        with reading(installation.engine) as session:
            release = release_of(session, str(quarter))
        since = _awaited(installation, quarter, release)
        if since is not None and today > since:
            found.append(Missing(quarter, since, _why(installation, quarter, release)))
    return found


def _awaited(installation: Installation, quarter: Quarter, release: Release | None) -> date | None:
    """The day by which it is to be out; None where there is nothing more to wait for."""
    if release is not None:
        return release.publish_on if release.state is ReleaseState.BUILT else None
    if not inspected(installation, quarter):
        return None
    wait = timedelta(days=1 + installation.settings.publication.wait)
    return last_day(installation, quarter) + wait


def _why(installation: Installation, quarter: Quarter, release: Release | None) -> str:
    if release is None and unread(installation, quarter):
        return UNREAD
    job, otherwise = ("publish", NOT_PUBLISHED) if release else ("quarterly", NOT_BUILT)
    last = sa.select(Run.trouble).where(Run.job == job, Run.state == RunState.FAILED)
    with reading(installation.engine) as session:
        says = session.scalar(last.order_by(Run.started_at.desc()).limit(1))
    return (says or otherwise)[:LONGEST]
