"""A month's analysis of appeals: the workbook of the whole, and of any body with those under it."""

from __future__ import annotations

import io
from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from config.book import Book
from config.settings import Settings
from register.rules.month import Month
from reports.monthly_counts import MonthFigures, narrowed
from reports.monthly_cover import month_cover, month_headline
from reports.monthly_edition import MonthEdition, Reason
from reports.monthly_figures import month_figures
from reports.monthly_tables import month_tables
from reports.quarter import Report
from reports.workbook import write


def analysed(
    session: Session, month: Month, settings: Settings, book: Book, now: datetime
) -> MonthFigures:
    """The figures of all bodies; every workbook of the month is made from them."""
    zone = ZoneInfo(settings.schedule.time_zone)
    return month_figures(session, month, book.calendar, now, zone)


def month_report(
    figures: MonthFigures,
    settings: Settings,
    book: Book,
    publisher: str,
    now: datetime,
    body: str = "",
    hidden: Collection[int] = (),
) -> Report:
    """The workbook of the whole, or of `body` and all under it, and the figures of its letter.

    `hidden`: ids of appeals that its readers may not see; they are counted, and not named.
    """
    own = narrowed(figures, body, hidden) if body else figures
    edition = MonthEdition(own, publisher, settings.publication.language, _reasons(book))
    made_at = now.astimezone(ZoneInfo(settings.schedule.time_zone))
    page = month_cover(edition, made_at, settings.mail.address(settings.mail.appeals))
    target = io.BytesIO()
    write(month_tables(edition), page, target, edition.language)
    return Report(workbook=target.getvalue(), headline=month_headline(edition))


def _reasons(book: Book) -> Reason:
    """The words of each reason, by whatever version of the rules knows it."""
    known = {leaving.code: leaving for law in book.profiles.versions for leaving in law.leaving}

    def words(code: str, language: str) -> str:
        return known[code].shown(language) if code in known else code

    return words
