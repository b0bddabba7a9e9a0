"""The quarter's release: commitments, invitation batches, bundles, themes, purges."""

from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

WHEN = sa.DateTime(timezone=True)
QUARTER, CODE, DIGEST = sa.String(7), sa.String(40), sa.LargeBinary(32)
APPENDED = ("release_events", "batches")
"""Tables whose rows are neither changed nor deleted."""
QUESTIONS = 20
LEAF, LEAVES_AT_ONCE = b"achyk/invitation/1", 10_000


def upgrade() -> None:
    """Apply."""
    op.add_column("responses", sa.Column("commitment", DIGEST, nullable=True))
    _make_commitments()
    _make_open_responses()
    _extend_releases()
    _make_themes()
    op.create_table(
        "purges",
        _must("quarter", QUARTER),
        _must("purged_at", WHEN),
        _must("fingerprint", sa.String(32)),
        _must("counts", sa.JSON()),
        sa.PrimaryKeyConstraint("quarter", name=op.f("pk_purges")),
    )
    _refuse()


def _make_commitments() -> None:
    op.create_table(
        "invitation_leaves",
        _must("leaf", DIGEST),
        _must("quarter", QUARTER),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("leaf", name=op.f("pk_invitation_leaves")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_invitation_leaves_batch_quarter", "invitation_leaves", ["batch", "quarter"])
    _commit_to_the_past()
    op.create_table(
        "batches",
        _must("number", sa.Integer()),
        _must("quarter", QUARTER),
        _must("made_at", WHEN),
        _must("statement", sa.Text()),
        _must("signature", sa.LargeBinary(64)),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_batches")),
    )


def _commit_to_the_past() -> None:
    """Those invited before there were batches: batch 0, which the first batch tells as late."""
    connection = op.get_bind()
    asked = connection.execute(
        sa.text("SELECT token_digest, quarter FROM invitations WHERE state != 'suppressed'")
    )
    add = sa.text(
        "INSERT INTO invitation_leaves (leaf, quarter, batch) VALUES (:leaf, :quarter, 0)"
    )
    while rows := asked.fetchmany(LEAVES_AT_ONCE):
        leaves = sorted(
            (sha256(LEAF + bytes(digest)).digest(), quarter) for digest, quarter in rows
        )
        connection.execute(add, [{"leaf": leaf, "quarter": quarter} for leaf, quarter in leaves])


def _make_open_responses() -> None:
    op.create_table(
        "open_responses",
        _must("id", sa.String(16)),
        _must("questionnaire", CODE),
        _must("quarter", QUARTER),
        _must("week", sa.String(8)),
        _must("body", CODE),
        _must("region", CODE),
        *(sa.Column(f"q{n}", sa.String(24), nullable=True) for n in range(1, QUESTIONS + 1)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_responses")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_open_responses_quarter", "open_responses", ["quarter"])


def _extend_releases() -> None:
    for name, kind, start in (
        ("state", sa.String(24), "published"),  # what an older program reported is published
        ("revision", sa.Integer(), "1"),
        ("bundle", sa.String(64), ""),
        ("manifest", sa.String(64), ""),
        ("reason", sa.String(500), ""),
        ("person", sa.String(200), ""),
    ):
        op.add_column("releases", sa.Column(name, kind, nullable=False, server_default=start))
    op.add_column("releases", sa.Column("publish_on", sa.Date(), nullable=True))
    op.add_column("releases", sa.Column("basis", sa.JSON(), nullable=True))
    op.create_table(
        "release_events",
        _must("id", sa.Integer()),
        _must("quarter", QUARTER),
        _must("revision", sa.Integer()),
        _must("kind", sa.String(24)),
        _must("at", WHEN),
        _must("person", sa.String(200)),
        _must("reason", sa.String(500)),
        _must("manifest", sa.String(64)),
        _must("bundle", sa.String(64)),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_events")),
    )
    # What an older program reported is published, and its row alone would not be believed.
    op.execute(
        "INSERT INTO release_events"
        " (quarter, revision, kind, at, person, reason, manifest, bundle)"
        " SELECT quarter, 1, 'published', made_at, '', '', '', '' FROM releases ORDER BY quarter"
    )
    op.create_index(op.f("ix_release_events_quarter"), "release_events", ["quarter"])


def _make_themes() -> None:
    op.create_table(
        "themes",
        _must("code", CODE),
        _must("titles", sa.JSON()),
        _must("added_at", WHEN),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_themes")),
    )
    op.create_table(
        "theme_mentions",
        _must("digest", DIGEST),
        _must("question", sa.Integer()),
        _must("theme", CODE),
        sa.ForeignKeyConstraint(["theme"], ["themes.code"], name=op.f("fk_theme_mentions_theme")),
        sa.PrimaryKeyConstraint("digest", "question", "theme", name=op.f("pk_theme_mentions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "theme_actions",
        _must("id", sa.String(16)),
        _must("theme", CODE),
        _must("quarter", QUARTER),
        _must("body", CODE),
        _must("words", sa.JSON()),
        _must("person", sa.String(200)),
        _must("done_on", sa.Date()),
        _must("recorded_at", WHEN),
        sa.ForeignKeyConstraint(["theme"], ["themes.code"], name=op.f("fk_theme_actions_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_actions")),
    )


def _must(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _refuse() -> None:
    """Published roots, and what was done to a release, are history: the database keeps it so."""
    postgres = op.get_bind().dialect.name == "postgresql"
    for table in APPENDED:
        for change in ("UPDATE", "DELETE"):
            does = (
                "EXECUTE FUNCTION refuse_change()"
                if postgres
                else f"BEGIN SELECT RAISE(ABORT, '{change} of {table} is refused'); END"
            )
            name = f"{table}_no_{change.lower()}"
            op.execute(f"CREATE TRIGGER {name} BEFORE {change} ON {table} FOR EACH ROW {does}")
