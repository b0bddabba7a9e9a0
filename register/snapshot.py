"""The database as one consistent file, and back: SQLite's backup API, pg_dump and pg_restore."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from psycopg.conninfo import make_conninfo

from config.trouble import Trouble, WorldTrouble
from register.database import told_plainly

SQLITE, POSTGRESQL = "sqlite", "postgresql"
FILES = {SQLITE: "database.sqlite", POSTGRESQL: "database.dump"}
WAIT_SECONDS = 3.0  # for a program that is just ending
LOOKS = 15  # within that time
PROGRAMS = Path("/usr/lib/postgresql")  # where Debian keeps those of each version


class NotReadable(WorldTrouble):
    """The file is no database, or a damaged one."""


def take_snapshot(engine: sa.Engine, target: Path) -> None:
    """Write the database as it is at this moment into the new file `target`; writers go on.

    WorldTrouble when the database is damaged: such a copy must not drive out a good one.
    """
    with told_plainly(engine):
        if engine.dialect.name == SQLITE:
            _copy_sqlite(engine, target)
        else:
            _run_program(engine, "pg_dump", ["--format=custom", "--file", str(target)])


def _copy_sqlite(engine: sa.Engine, target: Path) -> None:
    place = engine.url.database
    try:
        with closing(sqlite3.connect(target)) as copy:
            with engine.connect() as connection:
                source = connection.connection.driver_connection
                if not isinstance(source, sqlite3.Connection):
                    raise TypeError(f"not an SQLite connection: {source!r}")
                source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # whole in one file, no -wal beside it
            (verdict,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise WorldTrouble(
            f"the database {place} cannot be copied to {target.parent}: {error}; "
            "make room there, or see the disk"
        ) from error
    if verdict != "ok":
        raise WorldTrouble(
            f"the database {place} is damaged ({verdict}): restore the last good backup"
        )


def prove_unused(place: Path) -> None:
    """Trouble while another program has the SQLite database open: it would go on with the old one.

    A damaged one is replaced for being so. WorldTrouble when it cannot be opened at all.
    """
    try:
        fold_wal(place)
    except NotReadable:
        return


def fold_wal(place: Path) -> None:
    """Bring all that was written into the one file, which then needs no -wal beside it.

    Only the last program that holds it may leave WAL: Trouble when there is another, WorldTrouble
    when the disk fails, and of that NotReadable when the file is no database any more.
    """
    try:
        with closing(sqlite3.connect(place, timeout=WAIT_SECONDS)) as connection:
            (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise Trouble(
                f"another program has {place} open: stop achyk serve, then try again"
            ) from error
        # "malformed" comes as plain DatabaseError or, from the schema, as an OperationalError.
        plain = not isinstance(error, sqlite3.OperationalError) or "malformed" in str(error)
        kind = NotReadable if plain else WorldTrouble
        raise kind(f"{place} cannot be opened: {error}; see its rights and the disk") from error
    if mode != "delete":
        raise WorldTrouble(f"{place} stays in the mode {mode}: stop achyk serve, then try again")


def set_aside(place: Path, stamp: str) -> Path | None:
    """Give a file another name, with what SQLite keeps beside it; None where there is none."""
    aside, number = place.with_name(f"{place.name}.before-{stamp}"), 1
    while aside.exists():
        number += 1
        aside = place.with_name(f"{place.name}.before-{stamp}-{number}")
    for ending in ("-wal", "-shm", ""):
        part = place.with_name(place.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))
    return aside if aside.exists() else None


def load_postgres(engine: sa.Engine, source: Path) -> None:
    """Put a dump back into the database, all or nothing; tables of the same names are replaced."""
    _run_program(
        engine,
        "pg_restore",
        ["--clean", "--if-exists", "--single-transaction", "--no-owner", "--no-privileges"],
        str(source),
    )


def drop_tables(engine: sa.Engine, kept: frozenset[str]) -> None:
    """Drop every table but those named: what a newer program made would stand in the way."""
    with told_plainly(engine), engine.begin() as connection:
        for table in sa.inspect(connection).get_table_names():
            if table not in kept:
                quoted = engine.dialect.identifier_preparer.quote(table)
                connection.exec_driver_sql(f"DROP TABLE {quoted} CASCADE")


def tables_of(engine: sa.Engine) -> frozenset[str]:
    """The tables that the database has."""
    with told_plainly(engine), engine.connect() as plain:
        connection = plain.execution_options(reads_only=True)
        return frozenset(sa.inspect(connection).get_table_names())


def others_at(engine: sa.Engine) -> int:
    """How many other programs hold the PostgreSQL database open; one just ending is waited for."""
    others = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    engine.dispose()
    with told_plainly(engine):
        for _ in range(LOOKS):
            with engine.connect() as connection:
                count = int(connection.scalar(others) or 0)
            engine.dispose()
            if count == 0:
                break
            time.sleep(WAIT_SECONDS / LOOKS)
    return count


def _run_program(engine: sa.Engine, name: str, options: list[str], *rest: str) -> None:
    program = _program(name, _server_version(engine))
    keywords = dict(engine.url.translate_connect_args(username="user", database="dbname"))
    password = str(keywords.pop("password", "") or "")
    for name, value in engine.url.query.items():  # sslmode and the like
        keywords[name] = value if isinstance(value, str) else ",".join(value)
    target = make_conninfo(**{key: str(value) for key, value in keywords.items()})
    # In the environment: the arguments of a program can be read by everybody on the machine.
    environ = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    ended = subprocess.run(
        [program, "--no-password", f"--dbname={target}", *options, *rest],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if ended.returncode != 0:
        lines = ended.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        place = engine.url.render_as_string(hide_password=True)
        raise WorldTrouble(f"{name} failed on {place}: {lines[0]}; see the server and the disk")


def _server_version(engine: sa.Engine) -> int:
    with told_plainly(engine), engine.connect() as connection:
        return int(str(connection.scalar(sa.text("SHOW server_version_num")))) // 10000


def _program(name: str, server: int) -> str:
    """That of the server's own version, else what stands in PATH unless it is older.

    A newer pg_restore may set what an older server does not know.
    """
    same = PROGRAMS / str(server) / "bin" / name
    found = str(same) if same.exists() else shutil.which(name)
    advice = f"install the PostgreSQL client programs of version {server}"
    if found is None:
        raise Trouble(f"{name} is missing, by which a PostgreSQL register is copied: {advice}")
    told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    version = re.search(r"\b(\d+)(?:\.\d+|\w*\d)?", told.stdout)
    if version is not None and int(version[1]) < server:
        raise Trouble(f"{name} is of version {version[1]}, older than the server: {advice}")
    return found
