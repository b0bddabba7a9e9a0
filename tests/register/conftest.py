"""A fresh register on SQLite and on PostgreSQL, and a moment to work in."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from register.bodies import Role, add_body, add_officer
from register.database import open_engine, transaction
from register.keys import Keys
from register.moment import Moment
from register.rules.record import InspectionKind, InspectionRecord


@pytest.fixture
def engine(register_url: str, tmp_path: Path) -> Iterator[sa.Engine]:
    """An empty register with the body GETI and the inspector I-1."""
    engine = open_engine(register_url, tmp_path)
    with transaction(engine) as session:
        add_body(session, "GETI", "Inspectorate")
        add_officer(session, "asan@geti.kg", Role.INSPECTOR, "GETI", "I-1")
    yield engine
    engine.dispose()


@pytest.fixture
def moment(tmp_path: Path) -> Moment:
    """20 July 2026, ten in the morning in Bishkek."""
    seeded = random.Random(7).randbytes
    keys = Keys(tmp_path / "keys", seeded)
    keys.make()
    now = datetime(2026, 7, 20, 4, 0, tzinfo=UTC)
    return Moment(now, seeded, keys, ZoneInfo("Asia/Bishkek"))


GOOD = InspectionRecord(
    registration_no="R-1",
    body="GETI",
    inspector_ids=("I-1",),
    business_name="ОсОО Бизнес",
    tax_id="01207202600001",
    kind=InspectionKind.PLANNED,
    started_on=date(2026, 7, 15),
    finished_on=date(2026, 7, 17),
    email="one@business.kg",
    region="chuy",
)


@pytest.fixture
def record() -> Callable[..., InspectionRecord]:
    """A good record, changed as the test wants it."""
    return lambda **changed: replace(GOOD, **changed)
