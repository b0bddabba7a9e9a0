"""Substitutes: who acts for an official from one day until another, so that no case waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.trouble import Trouble
from register.appeals.tables import AppealPart, Substitute
from register.bodies import ACTING, Officer
from register.moment import Moment
from register.rules.appeal import PartState


def send_away(
    session: Session, moment: Moment, officer: str, first: date, last: date, substitute: str
) -> Substitute:
    """Record who acts for `officer`, both days included; Trouble says what is wrong.

    The ladder looks at the officer's open parts on the first day, and gives them over then.
    """
    officer, substitute = officer.strip().lower(), substitute.strip().lower()
    for email in (officer, substitute):
        if not _acts(session, email):
            raise Trouble(f"{email} is no officer or head; register the role: achyk officer add")
    if officer == substitute:
        raise Trouble("nobody is the own substitute; name another person")
    if last < first or last < moment.today:
        raise Trouble(f"{first} to {last} lies behind or runs backwards; give days to come")
    for other in absences(session, first, last):
        if officer in (other.officer, other.substitute) or substitute == other.officer:
            raise Trouble(
                f"from {other.first} until {other.last} {other.substitute} acts for "
                f"{other.officer}: the days overlap; choose others"
            )
    made = Substitute(officer=officer, first=first, last=last, substitute=substitute)
    session.add(made)
    _look_at_parts(session, moment, officer, first)
    return made


def absences(session: Session, first: date, last: date) -> Sequence[Substitute]:
    """Every absence of which a day lies between these two, the earliest first."""
    found = sa.select(Substitute).where(Substitute.first <= last, Substitute.last >= first)
    return session.scalars(found.order_by(Substitute.first, Substitute.officer)).all()


def _acts(session: Session, email: str) -> bool:
    known = sa.select(Officer.id).where(Officer.email == email, Officer.role.in_(ACTING))
    return session.scalar(known.limit(1)) is not None


def _look_at_parts(session: Session, moment: Moment, officer: str, first: date) -> None:
    """An asked part is given over when its answer comes; an open one when the absence begins."""
    begins = max(moment.now, datetime.combine(first, time(), moment.zone))
    session.execute(
        sa.update(AppealPart)
        .where(
            AppealPart.holder == officer,
            AppealPart.state == PartState.OPEN,
            AppealPart.look_at > begins,
        )
        .values(look_at=begins)
    )
