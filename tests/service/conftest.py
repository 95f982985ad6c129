"""The ledger's databases: SQLite always, PostgreSQL where Debian's programs are installed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.ledger import SqlLedger
from tests.postgresql import PostgresqlServer, missing_requirement


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """A running PostgreSQL; skipped where it cannot run, which fails where INTAKE_REQUIRE_INTEGRATION=1 is set."""
    reason = missing_requirement()
    if reason is not None and os.environ.get("INTAKE_REQUIRE_INTEGRATION") == "1":
        pytest.fail(f"INTAKE_REQUIRE_INTEGRATION=1, but {reason}")
    if reason is not None:
        pytest.skip(reason)
    with PostgresqlServer() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database; every test that asks for it runs once on each."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'data' / 'ledger.sqlite3'}"
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    return server.new_database()


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[SqlLedger]:
    """A ledger with its schema, on each database."""
    opened = SqlLedger(ledger_url)
    opened.upgrade()
    yield opened
    opened.close()
