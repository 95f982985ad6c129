"""Mails that a person decided on are found without a look at all others."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make an index of the few mails that a person decided on."""
    op.create_index(
        "ix_messages_decided",
        "messages",
        ["id"],
        sqlite_where=sa.text("decisions > 0"),
        postgresql_where=sa.text("decisions > 0"),
    )
