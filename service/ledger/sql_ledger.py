"""The ledger on SQLite or PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine

from service.ledger.alarms import Alarms
from service.ledger.cases import Cases
from service.ledger.claim import Claim, claimed
from service.ledger.engine import WRITES, open_engine, parse, place_of, prepare_file
from service.ledger.errors import translated
from service.ledger.folders import Folders
from service.ledger.history import History
from service.ledger.messages import Messages
from service.ledger.novelty import is_new
from service.ledger.outgoing import Outgoing
from service.ledger.purging import Purging
from service.ledger.schema import upgrade
from service.ledger.scrubbing import scrub
from service.ledger.vitals import VitalSigns


class SqlTransaction(Folders, Messages, Cases, Outgoing, History, Alarms, Purging, VitalSigns):
    """One transaction: every verb of service.ports.LedgerTransaction."""


class SqlLedger:
    """The ledger (service.ports.Ledger) in the database of the URL; may be used from several threads.

    `busy_seconds` is how long a writer waits for another one before it raises TemporaryLedgerError. Making the
    object opens nothing; it raises LedgerError for a URL that this program cannot use. Every other method raises
    LedgerError where the database cannot be used, TemporaryLedgerError where that may pass.
    """

    def __init__(self, url: str, busy_seconds: float = 30.0) -> None:
        self._url = parse(url)
        self._place = place_of(self._url)
        self._engine = open_engine(self._url, busy_seconds)
        self._writer = self._engine.execution_options(**{WRITES: True})
        self._reader = self._engine.execution_options(**_snapshot(self._engine))

    @contextmanager
    def write(self) -> Iterator[SqlTransaction]:
        """One write transaction (SQLite: BEGIN IMMEDIATE), committed on leaving, undone on an exception."""
        with translated(self._place), self._writer.begin() as connection:
            yield SqlTransaction(connection, writes=True)

    @contextmanager
    def read(self) -> Iterator[SqlTransaction]:
        """A consistent view for reading."""
        with translated(self._place), self._reader.begin() as connection:
            yield SqlTransaction(connection, writes=False)

    @property
    def place(self) -> str:
        """The database's name for messages, without a password."""
        return self._place

    def is_new(self) -> bool:
        """Hold where no ledger was ever made there."""
        with translated(self._place):
            return is_new(self._url, self._reader)

    def upgrade(self) -> None:
        """Make the database where it is missing and bring its schema up to date; several may do so at once.

        Raises LedgerError for a ledger that a newer version of this program has written.
        """
        prepare_file(self._url)
        with translated(self._place):
            upgrade(self._reader, self._writer, self._place)

    @contextmanager
    def claim(self) -> Iterator[Claim]:
        """Be the only program that polls and sends on this ledger. Raises LedgerInUseError (a LedgerError)."""
        with translated(self._place), claimed(self._engine, self._place) as claim:
            yield claim

    def scrub(self) -> bool:
        """Rid the database's files of what was removed; False where a rest waits until other readers are done."""
        with translated(self._place):
            return scrub(self._engine)

    def close(self) -> None:
        """Let go of the database. The ledger may be used again afterwards."""
        self._engine.dispose()


def _snapshot(engine: Engine) -> dict[str, Any]:
    if engine.dialect.name == "sqlite":
        return {}  # every SQLite transaction sees one state of the ledger
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
