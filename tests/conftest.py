"""What the tests share: real servers, one set for each worker, and fresh databases."""

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
    cluster: Postgres = request.getfixturevalue("postgres")
    with cluster.database() as url:
        yield url
