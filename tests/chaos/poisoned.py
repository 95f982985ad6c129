"""A program that one of its mails takes down whole: `python -m tests.chaos.poisoned FOLDER STARTS`.

The parser runs in the program's own process here and ends it, as a mail that fills the memory would. Every start is a
process of its own, a quarter of an hour after the last one; their exit statuses are printed.
"""

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from parsers.document import Document
from service.archive import FileArchive
from service.desk import Desk
from service.jobs import Jobs
from service.ledger import SqlLedger
from service.reader import FileReader
from service.replies.compose import compose
from service.sending import Drain, Pace
from tests.chaos.house import no_sleep, policy, unused
from tests.fakes import FakeClock
from tests.service.office import NOON, File, Office, ParserInProcess, mail_of
from tests.service.test_jobs import FakeSession
from tests.service.test_sending import FakeSender, FakeSentFolder

POISON = "poison.docx"
INNOCENT = 9


class PoisonableParser(ParserInProcess):
    """A parser that one file ends, and its process with it."""

    def parse(self, path: Path, name: str, pages: frozenset[int] = frozenset()) -> Document:
        """Read a file."""
        if name == POISON:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().parse(path, name, pages)


def fill(office: Office) -> int:
    """Let mails arrive, the poisoned one in their midst; return its id."""
    poisoned = 0
    for number in range(INNOCENT + 1):
        name = POISON if number == INNOCENT // 2 else f"{number}.docx"
        raw = mail_of(f"无关 {number}", [File(name, f"内容 {number}".encode())])
        message = office.arrive(raw, NOON + timedelta(minutes=number))
        poisoned = message if name == POISON else poisoned
    return poisoned


def settle(folder: Path, minutes: int) -> None:
    """Settle what is due so many minutes after noon."""
    ledger, archive, clock = (
        SqlLedger(f"sqlite:///{folder / 'ledger.sqlite3'}"),
        FileArchive(folder),
        FakeClock(NOON),
    )
    clock.advance(minutes=minutes)
    desk = Desk(ledger, archive, FileReader(archive, PoisonableParser()), policy(), clock, compose)
    drain = Drain(ledger, FakeSender(), FakeSentFolder(), clock, Pace(1000, 1000), no_sleep)
    Jobs(desk, FakeSession(unused, clock), drain).settle()
    ledger.close()


def main() -> None:
    """Start again and again."""
    policy()  # read before the forks
    for start in range(int(sys.argv[2])):
        child = os.fork()
        if child == 0:
            settle(Path(sys.argv[1]), 15 * start)
            os._exit(0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
