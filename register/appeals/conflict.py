"""Who may have nothing to do with an appeal: whom it names, who inspected, and who depends on them.

Asked anew at each step and each reading, of the register as it stands then: whoever becomes a head,
a substitute or an inspector of this business meanwhile is barred from that moment on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.appeals.contact import Contact, read_contact, read_words
from register.appeals.tables import Appeal, AppealPart, Decision, Movement, Substitute
from register.bodies import Body, Officer, Role
from register.businesses import BusinessAddress
from register.inspections import Inspection
from register.moment import Moment
from register.rules.appeal import MovementKind
from register.rules.naming import named

_BY_APPLICANT = (MovementKind.ANSWERED, MovementKind.ADDED, MovementKind.RATED)


@dataclass(frozen=True)
class Barred:
    """Who is kept away from one appeal."""

    people: frozenset[str]  # registered addresses
    bodies: frozenset[str]  # of which everybody is kept away: their head is

    def bars(self, email: str, bodies: Iterable[str]) -> bool:
        """Whether a person with roles at these bodies is kept away."""
        return email in self.people or not self.bodies.isdisjoint(bodies)

    @property
    def nobody(self) -> bool:
        """Whether there is nobody to keep away."""
        return not self.people and not self.bodies


@dataclass(frozen=True)
class Staff:
    """Who acts for which body, as one look at the register shows it."""

    officers: tuple[Officer, ...]
    parent: dict[str, str | None]  # body → the one above
    substitutes: dict[str, str]  # who is away today → who acts
    zones: dict[str, str | None]  # body → its time zone

    def bodies_of(self, email: str) -> frozenset[str]:
        """The bodies at which a person has a role."""
        return frozenset(one.body_code for one in self.officers if one.email == email)

    def chain(self, body: str) -> tuple[str, ...]:
        """The body and those above it, nearest first."""
        found: list[str] = []
        at: str | None = body
        while at is not None and at not in found:
            found.append(at)
            at = self.parent.get(at)
        return tuple(found)

    def below(self, body: str) -> frozenset[str]:
        """The body and those under it."""
        return frozenset(one for one in self.parent if body in self.chain(one))

    def at(self, body: str, role: Role) -> tuple[Officer, ...]:
        """Who has the role at this very body, in a lasting order."""
        found = (one for one in self.officers if one.body_code == body and one.role is role)
        return tuple(sorted(found, key=lambda one: one.email))


def staff_now(session: Session, moment: Moment) -> Staff:
    """The staff of this moment."""
    bodies = session.execute(sa.select(Body.code, Body.parent_code, Body.time_zone)).all()
    today = moment.today
    away = sa.select(Substitute.officer, Substitute.substitute)
    away = away.where(Substitute.first <= today, Substitute.last >= today)
    return Staff(
        officers=tuple(session.scalars(sa.select(Officer))),
        parent={code: parent for code, parent, _ in bodies},
        substitutes={one.officer: one.substitute for one in session.execute(away)},
        zones={code: zone for code, _, zone in bodies},
    )


def barred(
    session: Session, moment: Moment, appeal: Appeal, staff: Staff, part: AppealPart
) -> Barred:
    """Who is kept away from this part now: also whoever decided it one level below."""
    contact = read_contact(moment.keys, appeal)
    texts = [contact.subject, read_words(moment.keys, appeal.words)]
    later = sa.select(Movement.words).where(
        Movement.appeal_id == appeal.id, Movement.kind.in_(_BY_APPLICANT)
    )
    texts += [read_words(moment.keys, words) for words in session.scalars(later) if words]
    found = barred_by(session, staff, contact, "\n".join(texts), appeal.inspection_id)
    return Barred(found.people | _deciders(session, part), found.bodies)


def _deciders(session: Session, part: AppealPart) -> frozenset[str]:
    """Who decided the earlier levels of this part: a second look is another person's."""
    if part.level == 1:
        return frozenset()
    below = sa.select(Decision.by).join(AppealPart, AppealPart.id == Decision.part_id)
    below = below.where(
        AppealPart.appeal_id == part.appeal_id,
        AppealPart.number == part.number,
        AppealPart.level < part.level,
    )
    return frozenset(session.scalars(below))


def barred_by(
    session: Session, staff: Staff, contact: Contact, text: str, inspection_id: int | None
) -> Barred:
    """Who is kept away from what this applicant writes about this inspection."""
    ids = inspectors_of(session, contact.email, inspection_id)
    people = {one.email for one in staff.officers if one.code and one.code in ids}
    known = {(one.name, one.code or "", one.email) for one in staff.officers}
    by_name = {(name, code): email for name, code, email in known}
    found = named(text, contact.name, by_name)
    people |= {email for name, code, email in known if (name, code) in found}
    return with_dependents(staff, people)


def with_dependents(staff: Staff, people: set[str]) -> Barred:
    """These persons, who acts for them now, and everybody under a head among them."""
    if not people:
        return Barred(frozenset(), frozenset())
    acting = {staff.substitutes[one] for one in people if one in staff.substitutes}
    heads = {o.body_code for o in staff.officers if o.email in people and o.role is Role.HEAD}
    bodies = frozenset().union(*(staff.below(body) for body in heads))
    return Barred(frozenset(people | acting), bodies)


def inspectors_of(session: Session, email: str, inspection_id: int | None) -> frozenset[str]:
    """The IDs of all who ever inspected the business that writes, or that the appeal is about."""
    businesses: set[str] = set()
    if email:
        known = sa.select(BusinessAddress.tax_id).where(BusinessAddress.email == email.lower())
        businesses |= set(session.scalars(known.distinct()))
    if inspection_id is not None:
        businesses.add(session.get_one(Inspection, inspection_id).tax_id)
    if not businesses:
        return frozenset()
    rows = session.scalars(
        sa.select(Inspection.inspector_ids).where(Inspection.tax_id.in_(businesses)).distinct()
    )
    return frozenset(code for ids in rows for code in ids.split())
