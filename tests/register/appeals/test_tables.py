"""The database itself: movements are appended, appeals are never lost or rewritten."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from register.appeals.incoming import KeptFile
from register.database import transaction

FORBIDDEN = (
    "UPDATE movements SET detail = 'x'",
    "UPDATE movements SET at = '2020-01-01'",
    "DELETE FROM movements",
    "UPDATE decisions SET kind = 'refused'",
    "DELETE FROM decisions",
    "DELETE FROM appeals",
    "DELETE FROM appeal_parts",
    "DELETE FROM appeal_files",
    "UPDATE appeals SET number = '261112345678901234'",
    "UPDATE appeals SET received_at = '2020-01-01'",
    "UPDATE appeals SET registered_at = '2020-01-01'",
    "UPDATE appeals SET original = 'x'",
    "UPDATE appeals SET words = contact",
)


def test_the_database_refuses_to_change_or_lose_what_happened(office):
    part = office.part(files=(KeptFile("a.pdf", "application/pdf", 1, "d" * 64),))
    office.do(part, "one@chuy.kg")
    before = _everything(office)
    for statement in FORBIDDEN:
        with pytest.raises(DBAPIError), transaction(office.engine) as session:
            session.execute(sa.text(statement))
        assert _everything(office) == before, statement
    with transaction(office.engine) as session:  # what may change, changes
        session.execute(sa.text("UPDATE appeals SET language = 'ky'"))
    assert _everything(office) != before


def _everything(office) -> list[object]:
    tables = ("appeals", "appeal_parts", "movements", "decisions")
    found: list[object] = []
    with office.engine.connect() as connection:
        for name in tables:
            found += map(tuple, connection.execute(sa.text(f"SELECT * FROM {name} ORDER BY 1")))
    return found
