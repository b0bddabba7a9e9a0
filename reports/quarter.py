"""The figures of a quarter that letters and its first page name, and who publishes it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Settings
from register.bodies import Body
from reports.edition import Edition
from reports.table import Cell, Mark
from reports.tallies import headline, total_cells

Headline = dict[str, int | float | None]
"""inspected, with_address, delivered, answered; satisfied_share, _low and _high in percent."""


@dataclass(frozen=True)
class Report:
    """A workbook in the language of publication, and what the letter with it names."""

    workbook: bytes  # xlsx
    headline: Headline


def headline_figures(edition: Edition) -> Headline:
    """The funnel over all bodies, and the share of the satisfied; None where it is not shown."""
    funnel, question = edition.figures.total.funnel, headline(edition)
    cells: tuple[Cell, ...] = (Mark.NOT_APPLICABLE,) * 6
    if question is not None:
        cells = total_cells(edition, question)
    told = edition.protection.answered_shown
    share, low, high = (None if isinstance(cell, str) else cell for cell in cells[1:4])
    return {
        "inspected": funnel.inspected,
        "with_address": funnel.with_address,
        "delivered": funnel.delivered,
        "answered": funnel.answered if told else None,
        "satisfied_share": share,
        "satisfied_low": low,
        "satisfied_high": high,
    }


def publisher_of(session: Session, settings: Settings) -> str:
    """The body at the head of all others; where there are several, the installation's own name."""
    heads = session.scalars(sa.select(Body.name).where(Body.parent_code.is_(None)).limit(2)).all()
    return heads[0] if len(heads) == 1 else settings.mail.name
