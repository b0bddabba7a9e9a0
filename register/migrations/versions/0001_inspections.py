"""Bodies, businesses, inspections and how they came in."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "bodies",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("parent_code", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["bodies.code"], name=op.f("fk_bodies_parent_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_bodies")),
    )
    op.create_table(
        "businesses",
        sa.Column("tax_id", sa.String(length=14), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("address", sa.String(length=1000), nullable=True),
        sa.Column("region", sa.String(length=40), nullable=True),
        sa.Column("sector", sa.String(length=300), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.PrimaryKeyConstraint("tax_id", name=op.f("pk_businesses")),
    )
    op.create_table(
        "suppressions",
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "bounced", "unsubscribed", name="suppressionreason", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detail", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("email", "reason", name=op.f("pk_suppressions")),
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sender", sa.String(length=320), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unconfirmed", "taken", "refused", name="uploadstate", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refused", sa.String(length=60), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("corrected", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.UniqueConstraint("digest", "sender", name=op.f("uq_uploads_digest_sender")),
    )
    op.create_table(
        "business_addresses",
        sa.Column("tax_id", sa.String(length=14), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tax_id"], ["businesses.tax_id"], name=op.f("fk_business_addresses_tax_id")
        ),
        sa.PrimaryKeyConstraint("tax_id", "email", "source", name=op.f("pk_business_addresses")),
    )
    op.create_table(
        "confirmations",
        sa.Column("key_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("upload_id", sa.String(length=16), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["uploads.id"], name=op.f("fk_confirmations_upload_id")
        ),
        sa.PrimaryKeyConstraint("key_digest", name=op.f("pk_confirmations")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_confirmations_upload_id")),
    )
    op.create_table(
        "inspections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_no", sa.String(length=80), nullable=False),
        sa.Column("registered_at", sa.Date(), nullable=True),
        sa.Column("body", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=True),
        sa.Column("inspector_ids", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "planned",
                "unplanned",
                "control",
                name="inspectionkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("basis", sa.String(length=1000), nullable=True),
        sa.Column("risk", sa.String(length=80), nullable=True),
        sa.Column("checklist", sa.String(length=200), nullable=True),
        sa.Column("business_name", sa.String(length=500), nullable=False),
        sa.Column("tax_id", sa.String(length=14), nullable=False),
        sa.Column("address", sa.String(length=1000), nullable=True),
        sa.Column("region", sa.String(length=40), nullable=True),
        sa.Column("sector", sa.String(length=300), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=False),
        sa.Column("violations", sa.Integer(), nullable=True),
        sa.Column("instruction_no", sa.String(length=80), nullable=True),
        sa.Column("instruction_due", sa.Date(), nullable=True),
        sa.Column("fine_som", sa.BigInteger(), nullable=True),
        sa.Column("suspended", sa.Boolean(), nullable=True),
        sa.Column("contact_person", sa.String(length=300), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column(
            "email_source",
            sa.Enum(
                "registry",
                "business",
                "inspector",
                name="emailsource",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "no_email_reason",
            sa.Enum(
                "none", "refused", "absent", "unknown", name="noemail", native_enum=False, length=24
            ),
            nullable=True,
        ),
        sa.Column("phone", sa.String(length=100), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("upload_id", sa.String(length=16), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["body"], ["bodies.code"], name=op.f("fk_inspections_body")),
        sa.ForeignKeyConstraint(
            ["tax_id"], ["businesses.tax_id"], name=op.f("fk_inspections_tax_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
        sa.UniqueConstraint("registration_no", name=op.f("uq_inspections_registration_no")),
    )
    with op.batch_alter_table("inspections", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspections_finished_on"), ["finished_on"], unique=False
        )
        batch_op.create_index("ix_inspections_quarter_body", ["quarter", "body"], unique=False)
        batch_op.create_index(batch_op.f("ix_inspections_tax_id"), ["tax_id"], unique=False)

    op.create_table(
        "officers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "inspector",
                "officer",
                "head",
                "operator",
                "administrator",
                name="role",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("body_code", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["body_code"], ["bodies.code"], name=op.f("fk_officers_body_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officers")),
        sa.UniqueConstraint(
            "email", "role", "body_code", name=op.f("uq_officers_email_role_body_code")
        ),
    )
    with op.batch_alter_table("officers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_officers_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_officers_email"), ["email"], unique=False)

    op.create_table(
        "inspection_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "finished", "corrected", "moved", name="eventkind", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("upload_id", sa.String(length=16), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_inspection_events_inspection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_events")),
    )
    with op.batch_alter_table("inspection_events", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspection_events_inspection_id"), ["inspection_id"], unique=False
        )
