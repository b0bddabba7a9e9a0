"""From the register to a month's figures of appeals: counts by SQL, grouped by body.

No text, address or name of an applicant is read. An appeal counts in the month in which it was
registered, a case in that in which it was decided; what was open is what was open at the month's
end, whenever this is asked: the movements tell where each case stood then.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.calendar import Calendar
from register.appeals.tables import Appeal, AppealPart, Decision, Movement
from register.bodies import Body, Officer, Role
from register.messages import Message, MessageState
from register.rules.deadline import days_left
from register.rules.month import Month
from reports.monthly_counts import Fact, Held, MonthFigures, Place, Trend
from reports.monthly_open import OpenCase, open_cases, overdue_cases, tally_open
from reports.monthly_replies import month_replies
from reports.monthly_route import tally_ratings, tally_route
from reports.monthly_span import Span
from reports.monthly_tallies import Tallies, registered_in

TREND = 6  # months


def month_figures(
    session: Session, month: Month, calendar: Calendar, now: datetime, zone: ZoneInfo
) -> MonthFigures:
    """The figures of all bodies in a month, up to `now` where it lasts; `zone`: its midnights."""
    places = places_of(session)
    span = Span.of(month, now, zone, zones_of(places))
    cases = open_cases(session, span)
    tallies = _counted(session, span, cases, calendar)
    tally_route(session, span, tallies)
    last = span.previous
    return MonthFigures(
        month=month,
        as_of=span.as_of,
        tallies=tallies,
        before=_counted(session, last, open_cases(session, last), calendar),
        trend=_trend(session, span),
        overdue=overdue_cases(cases, span, calendar),
        replies=month_replies(session, span),
        repeaters=_repeaters(session, span),
        places=places,
        held=_held(session),
        ever=_ever(session, span),
    )


def _counted(
    session: Session, span: Span, cases: Iterable[OpenCase], calendar: Calendar
) -> Tallies:
    """What is set against the month before."""
    tallies: Tallies = defaultdict(Counter)
    tally_received(session, span, tallies)
    tally_decided(session, span, calendar, tallies)
    _tally_fell_due(session, span, tallies)
    tally_open(cases, span, tallies)
    tally_ratings(session, span, tallies)
    return tallies


def tally_received(session: Session, span: Span, tallies: Tallies) -> None:
    """Count the appeals registered in the span, with the body they went to first."""
    came = (
        sa.select(
            Movement.body,
            Movement.at,
            Appeal.channel,
            Appeal.kind,
            Appeal.region,
            (Appeal.received_at < span.begin).label("earlier"),
            AppealPart.registration_due.label("due"),
        )
        .join(Appeal, Appeal.id == Movement.appeal_id)
        .join(AppealPart, AppealPart.id == Movement.part_id)
        .where(registered_in(span))
        .subquery()
    )
    prompt = (span.local_day(came.c.at, came.c.body) <= came.c.due).label("prompt")
    told = sa.select(came, prompt).subquery()
    keys = [told.c[name] for name in ("body", "channel", "kind", "region", "earlier", "prompt")]
    for *row, count in session.execute(sa.select(*keys, sa.func.count()).group_by(*keys)):
        place, channel, kind, region, earlier, timely = row
        tally = tallies[place]
        tally[Fact.RECEIVED, ""] += count
        tally[Fact.CHANNEL, channel.value] += count
        tally[Fact.KIND, kind.value] += count
        tally[Fact.REGION, region] += count
        tally[Fact.EARLIER, ""] += count * bool(earlier)
        tally[Fact.PROMPT, ""] += count * bool(timely)


def tally_decided(session: Session, span: Span, calendar: Calendar, tallies: Tallies) -> None:
    """Count the cases decided in the span, with the body that decided."""
    ended = (
        sa.select(
            Decision.body,
            Decision.kind,
            Decision.reason,
            AppealPart.starts_on,
            AppealPart.due_on,
            span.local_day(Decision.at, Decision.body).label("day"),
        )
        .join(AppealPart, AppealPart.id == Decision.part_id)
        .where(span.covers(Decision.at))
        .subquery()
    )
    keys = [ended.c[name] for name in ("body", "kind", "reason", "starts_on", "due_on", "day")]
    between = _working_days(calendar)
    for *row, count in session.execute(sa.select(*keys, sa.func.count()).group_by(*keys)):
        body, kind, reason, starts_on, due_on, day = row
        tally = tallies[body]
        tally[Fact.DECIDED, ""] += count
        tally[Fact.DECISION, kind.value] += count
        tally[Fact.IN_TIME, ""] += count * (day <= due_on)
        tally[Fact.DAYS, str(between(starts_on, day))] += count
        if reason:
            tally[Fact.REASON, reason] += count


def _working_days(calendar: Calendar) -> Callable[[date, date], int]:
    """Working days after one day up to another; each pair is counted once."""

    @cache
    def between(start: date, end: date) -> int:
        return max(0, days_left(calendar, start, end))

    return between


def _tally_fell_due(session: Session, span: Span, tallies: Tallies) -> None:
    """Of what was decided; what was not is added with the open cases."""
    month = span.month
    due = (
        sa.select(
            Decision.body,
            AppealPart.due_on,
            span.local_day(Decision.at, Decision.body).label("day"),
        )
        .join(AppealPart, AppealPart.id == Decision.part_id)
        .where(AppealPart.due_on.between(month.first, span.as_of), Decision.at < span.end)
        .subquery()
    )
    met = sa.func.count().filter(due.c.day <= due.c.due_on)
    rows = session.execute(sa.select(due.c.body, sa.func.count(), met).group_by(due.c.body))
    for body, count, in_time in rows:
        tallies[body][Fact.FELL_DUE, ""] += count
        tallies[body][Fact.MET, ""] += in_time


def _trend(session: Session, span: Span) -> tuple[Trend, ...]:
    found: list[Trend] = []
    for _ in range(TREND):
        tallies: Tallies = defaultdict(Counter)
        came = sa.select(Movement.body, sa.func.count()).where(registered_in(span))
        for body, count in session.execute(came.group_by(Movement.body)):
            tallies[body][Fact.RECEIVED, ""] = count
        _tally_timely(session, span, tallies)
        found.insert(0, Trend(span.month, tallies))
        span = span.previous
    while len(found) > 1 and not found[0].tallies:  # there was no register yet
        found.pop(0)
    return tuple(found)


def _tally_timely(session: Session, span: Span, tallies: Tallies) -> None:
    day = span.local_day(Decision.at, Decision.body)
    in_time = sa.func.count().filter(day <= AppealPart.due_on)
    ended = sa.select(Decision.body, sa.func.count(), in_time)
    ended = ended.join(AppealPart, AppealPart.id == Decision.part_id)
    for body, count, timely in session.execute(
        ended.where(span.covers(Decision.at)).group_by(Decision.body)
    ):
        tallies[body][Fact.DECIDED, ""] = count
        tallies[body][Fact.IN_TIME, ""] = timely


def _repeaters(session: Session, span: Span) -> tuple[Mapping[str, int], ...]:
    """Who wrote twice or more in the month: how often to which body. Whoever it is stays here."""
    came = (
        sa.select(Appeal.applicant, Movement.body)
        .join(Movement, Movement.appeal_id == Appeal.id)
        .where(registered_in(span), Appeal.applicant != "")
        .subquery()
    )
    often = sa.select(came.c.applicant).group_by(came.c.applicant).having(sa.func.count() > 1)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for mask, body in session.execute(sa.select(came).where(came.c.applicant.in_(often))):
        found[mask][body] += 1
    return tuple(found.values())


def _held(session: Session) -> Held:
    held = Message.state == MessageState.HELD
    count, oldest = session.execute(
        sa.select(sa.func.count(), sa.func.min(Message.arrived_at)).where(held)
    ).one()
    return Held(count, oldest)


def _ever(session: Session, span: Span) -> int:
    before = sa.select(sa.func.count()).select_from(Appeal).where(Appeal.registered_at < span.end)
    return session.scalar(before) or 0


def places_of(session: Session) -> dict[str, Place]:
    """Every body with its place in the tree."""
    heads: dict[str, list[str]] = defaultdict(list)
    named = sa.select(Officer).where(Officer.role == Role.HEAD).order_by(Officer.email)
    for officer in session.scalars(named):
        heads[officer.body_code].append(officer.name or officer.email)
    return {
        body.code: Place(
            body.code, body.name, body.parent_code, tuple(heads[body.code]), body.time_zone
        )
        for body in session.scalars(sa.select(Body).order_by(Body.code))
    }


def zones_of(places: Mapping[str, Place]) -> dict[str, ZoneInfo]:
    """The bodies that live in a time zone of their own, or of one above them."""
    found = ((code, _zone(places, code)) for code in places)
    return {code: ZoneInfo(zone) for code, zone in found if zone}


def _zone(places: Mapping[str, Place], code: str) -> str | None:
    for place in _upwards(places, code):
        if place.zone:
            return place.zone
    return None


def _upwards(places: Mapping[str, Place], code: str | None) -> Iterable[Place]:
    seen: set[str] = set()
    while code is not None and code in places and code not in seen:
        seen.add(code)
        yield places[code]
        code = places[code].parent
