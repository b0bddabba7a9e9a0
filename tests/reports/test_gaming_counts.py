"""The audit of addresses from a register: what is counted, and the workbook as it is read back."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
import sqlalchemy as sa

from config.questionnaire import questionnaire
from config.settings import Settings
from register.bodies import Role, add_body, add_officer
from register.businesses import Business, BusinessAddress
from register.database import open_engine, reading, transaction
from register.inspections import Inspection
from register.invitations import Invitation, InvitationState
from register.migrate import upgrade
from register.responses import Response
from register.rules.record import EmailSource, InspectionKind
from reports.gaming import Sign
from reports.gaming_book import address_audit
from reports.gaming_counts import gaming_counts

ASKED = questionnaire("inspection-1")
NOW = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)
DAY = date(2026, 8, 3)
OWN = "bermet@chuy.gov.kg"


class Town:
    """Inspections and responses, a row at a time."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine, self.seen = engine, 0

    def visit(
        self,
        inspector: str = "I-1",
        email: str | None = "shop{n}@business.kg",
        state: InvitationState | None = InvitationState.OPEN,
        registry: str | None = None,
        fine: int | None = None,
    ) -> str:
        """One inspection of a business of its own."""
        self.seen += 1
        n = self.seen
        address = email.format(n=n) if email else None
        coarse = {"quarter": "2026-Q3", "body": "geti", "kind": InspectionKind.PLANNED,
                  "inspector_ids": inspector, "region": "chuy", "unit": None}  # fmt: skip
        with transaction(self.engine) as session:
            session.add(Business(tax_id=f"{n:014d}", name=f"Shop {n}"))
            session.flush()
            for known, source in ((address, EmailSource.INSPECTOR), (registry, "registry")):
                if known:
                    session.add(BusinessAddress(tax_id=f"{n:014d}", email=known, source=source,
                                                since=DAY))  # fmt: skip
            visit = Inspection(
                registration_no=f"R-{n}", business_name=f"Shop {n}", tax_id=f"{n:014d}",
                started_on=DAY, finished_on=DAY, email=address, fine_som=fine, upload_id="u",
                entered_at=NOW, **coarse,
            )  # fmt: skip
            session.add(visit)
            session.flush()
            if address and state:
                session.add(
                    Invitation(
                        id=f"{n:016d}", inspection_id=visit.id, token_digest=n.to_bytes(32),
                        email=address, language="ru", questionnaire="inspection-1", state=state,
                        invited_on=DAY, last_on=DAY, closes_on=DAY, opened=1, **coarse,
                    )
                )  # fmt: skip
        return f"R-{n}"

    def answer(self, inspector: str = "I-1", mark: str = "5", influence: str = "no") -> None:
        """One response, each mark the same unless it is ''."""
        self.seen += 1
        n = self.seen
        scales = (3, 6, 7, 8, 12, 13)
        marks = {f"q{q}": mark or str(1 + (n + q) % 5) for q in scales}
        with transaction(self.engine) as session:
            session.add(
                Response(
                    digest=n.to_bytes(32), version=1, current=True, questionnaire="inspection-1",
                    quarter="2026-Q3", week="2026-W33", channel="mail", body="geti", unit=None,
                    region="chuy", kind=InspectionKind.PLANNED, inspector_ids=inspector,
                    q9=str(n), q11=influence, **marks,
                )
            )  # fmt: skip

    def counts(self, sign: Sign, inspector: str = "I-1") -> tuple[int, int]:
        with reading(self.engine) as session:
            one = gaming_counts(session, "2026-Q3", ASKED)[sign]["geti", inspector]
        return one.base, one.observed


@pytest.fixture
def town(database_url, tmp_path):
    engine = open_engine(database_url, tmp_path)
    upgrade(engine)
    with transaction(engine) as session:
        add_body(session, "geti", "Inspectorate")
        add_officer(session, OWN, Role.INSPECTOR, "geti", "I-1", "Садыкова Бермет")
        add_officer(session, "nur@mail.ru", Role.OFFICER, "geti")
    yield Town(engine)
    engine.dispose()


def test_each_sign_is_counted_where_it_can_occur(town):
    town.visit(email=None)
    town.visit(email="Bermet@chuy.gov.kg")
    town.visit(email="nurr@mail.ru")
    town.visit(email="accountant@firm.kg")
    town.visit(email="Accountant@firm.kg", inspector="I-2")
    town.visit(state=InvitationState.UNREACHABLE)
    town.visit(state=InvitationState.SUPPRESSED)
    town.visit(registry="true@shop.kg")
    assert town.counts(Sign.MISSING) == (7, 1)
    assert town.counts(Sign.OFFICIAL) == (6, 2)
    assert town.counts(Sign.SHARED) == (6, 1)
    assert town.counts(Sign.RETURNED) == (5, 1)
    assert town.counts(Sign.NOT_REGISTRY) == (1, 1)


def test_an_inspection_by_two_counts_with_each(town):
    town.visit(inspector="I-1 I-2", email=None)
    assert town.counts(Sign.MISSING, "I-1") == town.counts(Sign.MISSING, "I-2") == (1, 1)


def test_high_fines_are_those_of_the_upper_quarter(town):
    for fine in range(1, 5):
        town.visit(fine=fine * 1000, email=None if fine == 4 else "x{n}@y.kg")
    town.visit(fine=None)
    assert town.counts(Sign.MISSING_FINED) == (1, 1)


def test_responses_all_alike_are_counted_without_telling_which(town):
    for _ in range(3):
        town.answer()
    town.answer(mark="", influence="yes")
    assert town.counts(Sign.UNIFORM) == (4, 3)
    assert town.counts(Sign.ALIKE) == (4, 3)
    assert town.counts(Sign.INFLUENCED) == (4, 1)
    with reading(town.engine) as session:
        counts = gaming_counts(session, "2026-Q3", ASKED)
    assert all(not counts[sign]["geti", "I-1"].cases for sign in (Sign.UNIFORM, Sign.ALIKE))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_workbook_names_inspector_sign_and_inspections(town, language):
    for n in range(60):
        town.visit(inspector="I-2")
        town.visit(inspector="I-1", email=None if n < 30 else "a{n}@b.kg")
    settings = Settings()
    object.__setattr__(settings.publication, "language", language)
    with reading(town.engine) as session:
        made = address_audit(session, "2026-Q3", settings, "Ministry", NOW)
        again = address_audit(session, "2026-Q3", settings, "Ministry", NOW)
    assert made == again
    book = openpyxl.load_workbook(io.BytesIO(made))
    findings = next(sheet for sheet in book.worksheets if sheet.title.startswith("1 "))
    rows = findings.iter_rows(values_only=True)
    (row,) = [cells for cells in rows if isinstance(cells[3], int)]
    assert row[1] == "I-1 (Садыкова Бермет)"
    assert row[3:5] == (60, 30)
    cases = next(sheet for sheet in book.worksheets if sheet.title.startswith("2 "))
    listed = {cells[3] for cells in cases.iter_rows(values_only=True)}
    assert {f"R-{n}" for n in range(2, 61, 2)} <= listed
