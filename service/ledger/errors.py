"""What can go wrong with the ledger, each as one line for the operator."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from intake.errors import TemporaryError


class LedgerError(Exception):
    """The ledger cannot be used; the message is one line that tells an operator what to do."""


class TemporaryLedgerError(LedgerError, TemporaryError):
    """The ledger cannot be used just now: the same may succeed later. Nothing of the transaction holds."""


# SQLite's result codes (https://sqlite.org/rescode.html) by the beginnings of their names.
_SQLITE_TEMPORARY = {
    "SQLITE_BUSY": "is locked by another program",
    "SQLITE_LOCKED": "is locked by another program",
    "SQLITE_FULL": "cannot grow: the disk is full",
    "SQLITE_IOERR": "cannot be read or written: the disk reports an error",
    "SQLITE_NOMEM": "cannot be used: memory is exhausted",
}
_SQLITE_LASTING = {
    "SQLITE_READONLY": "is read-only: give this account the right to write to the file and its folder",
    "SQLITE_CANTOPEN": "cannot be opened: look at the rights of the file and its folder",
    "SQLITE_PERM": "cannot be opened: look at the rights of the file and its folder",
    "SQLITE_AUTH": "cannot be opened: look at the rights of the file and its folder",
    "SQLITE_NOTADB": "is no SQLite database: another file stands in its place, or it is damaged",
    "SQLITE_CORRUPT": "is damaged: restore it from a backup",
}
# PostgreSQL's SQLSTATE classes and codes (its manual, appendix A) that pass by themselves.
_POSTGRESQL_TEMPORARY = ("08", "40", "53", "55P03", "57P", "58")
# A refused sign-in bears no SQLSTATE; these are its words (libpq's own language, and the server's by default).
_POSTGRESQL_REFUSALS = (
    "authentication failed",
    "no password supplied",
    "does not exist",
    "pg_hba.conf",
    "permission denied",
    "does not support SSL",
    "certificate",
)


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Turn the database's own errors into LedgerErrors that name the place.

    A broken constraint, a statement that a database does not understand or a value that it does not take is a fault
    of this program and passes as it is.
    """
    try:
        yield
    except PoolTimeoutError as error:
        raise TemporaryLedgerError(f"ledger {place}: every connection is in use") from error
    except IntegrityError:
        raise
    except DBAPIError as error:
        found = _explain(error, place)
        if found is None:
            raise
        raise found from error


def _explain(error: DBAPIError, place: str) -> LedgerError | None:
    name = getattr(error.orig, "sqlite_errorname", None)
    return _explain_sqlite(name, place) if name else _explain_postgresql(error, place)


def _explain_sqlite(name: str, place: str) -> LedgerError | None:
    for beginning, words in _SQLITE_TEMPORARY.items():
        if name.startswith(beginning):
            return TemporaryLedgerError(f"ledger {place} {words}")
    for beginning, words in _SQLITE_LASTING.items():
        if name.startswith(beginning):
            return LedgerError(f"ledger {place} {words}")
    return None


def _explain_postgresql(error: DBAPIError, place: str) -> LedgerError | None:
    state = getattr(error.orig, "sqlstate", None)
    line = str(error.orig).strip().partition("\n")[0]
    if state is None and any(words in line for words in _POSTGRESQL_REFUSALS):
        return LedgerError(f"ledger {place} refuses this account: {line}")
    # Otherwise without a SQLSTATE the server was not reached, or the line dropped.
    if state is None and isinstance(error, OperationalError | InterfaceError):
        return TemporaryLedgerError(f"ledger {place} cannot be reached: {line}")
    if state is not None and state.startswith(_POSTGRESQL_TEMPORARY):
        return TemporaryLedgerError(f"ledger {place} is not to be had just now: {line}")
    # 28: no such account or a wrong password, 3D: no such database, 42501: missing rights, 25006: read-only.
    if state is not None and state.startswith(("28", "3D", "42501", "25006")):
        return LedgerError(f"ledger {place} refuses this account: {line}")
    return None
