"""What a release tells beside the answers of the invited: gathered once, told in each language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from config.calendar import Calendar
from config.questionnaire import Questionnaire
from reports import open_tables, theme_tables
from reports.appeal_figures import AppealFigures, appeal_figures
from reports.appeal_tables import appeal_tables
from reports.edition import Edition
from reports.imprint import Shift
from reports.open_tables import OpenFigures, open_basis, open_figures, open_table
from reports.past import Past
from reports.provenance import Provenance, provenance
from reports.provenance_tables import provenance_tables
from reports.table import Table
from reports.theme_tables import ThemeFigures, theme_figures, themes_basis, themes_table
from reports.trend_tables import changes, quarters_table, trend_table


@dataclass(frozen=True)
class Further:
    """All that the further tables are built from."""

    themes: ThemeFigures = field(default_factory=ThemeFigures)
    opened: OpenFigures = field(default_factory=OpenFigures)
    provenance: Provenance = field(default_factory=Provenance)
    appeals: AppealFigures = field(default_factory=AppealFigures)
    earlier: tuple[Past, ...] = ()  # releases of quarters before, the newest first


def further_figures(
    session: Session,
    quarter: str,
    asked: Questionnaire,
    calendar: Calendar,
    now: datetime,
    zone: ZoneInfo,
    *,
    earlier: Sequence[Past] = (),
) -> Further:
    """What the register knows of a quarter beside its figures; aggregates by SQL.

    `earlier`: published releases of quarters before, the newest first; never a withheld one.
    """
    return Further(
        themes=theme_figures(session, quarter),
        opened=open_figures(session, quarter, asked),
        provenance=provenance(session, quarter, zone),
        appeals=appeal_figures(session, quarter, calendar, now, zone),
        earlier=tuple(one for one in earlier if one.quarter < quarter),
    )


def further_tables(edition: Edition, found: Further) -> tuple[Table, ...]:
    """The tables of an edition, in their order; their names are the same in every language."""
    tables = (
        trend_table(edition, found.earlier),
        quarters_table(edition, found.earlier),
        themes_table(edition, found.themes),
        *appeal_tables(edition, found.appeals),
        open_table(edition, found.opened),
        *provenance_tables(edition, found.provenance),
    )
    return tuple(table for table in tables if table is not None)


def further_basis(edition: Edition, found: Further) -> dict[str, Any]:
    """What these tables tell that a revision must be compared with; never published."""
    return {
        theme_tables.NAME: themes_basis(edition, found.themes),
        open_tables.NAME: open_basis(edition, found.opened),
    }


def shifts(edition: Edition, found: Further) -> tuple[Shift, ...]:
    """What differs over all bodies from the release before by more than chance."""
    listed = changes(edition, found.earlier)
    return tuple(Shift(one.label, one.before, one.now) for one in listed)
