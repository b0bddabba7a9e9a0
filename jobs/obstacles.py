"""What would stop every job now: an unfinished restore, a full disk, a locked register.

A run that cannot even begin leaves no record of it, so `status` and `check` look for themselves.
"""

from __future__ import annotations

import shutil

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from config.trouble import Trouble
from jobs.recover import must_be_settled
from jobs.wiring import Installation

LEAST_BYTES = 50_000_000  # with less, one mail with a month of inspections may fill the disk
PATIENCE_SECONDS = 2.0  # a job at work holds the lock for less


def obstacles(installation: Installation) -> list[str]:
    """One sentence for each obstacle: what is wrong and what to do."""
    found = (_restored(installation), _disk(installation), _lock(installation.engine))
    return [says for says in found if says]


def _restored(installation: Installation) -> str:
    try:
        must_be_settled(installation)
    except Trouble as trouble:
        return str(trouble)
    return ""


def _disk(installation: Installation) -> str:
    free = shutil.disk_usage(installation.folder).free
    if free >= LEAST_BYTES:
        return ""
    left = f"the disk of {installation.folder} has {free // 1_000_000} MB left"
    return f"{left}: make room, or soon no mail is taken in and no letter goes out"


def _lock(engine: sa.Engine) -> str:
    """Whether SQLite's one writer is another process that does not come to an end."""
    if engine.dialect.name != "sqlite":
        return ""
    with engine.connect() as plain:
        connection = plain.execution_options(reads_only=True)
        (usual,) = connection.exec_driver_sql("PRAGMA busy_timeout").one()
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(PATIENCE_SECONDS * 1000)}")
        try:
            connection.exec_driver_sql("DELETE FROM runs WHERE 0")
        except OperationalError as error:
            return _refused(str(error.orig))
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {usual}")
    return ""


def _refused(reason: str) -> str:
    if "locked" not in reason:
        return f"the register cannot be written: {reason}; see its rights and the disk"
    return "the register is locked by another process: end the one that holds it, and all goes on"
