"""The first tables."""

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
        "letters",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invitation",
                "reminder",
                "echo",
                "unread_reply",
                "unmatched_reply",
                "closed",
                "unsubscribed",
                "received",
                "upload_receipt",
                "upload_refused",
                "upload_confirm",
                "upload_unknown",
                "quarterly",
                name="letterkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sending",
                "sent",
                "unknown",
                "bounced",
                "failed",
                "cancelled",
                name="letterstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("context", sa.LargeBinary(), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("key", name=op.f("uq_letters_key")),
    )
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letters_about"), ["about"], unique=False)
        batch_op.create_index(
            "ix_letters_recipient_kind", ["recipient", "kind", "created_at"], unique=False
        )
        batch_op.create_index("ix_letters_state_not_before", ["state", "not_before"], unique=False)

    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(length=300), nullable=False),
        sa.Column("uidvalidity", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("vault", sa.String(length=10), nullable=False),
        sa.Column("sameness", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "done",
                "duplicate",
                "held",
                name="messagestate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "mailbox", "uidvalidity", "uid", name=op.f("uq_messages_mailbox_uidvalidity_uid")
        ),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_messages_sameness"), ["sameness"], unique=False)
        batch_op.create_index(batch_op.f("ix_messages_state"), ["state"], unique=False)

    op.create_table(
        "response_words",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("question", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("body", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "question", name=op.f("pk_response_words")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("response_words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_response_words_quarter"), ["quarter"], unique=False)

    op.create_table(
        "responses",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("questionnaire", sa.String(length=40), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("mail", "web", name="channel", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("body", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=True),
        sa.Column("region", sa.String(length=40), nullable=True),
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
        sa.Column("inspector_ids", sa.String(length=300), nullable=False),
        sa.Column("q1", sa.String(length=24), nullable=True),
        sa.Column("q2", sa.String(length=24), nullable=True),
        sa.Column("q3", sa.String(length=24), nullable=True),
        sa.Column("q4", sa.String(length=24), nullable=True),
        sa.Column("q5", sa.String(length=24), nullable=True),
        sa.Column("q6", sa.String(length=24), nullable=True),
        sa.Column("q7", sa.String(length=24), nullable=True),
        sa.Column("q8", sa.String(length=24), nullable=True),
        sa.Column("q9", sa.String(length=24), nullable=True),
        sa.Column("q10", sa.String(length=24), nullable=True),
        sa.Column("q11", sa.String(length=24), nullable=True),
        sa.Column("q12", sa.String(length=24), nullable=True),
        sa.Column("q13", sa.String(length=24), nullable=True),
        sa.Column("q14", sa.String(length=24), nullable=True),
        sa.Column("q15", sa.String(length=24), nullable=True),
        sa.Column("q16", sa.String(length=24), nullable=True),
        sa.Column("q17", sa.String(length=24), nullable=True),
        sa.Column("q18", sa.String(length=24), nullable=True),
        sa.Column("q19", sa.String(length=24), nullable=True),
        sa.Column("q20", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("digest", "version", name=op.f("pk_responses")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.create_index("ix_responses_quarter_current", ["quarter", "current"], unique=False)

    op.create_table(
        "runs",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum("running", "done", "failed", name="runstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=True),
        sa.Column("trouble", sa.String(length=1000), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("job", "period", name=op.f("uq_runs_job_period")),
    )
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_runs_started_at"), ["started_at"], unique=False)

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
            sa.Enum("finished", "corrected", name="eventkind", native_enum=False, length=24),
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

    op.create_table(
        "invitations",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed_token", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("questionnaire", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "answered",
                "unreachable",
                "suppressed",
                "stopped",
                name="invitationstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("invited_on", sa.Date(), nullable=False),
        sa.Column("delivered", sa.Boolean(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_invitations_inspection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("inspection_id", name=op.f("uq_invitations_inspection_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_invitations_token_digest")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_state"), ["state"], unique=False)
