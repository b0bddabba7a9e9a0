"""What happens to an inspection beside its result: prolonged, suspended, renewed, cancelled."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply."""
    op.add_column("inspections", sa.Column("prolonged_until", sa.Date(), nullable=True))
    when = sa.Enum("before_start", "after_start", name="cancelled", native_enum=False, length=24)
    op.add_column("inspections", sa.Column("cancelled", when, nullable=True))
    op.add_column("inspection_events", sa.Column("until", sa.Date(), nullable=True))
    basis = sa.Column("basis", sa.String(length=1000), nullable=True)
    op.add_column("inspection_events", basis)
    for name in ("events", "events_known", "events_rejected"):
        counted = sa.Column(name, sa.Integer(), nullable=False, server_default="0")
        op.add_column("uploads", counted)
