"""Migrations: what an earlier version kept is understood by this one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import command

from register.batches import BEFORE_BATCHES, InvitationLeaf
from register.database import open_engine, reading
from register.letters import Letter, LetterState
from register.migrate import _config, upgrade
from register.releases import ReleaseState, altered_rows, release_of
from register.rules.batch import leaf_of

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


def test_an_invitation_sent_before_the_upgrade_is_committed_to_and_known_as_late(
    database_url, tmp_path
):
    """One that was never sent is not."""
    engine = open_engine(database_url, tmp_path)
    with engine.begin() as connection:
        command.upgrade(_config(connection), "0005")
        for number, state in enumerate(("open", "answered", "suppressed")):
            _invited(connection, number, state)
    upgrade(engine)
    with reading(engine) as session:
        leaves = sa.select(InvitationLeaf.leaf, InvitationLeaf.batch)
        found = dict(session.execute(leaves).all())
    engine.dispose()
    assert found == {leaf_of(bytes([n]) * 32): BEFORE_BATCHES for n in (0, 1)}


def test_a_quarter_that_an_older_program_reported_is_known_as_published(database_url, tmp_path):
    """A row alone is not believed: the event beside it says the same."""
    engine = open_engine(database_url, tmp_path)
    told = datetime(2026, 7, 31, tzinfo=UTC)
    with engine.begin() as connection:
        command.upgrade(_config(connection), "0005")
        _insert(connection, "releases", quarter="2026-Q2", workbook="a" * 64, made_at=told)
    upgrade(engine)
    with reading(engine) as session:
        release, altered = release_of(session, "2026-Q2"), altered_rows(session)
    engine.dispose()
    assert release is not None
    assert (release.state, release.workbook) == (ReleaseState.PUBLISHED, "a" * 64)
    assert (release.made_at, altered) == (told, {})


def _invited(connection: sa.Connection, number: int, state: str) -> None:
    """A row of `invitations` and what it points to, as the version before kept them."""
    if number == 0:
        _insert(connection, "bodies", code="GETI")
        _insert(connection, "uploads", id="u")
        _insert(connection, "businesses", tax_id="1")
    _insert(connection, "inspections", id=number + 1, body="GETI", upload_id="u", tax_id="1",
            registration_no=f"R-{number}", quarter="2026-Q3")  # fmt: skip
    _insert(connection, "invitations", id=f"i{number}", inspection_id=number + 1, state=state,
            token_digest=bytes([number]) * 32, quarter="2026-Q3", body="GETI")  # fmt: skip


def _insert(connection: sa.Connection, name: str, **values: object) -> None:
    """A row; columns that must hold something hold something."""
    table = sa.Table(name, sa.MetaData(), autoload_with=connection, resolve_fks=False)
    for column in table.columns:
        if not column.nullable and column.name not in values:
            values[column.name] = _something(column.type)
    connection.execute(table.insert().values(**values))


def _something(kind: sa.types.TypeEngine) -> object:
    if isinstance(kind, sa.DateTime):
        return datetime(2026, 7, 20, tzinfo=UTC)
    some = {date: date(2026, 7, 20), bool: False, int: 0, bytes: b"x", dict: {}}
    return some.get(kind.python_type, "x")
