"""What the tests share: real servers, one set for each worker, and fresh databases."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# `services` is a folder beside this file; tests/ is no package, so that it hides none.
sys.path.append(str(Path(__file__).parent))

if TYPE_CHECKING:
    from services.dovecot import Dovecot
    from services.postfix import Postfix
    from services.postgres import Postgres


@pytest.fixture(scope="session")
def dovecot() -> "Iterator[Dovecot]":
    """Dovecot with the mailboxes survey, appeals, uploads, bounces, inbox, customer, inspector,
    administrator; `dovecot.add("felt-house")` makes more. Mail stays from test to test: use a
    mailbox of your own, or `dovecot.empty()`.
    """
    from services.dovecot import run_dovecot

    with run_dovecot() as server:
        yield server


@pytest.fixture(scope="session")
def postfix(dovecot: "Dovecot") -> "Iterator[Postfix]":
    """Postfix before that Dovecot; see services/postfix.py for the domains it knows."""
    from services.postfix import run_postfix

    with run_postfix(dovecot) as server:
        yield server


@pytest.fixture
def one_inbox(postfix: "Postfix") -> "Iterator[str]":
    """survey@, appeals@, uploads@, bounces@mail.test all arrive in the mailbox named here."""
    postfix.one_inbox(True)
    yield "inbox"
    postfix.one_inbox(False)


@pytest.fixture(scope="session")
def postgres() -> "Iterator[Postgres]":
    """A PostgreSQL cluster; `with postgres.database() as url` gives an empty database."""
    from services.postgres import run_postgres

    with run_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'achyk.db'}"
        return
    with request.getfixturevalue("postgres").database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def register_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a register without entries, its tables made by the real migrations.

    Migrated once a worker and then copied: that takes a tenth of a second at most.
    """
    if request.param == "sqlite":
        path = tmp_path / "achyk.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
        return
    cluster = request.getfixturevalue("postgres")
    with cluster.database(request.getfixturevalue("migrated_template")) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that register_url copies."""
    path = tmp_path_factory.mktemp("template") / "achyk.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_template(postgres: "Postgres") -> str:
    """A PostgreSQL database that register_url copies."""
    postgres.do("CREATE DATABASE migrated")
    _migrate(postgres.url("migrated"))
    return "migrated"


def _migrate(url: str) -> None:
    from register.database import open_engine
    from register.migrate import upgrade

    engine = open_engine(url, Path())
    upgrade(engine)
    engine.dispose()
