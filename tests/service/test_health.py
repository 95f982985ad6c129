"""`intake health`: figures from the ledger, what is beyond its limit, and the metrics' file."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.app import SystemClock
from service.archive import FileArchive
from service.examining import Examiner, remember_poll
from service.health import DEFAULT_HEALTH, Health, find_problems
from service.ledger import SqlLedger
from service.outcome import Disposition, ReplyState
from service.prometheus import metrics_text, write_metrics
from service.reconciliation import LastReconciliation
from service.records import AlarmRecord, Location, Vitals
from service.unfetched import PERSISTENT, record_failure
from tests.fakes import FakeClock
from tests.service.ledger_samples import NOON, a_message, a_reply
from tests.service.office import SHANGHAI
from tests.service.test_review_cli import CONFIG
from tests.service.test_review_cli import _intake as intake

QUIET = Vitals(
    failed=0,
    unprocessed=0,
    oldest_unprocessed=None,
    queued=0,
    oldest_queued=None,
    held=0,
    refused=0,
    undelivered=0,
    uncertain=0,
)
WELL = Health(
    at=NOON,
    vitals=QUIET,
    last_poll=NOON - timedelta(minutes=2),
    free_bytes=10**12,
    reconciliation=LastReconciliation(NOON - timedelta(hours=20), 12, 0),
    alarms=(),
)
OLD = NOON - timedelta(days=3)
SICK: list[tuple[str, Health]] = [
    ("poll", replace(WELL, last_poll=None)),
    ("poll", replace(WELL, last_poll=NOON - timedelta(minutes=16))),
    ("unprocessed", replace(WELL, vitals=replace(QUIET, unprocessed=1, oldest_unprocessed=OLD))),
    ("failed", replace(WELL, vitals=replace(QUIET, failed=1))),
    ("queue", replace(WELL, vitals=replace(QUIET, queued=1, oldest_queued=OLD))),
    ("refused", replace(WELL, vitals=replace(QUIET, refused=1))),
    ("unfetched", replace(WELL, unfetched=1)),
    ("refused", replace(WELL, vitals=replace(QUIET, undelivered=1))),
    ("disk", replace(WELL, free_bytes=499_000_000)),
    ("reconcile", replace(WELL, reconciliation=LastReconciliation(NOON, 12, 1))),
    ("reconcile", replace(WELL, reconciliation=LastReconciliation(OLD, 12, 0))),
    ("mailbox", replace(WELL, alarms=(AlarmRecord("mailbox", "连不上", OLD, NOON),))),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a configuration, and no data yet."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def test_what_is_within_its_limits_is_well() -> None:
    """Held replies are a trial run's, and an alarm that was not raised yet may pass."""
    young = AlarmRecord("mailbox", "连不上", NOON)
    health = replace(WELL, alarms=(young,), vitals=replace(QUIET, held=5, queued=3, oldest_queued=NOON))
    assert find_problems(health, DEFAULT_HEALTH) == ()


@pytest.mark.parametrize(("name", "health"), SICK)
def test_what_is_beyond_its_limit_is_named(name: str, health: Health) -> None:
    """One name for machines, one sentence for people."""
    problems = find_problems(health, DEFAULT_HEALTH)
    assert [problem.name for problem in problems] == [name]
    assert all(problem.text for problem in problems)


def test_limits_can_be_set() -> None:
    """A bureau that lives with a failed mail says so."""
    health = replace(WELL, vitals=replace(QUIET, failed=1))
    assert find_problems(health, replace(DEFAULT_HEALTH, failed=1)) == ()


def test_replies_that_came_back_count_with_the_refused() -> None:
    """Told apart in words, together within one limit; each has its metric."""
    health = replace(WELL, vitals=replace(QUIET, refused=1, undelivered=2))
    assert find_problems(health, replace(DEFAULT_HEALTH, refused=3)) == ()
    (problem,) = find_problems(health, replace(DEFAULT_HEALTH, refused=2))
    assert "1封被拒收或结果不明、2封被退回" in problem.text
    assert 'intake_replies{state="undelivered"} 2' in metrics_text(health).splitlines()


def test_the_figures_come_from_the_ledger(ledger: SqlLedger, tmp_path: Path) -> None:
    """On both databases: what waits, since when, and what a person has dealt with is left out."""
    with ledger.write() as books:
        for number in range(1, 5):
            books.add_message(a_message(number))
        books.settle(1, Disposition.FAILED, "")
        books.settle(2, Disposition.FAILED, "")
        books.set_done(2, NOON)
        for number, state in enumerate((ReplyState.QUEUED, ReplyState.HELD, ReplyState.REFUSED), start=1):
            books.add_reply(a_reply(number, message=number, state=state))
        books.add_reply(a_reply(8, state=ReplyState.UNDELIVERED))
        books.add_reply(a_reply(9, kind="alarm", state=ReplyState.REFUSED))
        remember_poll(books, NOON)
    health = Examiner(ledger, FakeClock(NOON), tmp_path, DEFAULT_HEALTH)()
    assert health.vitals == Vitals(
        failed=1,
        unprocessed=2,
        oldest_unprocessed=a_message(3).collected_at,
        queued=1,
        oldest_queued=a_reply(1).created_at,
        held=1,
        refused=1,
        undelivered=1,
        uncertain=0,
    )
    assert health.last_poll == NOON
    assert health.free_bytes


def test_a_mail_that_cannot_be_fetched_counts_from_the_third_attempt(
    ledger: SqlLedger, tmp_path: Path
) -> None:
    """Before that a line may merely have dropped."""
    counted = []
    for _ in range(PERSISTENT):
        with ledger.write() as books:
            record_failure(books, Location("INBOX", 7, 5), "not this one", NOON)
        counted.append(Examiner(ledger, FakeClock(NOON), tmp_path, DEFAULT_HEALTH)().unfetched)
    assert counted == [0] * (PERSISTENT - 1) + [1]


@pytest.mark.parametrize("health", [WELL, *(sick for _, sick in SICK), None])
def test_the_metrics_are_in_prometheus_own_format(health: Health | None) -> None:
    """Each metric once, with HELP and TYPE before its samples; every sample a name, labels and a number."""
    lines = metrics_text(health).splitlines()
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(names) == len(set(names))
    for line in lines:
        if not line.startswith("#"):
            assert re.fullmatch(r'(intake_[a-z_]+)(\{[a-z]+="[a-z._]+"\})? [0-9.e+-]+', line), line
            assert line.split("{")[0].split()[0] in names


def test_the_metrics_file_is_written_at_one_stroke(tmp_path: Path) -> None:
    """Readable to the exporter, no half beside it; where it cannot be written nothing is left."""
    path = tmp_path / "intake.prom"
    path.write_text("old", encoding="utf-8")
    write_metrics(path, "new\n")
    assert path.read_text(encoding="utf-8") == "new\n"
    assert path.stat().st_mode & 0o777 == 0o644
    assert [each.name for each in tmp_path.iterdir()] == ["intake.prom"]
    with pytest.raises(OSError, match="directory"):
        write_metrics(tmp_path / "none" / "intake.prom", "")


def test_the_command_tells_by_its_exit_code(folder: Path) -> None:
    """A program that never ran is not well; no passwords are needed; JSON and metrics beside each other."""
    ended = intake(folder, "health", "--json", "--prometheus", "m.prom")
    told = json.loads(ended.stdout)
    assert (ended.returncode, told["ok"]) == (1, False)
    assert [problem["name"] for problem in told["problems"]] == ["ledger"]
    assert "还没有建立" in told["problems"][0]["problem"]
    assert "intake_ledger_up 0" in (folder / "m.prom").read_text(encoding="utf-8")
    ledger = SqlLedger(f"sqlite:///{folder / 'data' / 'ledger.sqlite3'}")
    ledger.upgrade()
    ended = intake(folder, "health", "--json")
    assert [problem["name"] for problem in json.loads(ended.stdout)["problems"]] == ["poll"]
    with ledger.write() as books:
        remember_poll(books, SystemClock(SHANGHAI).now())
    ledger.close()
    ended = intake(folder, "health")
    assert ended.returncode == 0, ended.stderr
    assert "正常" in ended.stdout.decode()


@pytest.mark.parametrize("holds_mail", [False, True])
def test_who_only_looks_makes_no_ledger(folder: Path, *, holds_mail: bool) -> None:
    """Beside an archive with mail a new one would let every mail be answered again; and a look makes none at all."""
    archive = FileArchive(folder / "data")
    if holds_mail:
        archive.put(b"a mail")
    ended = intake(folder, "health")
    assert ended.returncode == 1
    assert ("来件" in ended.stderr.decode()) is holds_mail
    assert not (folder / "data" / "ledger.sqlite3").exists()


def test_a_ledger_that_cannot_be_read_is_told(folder: Path) -> None:
    """Exit 1, one object, and a metric that says so."""
    (folder / "data").mkdir()
    (folder / "data" / "ledger.sqlite3").write_bytes(b"no database at all, but long enough to be read" * 9)
    ended = intake(folder, "health", "--json", "--prometheus", "m.prom")
    assert ended.returncode == 1
    assert json.loads(ended.stdout)["problems"][0]["name"] == "ledger"
    assert "intake_ledger_up 0" in (folder / "m.prom").read_text(encoding="utf-8")
