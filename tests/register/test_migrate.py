"""Migrations: what an earlier version kept is understood by this one."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import command

from register.database import open_engine, reading
from register.letters import Letter, LetterState
from register.migrate import _config, upgrade

OLD = {
    "returned": ("bounced", "5.1.1", "5.1.1"),  # its trouble was its status
    "refused": ("failed", "refused: 550", ""),
    "taken": ("sent", "250 ok", ""),
}


def test_a_letter_that_came_back_before_the_upgrade_keeps_its_status(database_url, tmp_path):
    engine = open_engine(database_url, tmp_path)
    with engine.begin() as connection:
        command.upgrade(_config(connection), "0002")
        letters = sa.Table("letters", sa.MetaData(), autoload_with=connection)
        now = datetime(2026, 7, 20, tzinfo=UTC)
        usual = {"recipient": "a@b.kg", "kind": "received", "language": "ru", "about": "",
                 "attempts": 1, "repeats": 0, "not_before": now, "created_at": now}  # fmt: skip
        for key, (state, trouble, _) in OLD.items():
            row = {"id": key, "key": key, "state": state, "trouble": trouble, **usual}
            connection.execute(letters.insert().values(**row))
    upgrade(engine)
    with reading(engine) as session:
        found = session.execute(sa.select(Letter.key, Letter.state, Letter.status)).all()
    engine.dispose()
    assert {key: (state, status) for key, state, status in found} == {
        key: (LetterState(state), status) for key, (state, _, status) in OLD.items()
    }
