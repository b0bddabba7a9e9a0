"""Letters, messages, invitations, responses, releases and runs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply."""
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
        batch_op.create_index(batch_op.f("ix_letters_created_at"), ["created_at"], unique=False)
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
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
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
        "releases",
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("workbook", sa.String(length=64), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("quarter", name=op.f("pk_releases")),
    )
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
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_invitations_inspection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("inspection_id", name=op.f("uq_invitations_inspection_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_invitations_token_digest")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_state"), ["state"], unique=False)
