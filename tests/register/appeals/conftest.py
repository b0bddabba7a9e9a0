"""An office: a ministry, an inspectorate, a unit and their people, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.book import Book, load_book
from config.settings import read_settings
from register.appeals.acting import act
from register.appeals.applicant import rate, write_more
from register.appeals.arriving import arrive
from register.appeals.contact import Contact
from register.appeals.deed import Deed
from register.appeals.incoming import Incoming
from register.appeals.ladder import sweep
from register.appeals.moving import movements_of
from register.appeals.registering import Registered
from register.appeals.tables import Appeal, AppealPart
from register.bodies import Role, add_body, add_officer
from register.database import open_engine, reading, transaction
from register.letters import Letter
from register.moment import Moment
from register.rules.appeal import Action, AppealKind, Channel, DecisionKind
from register.rules.letter import LetterKind

MINISTER, DIRECTOR, HEAD = "minister@min.kg", "director@geti.kg", "head@chuy.kg"
ONE, TWO = "one@chuy.kg", "two@chuy.kg"
RAPID, ADMIN = "rapid@geti.kg", "admin@min.kg"
STAFF = (
    (MINISTER, Role.HEAD, "MIN", None, "Министров Аскар"),
    (DIRECTOR, Role.HEAD, "GETI", None, "Директоров Болот"),
    (HEAD, Role.HEAD, "CHUY", None, "Начальников Темир"),
    (ONE, Role.OFFICER, "CHUY", "I-11", "Садыкова Бермет"),
    (TWO, Role.OFFICER, "CHUY", None, "Осмонова Чынара"),
    ("osh@osh.kg", Role.OFFICER, "OSH", None, "Калыков Данияр"),
    ("oshhead@osh.kg", Role.HEAD, "OSH", None, "Эргешов Урмат"),
    (RAPID, Role.RAPID, "GETI", None, "Быстров Нур"),
    (ADMIN, Role.ADMINISTRATOR, "MIN", None, "Админов Канат"),
    ("clerk@min.kg", Role.OPERATOR, "MIN", None, "Операторова Анна"),
)
BODIES = (("MIN", None), ("GETI", "MIN"), ("CHUY", "GETI"), ("OSH", "GETI"), ("LONE", None))
ANSWER = Deed(Action.DECIDE, text="Разъясняем, что план соблюдён.", decision=DecisionKind.EXPLAINED)


@dataclass
class Office:
    """What happens to appeals, each deed in a transaction of its own, on a clock that is set."""

    engine: sa.Engine
    moment: Moment
    book: Book
    seen: int = field(default=0)  # appeals

    def later(self, **by: float) -> None:
        """The clock moves."""
        self.moment = replace(self.moment, now=self.moment.now + timedelta(**by))

    def at(self, *when: int) -> None:
        """The clock in Bishkek shows this."""
        local = datetime(*when, tzinfo=self.moment.zone)  # type: ignore[misc,arg-type]
        self.moment = replace(self.moment, now=local.astimezone(UTC))

    def arrive(self, words: str = "Прошу объяснить предписание.", **facts: Any) -> Registered:
        """An appeal to CHUY, received now."""
        self.seen += 1
        contact = Contact("Аида Токтогулова", f"aida{self.seen}@business.kg", "", "Жалоба")
        usual: dict[str, Any] = {
            "channel": Channel.MAIL,
            "received_at": self.moment.now,
            "contact": contact,
            "kind": AppealKind.COMPLAINT,
            "language": "ru",
            "body": "CHUY",
        }
        with transaction(self.engine) as session:
            incoming = Incoming(words=words, **(usual | facts))
            return arrive(session, self.moment, self.book, incoming)

    def part(self, words: str = "Прошу объяснить предписание.", **facts: Any) -> int:
        """The id of the part of an appeal that arrives."""
        return self.arrive(words, **facts).part.id

    def do(self, part_id: int, by: str, deed: Deed = ANSWER) -> AppealPart:
        """An official acts."""
        with transaction(self.engine) as session:
            return act(session, self.moment, self.book, part_id, by, deed)

    def write(self, part_id: int, words: str) -> str:
        """The applicant writes more."""
        with transaction(self.engine) as session:
            return write_more(
                session, self.moment, self.book, self._appeal(session, part_id), words
            )

    def rate(self, part_id: int, rating: int, words: str = "") -> AppealPart | None:
        """The applicant rates."""
        with transaction(self.engine) as session:
            appeal = self._appeal(session, part_id)
            return rate(session, self.moment, self.book, appeal, rating, words)

    def _appeal(self, session: Session, part_id: int) -> Appeal:
        return session.get_one(Appeal, session.get_one(AppealPart, part_id).appeal_id)

    def sweep(self, limit: int = 500) -> dict[str, int]:
        """The ladder, until nothing is left."""
        done: dict[str, int] = {}
        for _ in range(100):
            with transaction(self.engine) as session:
                counts = sweep(session, self.moment, self.book, limit)
            for name in counts.keys() - {"left"}:
                done[name] = done.get(name, 0) + counts[name]
            if not counts["left"]:
                return done
        raise AssertionError("the sweep does not come to an end")

    def get(self, part_id: int) -> AppealPart:
        """The part as it stands."""
        with reading(self.engine) as session:
            return session.get_one(AppealPart, part_id)

    def parts(self) -> list[AppealPart]:
        """Every part there is."""
        with reading(self.engine) as session:
            return list(session.scalars(sa.select(AppealPart).order_by(AppealPart.id)))

    def route(self, part_id: int) -> list[tuple[str, str]]:
        """Kind and detail of each movement of a part."""
        with reading(self.engine) as session:
            appeal_id = session.get_one(AppealPart, part_id).appeal_id
            moved = movements_of(session, appeal_id)
            return [(one.kind.value, one.detail) for one in moved if one.part_id == part_id]

    def letters(self, *kinds: LetterKind) -> list[tuple[str, str]]:
        """Kind and recipient of each letter in the outbox, oldest first."""
        with reading(self.engine) as session:
            rows = session.scalars(sa.select(Letter).order_by(Letter.created_at, Letter.id))
            found = [(one.kind, one.recipient) for one in rows]
        return sorted((k.value, to) for k, to in found if not kinds or k in kinds)

    def facts(self, kind: LetterKind, to: str) -> dict[str, Any]:
        """What the newest letter of a kind to somebody says."""
        wanted = sa.select(Letter).filter_by(kind=kind, recipient=to)
        with reading(self.engine) as session:
            letter = session.scalars(wanted.order_by(Letter.created_at.desc())).first()
            assert letter is not None, f"no {kind} to {to}"
            return letter.read_context(self.moment.keys)

    def told(self) -> set[str]:
        """Everybody in an office who was written to."""
        own = {row[0] for row in STAFF}
        return {to for _, to in self.letters() if to in own}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """The law and calendar of Kyrgyzstan as they are shipped."""
    return load_book(read_settings(tmp_path, {}, {}))


@pytest.fixture
def office(register_url: str, tmp_path: Path, moment: Moment, book: Book) -> Iterator[Office]:
    """Monday 20 July 2026, ten in the morning in Bishkek."""
    engine = open_engine(register_url, tmp_path)
    with transaction(engine) as session:
        for code, parent in BODIES:
            add_body(session, code, f"Орган {code}", parent)
            session.flush()
        for email, role, body, code, name in STAFF:
            add_officer(session, email, role, body, code, name)
    yield Office(engine, moment, book)
    engine.dispose()
