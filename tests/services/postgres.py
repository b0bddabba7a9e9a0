"""A real PostgreSQL cluster on loopback, and a fresh database in a blink."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
from services.process import LOOPBACK, absent, free_ports, need, running

USER = "achyk"
FAST = "fsync=off synchronous_commit=off full_page_writes=off max_wal_size=1GB autovacuum=off"


@dataclass
class Postgres:
    """The running cluster."""

    port: int
    pid: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, name: str) -> str:
        """A database as [database] url names it."""
        return f"postgresql+psycopg://{USER}@{LOOPBACK}:{self.port}/{name}"

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The URL of a new database, a copy of `template`; dropped afterwards."""
        name = f"test_{next(self.numbers)}"
        self._leave(template)
        self.do(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.do(f"DROP DATABASE {name} WITH (FORCE)")

    def _leave(self, name: str) -> None:
        """Nobody may be connected to what is copied: a session may outlive its client a little."""
        others = "FROM pg_stat_activity WHERE datname = %s"
        with self.connected() as connection:
            connection.execute(f"SELECT pg_terminate_backend(pid, 10000) {others}", (name,))

    def do(self, statement: str) -> None:
        """One statement of the administrator."""
        with self.connected() as connection:
            connection.execute(statement)

    def connected(self) -> psycopg.Connection:
        """A connection of the administrator."""
        return psycopg.connect(
            host=LOOPBACK, port=self.port, user=USER, dbname="postgres", autocommit=True
        )


@contextmanager
def run_postgres() -> Iterator[Postgres]:
    """A cluster of one's own, run by `nobody` when we are root; skips where there is none."""
    programs = _programs()
    if programs is None:
        absent("PostgreSQL is not installed; see tests/services/install.sh")
        raise AssertionError("unreachable")
    need("setpriv")
    folder = Path(tempfile.mkdtemp(prefix="achyk-postgres-"))
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir()
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(data, "nobody")
        as_user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    _make_cluster(programs, data, as_user)
    postgres = Postgres(*free_ports(1))
    options = [part for option in FAST.split() for part in ("-c", option)]
    command = [*as_user, f"{programs}/postgres", "-D", str(data), "-p", str(postgres.port)]
    command += ["-h", LOOPBACK, "-k", "", *options]
    with running(folder, command, lambda: _answers(postgres), folder / "start.log") as pid:
        postgres.pid = pid
        yield postgres


def _make_cluster(programs: Path, data: Path, as_user: list[str]) -> None:
    import subprocess

    command = [f"{programs}/initdb", "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8"]
    subprocess.run(
        [*as_user, *command, "--no-locale", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=data,
    )


def _programs() -> Path | None:
    """The folder of the newest version installed."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(found, key=lambda path: int(path.parent.parent.name))
    if newest:
        return newest[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def _answers(postgres: Postgres) -> bool:
    try:
        postgres.connected().close()
    except psycopg.OperationalError:
        return False
    return True
