"""What the operator types: done, retry, purge, and JSON from every command that prints results."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from service.campaign_files import default_campaigns
from service.commands.status import waiting_mails
from service.ledger import SqlLedger
from service.outcome import Disposition, ReplyState
from service.records import MessageRecord
from tests.service.office import evidence_docx, mail_of, open_office, summary_docx
from tests.service.test_review_cli import CONFIG, _intake

ENTRY = default_campaigns()[0].roster.entries[40]


@pytest.fixture
def bureau(tmp_path: Path) -> Path:
    """A mail that nobody could assign, one that failed, and a complete submission whose receipt waits."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "data").mkdir()
    office = open_office(tmp_path / "data")
    office.receive(mail_of("材料", [evidence_docx()]))
    files = [summary_docx(ENTRY.unit, ENTRY.project), evidence_docx()]
    failed = office.arrive(mail_of(f"{ENTRY.project}-{ENTRY.unit}", files))
    with office.desk.ledger.write() as ledger:
        ledger.settle(failed, Disposition.FAILED, "程序处理失败3次")
    office.desk.ledger.close()
    return tmp_path


@pytest.fixture
def ledger(bureau: Path) -> Iterator[SqlLedger]:
    """The bureau's ledger."""
    opened = SqlLedger(f"sqlite:///{bureau / 'data' / 'ledger.sqlite3'}")
    yield opened
    opened.close()


def _rows(bureau: Path, *words: str, code: int = 0) -> list[dict[str, Any]]:
    ended = _intake(bureau, *words, "--json", PASSWORD="x")
    assert ended.returncode == code, ended.stderr.decode()
    return [json.loads(line) for line in ended.stdout.decode().splitlines()]


def _message(ledger: SqlLedger, number: int) -> MessageRecord:
    with ledger.read() as books:
        row = books.message(number)
    assert row is not None
    return row


def _refused(bureau: Path, *words: str) -> str:
    ended = _intake(bureau, *words, PASSWORD="x")
    assert (ended.returncode, ended.stdout) == (2, b"")
    lines = ended.stderr.decode().splitlines()
    assert len(lines) == 1
    return lines[0]


def test_a_mail_that_is_done_leaves_the_digest(bureau: Path, ledger: SqlLedger) -> None:
    """With who, when and how in the events; undone it comes back; what needs nobody cannot be done."""
    before = _rows(bureau, "digest")[0]
    assert [item["message"] for item in before["attention"] if item["message"]] == [2, 1]
    (told,) = _rows(bureau, "done", "1", "--note", "已电话答复")
    assert (told["id"], told["disposition"]) == (1, "review")
    assert told["done_at"]
    after = _rows(bureau, "digest")[0]
    assert [item["message"] for item in after["attention"] if item["message"]] == [2]
    assert after["unassigned"] == before["unassigned"] - 1
    with ledger.read() as books:
        event = books.events(message=1)[-1]
    assert (event.kind, event.note, bool(event.who)) == ("done", "已电话答复", True)
    assert _rows(bureau, "done", "1", "--undo")[0]["done_at"] is None
    assert "没有第9号" in _refused(bureau, "done", "9")


def test_a_failed_mail_is_run_again(bureau: Path, ledger: SqlLedger) -> None:
    """At once, from its bytes; it is answered as if it had just come; only failed mails can be retried."""
    (told,) = _rows(bureau, "retry", "--all-failed")
    assert (told["id"], told["disposition"], told["entries"]) == (2, "accepted", [ENTRY.entry_id])
    assert told["reply"]["kind"] == "receipt"
    assert _message(ledger, 2).attempts == 0
    assert "不是处理失败" in _refused(bureau, "retry", "2")
    assert "--all-failed" in _refused(bureau, "retry")
    assert _rows(bureau, "retry", "--all-failed") == []


def test_a_mail_that_still_fails_is_tried_again_later(bureau: Path, ledger: SqlLedger) -> None:
    """Its bytes are gone: exit 1, and the program goes on trying."""
    row = _message(ledger, 2)
    (bureau / "data" / "raw" / row.raw_sha256[:2] / row.raw_sha256).unlink()
    ended = _intake(bureau, "retry", "2", PASSWORD="x")
    assert ended.returncode == 1
    assert "稍后自动再试" in ended.stdout.decode()
    assert (_message(ledger, 2).disposition, _message(ledger, 2).attempts) == (None, 1)


def test_purging_asks_first(bureau: Path, ledger: SqlLedger) -> None:
    """Without --yes and a terminal nothing goes; a dry run tells what would; a day to come is refused."""
    _rows(bureau, "done", "1")
    with ledger.write() as books:
        for reply in books.replies():
            books.set_reply_state(reply.id, ReplyState.DROPPED)
    (plan,) = _rows(bureau, "purge", "--before", "2024-05-01", "--dry-run")
    assert (plan["messages"], plan["dry_run"]) == (1, True)
    assert "--yes" in _intake(bureau, "purge", "--before", "2024-05-01").stderr.decode()
    assert "更早" in _refused(bureau, "purge", "--before", "2999-01-01", "--yes")
    assert _message(ledger, 1).subject
    (done,) = _rows(bureau, "purge", "--before", "2024-05-01", "--yes")
    assert (done["messages"], done["dry_run"], done["scrubbed"]) == (1, False, True)
    assert done["files_removed"] >= 2
    assert _message(ledger, 1).subject == ""
    (shown,) = _rows(bureau, "show", "1")
    assert (shown["mail"], shown["raw"]) == (None, None)
    assert _intake(bureau, "show", "1").returncode == 0
    assert "已按期清除" in _refused(bureau, "assign", "1", ENTRY.entry_id)
    assert "已按期清除" in _refused(bureau, "replies", "show", "1")
    assert _intake(bureau, "rules", "test").returncode == 0


def test_replies_tell_what_they_did_as_json(bureau: Path) -> None:
    """Show, release, retry and drop: the reply as `list` has it; the full text where one is shown."""
    _rows(bureau, "retry", "2")
    (shown,) = _rows(bureau, "replies", "show", "2")
    assert (shown["id"], shown["kind"], shown["entries"]) == (2, "receipt", [ENTRY.entry_id])
    assert ENTRY.unit in shown["text"]
    (again,) = _rows(bureau, "replies", "retry", "2")
    assert (again["id"], again["state"]) == (2, "queued")
    (dropped,) = _rows(bureau, "replies", "drop", "2")
    assert (dropped["id"], dropped["state"]) == (2, "dropped")
    assert _rows(bureau, "replies", "release", "--all") == []


def test_rosters_and_status_tell_what_they_found_as_json(bureau: Path) -> None:
    """`roster check` in one object; `status` names the mails that wait for a person."""
    (found,) = _rows(bureau, "roster", "check")
    assert (found["ok"], found["entries"], found["faults"]) == (True, 173, [])
    assert [row["open"] for row in _rows(bureau, "status")] == [[]] * 173


def test_a_wait_for_a_person_is_told_by_entry() -> None:
    """Open mails by entry, the done and the purged ones left out."""
    now = datetime(2024, 3, 20, tzinfo=UTC)
    row = MessageRecord(
        id=1,
        raw_sha256="",
        size=0,
        message_id="",
        subject="",
        sender="",
        received_at=now,
        collected_at=now,
        in_junk=False,
        disposition=Disposition.REVIEW,
        why="question",
        entries=("a-001",),
        candidates=(),
        attempts=0,
        next_attempt_at=None,
        decisions=0,
    )
    rows = [row, replace(row, id=2, done_at=now), replace(row, id=3, disposition=Disposition.GAPS)]
    assert waiting_mails(rows) == {"a-001": [1]}


def test_a_cycle_that_finds_the_mailbox_down_remembers_since_when(bureau: Path, ledger: SqlLedger) -> None:
    """`intake poll` from cron: each run is a process of its own, the alarm's beginning stays."""
    found = []
    for _ in range(2):
        assert _intake(bureau, "poll", PASSWORD="x").returncode == 1
        with ledger.read() as books:
            found.append({alarm.name: alarm for alarm in books.alarms()})
    assert found[0]["mailbox"] == found[1]["mailbox"]
    assert found[0]["mailbox"].told_at is None
    assert found[0]["failed"].told_at
