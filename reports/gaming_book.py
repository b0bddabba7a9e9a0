"""The audit on address gaming as a workbook for administrators."""

from __future__ import annotations

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.questionnaire import questionnaire
from config.settings import Settings
from register.bodies import Officer, Role, body_names
from reports.gaming import findings
from reports.gaming_counts import gaming_counts
from reports.gaming_cover import gaming_cover
from reports.gaming_edition import GamingEdition
from reports.gaming_tables import gaming_tables
from reports.workbook import write


def address_audit(
    session: Session, quarter: str, settings: Settings, publisher: str, now: datetime
) -> bytes:
    """The workbook (xlsx) of a quarter (2026-Q3), as the register stands."""
    counts = gaming_counts(session, quarter, questionnaire(settings.survey.questionnaire))
    published = settings.publication
    edition = GamingEdition(
        quarter=quarter,
        language=published.language,
        publisher=publisher,
        minimum_base=published.minimum_base,
        counts=counts,
        findings=tuple(findings(counts, published.minimum_base)),
        bodies=body_names(session),
        inspectors=_inspectors(session),
    )
    made_at = now.astimezone(ZoneInfo(settings.schedule.time_zone))
    page = gaming_cover(edition, made_at, settings.mail.address(settings.mail.survey))
    target = io.BytesIO()
    write(gaming_tables(edition), page, target, edition.language)
    return target.getvalue()


def _inspectors(session: Session) -> dict[str, str]:
    known = sa.select(Officer.code, Officer.name).where(Officer.role == Role.INSPECTOR)
    return {code: name for code, name in session.execute(known) if code}
