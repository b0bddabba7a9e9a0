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
    with told_plainly(engine), engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present == newest:
        return None
    return f"the database is at {present or 'nothing'}, the program at {newest}; run achyk init"
