"""`intake status` tells of mails that could not be fetched, beside the roster and never within it."""

import json
from pathlib import Path

from click.testing import CliRunner

from service.cli import cli
from service.ledger.sql_ledger import SqlLedger
from service.records import Location
from service.unfetched import PERSISTENT, record_failure
from tests.faults.house import CONFIG
from tests.service.office import NOON


def test_mails_that_cannot_be_fetched_are_told_on_standard_error(tmp_path: Path) -> None:
    """A line each; what scripts read stays as the contract has it."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(imap=1, smtp=1, user="box@example.org", seconds=1), encoding="utf-8")
    runner = CliRunner()
    assert runner.invoke(cli, ["--config", str(path), "status", "--json"]).stderr == ""
    ledger = SqlLedger(f"sqlite:///{tmp_path / 'data' / 'ledger.sqlite3'}")
    with ledger.write() as books:
        for _ in range(PERSISTENT):
            record_failure(books, Location("INBOX", 7, 12), "服务器不给出邮件 12", NOON)
    ledger.close()
    told = runner.invoke(cli, ["--config", str(path), "status", "--json"])
    assert told.exit_code == 0
    assert len(told.stderr.strip().splitlines()) == 1
    assert "INBOX 中有一封邮件（UID 12）自03月20日 12:00起试了3次都取不到" in told.stderr
    assert all("entry" in json.loads(line) for line in told.stdout.splitlines())
