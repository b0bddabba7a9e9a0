"""The database written anew, so that nothing of what was wiped or moved is left in its files.

A row keeps traces beside its values: where it lies, beside what it was written, which transaction
wrote it, what stood in its place before. After this they say nothing any more.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from config.trouble import WorldTrouble
from register.database import told_plainly

REORDERED = ("invitations", "responses", "response_words", "letters", "messages")
"""Tables whose rows PostgreSQL is to lay in the order of their random or forgotten keys."""


def compact(engine: sa.Engine) -> None:
    """Write the whole database anew; WorldTrouble where another program does not let us.

    Takes as much room again as the database for a moment; writers wait meanwhile.
    """
    with told_plainly(engine):
        if engine.dialect.name == "sqlite":
            _compact_sqlite(engine)
        else:
            _compact_postgres(engine)


def _compact_sqlite(engine: sa.Engine) -> None:
    """VACUUM, and a write-ahead log of length zero: it keeps pages of long ago behind its end."""
    # The driver's own connection: ours begins a transaction, in which there is no VACUUM.
    pooled = engine.raw_connection()
    try:
        cursor: Any = pooled.cursor()
        try:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = cursor.fetchone()[0]
        except Exception as error:
            raise WorldTrouble(
                f"the database cannot be written anew ({error}): see the disk; it is tried again"
            ) from error
    finally:
        pooled.close()
    if busy:
        raise WorldTrouble("another program reads the database for long: it is tried again")


def _compact_postgres(engine: sa.Engine) -> None:
    """CLUSTER lays rows in the order of their key: an UPDATE had left that of the answers."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in REORDERED:
            connection.exec_driver_sql(f"CLUSTER {table} USING pk_{table}")
        connection.exec_driver_sql("VACUUM (ANALYZE)")
