"""The schema's versions: which one a database has, and the way up to the newest."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from service.ledger.errors import LedgerError

# Not alembic's own name for the table: the database may be shared with another program that uses it.
VERSION_TABLE = "ledger_version"

_MIGRATIONS = Path(__file__).parent / "migrations"
_HOLD_SCHEMA = text("SELECT pg_advisory_xact_lock(hashtextextended('ledger schema', 0))")


def upgrade(reader: Engine, writer: Engine, place: str) -> None:
    """Bring the schema up to date in one transaction; other processes that do the same wait, and find it done.

    A ledger that is up to date is only read: a start never waits for another process's writing.
    Raises LedgerError for a ledger of a newer program.
    """
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    with reader.begin() as connection:
        if _is_current(scripts, connection, place):
            return
    with writer.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(_HOLD_SCHEMA)
        if not _is_current(scripts, connection, place):
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def is_made(connection: Connection) -> bool:
    """Hold where the database has a schema of ours, of whatever version."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return bool(context.get_current_heads())


def _config() -> Config:
    config = Config()
    # Read by configparser, to which a percent sign means more.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _is_current(scripts: ScriptDirectory, connection: Connection, place: str) -> bool:
    known = {script.revision for script in scripts.walk_revisions()}
    found = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_heads()
    unknown = set(found) - known
    if unknown:
        raise LedgerError(
            f"台账 {place} 是较新版本的程序写的（结构 {', '.join(sorted(unknown))}，本版只到 {scripts.get_current_head()}），"
            "请安装新版"
        )
    return set(found) == set(scripts.get_heads())
