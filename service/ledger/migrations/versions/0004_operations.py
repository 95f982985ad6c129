"""Alarms that stand; mails that a person has dealt with; mails whose personal data were removed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table of alarms, and the columns of what is done and of what was removed."""
    op.create_table(
        "alarms",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("told_at", _MOMENT),
        sa.PrimaryKeyConstraint("name", name="pk_alarms"),
    )
    op.add_column("messages", sa.Column("done_at", _MOMENT))
    op.add_column("messages", sa.Column("purged_at", _MOMENT))
    op.add_column("messages", sa.Column("sender_mark", sa.String(64)))
