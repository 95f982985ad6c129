"""Several writers at once: no number twice, no update lost, and nothing half done after a kill."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from service.ledger import SqlLedger
from service.records import FolderMark, Location
from tests.service.ledger_samples import NOON, a_case, a_message, a_reply

WRITERS = 4
ROUNDS = 15
ENTRY = "acceptance-046"

# A process that gives receipt numbers and counts them in one case, as handling mails does.
COUNT_IN_ANOTHER_PROCESS = """
import sys
from service.ledger import SqlLedger
from tests.service.test_ledger_concurrency import count_up
ledger = SqlLedger(sys.argv[1])
for _ in range(int(sys.argv[2])):
    print(count_up(ledger))
ledger.close()
"""

# A process that is killed with its transaction half done; it says when that is so.
STOP_HALF_WAY = """
import sys
from service.ledger import SqlLedger
from tests.service.ledger_samples import a_case, a_message, a_reply
with SqlLedger(sys.argv[1]).write() as books:
    number = books.add_message(a_message(2))
    books.attach("acceptance-046", number)
    books.save_case(a_case(findings=()))
    books.add_reply(a_reply(2, number, raw=b"x" * 5_000_000))
    books.next_receipt_number("ZSCQ2024")
    print("half way", flush=True)
    sys.stdin.read()
"""


def count_up(ledger: SqlLedger) -> str:
    """Add one to what the case holds, with a new receipt number: read, decide, write."""
    with ledger.write() as books:
        books.lock_cases(["midterm-001", ENTRY])
        before = books.case(ENTRY)
        number = books.next_receipt_number("ZSCQ2024")
        count = 1 if before is None else before.gap_replies + 1
        books.save_case(a_case(ENTRY, gap_replies=count, receipt=number))
    return number


def together(work: Callable[[int], object]) -> list[object]:
    """Do the work in several threads at once; return what each gave."""
    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(work, range(WRITERS)))


def test_threads_lose_no_update(ledger: SqlLedger) -> None:
    """Each number is given once, and the case that did not exist before counts every one of them."""
    given = together(lambda _: [count_up(ledger) for _ in range(ROUNDS)])
    _expect_every_number(ledger, [number for numbers in given for number in numbers])  # type: ignore[attr-defined]  # lists, by the line above


def test_processes_lose_no_update(ledger: SqlLedger, ledger_url: str) -> None:
    """The same with processes, which share nothing but the database."""
    command = [sys.executable, "-W", "error", "-c", COUNT_IN_ANOTHER_PROCESS, ledger_url, str(ROUNDS)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    given = [number for process in started for number in process.communicate()[0].split()]
    assert [process.returncode for process in started] == [0, 0]
    _expect_every_number(ledger, given)


def _expect_every_number(ledger: SqlLedger, given: list[str]) -> None:
    total = len(given)
    assert sorted(given) == [f"ZSCQ2024-{number:04d}" for number in range(1, total + 1)]
    with ledger.read() as books:
        case = books.case(ENTRY)
    assert case is not None
    assert (case.gap_replies, case.receipt) == (total, f"ZSCQ2024-{total:04d}")
    assert total in {WRITERS * ROUNDS, 2 * ROUNDS}


def test_cases_are_locked_in_one_order(ledger: SqlLedger) -> None:
    """Writers that name the same cases in other orders wait for each other and do not block each other for ever."""

    def work(writer: int) -> None:
        for batch in range(ROUNDS):
            # New ones in each round: a case that has no row yet is held from the moment that it gets one.
            entries = [f"batch{batch}-{number:03d}" for number in range(100)]
            with ledger.write() as books:
                books.lock_cases(entries if writer % 2 else reversed(entries))

    assert together(work) == [None] * WRITERS


def test_same_mail_gets_one_row(ledger: SqlLedger) -> None:
    """Two that collect the same mail at once: the second finds the first's row."""

    def collect(_writer: int) -> int:
        with ledger.write() as books:
            known = books.message_by_bytes(a_message().raw_sha256)
            number = books.add_message(a_message()) if known is None else known.id
            books.add_location(Location("INBOX", 7, 1), number)
            books.set_mark(FolderMark("INBOX", 7, 1))
        return number

    assert len(set(together(collect))) == 1
    with ledger.read() as books:
        assert len(books.messages()) == 1


def test_same_reply_is_queued_by_one(ledger: SqlLedger) -> None:
    """Of several that queue the same reply at once one does it, and the others are told."""

    def queue(_writer: int) -> int | None:
        with ledger.write() as books:
            return books.add_reply(a_reply())

    queued = [number for number in together(queue) if number is not None]
    with ledger.read() as books:
        assert [row.id for row in books.replies()] == queued
    assert len(queued) == 1


def test_message_is_settled_by_one(ledger: SqlLedger) -> None:
    """A writer that asked for a row holds it: decisions on one mail are counted one after the other."""
    with ledger.write() as books:
        number = books.add_message(a_message())

    def decide(_writer: int) -> int:
        with ledger.write() as books:
            row = books.message(number)
            assert row is not None
            counted = books.count_decision(number)
            assert counted == row.decisions + 1
        return counted

    assert sorted(map(int, map(str, together(decide)))) == [1, 2, 3, 4]


def test_attempts_are_counted_by_all(ledger: SqlLedger) -> None:
    """No failed attempt is lost when two count at once."""
    with ledger.write() as books:
        number = books.add_message(a_message())

    def count(_writer: int) -> None:
        for _ in range(ROUNDS):
            with ledger.write() as books:
                books.record_attempt(number, NOON)

    together(count)
    with ledger.read() as books:
        row = books.message(number)
    assert row is not None
    assert row.attempts == WRITERS * ROUNDS


def test_kill_in_the_middle_leaves_the_ledger_whole(ledger: SqlLedger, ledger_url: str) -> None:
    """Kill -9 with five megabytes written and not committed: none of it holds, and the next writer is free at once."""
    with ledger.write() as books:
        message = books.add_message(a_message(1))
        books.attach(ENTRY, message)
        books.save_case(a_case())
        books.next_receipt_number("ZSCQ2024")
    process = subprocess.Popen(
        [sys.executable, "-c", STOP_HALF_WAY, ledger_url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "half way\n"
    process.kill()
    process.communicate()
    with ledger.write() as books:
        assert [row.id for row in books.messages()] == [message]
        assert books.replies() == ()
        assert books.case(ENTRY) == replace(a_case(), messages=(message,))
        assert books.next_receipt_number("ZSCQ2024") == "ZSCQ2024-0002"


@pytest.mark.parametrize("kill_after", [0, 3, 9])
def test_sqlite_file_is_sound_after_kills(tmp_path: Path, kill_after: int) -> None:
    """Killed at any of its commits, the file passes SQLite's own check and holds every number that was said."""
    path = tmp_path / "ledger.sqlite3"
    ledger = SqlLedger(f"sqlite:///{path}")
    ledger.upgrade()
    command = [sys.executable, "-u", "-c", COUNT_IN_ANOTHER_PROCESS, f"sqlite:///{path}", "100000"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = [process.stdout.readline().strip() for _ in range(kill_after)]
    process.kill()
    said += process.communicate()[0].split()
    with ledger.read() as books:
        case = books.case(ENTRY)
    assert (case is None and not said) or (case is not None and case.gap_replies >= len(said))
    ledger.close()
    check = sqlite3.connect(path)
    assert check.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert check.execute("PRAGMA foreign_key_check").fetchall() == []
    check.close()
