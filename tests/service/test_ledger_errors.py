"""What is wrong with the database is said in one line that helps, and told apart by whether it may pass."""

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.errors import TemporaryError
from service.ledger import LedgerError, SqlLedger, TemporaryLedgerError, engine
from tests.postgresql import PostgresqlServer
from tests.service.ledger_samples import a_message


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the SQLite ledger of a test lies."""
    return tmp_path / "data" / "ledger.sqlite3"


@pytest.fixture
def sqlite_ledger(path: Path) -> Iterator[SqlLedger]:
    """A ledger that hardly waits for a lock."""
    ledger = SqlLedger(f"sqlite:///{path}", busy_seconds=0.05)
    ledger.upgrade()
    yield ledger
    ledger.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("no url", "不是数据库地址"),
        ("mysql://user:secret@db.example.org/ledger", "只能用 sqlite 或 postgresql"),
        ("postgresql+asyncpgx:secret@db.example.org", "不是数据库地址"),
        ("sqlite://", "没有写文件"),
        ("sqlite:///:memory:", "没有写文件"),
    ],
)
def test_unusable_url_is_refused_at_once(url: str, words: str) -> None:
    """Before anything is opened, and without the password."""
    with pytest.raises(LedgerError, match=words) as caught:
        SqlLedger(url)
    assert "secret" not in str(caught.value)


def test_new_ledger_is_for_this_account_only(path: Path) -> None:
    """Names and telephone numbers stand in it: its folder and its files, the journal's too, are nobody else's."""
    before = os.umask(0)
    try:
        ledger = SqlLedger(f"sqlite:///{path}")
        ledger.upgrade()
        with ledger.write() as books:
            books.add_message(a_message())
            modes = {entry.name: entry.stat().st_mode & 0o777 for entry in path.parent.iterdir()}
        ledger.close()
    finally:
        os.umask(before)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert modes == {"ledger.sqlite3": 0o600, "ledger.sqlite3-wal": 0o600, "ledger.sqlite3-shm": 0o600}


def test_every_commit_is_on_the_disk(sqlite_ledger: SqlLedger) -> None:
    """The journal's mode, the fsync at each commit and the foreign keys are set on each connection."""
    with sqlite_ledger._reader.begin() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert settings == ["wal", 2, 1]


def test_a_ledger_that_another_makes_at_this_moment_is_waited_for() -> None:
    """SQLite refuses the write-ahead log at once where another connection turns it on; the writing lock waits for it."""
    asked: list[str] = []

    class Connection:
        def execute(self, statement: str) -> "Connection":
            asked.append(statement)
            if statement.endswith("WAL") and "BEGIN IMMEDIATE" not in asked:
                raise sqlite3.OperationalError("database is locked")
            return self

        def fetchone(self) -> tuple[str]:
            return ("wal" if "BEGIN IMMEDIATE" in asked else "delete",)

        def close(self) -> None:
            """As a cursor is closed."""

    engine._write_ahead(Connection())
    assert asked == [
        "PRAGMA journal_mode",
        "PRAGMA journal_mode = WAL",
        "BEGIN IMMEDIATE",
        "ROLLBACK",
        "PRAGMA journal_mode",
    ]


def test_locked_ledger_may_pass(sqlite_ledger: SqlLedger, path: Path) -> None:
    """Another program's lock is the world's fault, for which the program tries again."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TemporaryLedgerError, match="正被另一个程序占用") as caught:
        _write(sqlite_ledger)
    assert isinstance(caught.value, TemporaryError)
    other.execute("ROLLBACK")
    other.close()
    _write(sqlite_ledger)


def test_file_that_is_no_database(path: Path) -> None:
    """Something else stands in the ledger's place, and is left as it is."""
    path.parent.mkdir()
    path.write_bytes(b"not a ledger\n" * 1000)
    _expect(path, "不是 SQLite 数据库")
    assert path.read_bytes().startswith(b"not a ledger")


def test_damaged_ledger(sqlite_ledger: SqlLedger, path: Path) -> None:
    """A damaged page is said to be one."""
    with sqlite_ledger.write() as books:
        for number in range(200):
            books.add_message(a_message(number))
    sqlite_ledger.close()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(LedgerError, match=r"已损坏|不是 SQLite 数据库"), sqlite_ledger.read() as books:
        books.messages()


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "file").write_bytes(b"")
    _expect(tmp_path / "file" / "ledger.sqlite3", "打不开")


def test_folder_in_the_place_of_the_ledger(path: Path) -> None:
    """A folder stands where the file should be."""
    path.mkdir(parents=True)
    _expect(path, "打不开：这是文件夹，不是文件")


def test_read_only_ledger(sqlite_ledger: SqlLedger, path: Path) -> None:
    """Without the right to write there is one line, for which root must become somebody else."""
    sqlite_ledger.close()
    command = [sys.executable, "-c", WRITE_AS_NOBODY, f"sqlite:///{path}"]
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        folder.chmod(0o755)
    path.chmod(0o444)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("LedgerError: 台账"), done.stderr
    assert "只读" in done.stdout or "打不开" in done.stdout


WRITE_AS_NOBODY = """
import os, sys
from service.ledger import LedgerError, SqlLedger
ledger = SqlLedger(sys.argv[1])
if os.geteuid() == 0:  # to whom nothing is read-only
    os.setgid(65534), os.setuid(65534)
try:
    with ledger.write() as books:
        books.set_note("key", "value")
except LedgerError as error:
    print(type(error).__name__ + ":", error)
"""


def test_full_disk_may_pass(sqlite_ledger: SqlLedger) -> None:
    """A ledger that cannot grow says so; what stood in it stays, and it goes on once there is room."""
    with sqlite_ledger._writer.begin() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(TemporaryLedgerError, match="磁盘已满"):
        _write_much(sqlite_ledger)
    with sqlite_ledger.write() as books:
        assert books.messages() == ()
    sqlite_ledger.close()
    _write_much(sqlite_ledger)


def test_file_size_limit(tmp_path: Path) -> None:
    """A refusal of the operating system while writing is one line too, not a traceback."""
    url = f"sqlite:///{tmp_path}/ledger.sqlite3"
    done = subprocess.run(
        [sys.executable, "-c", WRITE_MUCH, url, str(resource.RLIMIT_FSIZE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("TemporaryLedgerError: 台账"), done.stdout + done.stderr


WRITE_MUCH = """
import resource, signal, sys
from service.ledger import LedgerError, SqlLedger
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
ledger = SqlLedger(sys.argv[1])
ledger.upgrade()
resource.setrlimit(int(sys.argv[2]), (300_000, 300_000))
try:
    with ledger.write() as books:
        books.set_note("long", "x" * 1_000_000)
except LedgerError as error:
    print(type(error).__name__ + ":", error)
"""


def test_server_that_cannot_be_reached_may_pass(tmp_path: Path) -> None:
    """No server answers: the line names the place, without the password."""
    ledger = SqlLedger(f"postgresql+psycopg://user:secret@/name?host={tmp_path}")
    with pytest.raises(TemporaryLedgerError, match="连接不上") as caught:
        ledger.upgrade()
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)
    ledger.close()


def test_plain_postgresql_url_means_psycopg(tmp_path: Path) -> None:
    """An url without a driver's name is taken for the driver that there is."""
    assert SqlLedger(f"postgresql://user@/name?host={tmp_path}")._url.drivername == "postgresql+psycopg"


def test_missing_database_lasts(postgresql_server: PostgresqlServer) -> None:
    """A database or account that is not there is for the operator; trying again would not help."""
    url = postgresql_server.new_database()
    ledger = SqlLedger(url.replace("/postgres?", "/nowhere?"))
    with pytest.raises(LedgerError, match="nowhere") as caught:
        ledger.upgrade()
    assert not isinstance(caught.value, TemporaryLedgerError)
    ledger.close()


def test_postgresql_lock_may_pass(postgresql_server: PostgresqlServer) -> None:
    """A case that another writer holds for too long is the world's fault."""
    url = postgresql_server.new_database()
    holder, waiter = SqlLedger(url), SqlLedger(url, busy_seconds=0.05)
    holder.upgrade()
    with holder.write() as books:
        books.lock_cases(["acceptance-046"])
        with pytest.raises(TemporaryLedgerError, match="lock timeout"):
            _lock(waiter)
    _lock(waiter)
    holder.close()
    waiter.close()


def test_dropped_connection_may_pass(postgresql_server: PostgresqlServer) -> None:
    """A server that ends the connection in the middle undoes the transaction; the next one finds it well again."""
    ledger = SqlLedger(postgresql_server.new_database())
    ledger.upgrade()
    with pytest.raises(TemporaryLedgerError):
        _end_own_connection(ledger)
    with ledger.read() as books:
        assert books.note("key") is None
    ledger.close()


def _end_own_connection(ledger: SqlLedger) -> None:
    with ledger.write() as books:
        books.set_note("key", "value")
        books._connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")


def _lock(ledger: SqlLedger) -> None:
    with ledger.write() as books:
        books.lock_cases(["acceptance-046"])


def _write(ledger: SqlLedger) -> None:
    with ledger.write() as books:
        books.set_note("key", "value")


def _write_much(ledger: SqlLedger) -> None:
    with ledger.write() as books:
        for number in range(2_000):
            books.add_message(a_message(number))


def _expect(path: Path, words: str) -> None:
    ledger = SqlLedger(f"sqlite:///{path}")
    with pytest.raises(LedgerError, match=words) as caught:
        ledger.upgrade()
    assert str(path) in str(caught.value)
    ledger.close()
