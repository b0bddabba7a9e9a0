"""Bringing a database to the present shape, with what only its keys can add."""

from __future__ import annotations

import sqlalchemy as sa

from register.database import reading, transaction
from register.keys import Keys
from register.migrate import revision, upgrade
from register.receipts import commit_old, is_uncommitted

COMMITTING = "0006"  # the migration since which every response has its code


def bring_up(engine: sa.Engine, keys: Keys) -> None:
    """Apply every migration not seen yet; responses of before there were codes get theirs, once.

    None is given later: that would make a response look true that was changed by hand. Where the
    last try was cut off after the tables were changed, no response has a code yet.
    """
    before = revision(engine)
    upgrade(engine)
    if before is None:
        return
    with reading(engine) as session:
        cut_off = is_uncommitted(session)
    if before < COMMITTING or cut_off:
        with transaction(engine) as session:
            commit_old(session, keys)
