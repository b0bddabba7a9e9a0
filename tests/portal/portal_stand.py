"""A portal on a real SQLite register with one invited business, and a clock that a test turns."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from starlette.testclient import TestClient

from config.book import load_book
from config.questionnaire import questionnaire
from config.settings import Settings
from ingest.appeals.kinds import appeal_kind
from portal.face import Face
from register.database import open_engine, reading, transaction
from register.inspections import inspection_by_no, record_inspection
from register.invitations import Invitation, invite
from register.keys import Keys
from register.letters import ONE_CLICK, Letter
from register.moment import Moment
from register.responses import Response, ResponseWords
from register.rules.record import InspectionKind, InspectionRecord
from register.tables import Base

EMAIL = "buh@nookat-torg.example"
PORTAL = "https://achyk.example"


@dataclass
class Stand:
    """The portal under test."""

    face: Face
    client: TestClient
    clock: list[datetime]  # one entry: now
    token: str

    @property
    def path(self) -> str:
        """The survey page."""
        return f"/s/{self.token}"

    @property
    def leave(self) -> str:
        """The link that the letter's List-Unsubscribe carries."""
        with reading(self.face.engine) as session:
            letter_id = (
                session.scalars(sa.select(Letter.id).filter_by(recipient=EMAIL)).first() or ""
            )
        return f"/u/{letter_id}{self.face.keys.sign(ONE_CLICK, letter_id)}"

    def answers(self) -> dict[str, str | None]:
        """The current response's columns; {} when there is none."""
        with reading(self.face.engine) as session:
            row = session.scalar(sa.select(Response).filter_by(current=True))
            return {} if row is None else {f"q{n}": getattr(row, f"q{n}") for n in range(1, 14)}

    def words(self) -> list[str]:
        """All free words kept."""
        with reading(self.face.engine) as session:
            return list(session.scalars(sa.select(ResponseWords.words)))

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """All rows of all tables, to see that nothing changed."""
        with reading(self.face.engine) as session:
            return {
                name: [tuple(row) for row in session.execute(sa.select(table))]
                for name, table in Base.metadata.tables.items()
            }

    def invitation(self) -> Invitation:
        """The business's invitation."""
        with reading(self.face.engine) as session:
            return session.scalars(sa.select(Invitation)).one()


def a_record(number: str, email: str = EMAIL, language: str = "en") -> InspectionRecord:
    """A planned inspection that ended on 20 August 2026; its quarter closes on 30 October."""
    return InspectionRecord(
        registration_no=number,
        body="geti",
        inspector_ids=("I-7",),
        business_name="Nookat Torg",
        tax_id="12345678901234",
        kind=InspectionKind.PLANNED,
        started_on=date(2026, 8, 18),
        finished_on=date(2026, 8, 20),
        email=email,
        language=language,
    )


def invited(face: Face, number: str, email: str = EMAIL, language: str = "en") -> str:
    """Ask about one more inspection; its token."""
    with transaction(face.engine) as session:
        moment, survey = face.moment(), face.settings.survey
        record_inspection(session, moment, a_record(number, email, language), "u1", survey)
        inspection = inspection_by_no(session, number)
        assert inspection is not None
        about = invite(session, moment, inspection, survey).about
        letter = session.scalars(sa.select(Letter).filter_by(about=about)).one()
        return str(letter.read_context(face.keys)["token"])


def a_face(folder: Path, clock: list[datetime], settings: Settings) -> Face:
    """A face on an empty database that has no tables yet."""
    keys = Keys(folder / "keys")
    keys.make()
    zone = ZoneInfo("Asia/Bishkek")
    return Face(
        engine=open_engine("sqlite:///achyk.db", folder),
        settings=settings,
        questionnaire=questionnaire("inspection-1"),
        keys=keys,
        moment=lambda: Moment(clock[0], os.urandom, keys, zone),
        book=lambda: load_book(settings),
        kind_of=partial(appeal_kind, ""),
    )
