"""One program at a time polls and sends on a ledger: the claim to it, held as long as the program lives.        I/O.

SQLite: a lock on a file beside the ledger (two data folders may share one ledger). PostgreSQL: an advisory lock of
the session (its manual, 13.3.5), so that two hosts cannot both work; it ends with the connection.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from intake.os_errors import explain_os_error
from service.ledger.errors import LedgerError

_TRY = text("SELECT pg_try_advisory_lock(hashtextextended('intake at work', 0))")
_RELEASE = text("SELECT pg_advisory_unlock(hashtextextended('intake at work', 0))")
_ALIVE = text("SELECT 1")


class LedgerInUseError(LedgerError):
    """Another program polls and sends on this ledger. The message is one line for the operator."""


class Claim:
    """The claim, once it is held. `holds()` finds out whether it still is."""

    def __init__(self, connection: Connection | None) -> None:
        self._connection = connection

    def holds(self) -> bool:
        """Tell whether the claim still stands: one of PostgreSQL's is lost with its connection."""
        if self._connection is None:
            return True
        try:
            self._connection.execute(_ALIVE)
            self._connection.rollback()  # a session that idles in a transaction would keep VACUUM from its work
        except DBAPIError:
            return False
        return True


@contextmanager
def claimed(engine: Engine, place: str) -> Iterator[Claim]:
    """Hold the claim to the ledger. Raises LedgerInUseError where another program holds it."""
    if engine.dialect.name == "sqlite":
        with _locked(Path(str(engine.url.database) + ".lock"), place):
            yield Claim(None)
        return
    with engine.connect() as connection:
        if not connection.execute(_TRY).scalar_one():
            raise _in_use(place)
        connection.rollback()
        try:
            yield Claim(connection)
        finally:
            # The server notices a closed session a little later: who starts at once would find the lock held.
            with suppress(SQLAlchemyError):
                connection.execute(_RELEASE)
            connection.invalidate()  # a session that is lost has lost the lock as well


@contextmanager
def _locked(path: Path, place: str) -> Iterator[None]:
    try:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise LedgerError(f"台账的锁 {path} 打不开：{explain_os_error(error)}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _in_use(place) from error
        yield


def _in_use(place: str) -> LedgerInUseError:
    return LedgerInUseError(
        f"另一个 intake 正在使用台账 {place}（可能在另一台机器上）；请等它结束，或先停止它"
    )
