"""Whom a part goes to: the person who works on it, and the heads above, none of them barred."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.appeals.conflict import Barred, Person, Staff
from register.appeals.tables import AppealPart
from register.bodies import Role
from register.rules.appeal import WAITING_STATES

OFFICER = 0  # the lowest rung
_LADEN = (
    sa.select(AppealPart.holder, sa.func.count())
    .where(
        AppealPart.holder.in_(sa.bindparam("emails", expanding=True)),
        AppealPart.state.in_(WAITING_STATES),
    )
    .group_by(AppealPart.holder)
)


@dataclass(frozen=True)
class Addressee:
    """Where a part is, and with whom."""

    body: str
    holder: str  # registered address; '' when nobody was found
    rung: int


def addressee(
    session: Session, staff: Staff, kept_out: Barred, body: str, rung: int = OFFICER
) -> Addressee:
    """The first person for a part that belongs to `body`, from this rung up.

    Officers of the body by the fewest open parts; else its head, else the heads above. A body whose
    head is barred is passed over, and with it all that stands under that head.
    """
    chain = staff.chain(body)
    if rung == OFFICER:
        officers = free(staff, kept_out, staff.at(body, Role.OFFICER))
        if officers:
            return Addressee(body, _least_laden(session, officers), OFFICER)
    for step, at in enumerate(chain, start=1):
        if step >= rung:
            found = free(staff, kept_out, staff.at(at, Role.HEAD)) or (
                # Above the body itself an officer of the next may take what no head can.
                free(staff, kept_out, staff.at(at, Role.OFFICER)) if step > 1 else []
            )
            if found:
                return Addressee(body, found[0], step)
    return Addressee(body, "", OFFICER)


def person_on(staff: Staff, kept_out: Barred, body: str, rung: int) -> str:
    """Who stands on this rung of the ladder of `body`: address, '' when nobody may or does."""
    chain = staff.chain(body)
    if not 1 <= rung <= len(chain):
        return ""
    found = free(staff, kept_out, staff.at(chain[rung - 1], Role.HEAD))
    return found[0] if found else ""


def top_rung(staff: Staff, body: str) -> int:
    """The highest rung of the ladder of `body`."""
    return len(staff.chain(body))


def free(staff: Staff, kept_out: Barred, officers: tuple[Person, ...]) -> list[str]:
    """The addresses of those who may act, a substitute in the place of who is away.

    Nobody stands in for a person who is kept away: a substitute is as partial as who is away.
    """
    fit = [one.email for one in officers if not _is_barred(staff, kept_out, one.email)]
    acting = dict.fromkeys(staff.substitutes.get(email, email) for email in fit)
    return [email for email in acting if not _is_barred(staff, kept_out, email)]


def _is_barred(staff: Staff, kept_out: Barred, email: str) -> bool:
    return not kept_out.nobody and kept_out.bars(email, staff.bodies_of(email))


def _least_laden(session: Session, emails: list[str]) -> str:
    rows = session.connection().execute(_LADEN, {"emails": emails})
    laden = {row[0]: row[1] for row in rows}
    return min(emails, key=lambda one: (laden.get(one, 0), emails.index(one)))


def may_act(staff: Staff, kept_out: Barred, part: AppealPart, email: str, alert: bool) -> str:
    """The post in which a person may act on a part now; '' when not.

    Its holder, who acts for the holder, and every head above; of an alert the rapid-response group.
    """
    if kept_out.bars(email, staff.bodies_of(email)):
        return ""
    standing_in = {
        one for one in _standing_in(staff, email) if not _is_barred(staff, kept_out, one)
    }
    roles = [one for one in staff.officers if one.email in standing_in]
    chain = staff.chain(part.body)
    if any(one.role is Role.HEAD and one.body_code in chain for one in roles):
        return Role.HEAD.value
    if alert and any(one.role is Role.RAPID and one.body_code in chain for one in roles):
        return Role.RAPID.value
    return Role.OFFICER.value if part.holder in standing_in and roles else ""


def _standing_in(staff: Staff, email: str) -> frozenset[str]:
    """The person and those for whom the person acts today."""
    return frozenset({email} | {one for one, other in staff.substitutes.items() if other == email})


def rung_of(staff: Staff, part: AppealPart, email: str) -> int:
    """The rung on which a person stands for this part."""
    standing_in = _standing_in(staff, email)
    for step, at in enumerate(staff.chain(part.body), start=1):
        if any(one.email in standing_in for one in staff.at(at, Role.HEAD)):
            return step
    return OFFICER
