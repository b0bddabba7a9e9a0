"""Who may have nothing to do with an appeal: whom it names, who inspected, and who depends on them.

Asked anew at each step and each reading, of the register as it stands then: whoever becomes a head,
a substitute or an inspector of this business meanwhile is barred from that moment on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from register.appeals.contact import Contact, read_contact, read_words
from register.appeals.tables import Appeal, AppealPart, Decision, Movement, Substitute
from register.bodies import Body, Officer, Role
from register.businesses import BusinessAddress
from register.inspections import Inspection
from register.keys import KeyTrouble
from register.moment import Moment
from register.rules.appeal import MovementKind
from register.rules.naming import named

_BODIES = sa.select(Body.code, Body.parent_code, Body.time_zone, Body.name).order_by(Body.code)
_ROLE = sa.type_coerce(Officer.role, sa.String)  # as it is stored: read with each appeal
_OFFICERS = sa.select(
    Officer.email, _ROLE, Officer.body_code, Officer.code, Officer.name, Officer.language
).order_by(Officer.id)
_AWAY = sa.select(Substitute.officer, Substitute.substitute).where(
    Substitute.first <= sa.bindparam("today"), Substitute.last >= sa.bindparam("today")
)
_BUSINESSES = sa.select(BusinessAddress.email, BusinessAddress.tax_id).where(
    BusinessAddress.email.in_(sa.bindparam("emails", expanding=True))
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
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


class Person(NamedTuple):
    """One role of a person: a row of the officers, light enough to read them all each time."""

    email: str
    role: Role
    body_code: str
    code: str | None
    name: str
    language: str


@dataclass(frozen=True)
class Staff:
    """Who acts for which body, as one look at the register shows it."""

    officers: tuple[Person, ...]
    parent: dict[str, str | None]  # body → the one above
    substitutes: dict[str, str]  # who is away today → who acts
    zones: dict[str, str | None]  # body → its time zone
    bodies: dict[str, str]  # body → its name

    @cached_property
    def names(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """Name and ID → the addresses of who is registered so; '' for none."""
        found: dict[tuple[str, str], frozenset[str]] = {}
        for one in self.officers:
            known = (one.name, one.code or "")
            found[known] = found.get(known, frozenset()) | {one.email}
        return found

    @cached_property
    def _bodies(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for one in self.officers:
            found[one.email] = found.get(one.email, frozenset()) | {one.body_code}
        return found

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {one.email: one.name for one in reversed(self.officers)}

    def name_of(self, email: str) -> str:
        """What a person is called; '' when not registered."""
        return self._names.get(email, "")

    def bodies_of(self, email: str) -> frozenset[str]:
        """The bodies at which a person has a role."""
        return self._bodies.get(email, frozenset())

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

    @cached_property
    def _posts(self) -> Mapping[tuple[str, Role], tuple[Person, ...]]:
        found: dict[tuple[str, Role], tuple[Person, ...]] = {}
        for one in sorted(self.officers, key=lambda one: one.email):
            found[one.body_code, one.role] = (*found.get((one.body_code, one.role), ()), one)
        return found

    def at(self, body: str, role: Role) -> tuple[Person, ...]:
        """Who has the role at this very body, in a lasting order."""
        return self._posts.get((body, role), ())

    @property
    def top(self) -> str:
        """The body with most below it; '' where there is none at all."""
        below = Counter(above for one in self.parent for above in self.chain(one))
        return max(below, key=lambda code: (below[code], code), default="")


def staff_now(session: Session, moment: Moment) -> Staff:
    """The staff of this moment."""
    run = session.connection().execute
    read = (run(_OFFICERS), run(_BODIES), run(_AWAY, {"today": moment.today}))
    officers, bodies, away = (tuple(map(tuple, rows.all())) for rows in read)
    return _staff(officers, bodies, away)


@lru_cache(maxsize=4)
def _staff(
    officers: tuple[Any, ...],
    bodies: tuple[Any, ...],
    away: tuple[Any, ...],
) -> Staff:
    """The rows are read each time; what is found by them is kept while they stay as they are."""
    return Staff(
        officers=tuple(Person(email, Role(role), *rest) for email, role, *rest in officers),
        parent={code: parent for code, parent, _, _ in bodies},
        substitutes=dict(away),
        zones={code: zone for code, _, zone, _ in bodies},
        bodies={code: name for code, _, _, name in bodies},
    )


def barred(
    session: Session, moment: Moment, appeal: Appeal, staff: Staff, part: AppealPart
) -> Barred:
    """Who is kept away from this part now: also whoever decided it one level below."""
    return barred_from(session, moment, staff, [(appeal, part)])[part.id]


def barred_from(
    session: Session, moment: Moment, staff: Staff, cases: Sequence[tuple[Appeal, AppealPart]]
) -> dict[int, Barred]:
    """The same for many parts, by their ids, in a few queries; those that do not open are left out.

    KeyTrouble where it is the only one.
    """
    appeals = {appeal.id: appeal for appeal, _ in cases}
    contacts: dict[int, Contact] = {}
    texts: dict[int, list[str]] = {}
    for number, one in appeals.items():
        try:
            contact, said = read_contact(moment.keys, one), read_words(moment.keys, one.words)
        except KeyTrouble:
            if len(appeals) == 1:
                raise
            continue
        contacts[number], texts[number] = contact, [contact.subject, said]
    appeals = {number: one for number, one in appeals.items() if number in contacts}
    later = sa.select(Movement.appeal_id, Movement.words).where(
        Movement.appeal_id.in_(appeals), Movement.kind.in_(_BY_APPLICANT)
    )
    for number, words in session.execute(later):
        texts[number].append(read_words(moment.keys, words))
    about = {n: (contacts[n].email, one.inspection_id) for n, one in appeals.items()}
    ids = _inspectors(session, about)
    found = {n: _barred(staff, contacts[n], texts[n], ids[n]) for n in appeals}
    return {
        part.id: Barred(found[appeal.id].people | _deciders(session, part), found[appeal.id].bodies)
        for appeal, part in cases
        if appeal.id in found
    }


def _deciders(session: Session, part: AppealPart) -> frozenset[str]:
    """Who decided the earlier levels of this part: a second look is another person's."""
    if part.level == 1:
        return frozenset()
    below = sa.select(Decision.by).join(AppealPart, AppealPart.id == Decision.part_id)
    below = below.where(
        AppealPart.appeal_id == part.appeal_id,
        AppealPart.number.in_((0, part.number)),  # who decided the whole decided its parts
        AppealPart.level < part.level,
    )
    return frozenset(session.scalars(below))


def barred_by(
    session: Session,
    staff: Staff,
    contact: Contact,
    texts: Sequence[str],
    inspection_id: int | None,
) -> Barred:
    """Who is kept away from what this applicant writes, in these texts, about this inspection."""
    ids = _inspectors(session, {0: (contact.email, inspection_id)})[0]
    return _barred(staff, contact, texts, ids)


def _barred(staff: Staff, contact: Contact, texts: Sequence[str], ids: Set[str]) -> Barred:
    people = {one.email for one in staff.officers if one.code and one.code in ids}
    # Each text by itself: a long one may not push out of sight what a later one says.
    for found in (named(text, contact.name, staff.names.keys()) for text in texts if text):
        people |= {email for known in found for email in staff.names[known]}
    people |= {email for text in texts for email in _addresses(text) if staff.bodies_of(email)}
    return with_dependents(staff, people)


def with_dependents(staff: Staff, people: set[str]) -> Barred:
    """These persons, who acts for them now, and everybody under a head among them."""
    if not people:
        return Barred(frozenset(), frozenset())
    acting = {staff.substitutes[one] for one in people if one in staff.substitutes}
    heads = {o.body_code for o in staff.officers if o.email in people and o.role is Role.HEAD}
    bodies = frozenset().union(*(staff.below(body) for body in heads))
    return Barred(frozenset(people | acting), bodies)


def _addresses(text: str) -> Iterator[str]:
    """What may be registered addresses in a text."""
    return (found[0].lower() for found in _ADDRESS.finditer(text))


def _inspectors(
    session: Session, about: Mapping[int, tuple[str, int | None]]
) -> dict[int, Set[str]]:
    """The IDs of all who ever inspected the business that writes, or that an appeal is about.

    `about`: the address that writes and the inspection, by any number.
    """
    emails = {email.lower() for email, _ in about.values() if email}
    inspections = {one for _, one in about.values() if one is not None}
    businesses: dict[str | int, set[str]] = {}
    if emails:
        found = session.connection().execute(_BUSINESSES, {"emails": sorted(emails)})
        for email, tax_id in found:
            businesses.setdefault(email, set()).add(tax_id)
    if inspections:
        known = sa.select(Inspection.id, Inspection.tax_id)
        for number, tax_id in session.execute(known.where(Inspection.id.in_(inspections))):
            businesses.setdefault(number, set()).add(tax_id)
    visited = _visited_by(session, set().union(*businesses.values()))
    return {
        number: frozenset().union(
            *(visited.get(tax_id, ()) for key in keys for tax_id in businesses.get(key, ()))
        )
        for number, keys in ((n, (email.lower(), one or 0)) for n, (email, one) in about.items())
    }


def _visited_by(session: Session, businesses: Set[str]) -> dict[str, set[str]]:
    """Each business's tax id → the IDs of its inspectors."""
    found: dict[str, set[str]] = {}
    if not businesses:
        return found
    rows = sa.select(Inspection.tax_id, Inspection.inspector_ids)
    for tax_id, ids in session.execute(rows.where(Inspection.tax_id.in_(businesses)).distinct()):
        found.setdefault(tax_id, set()).update(ids.split())
    return found
