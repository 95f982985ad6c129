"""A reply that was sent and came back is told from one that arrived: the state “undelivered”."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_CHECK = "ck_replies_state"
_STATES = "state IN ('queued', 'held', 'sending', 'uncertain', 'sent', 'refused', 'undelivered', 'dropped')"


def upgrade() -> None:
    """Let the table of replies take the new state."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(_CHECK), "replies", type_="check")
        op.create_check_constraint(op.f(_CHECK), "replies", _STATES)
    else:
        _make_anew()


def _make_anew() -> None:
    """SQLite changes no constraint: the table is made again under its own name, so that what refers to it still does.

    Foreign keys are looked at when the transaction commits; then every row is back.
    """
    connection = op.get_bind()
    made = sa.text(
        "SELECT sql FROM sqlite_master WHERE tbl_name = 'replies' AND sql IS NOT NULL ORDER BY type DESC"
    )
    table, *indexes = connection.execute(made).scalars().all()
    connection.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
    connection.execute(sa.text("CREATE TEMPORARY TABLE kept_replies AS SELECT * FROM replies"))
    connection.execute(sa.text("DROP TABLE replies"))
    for statement in (table.replace("'refused', ", "'refused', 'undelivered', "), *indexes):
        connection.exec_driver_sql(statement)
    connection.execute(sa.text("INSERT INTO replies SELECT * FROM kept_replies"))
    connection.execute(sa.text("DROP TABLE kept_replies"))
