"""The jobs: a cycle in counts, a mail that breaks us, and the digest's hour."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from intake.errors import ConfigurationError, TemporaryError
from parsers.document import Document
from parsers.errors import ParserUnavailableError
from service.attempts import ATTEMPTS
from service.digesting import DigestDesk, due_digest
from service.first_start import remember_first_start
from service.jobs import Jobs
from service.mailbox_session import MailboxSession
from service.outcome import Disposition
from service.reader import FileReader
from service.reading import AHEAD
from service.sending import Drain, Pace
from tests.service.office import NOON, SHANGHAI, FakeMailbox, Office, mail_of, open_office, summary_docx
from tests.service.test_sending import FakeSender, FakeSentFolder

SUBJECT = "2022年度上海市高价值专利升级培育项目-上海和辉光电股份有限公司"
STAFF = ("staff@example.org",)


@dataclass
class FakeSession(MailboxSession):
    """Hands out the test's mailbox as if it had just signed in."""

    mailbox: FakeMailbox = field(default_factory=FakeMailbox)
    is_new: bool = True

    @contextmanager
    def connected(self) -> Iterator[tuple[FakeMailbox, bool]]:  # type: ignore[override] # a stand-in with the same methods
        """The mailbox, as a new session unless the test says otherwise."""
        yield self.mailbox, self.is_new


class BrokenParser:
    """A parser with a fault of ours in it."""

    def parse(self, _path: Path, _name: str, _pages: frozenset[int] = frozenset()) -> Document:
        """Break."""
        raise AttributeError("our fault")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty office."""
    office = open_office(tmp_path)
    yield office
    office.desk.ledger.close()


def _jobs(office: Office, mailbox: FakeMailbox) -> Jobs:
    def unused() -> None:
        raise AssertionError("the session is the test's own")

    desk = office.desk

    async def no_sleep(_: float) -> None:
        """Nothing to wait for."""

    drain = Drain(desk.ledger, FakeSender(), FakeSentFolder(), desk.clock, Pace(1000, 1000), no_sleep)
    return Jobs(desk, FakeSession(unused, desk.clock, mailbox=mailbox), drain)  # type: ignore[arg-type] # never called


def test_a_cycle_counts_what_became_of_its_mails(office: Office) -> None:
    """The contract's words of `intake poll`."""
    gaps = mail_of(
        SUBJECT, [summary_docx("上海和辉光电股份有限公司", "2022年度上海市高价值专利升级培育项目")]
    )
    mails = {1: gaps, 2: b"Auto-Submitted: auto-replied\r\n" + mail_of("自动回复"), 3: mail_of("无关")}
    report = asyncio.run(_jobs(office, FakeMailbox({"INBOX": mails})).poll())
    assert report.as_dict() == {
        "fetched": 3,
        "accepted": 0,
        "gaps": 1,
        "review": 1,
        "ignored": 1,
        "failed": 0,
        "replies_sent": 1,
        "replies_pending": 0,
    }


def test_a_mail_that_breaks_us_is_set_aside_after_three_attempts(office: Office) -> None:
    """It holds up no other, is tried again later, and ends as failed with its bytes kept."""
    desk = replace(office.desk, reader=FileReader(office.desk.archive, BrokenParser()))
    broken = Office(desk, office.clock)
    bad = broken.arrive(mail_of(SUBJECT, [summary_docx("甲", "乙")]))
    good = broken.arrive(mail_of("无关"), NOON + timedelta(minutes=1))
    jobs = _jobs(broken, FakeMailbox())
    assert jobs.settle() == {Disposition.REVIEW: 1}
    assert broken.message(good).disposition is Disposition.REVIEW
    for _ in range(ATTEMPTS - 1):
        assert broken.message(bad).disposition is None
        assert jobs.settle() == {}
        broken.clock.advance(minutes=11)
        jobs.settle()
    row = broken.message(bad)
    assert row.disposition is Disposition.FAILED
    assert desk.archive.get(row.raw_sha256)


def test_known_mails_are_compared_every_hour_though_a_session_began_meanwhile(office: Office) -> None:
    """A new session lists all UIDs and shifts that hour; a mail on the UID of another is fetched all the same."""
    mailbox = FakeMailbox({"INBOX": {1: mail_of("甲")}})
    jobs = _jobs(office, mailbox)
    session = jobs.session
    assert isinstance(session, FakeSession)
    jobs.take_in()
    office.clock.advance(minutes=31)
    jobs.take_in()
    session.is_new = False
    mailbox.mails["INBOX"][1] = mail_of("乙")
    fetched = 0
    for _ in range(16):
        office.clock.advance(minutes=2)
        fetched += jobs.take_in()[0].fetched
    assert fetched == 1


def test_what_was_collected_is_settled_though_the_line_drops(office: Office) -> None:
    """A dropped connection to the mailbox does not keep mails waiting that are in already."""
    message = office.arrive(mail_of("无关"))

    class Dropped(FakeMailbox):
        def uids(self, folder: str, above: int = 0) -> tuple[int, ...]:
            """Drop the line."""
            raise TemporaryError(f"dropped while listing {folder} above {above}")

    with pytest.raises(TemporaryError):
        _jobs(office, Dropped()).take_in()
    assert office.message(message).disposition is Disposition.REVIEW


def test_what_was_collected_is_settled_though_the_sign_in_is_refused(office: Office) -> None:
    """The operator must help with the mailbox; the mails that are in already need no mailbox."""
    message = office.arrive(mail_of("无关"))

    class Refused(FakeMailbox):
        def uids(self, folder: str, above: int = 0) -> tuple[int, ...]:
            """Refuse."""
            raise ConfigurationError(f"refused to list {folder} above {above}")

    with pytest.raises(ConfigurationError):
        _jobs(office, Refused()).take_in()
    assert office.message(message).disposition is Disposition.REVIEW


def test_a_stop_is_heeded_between_two_mails_of_a_full_mailbox(office: Office) -> None:
    """The first start finds thousands of mails; what was fetched is recorded, the rest waits for the next start."""
    mailbox = FakeMailbox({"INBOX": {uid: mail_of(f"无关 {uid}") for uid in range(1, 10)}})
    jobs = _jobs(office, mailbox)
    jobs.stop = lambda: len(mailbox.fetched) >= 3
    collection, counts = jobs.take_in()
    assert (len(mailbox.fetched), collection.fetched, counts) == (3, 3, {})
    jobs.stop = lambda: False
    assert jobs.take_in()[0].fetched == 6


@pytest.mark.parametrize(
    ("started", "made", "now", "due"),
    [
        ("03-18 09:00", None, "03-20 17:29", "03-19"),
        ("03-20 09:00", None, "03-20 17:29", None),
        ("03-20 09:00", None, "03-20 17:30", "03-20"),
        ("03-20 18:00", None, "03-20 18:05", None),
        ("03-10 09:00", "03-19", "03-20 17:29", None),
        ("03-10 09:00", "03-19", "03-20 23:59", "03-20"),
        ("03-10 09:00", "03-15", "03-20 08:00", "03-19"),
        ("03-10 09:00", "03-20", "03-20 23:59", None),
    ],
)
def test_the_digest_is_due_once_a_day_and_made_up_for(
    office: Office, started: str, made: str | None, now: str, due: str | None
) -> None:
    """Which day's digest is due; a missed one is made up for, one that was made never comes again."""
    with office.desk.ledger.write() as ledger:
        remember_first_start(ledger, _moment(started))
    desk = DigestDesk(office.desk.ledger, office.desk.policy, office.clock, STAFF, time(17, 30))
    if made is not None:
        _set_clock(office, _moment(f"{made} 17:30"))
        assert desk.queue_if_due() == _moment(f"{made} 17:30").date()
    with office.desk.ledger.read() as ledger:
        found = due_digest(ledger, _moment(now), time(17, 30))
    assert found == (_day(due) if due else None)


def test_the_digest_is_queued_once_and_says_so(office: Office) -> None:
    """The day's digest is one mail to staff, however often the job runs; one that is asked for comes besides."""
    with office.desk.ledger.write() as ledger:
        remember_first_start(ledger, NOON - timedelta(days=1))
    _set_clock(office, _moment("03-20 17:31"))
    desk = DigestDesk(office.desk.ledger, office.desk.policy, office.clock, STAFF, time(17, 30))
    assert (desk.queue_if_due(), desk.queue_if_due()) == (date(2024, 3, 20), None)
    (reply,) = office.replies()
    assert (reply.kind, reply.to) == ("digest", STAFF)
    assert desk.queue_now()
    assert len(office.replies()) == 2


def test_no_digest_goes_to_nobody(office: Office) -> None:
    """Where no address of staff is configured nothing is queued."""
    desk = DigestDesk(office.desk.ledger, office.desk.policy, office.clock, (), time(17, 30))
    with office.desk.ledger.write() as ledger:
        remember_first_start(ledger, NOON - timedelta(days=9))
    assert desk.queue_if_due() is None
    assert desk.queue_now() is False
    assert office.replies() == ()


def _moment(text: str) -> datetime:
    return datetime.strptime(f"2024-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def _day(text: str) -> date:
    return _moment(f"{text} 00:00").date()


def _set_clock(office: Office, moment: datetime) -> None:
    office.clock.advance(seconds=(moment - office.clock.now()).total_seconds())


def test_a_machine_that_cannot_parse_just_now_fails_no_mail(office: Office) -> None:
    """No process can be started: the world's fault. The mail waits as it was, its attempts uncounted."""

    class Unavailable:
        def parse(self, _path: Path, _name: str, _pages: frozenset[int] = frozenset()) -> Document:
            """Refuse."""
            raise ParserUnavailableError("no process")

    desk = replace(office.desk, reader=FileReader(office.desk.archive, Unavailable()))
    waiting = Office(desk, office.clock)
    message = waiting.arrive(mail_of(SUBJECT, [summary_docx("甲", "乙")]))
    with pytest.raises(TemporaryError):
        _jobs(waiting, FakeMailbox()).settle()
    row = waiting.message(message)
    assert (row.disposition, row.attempts) == (None, 0)


def test_a_backlog_is_settled_in_rounds(office: Office) -> None:
    """After its time a round ends with what is being read already, so that the mailbox is read again; none is skipped."""
    messages = [office.arrive(mail_of(f"无关 {number}")) for number in range(9)]
    jobs = _jobs(office, FakeMailbox())
    jobs.progress = lambda _done, _due: _advance(office, 60)
    _, counts = jobs.take_in(timedelta(minutes=2))
    assert (counts, jobs.has_more) == ({Disposition.REVIEW: 2 + AHEAD}, True)
    settled = [message for message in messages if office.message(message).disposition is not None]
    assert settled == messages[: 2 + AHEAD]
    _, counts = jobs.take_in(timedelta(0))
    assert counts.total() > 0
    jobs.take_in(timedelta(hours=1))
    assert not jobs.has_more
    assert all(office.message(message).disposition is Disposition.REVIEW for message in messages)


def test_a_single_cycle_settles_everything(office: Office) -> None:
    """`intake poll` from cron: one cycle, however long it takes."""
    mailbox = FakeMailbox({"INBOX": {uid: mail_of(f"无关 {uid}") for uid in range(1, 10)}})
    jobs = _jobs(office, mailbox)
    jobs.progress = lambda _done, _due: _advance(office, 600)
    assert asyncio.run(jobs.poll()).review == 9


def test_the_mailboxs_fault_is_told_whatever_sending_meets(office: Office) -> None:
    """What is owed is sent all the same; that the SMTP server refuses the sign-in does not hide the first fault."""
    office.receive(
        mail_of(SUBJECT, [summary_docx("上海和辉光电股份有限公司", "2022年度上海市高价值专利升级培育项目")])
    )

    class Dropped(FakeMailbox):
        def uids(self, folder: str, above: int = 0) -> tuple[int, ...]:
            """Drop the line."""
            raise TemporaryError(f"dropped while listing {folder} above {above}")

    jobs = _jobs(office, Dropped())
    jobs.drain.sender = FakeSender([ConfigurationError("535")])
    with pytest.raises(TemporaryError, match="dropped"):
        asyncio.run(jobs.poll())
    assert jobs.drain.sender.sent


def _advance(office: Office, seconds: float) -> None:
    office.clock.advance(seconds=seconds)
