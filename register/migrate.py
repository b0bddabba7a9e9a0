"""Bringing a database to the present shape of the tables (Alembic)."""

from __future__ import annotations

from importlib import resources

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from register.database import told_plainly


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("register") / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: sa.Engine) -> None:
    """Apply every migration that the database has not seen, all or none."""
    with told_plainly(engine), engine.begin() as connection:
        command.upgrade(_config(connection), "head")


def pending(engine: sa.Engine) -> str | None:
    """What is to be done before the database can be used; None when it is up to date."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    present = revision(engine)
    if present == newest:
        return None
    return f"the database is at {present or 'nothing'}, the program at {newest}; run achyk init"


def revision(engine: sa.Engine) -> str | None:
    """The last migration that the database has seen; None when it has no tables of ours."""
    with told_plainly(engine), engine.connect() as plain:
        connection = plain.execution_options(reads_only=True)
        return MigrationContext.configure(connection).get_current_revision()


def is_known(present: str) -> bool:
    """Whether this program has the migration; not when a newer one made it."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return any(script.revision == present for script in scripts)
