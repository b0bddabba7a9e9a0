"""A quarter's report: the workbook and the figures that the letter to administrators names."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.questionnaire import questionnaire
from config.settings import Settings
from register.bodies import Body
from register.rules.quarter import Quarter
from reports.cover import cover
from reports.edition import Edition
from reports.figures import quarter_figures
from reports.table import Cell, Mark
from reports.tables import quarter_tables
from reports.tallies import headline, total_cells
from reports.workbook import write

Headline = dict[str, int | float | None]
"""inspected, with_address, delivered, answered; satisfied_share, _low and _high in percent."""


@dataclass(frozen=True)
class Report:
    """A quarter's report in the language of publication."""

    workbook: bytes  # xlsx
    headline: Headline


def quarter_report(session: Session, quarter: str, settings: Settings, now: datetime) -> Report:
    """Build the report of `quarter` (2026-Q3) as the register stands; Trouble: no such quarter."""
    asked = questionnaire(settings.survey.questionnaire)
    figures = quarter_figures(session, str(Quarter.parse(quarter)), asked)
    edition = Edition(figures, settings.publication.minimum_base, settings.publication.language)
    contact = settings.mail.address(settings.mail.survey)
    made_at = now.astimezone(ZoneInfo(settings.schedule.time_zone))
    page = cover(edition, publisher_of(session, settings), made_at, contact)
    target = io.BytesIO()
    write(quarter_tables(edition), page, target, edition.language)
    return Report(workbook=target.getvalue(), headline=headline_figures(edition))


def headline_figures(edition: Edition) -> Headline:
    """The funnel over all bodies, and the share of the satisfied; None where it is not shown."""
    funnel, question = edition.figures.total.funnel, headline(edition)
    cells: tuple[Cell, ...] = (Mark.NOT_APPLICABLE,) * 6
    if question is not None:
        cells = total_cells(edition, question)
    few = 0 < funnel.answered < edition.minimum_base
    share, low, high = (None if isinstance(cell, str) else cell for cell in cells[1:4])
    return {
        "inspected": funnel.inspected,
        "with_address": funnel.with_address,
        "delivered": funnel.delivered,
        "answered": None if few else funnel.answered,
        "satisfied_share": share,
        "satisfied_low": low,
        "satisfied_high": high,
    }


def publisher_of(session: Session, settings: Settings) -> str:
    """The body at the head of all others; where there are several, the installation's own name."""
    heads = session.scalars(sa.select(Body.name).where(Body.parent_code.is_(None)).limit(2)).all()
    return heads[0] if len(heads) == 1 else settings.mail.name
