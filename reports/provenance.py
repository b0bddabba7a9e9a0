"""Where the figures come from: spreadsheets, inspections, letters and answers, counted by SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.languages import mark
from register.inspections import Inspection
from register.invitations import Invitation
from register.rules.quarter import Quarter
from register.uploads import Upload, UploadState
from register.waiting import takes_place
from reports.counts import Dimension
from reports.edition import Edition

ROWS = ("rows", "accepted", "corrected", "unchanged", "rejected")


@dataclass(frozen=True)
class Provenance:
    """How many spreadsheets stand behind each group, and what came of those handed in."""

    files: int = 0  # that first stated an inspection of the quarter
    senders: int = 0  # of these: different ones
    by: Mapping[Dimension, Mapping[str, int]] = field(default_factory=dict)  # group → files
    states: Mapping[UploadState, int] = field(default_factory=dict)  # handed in in the quarter
    rows: Mapping[str, int] = field(default_factory=dict)  # of the taken ones, by what came of them


def provenance(session: Session, quarter: str, zone: ZoneInfo) -> Provenance:
    """The spreadsheets behind a quarter's figures; `zone`: its midnights."""
    by, files = _files(session, quarter)
    begin, end = _bounds(Quarter.parse(quarter), zone)
    handed_in = sa.and_(Upload.received_at >= begin, Upload.received_at < end)
    states = sa.select(Upload.state, sa.func.count()).where(handed_in).group_by(Upload.state)
    sums = (sa.func.coalesce(sa.func.sum(getattr(Upload, name)), 0) for name in ROWS)
    taken = sa.select(*sums).where(handed_in, Upload.state == UploadState.TAKEN)
    return Provenance(
        files=files,
        senders=session.scalar(_senders(quarter)) or 0,
        by=by,
        states={row[0]: row[1] for row in session.execute(states)},
        rows=dict(zip(ROWS, map(int, session.execute(taken).one()), strict=True)),
    )


def _files(session: Session, quarter: str) -> tuple[dict[Dimension, dict[str, int]], int]:
    """How many spreadsheets have inspections in each group, and how many there are."""
    pairs = _pairs(quarter).cte("pairs")
    uploads = sa.func.count(sa.distinct(pairs.c.upload_id))
    counted = [
        sa.select(sa.literal(dimension.value), group, uploads).group_by(group)
        for dimension in Dimension
        for group in (sa.func.coalesce(pairs.c[dimension.value], ""),)
    ]
    together = sa.select(sa.literal(""), sa.literal(""), uploads)
    by: dict[Dimension, dict[str, int]] = {dimension: {} for dimension in Dimension}
    files = 0
    for dimension, code, count in session.execute(sa.union_all(*counted, together)):
        if dimension:
            by[Dimension(dimension)][code] = count
        else:
            files = count
    return by, files


def _pairs(quarter: str) -> Any:
    """Each group in which a spreadsheet has inspections, as the funnels group them."""
    columns = [
        sa.type_coerce(
            sa.case(
                (Invitation.id.is_not(None), getattr(Invitation, dimension.value)),
                else_=getattr(Inspection, dimension.value),
            ),
            sa.String,
        ).label(dimension.value)
        for dimension in Dimension
    ]
    return (
        sa.select(*columns, Inspection.upload_id)
        .select_from(Inspection)
        .outerjoin(Invitation, Invitation.inspection_id == Inspection.id)
        .where(Inspection.quarter == quarter, takes_place())
        .distinct()
    )


def _senders(quarter: str) -> sa.Select[int]:
    uploads = sa.select(Inspection.upload_id).where(Inspection.quarter == quarter, takes_place())
    wanted = sa.func.count(sa.distinct(Upload.sender))
    return sa.select(wanted).where(Upload.id.in_(uploads))


def _bounds(quarter: Quarter, zone: ZoneInfo) -> tuple[datetime, datetime]:
    first, after = quarter.first, quarter.next.first
    return (
        datetime(first.year, first.month, first.day, tzinfo=zone),
        datetime(after.year, after.month, after.day, tzinfo=zone),
    )


def provenance_words(edition: Edition, found: Provenance) -> tuple[str, ...]:
    """What the closing page says about where the figures come from."""
    say, funnel = edition.say, edition.figures.total.funnel
    few = not edition.protection.answered_shown
    fewer = say(mark("fewer than %(minimum)s"), minimum=edition.minimum_base)
    return (
        say(
            mark(
                "The figures come from %(files)s spreadsheets by %(senders)s senders: they state "
                "%(inspected)s inspections, %(with_address)s of them with an e-mail address."
            ),
            files=found.files,
            senders=found.senders,
            inspected=funnel.inspected,
            with_address=funnel.with_address,
        ),
        say(
            mark(
                "%(invited)s invitations were written, %(delivered)s were delivered, and "
                "%(answered)s businesses answered."
            ),
            invited=funnel.invited,
            delivered=funnel.delivered,
            answered=fewer if few else funnel.answered,
        ),
        say(
            mark(
                "The table of sources says the same of every body, region and kind of inspection; "
                "the one of questions, how many answers each share rests on."
            )
        ),
    )
