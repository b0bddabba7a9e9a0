"""The database is opened safely, and its tables are those the migrations make."""

from __future__ import annotations

from datetime import datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from config.trouble import Trouble, WorldTrouble
from register.database import PRAGMAS, insert_once, open_engine, reading, transaction
from register.migrate import pending, upgrade
from register.suppressions import Suppression, SuppressionReason
from register.tables import metadata


def test_migrations_make_the_tables_the_program_declares(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_database_that_was_brought_up_to_date_has_nothing_pending(engine):
    assert pending(engine) is None
    upgrade(engine)
    assert pending(engine) is None


def test_an_empty_database_says_what_to_do(tmp_path):
    engine = open_engine("sqlite:///new.db", tmp_path)
    assert "achyk init" in (pending(engine) or "")


def test_every_sqlite_connection_is_durable_and_checks_foreign_keys(tmp_path):
    """ML7: WAL, synchronous FULL, foreign keys, busy timeout on every connection."""
    engine = open_engine("sqlite:///a.db", tmp_path)
    reader = engine.execution_options(reads_only=True)
    with reader.connect() as first, reader.connect() as second:
        for connection in (first, second):
            for name, value in PRAGMAS.items():
                found = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                assert str(found) == value, name


def test_a_foreign_key_is_enforced(engine):
    """ML7: no row may name a body that is not there."""
    with pytest.raises(sa.exc.IntegrityError), transaction(engine) as session:
        session.execute(
            sa.text("INSERT INTO bodies (code, name, parent_code) VALUES ('A', 'A', 'NONE')")
        )


def test_work_that_fails_leaves_nothing_behind(engine, moment):
    values = {"email": "a@b.kg", "reason": SuppressionReason.BOUNCED, "since": moment.now}

    def fails() -> None:
        with transaction(engine) as session:
            insert_once(session, Suppression, {**values, "detail": ""})
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    with reading(engine) as session:
        assert session.scalars(sa.select(Suppression)).all() == []


def test_a_row_whose_key_is_there_is_not_inserted_again(engine, moment):
    values = {"email": "a@b.kg", "reason": SuppressionReason.BOUNCED, "since": moment.now}
    with transaction(engine) as session:
        assert insert_once(session, Suppression, {**values, "detail": "first"})
        assert not insert_once(session, Suppression, {**values, "detail": "second"})
    with reading(engine) as session:
        assert session.scalars(sa.select(Suppression.detail)).all() == ["first"]


def test_moments_come_back_aware_and_a_naive_one_is_refused(engine, moment):
    values = {"email": "a@b.kg", "reason": SuppressionReason.BOUNCED, "detail": ""}
    with transaction(engine) as session:
        insert_once(session, Suppression, {**values, "since": moment.now})
    with reading(engine) as session:
        assert session.scalar(sa.select(Suppression.since)) == moment.now
    naive = datetime(2026, 1, 1)
    with pytest.raises(sa.exc.StatementError), transaction(engine) as session:
        insert_once(session, Suppression, {**values, "email": "c@d.kg", "since": naive})


def test_readers_do_not_wait_for_a_writer(engine):
    with transaction(engine) as writer:
        writer.execute(sa.text("UPDATE bodies SET name = 'Other'"))
        with reading(engine) as reader:
            assert reader.scalar(sa.text("SELECT name FROM bodies")) == "Inspectorate"


def test_a_database_that_cannot_be_opened_is_told_in_a_sentence(tmp_path):
    engine = open_engine("sqlite:///missing/folder/a.db", tmp_path)
    with pytest.raises(WorldTrouble, match="cannot be used"), transaction(engine) as session:
        session.execute(sa.text("SELECT 1"))
    with pytest.raises(WorldTrouble, match="cannot be used"):
        pending(engine)


def test_an_address_that_is_no_database_is_told_in_a_sentence(tmp_path):
    with pytest.raises(Trouble, match=r"database\.url"):
        open_engine("nonsense", tmp_path)
