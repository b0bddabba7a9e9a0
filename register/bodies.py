"""State bodies and the persons who act for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from config.checks import time_zone_name
from config.trouble import Trouble
from register.database import Base, states
from register.rules.email_address import plain_address
from register.rules.phone import read_phone
from register.rules.record import LENGTHS

LONGEST_ID = 40  # characters of an inspector's ID


class Role(StrEnum):
    """What a person may do; one person may have several roles."""

    INSPECTOR = "inspector"
    OFFICER = "officer"
    HEAD = "head"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"
    RAPID = "rapid"  # of the rapid-response group: reports of unlawful inspections


ACTING = (Role.OFFICER, Role.HEAD)
"""Who may have a case of an appeal."""


class Body(Base):
    """A state body or one of its units; together a tree."""

    __tablename__ = "bodies"

    code: Mapped[str] = mapped_column(sa.String(LENGTHS["body"]), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(LENGTHS["body_name"]))
    parent_code: Mapped[str | None] = mapped_column(sa.ForeignKey("bodies.code"))
    time_zone: Mapped[str | None] = mapped_column(
        sa.String(40)
    )  # where it is not the installation's


class Officer(Base):
    """A person in one role for one body."""

    __tablename__ = "officers"
    __table_args__ = (sa.UniqueConstraint("email", "role", "body_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(320), index=True)  # registered, lower case
    role: Mapped[Role] = mapped_column(states(Role))
    body_code: Mapped[str] = mapped_column(sa.ForeignKey("bodies.code"))
    code: Mapped[str | None] = mapped_column(sa.String(LONGEST_ID), index=True)  # an inspector's ID
    name: Mapped[str] = mapped_column(sa.String(300), default="")
    language: Mapped[str] = mapped_column(sa.String(2), default="ru")
    # +996555123456; '' none. Alerts go there as well.
    phone: Mapped[str] = mapped_column(sa.String(16), default="", server_default="")


def add_body(
    session: Session,
    code: str,
    name: str,
    parent_code: str | None = None,
    time_zone: str | None = None,
) -> Body:
    """A new body, or the known one under another name; Trouble when the parent is unknown.

    `time_zone`: where it is not the installation's; None leaves that of a known body as it is.
    """
    code, name = code.strip(), name.strip()
    if not code or not name:
        raise Trouble("a body needs a code and a name")
    _check_length("the code of a body", code, LENGTHS["body"])
    _check_length("the name of a body", name, LENGTHS["body_name"])
    if parent_code is not None and session.get(Body, parent_code) is None:
        raise Trouble(f"no body {parent_code!r}; add it first: achyk body add {parent_code} NAME")
    if parent_code is not None and code in parents(session, parent_code):
        raise Trouble(f"{code} cannot stand under {parent_code}: it stands above it")
    wrong = time_zone_name(time_zone) if time_zone is not None else None
    if wrong:
        raise Trouble(f"the time zone of {code}: {wrong}")
    own = {"time_zone": time_zone} if time_zone else {}
    return session.merge(Body(code=code, name=name, parent_code=parent_code, **own))


def _check_length(what: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise Trouble(f"{what} may have {longest} characters, not {len(text)}: {text[:60]}…")


def parents(session: Session, code: str) -> tuple[str, ...]:
    """The code itself and every body above it, nearest first."""
    chain: list[str] = []
    body = session.get(Body, code)
    while body is not None and body.code not in chain:
        chain.append(body.code)
        body = session.get(Body, body.parent_code) if body.parent_code else None
    return tuple(chain)


def below(session: Session, code: str) -> frozenset[str]:
    """The code itself and every body under it."""
    above = {body.code: body.parent_code for body in session.scalars(sa.select(Body))}
    found = {code}
    while True:
        more = {child for child, parent in above.items() if parent in found} - found
        if not more:
            return frozenset(found)
        found |= more


def add_officer(
    session: Session,
    email: str,
    role: Role,
    body_code: str,
    code: str | None = None,
    name: str = "",
    language: str = "ru",
    phone: str | None = None,
) -> Officer:
    """A person's role at a body, new or brought up to date; Trouble says what is wrong.

    `phone`: with its country's code; '' takes it away, None leaves that of a known role as it is.
    """
    address = plain_address(email)
    if address is None:
        raise Trouble(f"{email!r} is not an e-mail address")
    if session.get(Body, body_code) is None:
        raise Trouble(f"no body {body_code!r}; add it first: achyk body add {body_code} NAME")
    if role is Role.INSPECTOR and not code:
        raise Trouble(f"inspector {email} needs the ID that the spreadsheets name: --id ID")
    _check_length("an ID", code or "", LONGEST_ID)
    _check_length("a person's name", name, LENGTHS["body_name"])
    officer = _officer(session, address, role, body_code)
    officer.code, officer.name, officer.language = code, name, language
    if phone is not None:
        officer.phone = _phone(phone)
    session.add(officer)
    session.flush()
    return officer


def _phone(text: str) -> str:
    # With a plus the number is whole, and no country's plan is asked.
    number = read_phone(text, "kg") if text.strip().startswith("+") else None
    if number is None and text.strip():
        raise Trouble(f"{text!r} is no telephone number; write it as +996555123456")
    return number or ""


def _officer(session: Session, address: str, role: Role, body_code: str) -> Officer:
    known = sa.select(Officer).filter_by(email=address.lower(), role=role, body_code=body_code)
    found = session.scalar(known)
    return found or Officer(email=address.lower(), role=role, body_code=body_code)


def officers_at(session: Session, email: str) -> tuple[Officer, ...]:
    """Every role of the person with this registered address."""
    return tuple(session.scalars(sa.select(Officer).where(Officer.email == email.lower())))


def inspector_at(session: Session, email: str) -> Officer | None:
    """The inspector with this registered address."""
    return next((o for o in officers_at(session, email) if o.role is Role.INSPECTOR), None)


def administrators(session: Session) -> tuple[Officer, ...]:
    """Who gets the reports, one row a person."""
    rows = session.scalars(
        sa.select(Officer).where(Officer.role == Role.ADMINISTRATOR).order_by(Officer.email)
    )
    return tuple({officer.email: officer for officer in rows}.values())


def body_names(session: Session) -> dict[str, str]:
    """Code → name of every body."""
    return {body.code: body.name for body in session.scalars(sa.select(Body))}


def kin(session: Session) -> dict[str, frozenset[str]]:
    """Each body's code → the code itself, those of the bodies above it and of those below it."""
    parent = {body.code: body.parent_code for body in session.scalars(sa.select(Body))}
    chains = {code: _chain(parent, code) for code in parent}
    return {
        code: chain | {other for other, above in chains.items() if code in above}
        for code, chain in chains.items()
    }


def _chain(parent: Mapping[str, str | None], code: str) -> frozenset[str]:
    chain: set[str] = set()
    at: str | None = code
    while at is not None and at not in chain:
        chain.add(at)
        at = parent.get(at)
    return frozenset(chain)


def inspector_bodies(session: Session) -> dict[str, frozenset[str]]:
    """The ID of each inspector → the codes of the bodies for which it stands."""
    rows = session.execute(
        sa.select(Officer.code, Officer.body_code).where(Officer.role == Role.INSPECTOR)
    )
    found: dict[str, frozenset[str]] = {}
    for code, body in rows:
        if code:
            found[code] = found.get(code, frozenset()) | {body}
    return found


def inspector_names(session: Session) -> list[tuple[str, str]]:
    """Name and ID of each inspector who has both."""
    named = sa.select(Officer.name, Officer.code).where(Officer.role == Role.INSPECTOR)
    return [(name, code) for name, code in session.execute(named.distinct()) if name and code]


def staff_addresses(session: Session) -> frozenset[str]:
    """Every registered address of a person who acts for a body."""
    return frozenset(session.scalars(sa.select(Officer.email)))


def domains(addresses: Iterable[str]) -> frozenset[str]:
    """The domains of addresses, each with its @."""
    return frozenset("@" + address.rpartition("@")[2] for address in addresses)
