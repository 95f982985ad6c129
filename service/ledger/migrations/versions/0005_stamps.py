"""A place in the mailbox bears what the server says of the mail there, so that another mail at it is seen."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column; it is filled at the first comparison."""
    op.add_column("locations", sa.Column("stamp", sa.Text()))
