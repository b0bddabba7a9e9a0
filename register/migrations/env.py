"""How Alembic reaches the database: always over the connection its caller has opened."""

from typing import Any, Literal

from alembic import context

from register.database import UtcDateTime
from register.tables import metadata


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Migrations name no class of the program: they must read the same for ever."""
    return "sa.DateTime(timezone=True)" if isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
