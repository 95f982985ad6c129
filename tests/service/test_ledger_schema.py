"""The schema's versions: made where missing, never downwards, the same as the tables that the code knows."""

import logging
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from service.ledger import LedgerError, SqlLedger
from service.ledger.schema import _MIGRATIONS, VERSION_TABLE
from service.ledger.tables import metadata
from service.outcome import ReplyState
from service.records import DigestRecord, ReplyRecord
from tests.service.ledger_samples import NOON, a_case, a_message, a_reply

# What the versions after 0002 made beside the replies' states.
_UNDO_LATER = (
    "ALTER TABLE locations DROP COLUMN stamp",
    "DROP TABLE alarms",
    "ALTER TABLE messages DROP COLUMN done_at",
    "ALTER TABLE messages DROP COLUMN purged_at",
    "ALTER TABLE messages DROP COLUMN sender_mark",
)
# Another process that starts on the same ledger.
UPGRADE = """
import sys
from service.ledger import SqlLedger
ledger = SqlLedger(sys.argv[1])
ledger.upgrade()
ledger.close()
"""


def test_migrations_make_the_tables_that_the_code_knows(ledger: SqlLedger) -> None:
    """Alembic finds nothing to change, on either database; so a table changed without its migration fails here."""
    with ledger._reader.begin() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []


def test_migrations_make_the_constraints_that_the_code_knows(ledger: SqlLedger) -> None:
    """Alembic does not compare CHECK constraints: their names are compared here, their words by trying."""
    with ledger._reader.begin() as connection:
        found = inspect(connection)
        made = {check["name"] for table in metadata.tables for check in found.get_check_constraints(table)}
    known = {
        constraint.name
        for table in metadata.tables.values()
        for constraint in table.constraints
        if type(constraint).__name__ == "CheckConstraint"
    }
    assert made == known
    assert len(known) == 4


def test_every_value_of_an_enumeration_can_be_stored(ledger: SqlLedger) -> None:
    """A disposition or state that the code knows and the migrations do not would fail at night, at the first use."""
    with ledger._reader.begin() as connection:
        found = inspect(connection)
        words = {
            check["name"]: check["sqltext"]
            for table in metadata.tables
            for check in found.get_check_constraints(table)
        }
    values = [
        (f"ck_{table.name}_{column.name}", value)
        for table in metadata.sorted_tables
        for column in table.columns
        for value in getattr(column.type, "enums", ())
    ]
    assert len(values) == 21
    assert [(name, value) for name, value in values if f"'{value}'" not in words[name]] == []


def test_replies_stay_when_their_state_learns_a_word(ledger_url: str) -> None:
    """On SQLite the table is made anew: its rows, and what refers to them, are there afterwards as before."""
    ledger = SqlLedger(ledger_url)
    ledger.upgrade()
    with ledger.write() as books:
        first = books.add_reply(a_reply(1, books.add_message(a_message())))
        assert first is not None
        books.add_digest(DigestRecord(NOON.date(), NOON, first))
    before = _as_of_old(ledger)
    ledger.upgrade()
    with ledger.write() as books:
        assert books.replies() == before
        assert books.reply_raw(first) == a_reply(1).raw
        books.set_reply_state(first, ReplyState.UNDELIVERED, "550 5.1.1")
        second = books.add_reply(a_reply(2))
        assert second is not None
        assert second > first
        assert books.add_reply(a_reply(2)) is None  # one of that Message-ID is there
    with ledger._reader.begin() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    ledger.close()


def _as_of_old(ledger: SqlLedger) -> tuple[ReplyRecord, ...]:
    """Give the ledger back the constraint and the version of the program before; return its replies."""
    old = "'refused', 'dropped'"
    with ledger._writer.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '0002'"))  # noqa: S608 a constant of ours
        for statement in _UNDO_LATER:
            connection.execute(text(statement))
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA writable_schema = ON"))
            change = "UPDATE sqlite_master SET sql = replace(sql, :new, :old) WHERE name = 'replies'"
            connection.execute(text(change), {"new": "'refused', 'undelivered', 'dropped'", "old": old})
            connection.execute(text("PRAGMA writable_schema = RESET"))
        else:
            connection.execute(text("ALTER TABLE replies DROP CONSTRAINT ck_replies_state"))
            check = f"CHECK (state IN ('queued', 'held', 'sending', 'uncertain', 'sent', {old}))"
            connection.execute(text(f"ALTER TABLE replies ADD CONSTRAINT ck_replies_state {check}"))
    with ledger.read() as books:
        return books.replies()


def test_upgrading_again_changes_nothing(ledger: SqlLedger) -> None:
    """What stands in the ledger stays, and a start on a current schema does not wait for another one's writing."""
    with ledger.write() as books:
        books.attach("acceptance-046", books.add_message(a_message()))
        books.save_case(a_case())
        other = SqlLedger(ledger._url.render_as_string(hide_password=False), busy_seconds=0.05)
        other.upgrade()
        other.close()
    ledger.upgrade()
    with ledger.read() as books:
        assert len(books.messages()) == len(books.cases()) == 1


def test_threads_upgrade_at_once(ledger_url: str) -> None:
    """Of several that start together one makes the schema, and the others find it made."""
    ledgers = [SqlLedger(ledger_url) for _ in range(6)]
    start = threading.Barrier(len(ledgers))

    def upgrade(ledger: SqlLedger) -> None:
        start.wait()
        ledger.upgrade()

    with ThreadPoolExecutor(len(ledgers)) as pool:
        for done in [pool.submit(upgrade, ledger) for ledger in ledgers]:
            done.result()
    for ledger in ledgers:
        with ledger.read() as books:
            assert books.messages() == ()
        ledger.close()


def test_processes_upgrade_at_once(ledger_url: str) -> None:
    """The same with the daemon and a command of a person started together."""
    command = [sys.executable, "-W", "error", "-c", UPGRADE, ledger_url]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate()[1] for process in started] == [""] * 3
    assert [process.returncode for process in started] == [0] * 3


def test_ledger_of_a_newer_program_is_refused(ledger: SqlLedger) -> None:
    """One line says what to do; the ledger is left as it is."""
    with ledger._writer.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608 a constant of ours
    with pytest.raises(LedgerError, match="较新版本的程序") as caught:
        ledger.upgrade()
    assert "9999" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_failed_migration_leaves_nothing(ledger_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole way up is one transaction: a crash on it leaves the database as it was."""
    ledger = SqlLedger(ledger_url)
    monkeypatch.setattr("alembic.operations.Operations.create_index", _refuse)
    with pytest.raises(ZeroDivisionError):
        ledger.upgrade()
    monkeypatch.undo()
    with ledger._reader.begin() as connection:
        assert inspect(connection).get_table_names() == []
    ledger.upgrade()
    ledger.close()


def _refuse(*_arguments: object, **_named: object) -> None:
    raise ZeroDivisionError


def test_upgrading_leaves_logging_alone(ledger_url: str) -> None:
    """Migrations configure no logging: that is the program's own affair."""
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.getLogger("service").disabled)
    ledger = SqlLedger(ledger_url)
    ledger.upgrade()
    ledger.close()
    assert (root.level, list(root.handlers), logging.getLogger("service").disabled) == before


def test_path_with_a_percent_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the ledger's folder nor the program's may confuse configparser, which alembic reads its settings with."""
    monkeypatch.setattr(
        "service.ledger.schema._MIGRATIONS", Path(shutil.copytree(_MIGRATIONS, tmp_path / "100%(here)s"))
    )
    ledger = SqlLedger(f"sqlite:///{tmp_path}/50%25 done/ledger.sqlite3")
    ledger.upgrade()
    with ledger.read() as books:
        assert books.messages() == ()
    ledger.close()
