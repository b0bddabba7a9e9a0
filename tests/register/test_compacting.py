"""The database written anew: nothing that was wiped is left in its files, nor the order of work."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from config.trouble import WorldTrouble
from register.compacting import compact
from register.database import open_engine, transaction
from register.responses import Channel, Response
from register.rules.record import InspectionKind


def keep(session: sa.orm.Session, digest: bytes, said: str = "yes") -> None:
    session.add(
        Response(
            digest=digest, version=1, current=True, questionnaire="inspection-1", quarter="2026-Q3",
            week="2026-W36", channel=Channel.WEB, body="GETI", kind=InspectionKind.PLANNED,
            inspector_ids="I-1", q1=said,
        )
    )  # fmt: skip
    session.flush()


def test_rows_lie_in_the_order_of_their_random_keys(register_url, tmp_path):
    engine = open_engine(register_url, tmp_path)
    digests = [bytes([number]) * 32 for number in (7, 3, 9, 1)]
    for digest in digests:
        with transaction(engine) as session:
            keep(session, digest)
    place = "ctid" if engine.dialect.name == "postgresql" else "1"
    lying = sa.text(f"SELECT digest FROM responses ORDER BY {place}")

    def order() -> list[bytes]:
        with engine.connect() as connection:
            return [bytes(found) for found in connection.scalars(lying)]

    assert engine.dialect.name == "sqlite" or order() == digests  # the control
    compact(engine)
    assert order() == sorted(digests)
    engine.dispose()


@pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)
def test_the_log_is_cut_to_nothing_and_the_file_holds_only_what_is(register_url, tmp_path):
    engine = open_engine(register_url, tmp_path)
    with transaction(engine) as session:
        keep(session, b"1" * 32, "planted-answer")
    with transaction(engine) as session:
        session.execute(sa.update(Response).values(q1="yes"))
    log = Path(f"{engine.url.database}-wal")
    assert b"planted-answer" in log.read_bytes()  # the control
    compact(engine)
    assert log.stat().st_size == 0
    assert b"planted-answer" not in Path(str(engine.url.database)).read_bytes()
    engine.dispose()


@pytest.mark.parametrize("register_url", ["sqlite"], indirect=True)
def test_who_reads_for_long_is_waited_for_and_then_told(register_url, tmp_path):
    engine = open_engine(register_url, tmp_path, busy_seconds=0.1)
    reader = open_engine(register_url, tmp_path)
    with reader.connect().execution_options(reads_only=True) as connection:
        connection.execute(sa.text("SELECT count(*) FROM responses")).all()
        with pytest.raises(WorldTrouble, match="tried again"):
            compact(engine)
    compact(engine)
    engine.dispose()
    reader.dispose()
