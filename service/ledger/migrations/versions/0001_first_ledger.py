"""The first ledger.

A migration is never changed once released: it stands by itself and imports nothing of ours.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make every table."""
    _make_messages()
    _make_what_hangs_on_messages()
    _make_cases()
    _make_verdicts()
    _make_outgoing_queue()
    _make_history()


def _make_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("raw_sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("message_id_sha256", sa.String(64), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("collected_at", _MOMENT, nullable=False),
        sa.Column("in_junk", sa.Boolean(), nullable=False),
        sa.Column("disposition", sa.String(16)),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.Column("candidates", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", _MOMENT),
        sa.Column("decisions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.CheckConstraint(
            "disposition IN ('accepted', 'gaps', 'review', 'ignored', 'failed')",
            name=op.f("ck_messages_disposition"),
        ),
    )
    op.create_index("ix_messages_raw_sha256", "messages", ["raw_sha256"])
    op.create_index("ix_messages_message_id_sha256", "messages", ["message_id_sha256"])
    op.create_index(
        "ix_messages_unsettled",
        "messages",
        ["received_at", "id"],
        sqlite_where=sa.text("disposition IS NULL"),
        postgresql_where=sa.text("disposition IS NULL"),
    )


def _make_what_hangs_on_messages() -> None:
    op.create_table(
        "marks",
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("folder", name="pk_marks"),
    )
    op.create_table(
        "locations",
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("folder", "uidvalidity", "uid", name="pk_locations"),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name="fk_locations_message"),
    )
    op.create_index("ix_locations_message", "locations", ["message"])
    op.create_table(
        "files",
        sa.Column("message", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("inline", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("message", "position", name="pk_files"),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name="fk_files_message"),
    )


def _make_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16)),
        sa.Column("campaign", sa.Text()),
        sa.Column("late", sa.Boolean()),
        sa.Column("received_at", _MOMENT),
        sa.Column("updated_at", _MOMENT),
        sa.Column("receipt", sa.Text()),
        sa.Column("receipt_at", _MOMENT),
        sa.Column("summary_name", sa.Text()),
        sa.Column("review", sa.Text()),
        sa.Column("gap_replies", sa.Integer()),
        sa.Column("completed_late", sa.Boolean()),
        sa.PrimaryKeyConstraint("entry", name="pk_cases"),
        sa.CheckConstraint(
            "state IN ('waiting', 'complete', 'incomplete', 'review', 'exempt')", name=op.f("ck_cases_state")
        ),
    )
    op.create_table(
        "case_messages",
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("message", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("entry", "message", name="pk_case_messages"),
        sa.ForeignKeyConstraint(["entry"], ["cases.entry"], name="fk_case_messages_entry"),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name="fk_case_messages_message"),
    )
    op.create_index("ix_case_messages_message", "case_messages", ["message"])


def _make_verdicts() -> None:
    op.create_table(
        "findings",
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("section", sa.Integer()),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry", "position", name="pk_findings"),
        sa.ForeignKeyConstraint(["entry"], ["cases.entry"], name="fk_findings_entry"),
        sa.CheckConstraint("severity IN ('gap', 'advice', 'off')", name=op.f("ck_findings_severity")),
    )
    op.create_table(
        "series",
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", name="pk_series"),
    )


def _make_outgoing_queue() -> None:
    op.create_table(
        "replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message", sa.Integer()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("mime_id", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("sent_at", _MOMENT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", _MOMENT),
        sa.Column("response", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_replies"),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name="fk_replies_message"),
        sa.UniqueConstraint("mime_id", name="uq_replies_mime_id"),
        sa.CheckConstraint(
            "state IN ('queued', 'held', 'sending', 'uncertain', 'sent', 'refused', 'dropped')",
            name=op.f("ck_replies_state"),
        ),
    )
    op.create_index("ix_replies_message", "replies", ["message"])
    op.create_index("ix_replies_state", "replies", ["state"])
    op.create_index("ix_replies_sent_at", "replies", ["sent_at"])
    op.create_table(
        "reply_mails",
        sa.Column("reply", sa.Integer(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("reply", name="pk_reply_mails"),
        sa.ForeignKeyConstraint(["reply"], ["replies.id"], name="fk_reply_mails_reply"),
    )


def _make_history() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("message", sa.Integer()),
        sa.Column("entry", sa.Text()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.ForeignKeyConstraint(["message"], ["messages.id"], name="fk_events_message"),
    )
    op.create_index("ix_events_message", "events", ["message"])
    op.create_index("ix_events_entry", "events", ["entry"])
    op.create_table(
        "digests",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("reply", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_digests"),
        sa.ForeignKeyConstraint(["reply"], ["replies.id"], name="fk_digests_reply"),
    )
    op.create_table(
        "notes",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_notes"),
    )
