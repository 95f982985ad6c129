"""The database behind the ledger: SQLite and PostgreSQL set up so that one code serves both."""

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from intake.os_errors import explain_os_error
from service.ledger.errors import LedgerError
from service.ledger.in_place import watch_place

# Marks the transactions that write, for the listener that begins them.
WRITES = "intake_writes"
_ATTEMPTS = 10  # at turning on the write-ahead log, each after another connection has let go


def parse(url: str) -> URL:
    """Read the database's URL. Raises LedgerError for one that this program cannot use; never repeats a password."""
    try:
        found = make_url(url)
    except ArgumentError:
        raise LedgerError(f"台账的 url 不是数据库地址：{_without_password(url)}") from None
    if found.get_backend_name() == "postgresql":
        return found.set(drivername="postgresql+psycopg")
    if found.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise LedgerError(f"台账的 url 写的是 {found.drivername}，只能用 sqlite 或 postgresql+psycopg")
    if found.database in {None, "", ":memory:"}:
        raise LedgerError("台账的 url 没有写文件：内存中的台账会丢失，请写成 sqlite:///路径")
    return found


def _without_password(url: str) -> str:
    return url.rpartition("@")[2]


def place_of(url: URL) -> str:
    """Return the database's name for messages, without a password."""
    return (
        str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
    )


def open_engine(url: URL, busy_seconds: float) -> Engine:
    """Make the pool of connections; none is opened yet. `busy_seconds` is how long to wait for another writer."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, busy_seconds)
    return _postgresql(url, busy_seconds)


def prepare_file(url: URL) -> None:
    """Make the SQLite file and its folder, for this account's eyes only, where they are missing.

    SQLite would make the file with the umask's rights; its -wal and -shm files take over the rights of the file.
    """
    if url.get_backend_name() != "sqlite":
        return
    path = Path(str(url.database))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise LedgerError(f"台账 {path} 打不开：{explain_os_error(error)}") from error


def _sqlite(url: URL, busy_seconds: float) -> Engine:
    # Parameters are subjects and senders: no error may carry them into a log.
    engine = create_engine(url, connect_args={"timeout": busy_seconds}, hide_parameters=True)
    event.listen(engine, "connect", _set_up_sqlite)
    watch_place(engine, Path(str(url.database)))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # pysqlite would begin transactions by guesswork; with None it leaves them to us (SQLAlchemy's manual, "pysqlite",
    # "Serializable isolation / Savepoints / Transactional DDL").
    connection.isolation_level = None
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # What a purge removes is overwritten, not only given free.
    connection.execute("PRAGMA secure_delete = ON").close()


def _write_ahead(connection: Any) -> None:
    """Turn on the write-ahead log. Its mode is kept in the file; asking for it again would need a lock.

    Of two that open a new ledger at once SQLite refuses one without letting it wait; to ask for the writing lock waits.
    """
    for _attempt in range(_ATTEMPTS):
        if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
            return
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            connection.execute("BEGIN IMMEDIATE").close()
            connection.execute("ROLLBACK").close()
        else:
            return
    connection.execute("PRAGMA journal_mode = WAL")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    # What was opened for reading must not write: on SQLite, too, it is found out by the first test that tries.
    # Not through SQLAlchemy, which would take ten times as long for it in every transaction.
    driver: Any = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA query_only = {int(not writes)}").close()
    # A deferred transaction that turns into a writing one can fail at any statement; this one waits at its start.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL, busy_seconds: float) -> Engine:
    try:
        # Pre-ping: a server that was restarted meanwhile costs one round trip, not a failed mail.
        engine = create_engine(
            url, pool_pre_ping=True, connect_args={"connect_timeout": 10}, hide_parameters=True
        )
    except ImportError as error:
        raise LedgerError(
            "台账的 url 要用 PostgreSQL，但没有安装驱动：请安装 mail-intake[postgresql]"
        ) from error

    def set_up(connection: Any, _record: object) -> None:
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = {int(busy_seconds * 1000)}")
        # Edges of the calendar would not fit into datetime in a zone east or west of UTC.
        connection.execute("SET TIME ZONE 'UTC'")
        connection.autocommit = False

    event.listen(engine, "connect", set_up)
    return engine
