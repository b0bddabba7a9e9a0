"""The database: opening it safely, its column types, and the one place where work is committed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from config.trouble import Trouble, WorldTrouble

BUSY_SECONDS = 30
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "2",  # FULL: a commit survives a power cut (ML7)
    "foreign_keys": "1",
    "cache_size": "-65536",  # 64 MB: with 2 a large upload would read its indices again and again
    "secure_delete": "1",  # a wiped token leaves no trace in the file's free pages
    "busy_timeout": str(BUSY_SECONDS * 1000),
}
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = sa.MetaData(naming_convention=NAMES)


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment, kept in UTC (SQLite has no time zones)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuses a naive moment: it would be read back as another one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """SQLite returns it naive; it is UTC."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def states(kind: type[StrEnum]) -> sa.Enum:
    """A column that holds one of the values of `kind`.

    No CHECK constraint: a new state would have SQLite copy the whole table.
    """
    return sa.Enum(
        kind,
        name=kind.__name__.lower(),
        native_enum=False,
        create_constraint=False,
        length=24,
        values_callable=lambda members: [member.value for member in members],
    )


def open_engine(url: str, folder: Path, busy_seconds: float = BUSY_SECONDS) -> sa.Engine:
    """An engine on the database; a relative SQLite path is taken from `folder`.

    `busy_seconds`: how long a writer waits for another one (SQLite).
    """
    try:
        target = _placed(make_url(url), folder)
    except sa.exc.ArgumentError as error:
        # Not the library's words: they may repeat the password.
        raise Trouble("database.url is not a database address; see achyk.toml") from error
    if target.get_backend_name() == "sqlite":
        return _sqlite_engine(target, busy_seconds)
    return sa.create_engine(target, pool_pre_ping=True, hide_parameters=True)


def _placed(url: URL, folder: Path) -> URL:
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return url.set(database=str(folder / url.database))
    return url


def _sqlite_engine(url: URL, busy_seconds: float) -> sa.Engine:
    # hide_parameters: an error may name a statement, never what a business wrote (WB7).
    engine = sa.create_engine(url, connect_args={"timeout": busy_seconds}, hide_parameters=True)
    pragmas = {**PRAGMAS, "busy_timeout": str(round(busy_seconds * 1000))}
    sa.event.listen(engine, "connect", partial(_prepare_sqlite, pragmas))
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(pragmas: Mapping[str, str], connection: Any, record: Any) -> None:
    """Set and prove the pragmas; sqlite3's own implicit BEGIN is switched off."""
    connection.isolation_level = None
    for name, value in pragmas.items():
        connection.execute(f"PRAGMA {name} = {value}")
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if str(found) != value:
            raise Trouble(
                f"SQLite refuses PRAGMA {name} = {value} (it says {found}); use a local disk"
            )


def _begin_sqlite(connection: sa.Connection) -> None:
    """Writers take the write lock at once, so that none fails half-way because of another."""
    reads = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def transaction(engine: sa.Engine) -> Iterator[Session]:
    """A session whose work is committed at the end, or not at all; the only commit there is."""
    with told_plainly(engine), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: sa.Engine) -> Iterator[Session]:
    """A session that reads one consistent state and does not keep writers waiting."""
    with told_plainly(engine), engine.connect() as plain:
        connection = plain.execution_options(reads_only=True)
        with Session(connection) as session:
            yield session


@contextmanager
def told_plainly(engine: sa.Engine) -> Iterator[None]:
    """A database that cannot be used is a failing world, told in one sentence."""
    try:
        yield
    except DatabaseError as error:
        # Its subclasses, but for this one, are about one statement; itself, about the whole file.
        if type(error) not in (DatabaseError, OperationalError):
            raise
        place = engine.url.render_as_string(hide_password=True)
        raise WorldTrouble(f"the database {place} cannot be used: {_reason(error)}") from error


def _reason(error: DBAPIError) -> str:
    lines = str(error.orig).strip().splitlines()
    return lines[0] if lines else type(error.orig).__name__


def insert_once(session: Session, table: type[Base], values: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is there already; True if it was inserted."""
    statement = _insert(session.get_bind().dialect.name, table)
    return session.connection().execute(statement, dict(values)).first() is not None


@cache
def _insert(dialect: str, table: type[Base]) -> sa.sql.dml.ReturningInsert[Any]:
    """The statement, made once: making it costs more than running it."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    # RETURNING, because psycopg does not tell how many rows an INSERT made.
    return insert(table).on_conflict_do_nothing().returning(sa.literal(1))
