"""After a purge: what was removed is removed from the database's files as well.                               I/O."""

from sqlalchemy import Engine, text

# What a purge empties; VACUUM FULL writes each anew.
_PURGED = ("messages", "files", "cases", "findings", "replies", "reply_mails", "events")


def scrub(engine: Engine) -> bool:
    """Write the database anew, so that its free pages hold nothing; False where other readers left a rest for later.

    SQLite: VACUUM, then the write-ahead log is emptied. PostgreSQL: VACUUM FULL; its own log is the database's affair.
    """
    if engine.dialect.name == "sqlite":
        return _scrub_sqlite(engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in _PURGED:
            connection.execute(text(f"VACUUM (FULL) {table}"))
    return True


def _scrub_sqlite(engine: Engine) -> bool:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA query_only = 0")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        row = cursor.fetchone()
        return row is not None and row[0] == 0
    finally:
        connection.close()
