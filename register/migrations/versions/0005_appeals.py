"""Appeals: their parts, movements, decisions, drafts; what the database itself refuses to lose."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

WHEN = sa.DateTime(timezone=True)
APPENDED = ("movements", "decisions")
"""Tables whose rows never change."""
KEPT = (*APPENDED, "appeals", "appeal_parts", "appeal_files")
"""Tables that never lose a row: an appeal cannot be made to disappear."""
FIXED = ("number", "received_at", "registered_at", "words", "original")
"""What never changes of an appeal."""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "substitutes",
        _must("officer", sa.String(320)),
        _must("first", sa.Date()),
        _must("last", sa.Date()),
        _must("substitute", sa.String(320)),
        sa.PrimaryKeyConstraint("officer", "first", name=op.f("pk_substitutes")),
    )
    op.create_table(
        "appeals",
        _must("id", sa.Integer()),
        _must("number", sa.String(18)),
        _must("key", sa.String(16)),
        _must("pin", sa.String(16)),
        _must("channel", sa.String(24)),
        _must("kind", sa.String(24)),
        _must("language", sa.String(2)),
        _must("received_at", WHEN),
        _must("registered_at", WHEN),
        _must("accepted_by", sa.String(320)),
        _must("applicant", sa.String(40)),
        _must("contact", sa.LargeBinary()),
        _must("words", sa.LargeBinary()),
        _must("notify", sa.String(24)),
        _must("original", sa.String(64)),
        _may("sameness", sa.String(64)),
        _may("inspection_id", sa.Integer()),
        _must("region", sa.String(40)),
        _must("signature", sa.String(24)),
        _may("signer", sa.LargeBinary()),
        _must("sketch", sa.LargeBinary()),
        _must("collective", sa.String(16)),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_appeals_inspection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("key", name=op.f("uq_appeals_key")),
        sa.UniqueConstraint("number", name=op.f("uq_appeals_number")),
        sa.UniqueConstraint("sameness", name=op.f("uq_appeals_sameness")),
    )
    op.create_index(op.f("ix_appeals_applicant"), "appeals", ["applicant"])
    op.create_index(op.f("ix_appeals_collective"), "appeals", ["collective"])
    op.create_index(op.f("ix_appeals_inspection_id"), "appeals", ["inspection_id"])
    op.create_index(op.f("ix_appeals_received_at"), "appeals", ["received_at"])
    op.create_index(op.f("ix_appeals_registered_at"), "appeals", ["registered_at"])
    op.create_table(
        "appeal_bands",
        _must("appeal_id", sa.Integer()),
        _must("band", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeals.id"], name=op.f("fk_appeal_bands_appeal_id")
        ),
        sa.PrimaryKeyConstraint("appeal_id", "band", name=op.f("pk_appeal_bands")),
    )
    op.create_index("ix_appeal_bands_band", "appeal_bands", ["band"])
    op.create_table(
        "appeal_parts",
        _must("id", sa.Integer()),
        _must("appeal_id", sa.Integer()),
        _must("number", sa.Integer()),
        _must("level", sa.Integer()),
        _must("key", sa.String(16)),
        _may("words", sa.LargeBinary()),
        _must("body", sa.String(40)),
        _must("holder", sa.String(320)),
        _must("rung", sa.Integer()),
        _must("state", sa.String(24)),
        _must("version", sa.Integer()),
        _must("opened_at", WHEN),
        _must("profile", sa.String(40)),
        _must("calendar", sa.String(40)),
        _must("starts_on", sa.Date()),
        _must("registration_due", sa.Date()),
        _must("due_on", sa.Date()),
        _must("extensions", sa.Text()),
        _must("pauses", sa.Text()),
        _may("decided_at", WHEN),
        _may("rating", sa.Integer()),
        _may("look_at", WHEN),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeals.id"], name=op.f("fk_appeal_parts_appeal_id")
        ),
        sa.ForeignKeyConstraint(["body"], ["bodies.code"], name=op.f("fk_appeal_parts_body")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_parts")),
        sa.UniqueConstraint(
            "appeal_id", "number", "level", name=op.f("uq_appeal_parts_appeal_id_number_level")
        ),
        sa.UniqueConstraint("key", name=op.f("uq_appeal_parts_key")),
    )
    op.create_index(op.f("ix_appeal_parts_appeal_id"), "appeal_parts", ["appeal_id"])
    op.create_index(op.f("ix_appeal_parts_body"), "appeal_parts", ["body"])
    op.create_index("ix_appeal_parts_holder", "appeal_parts", ["holder", "state"])
    op.create_index(op.f("ix_appeal_parts_look_at"), "appeal_parts", ["look_at"])
    op.create_index("ix_appeal_parts_state_due", "appeal_parts", ["state", "due_on"])
    op.create_table(
        "decisions",
        _must("part_id", sa.Integer()),
        _must("kind", sa.String(24)),
        _must("reason", sa.String(60)),
        _must("words", sa.LargeBinary()),
        _must("by", sa.String(320)),
        _must("body", sa.String(40)),
        _must("at", WHEN),
        _must("sketch", sa.LargeBinary()),
        _must("length", sa.Integer()),
        _must("questions", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["part_id"], ["appeal_parts.id"], name=op.f("fk_decisions_part_id")
        ),
        sa.PrimaryKeyConstraint("part_id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_at"), "decisions", ["at"])
    op.create_index(op.f("ix_decisions_kind"), "decisions", ["kind"])
    op.create_table(
        "drafts",
        _must("id", sa.String(16)),
        _must("part_id", sa.Integer()),
        _must("officer", sa.String(320)),
        _must("version", sa.Integer()),
        _must("action", sa.String(24)),
        _must("details", sa.LargeBinary()),
        _must("key_digest", sa.LargeBinary(length=32)),
        _must("drafted_at", WHEN),
        _must("expires_at", WHEN),
        _may("used_at", WHEN),
        _must("outcome", sa.String(24)),
        sa.ForeignKeyConstraint(["part_id"], ["appeal_parts.id"], name=op.f("fk_drafts_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_drafts_key_digest")),
    )
    op.create_index(op.f("ix_drafts_part_id"), "drafts", ["part_id"])
    op.create_table(
        "movements",
        _must("id", sa.Integer()),
        _must("appeal_id", sa.Integer()),
        _must("part_id", sa.Integer()),
        _must("at", WHEN),
        _must("kind", sa.String(24)),
        _must("by", sa.String(320)),
        _must("post", sa.String(24)),
        _must("body", sa.String(40)),
        _must("rung", sa.Integer()),
        _must("due_on", sa.Date()),
        _must("detail", sa.String(120)),
        _may("words", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeals.id"], name=op.f("fk_movements_appeal_id")),
        sa.ForeignKeyConstraint(
            ["part_id"], ["appeal_parts.id"], name=op.f("fk_movements_part_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movements")),
    )
    op.create_index(op.f("ix_movements_appeal_id"), "movements", ["appeal_id"])
    op.create_index("ix_movements_kind_at", "movements", ["kind", "at"])
    op.create_index(op.f("ix_movements_part_id"), "movements", ["part_id"])
    op.create_table(
        "steps",
        _must("part_id", sa.Integer()),
        _must("step", sa.String(40)),
        _must("at", WHEN),
        sa.ForeignKeyConstraint(["part_id"], ["appeal_parts.id"], name=op.f("fk_steps_part_id")),
        sa.PrimaryKeyConstraint("part_id", "step", name=op.f("pk_steps")),
    )
    op.create_index(op.f("ix_steps_step"), "steps", ["step"])
    op.create_table(
        "appeal_files",
        _must("id", sa.Integer()),
        _must("appeal_id", sa.Integer()),
        _may("movement_id", sa.Integer()),
        _must("name", sa.LargeBinary()),
        _must("type", sa.String(120)),
        _must("bytes", sa.Integer()),
        _must("digest", sa.String(64)),
        _must("verdict", sa.String(40)),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeals.id"], name=op.f("fk_appeal_files_appeal_id")
        ),
        sa.ForeignKeyConstraint(
            ["movement_id"], ["movements.id"], name=op.f("fk_appeal_files_movement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_files")),
    )
    op.create_index(op.f("ix_appeal_files_appeal_id"), "appeal_files", ["appeal_id"])
    # Whose inspectors an applicant is kept from is found by the address that writes.
    op.create_index("ix_business_addresses_email", "business_addresses", ["email"])
    op.add_column("bodies", _may("time_zone", sa.String(40)))
    op.add_column("officers", sa.Column("phone", sa.String(16), server_default="", nullable=False))
    _refuse()


def _must(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _may(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _refuse() -> None:
    """Triggers: they bind whoever holds the database's password, not only this program."""
    postgres = op.get_bind().dialect.name == "postgresql"
    if postgres:
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% of % is refused', TG_OP, TG_TABLE_NAME; END $$"
        )
    refused = [(table, "DELETE", "") for table in KEPT]
    refused += [(table, "UPDATE", "") for table in APPENDED]
    refused += [("appeals", "UPDATE", f" OF {', '.join(FIXED)}")]
    for table, change, of in refused:
        does = (
            "EXECUTE FUNCTION refuse_change()"
            if postgres
            else f"BEGIN SELECT RAISE(ABORT, '{change} of {table} is refused'); END"
        )
        name = f"{table}_no_{change.lower()}"
        op.execute(f"CREATE TRIGGER {name} BEFORE {change}{of} ON {table} FOR EACH ROW {does}")
