"""When a letter was handed over, how a message was placed, runs that died, restorations."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply."""
    op.add_column("letters", sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_letters_handed_at"), "letters", ["handed_at"])
    op.add_column("letters", sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("letters", _counted("status", sa.String(length=12), ""))
    # What came back kept its status as its trouble until now.
    op.execute(
        "UPDATE letters SET status = trouble WHERE state = 'bounced' AND length(trouble) <= 12"
    )
    op.add_column("messages", sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("messages", _counted("thread", sa.String(length=16), ""))
    op.create_index("ix_messages_thread", "messages", ["thread"])
    op.add_column("messages", _counted("placed", sa.String(length=200), ""))
    op.add_column("invitations", _counted("soft_bounces", sa.Integer(), "0"))
    op.add_column("runs", _counted("attempts", sa.Integer(), "1"))
    op.add_column("runs", _counted("covers", sa.Integer(), "0"))
    op.add_column("runs", sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_runs_state"), "runs", ["state"])
    op.create_table(
        "restorations",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restorations")),
    )


def _counted(name: str, kind: sa.types.TypeEngine[Any], start: str) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=start)
