"""What alembic runs to migrate: on the connection, and in the transaction, that service/ledger/schema.py gives it.

There is no alembic.ini: the program brings its ledger up to date by itself, and logging is its own affair.
"""

from alembic import context

from service.ledger.schema import VERSION_TABLE
from service.ledger.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    # SQLite's schema changes are undone like any other, since the ledger begins its transactions by itself.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
