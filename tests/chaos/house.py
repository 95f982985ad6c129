"""The program in this process with a world that can be broken: ledger and archive real, mailbox and way out fakes."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from intake.mailbox import ImapMailbox
from intake.sender import SendResult
from rules.matching import Matcher
from service.archive import FileArchive
from service.campaign_files import default_campaigns
from service.desk import Desk
from service.jobs import Jobs
from service.ledger import SqlLedger
from service.ledger.sql_ledger import SqlTransaction
from service.lost_ledger import open_ledger
from service.outcome import ReplyState
from service.policy import Policy
from service.ports import ArchiveWriter
from service.reader import FileReader
from service.replies.compose import compose
from service.sending import Drain, Pace
from tests.chaos.mails import Mail, mails
from tests.fakes import FakeClock
from tests.service.office import NOON, OURSELVES, FakeMailbox, ParserInProcess
from tests.service.test_jobs import FakeSession
from tests.service.test_sending import FakeSender, FakeSentFolder


@dataclass
class Weather:
    """When the world refuses: from the n-th touch on, with what error, until it is mended; `touches` counts them."""

    error: Callable[[], Exception] | None = None
    at: int = 0
    touches: int = 0

    def touch(self) -> None:
        """Refuse, or not."""
        self.touches += 1
        if self.error is not None and self.touches >= self.at:
            raise self.error()


class WeatheredLedger(SqlLedger):
    """A ledger that refuses to begin, or to commit what was written, as the weather is."""

    def __init__(self, url: str, begin: Weather, commit: Weather) -> None:
        super().__init__(url, busy_seconds=0.05)
        self._begin, self._commit = begin, commit

    @contextmanager
    def write(self) -> Iterator[SqlTransaction]:
        """Fail before the transaction, or at its end: nothing of it holds then."""
        self._begin.touch()
        with super().write() as transaction:
            yield transaction
            self._commit.touch()


class WeatheredArchive(FileArchive):
    """An archive whose disk refuses as the weather is."""

    def __init__(self, root: Path, weather: Weather) -> None:
        super().__init__(root)
        self._weather = weather

    def writer(self) -> AbstractContextManager[ArchiveWriter]:  # type: ignore[override] # no test needs its own class
        """Fail before anything is written."""
        self._weather.touch()
        return super().writer()


@dataclass
class CountingSender(FakeSender):
    """Counts what went out by address; `after` happens once each mail is out."""

    after: Callable[[], None] = lambda: None
    out: Counter[str] = field(default_factory=Counter)

    async def send(self, raw: bytes, to: tuple[str, ...]) -> SendResult:
        """Send."""
        result = await super().send(raw, to)
        self.out.update(to)
        self.after()
        return result


@dataclass
class House:
    """The program over a folder, its mailbox filled with some mails."""

    folder: Path
    begin: Weather = field(default_factory=Weather)
    commit: Weather = field(default_factory=Weather)
    disk: Weather = field(default_factory=Weather)
    sender: CountingSender = field(default_factory=CountingSender)
    mailbox: FakeMailbox = field(default_factory=FakeMailbox)
    sent_folder: FakeSentFolder = field(default_factory=FakeSentFolder)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOON))

    def __post_init__(self) -> None:
        """Open everything for the first time."""
        self.mails: list[Mail] = mails(8, "unit", "example.org")
        self.mailbox.mails["INBOX"] = {number: mail.raw for number, mail in enumerate(self.mails, start=1)}
        self.open()

    @property
    def ledger_path(self) -> Path:
        """Where the ledger lies."""
        return self.folder / "ledger.sqlite3"

    def open(self) -> None:
        """Start the program. Raises LedgerError."""
        url = f"sqlite:///{self.ledger_path}"
        open_ledger(url, self.folder).close()
        self.ledger = WeatheredLedger(url, self.begin, self.commit)
        archive = WeatheredArchive(self.folder, self.disk)
        reader = FileReader(archive, ParserInProcess())
        desk = Desk(self.ledger, archive, reader, policy(), self.clock, compose)
        drain = Drain(self.ledger, self.sender, self.sent_folder, self.clock, Pace(1000, 1000), no_sleep)
        self.jobs = Jobs(desk, FakeSession(unused, self.clock, mailbox=self.mailbox), drain)

    def close(self) -> None:
        """End the program."""
        self.ledger.close()

    def poll(self) -> None:
        """One cycle. Raises what stands in the way."""
        asyncio.run(self.jobs.poll())

    def mend(self) -> None:
        """The world is well again, and a day goes by."""
        for weather in (self.begin, self.commit, self.disk):
            weather.error = None
        self.clock.advance(days=1)

    def check(self) -> None:
        """Every mail has one row and one verdict, and every reply that is owed went out once."""
        with self.ledger.read() as ledger:
            rows, replies = ledger.messages(), ledger.replies()
            judged = Counter(event.message for event in ledger.events() if event.kind == "judged")
        assert Counter(row.message_id for row in rows) == Counter(mail.key for mail in self.mails)
        assert all(row.disposition is not None and row.attempts <= 1 for row in rows)
        assert judged == Counter({row.id: 1 for row in rows})
        assert {reply.state for reply in replies} == {ReplyState.SENT}
        assert self.sender.out == Counter({mail.sender: 1 for mail in self.mails if mail.owes_reply})


async def no_sleep(_: float) -> None:
    """Nothing to wait for."""


@lru_cache
def policy() -> Policy:
    """The shipped campaign's rules, read once."""
    known = default_campaigns()
    return Policy(known, Matcher(known), frozenset({OURSELVES}), OURSELVES)


def unused() -> ImapMailbox:
    """No session is ever opened."""
    raise AssertionError("the session is the test's own")
