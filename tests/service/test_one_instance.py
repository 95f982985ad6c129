"""One program polls and sends on a ledger, wherever its data folder lies; commands beside it are safe."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from service.app import AlreadyRunningError, App, bootstrap
from service.config import Config, LedgerConfig, load_config
from service.desk import Desk
from service.ledger import SqlLedger
from service.ledger.claim import LedgerInUseError
from service.outcome import Disposition
from service.pipeline import handle
from service.reader import FileReader
from tests.service.office import Office, ParserInProcess, evidence_docx, mail_of, open_office
from tests.service.test_review_cli import CONFIG


@pytest.fixture
def config(ledger_url: str, tmp_path: Path) -> Config:
    """A configuration whose servers are down, on each database."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return replace(load_config(path, {"PASSWORD": "x"}), ledger=LedgerConfig(ledger_url))


@pytest.fixture
def apps() -> Iterator[ExitStack]:
    """Closes what the test opens."""
    with ExitStack() as stack:
        yield stack


def _app(apps: ExitStack, config: Config) -> App:
    app = bootstrap(config)
    apps.callback(app.close)
    return app


def test_a_second_program_on_the_same_folder_says_so(config: Config, apps: ExitStack) -> None:
    """One clear line; once the first has ended the second may start."""
    first, second = _app(apps, config), _app(apps, config)
    with first.alone(), pytest.raises(AlreadyRunningError, match="另一个 intake 正在使用"), second.alone():
        pass
    with second.alone():
        pass


def test_a_program_that_starts_right_behind_another_is_not_refused(
    config: Config, apps: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the server has not noticed yet that the first one's session is closed: here it stays open, in the pool."""
    first, second = _app(apps, config), _app(apps, config)
    monkeypatch.setattr(Connection, "invalidate", lambda _connection: None)
    with first.alone():
        pass
    with second.alone():
        pass


def test_a_second_program_on_the_same_ledger_says_so(config: Config, apps: ExitStack, tmp_path: Path) -> None:
    """Another data folder, as another host has one: the ledger itself is claimed."""
    first = _app(apps, config)
    second = _app(apps, replace(config, data_dir=tmp_path / "other"))
    with first.alone(), pytest.raises(LedgerInUseError, match="另一个 intake 正在使用台账"), second.alone():
        pass
    with second.alone():
        pass


def test_a_claim_that_is_lost_is_noticed(ledger: SqlLedger) -> None:
    """PostgreSQL's ends with its connection; a file's lock cannot be lost."""
    with ledger.claim() as claim:
        assert claim.holds()
        if ledger._engine.dialect.name == "postgresql":
            with ledger.write() as books:
                books._connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                        " AND pid <> pg_backend_pid()"
                    )
                )
            assert not claim.holds()


def _on(office: Office, ledger: SqlLedger) -> Desk:
    """The office's desk over another ledger."""
    archive = office.desk.archive
    return replace(office.desk, ledger=ledger, reader=FileReader(archive, ParserInProcess()))


def test_a_person_and_the_program_at_the_same_mail_answer_once(ledger: SqlLedger, tmp_path: Path) -> None:
    """`assign` beside a running daemon: whichever comes second finds the mail settled, or decides anew over it."""
    office = open_office(tmp_path)
    office.desk.ledger.close()
    desk = _on(office, ledger)
    office = Office(desk, office.clock)
    messages = [office.arrive(mail_of(f"材料 {number}", [evidence_docx()])) for number in range(6)]
    start = threading.Barrier(2)

    def work(who: str) -> None:
        start.wait()
        for message in messages:
            handle(message, desk, ("acceptance-046",) if who == "person" else (), who=who)

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(work, who) for who in ("intake", "person")]:
            done.result()
    for message in messages:
        row = office.message(message)
        assert (row.disposition, row.entries) == (Disposition.GAPS, ("acceptance-046",))
        standing = [reply for reply in office.replies(message) if reply.state != "dropped"]
        assert [reply.decision for reply in standing] == [1]


def test_a_decision_on_a_mail_that_fails_beside_it_stands(ledger: SqlLedger) -> None:
    """`done` and a settling program: what is settled anew is open again, and never half of both."""
    from tests.service.ledger_samples import NOON, a_message  # noqa: PLC0415 - this test's alone

    with ledger.write() as books:
        books.add_message(a_message(1))
        books.settle(1, Disposition.FAILED, "")
    start = threading.Barrier(2)

    def decide() -> None:
        start.wait()
        for _ in range(20):
            with ledger.write() as books:
                row = books.message(1)
                assert row is not None
                if row.disposition is Disposition.FAILED:
                    books.set_done(1, NOON)

    def retry() -> None:
        start.wait()
        for _ in range(20):
            with ledger.write() as books:
                books.message(1)
                books.reopen(1)
            with ledger.write() as books:
                books.settle(1, Disposition.FAILED, "again")

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(decide), threads.submit(retry)]:
            done.result()
    with ledger.read() as books:
        row = books.message(1)
    assert row is not None
    assert row.disposition is Disposition.FAILED
