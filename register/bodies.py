"""State bodies and the persons who act for them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from config.trouble import Trouble
from register.database import Base, states
from register.rules.email_address import plain_address


class Role(StrEnum):
    """What a person may do; one person may have several roles."""

    INSPECTOR = "inspector"
    OFFICER = "officer"
    HEAD = "head"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"


class Body(Base):
    """A state body or one of its units; together a tree."""

    __tablename__ = "bodies"

    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(300))
    parent_code: Mapped[str | None] = mapped_column(sa.ForeignKey("bodies.code"))


class Officer(Base):
    """A person in one role for one body."""

    __tablename__ = "officers"
    __table_args__ = (sa.UniqueConstraint("email", "role", "body_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(320), index=True)  # registered, lower case
    role: Mapped[Role] = mapped_column(states(Role))
    body_code: Mapped[str] = mapped_column(sa.ForeignKey("bodies.code"))
    code: Mapped[str | None] = mapped_column(sa.String(40), index=True)  # the ID an inspector shows
    name: Mapped[str] = mapped_column(sa.String(300), default="")
    language: Mapped[str] = mapped_column(sa.String(2), default="ru")


def add_body(session: Session, code: str, name: str, parent_code: str | None = None) -> Body:
    """A new body, or the known one under another name; Trouble when the parent is unknown."""
    code, name = code.strip(), name.strip()
    if not code or not name:
        raise Trouble("a body needs a code and a name")
    if parent_code is not None and session.get(Body, parent_code) is None:
        raise Trouble(f"no body {parent_code!r}; add it first: achyk body add {parent_code} NAME")
    if parent_code is not None and code in parents(session, parent_code):
        raise Trouble(f"{code} cannot stand under {parent_code}: it stands above it")
    return session.merge(Body(code=code, name=name, parent_code=parent_code))


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
) -> Officer:
    """A person's role at a body, new or brought up to date; Trouble says what is wrong."""
    address = plain_address(email)
    if address is None:
        raise Trouble(f"{email!r} is not an e-mail address")
    if session.get(Body, body_code) is None:
        raise Trouble(f"no body {body_code!r}; add it first: achyk body add {body_code} NAME")
    if role is Role.INSPECTOR and not code:
        raise Trouble(f"inspector {email} needs the ID that the spreadsheets name: --id ID")
    officer = _officer(session, address, role, body_code)
    officer.code, officer.name, officer.language = code, name, language
    session.add(officer)
    session.flush()
    return officer


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


def inspector_ids(session: Session) -> frozenset[str]:
    """The IDs of all inspectors."""
    ids = session.scalars(sa.select(Officer.code).where(Officer.role == Role.INSPECTOR))
    return frozenset(code for code in ids if code)


def staff_addresses(session: Session) -> frozenset[str]:
    """Every registered address of a person who acts for a body."""
    return frozenset(session.scalars(sa.select(Officer.email)))


def domains(addresses: Iterable[str]) -> frozenset[str]:
    """The domains of addresses, each with its @."""
    return frozenset("@" + address.rpartition("@")[2] for address in addresses)
