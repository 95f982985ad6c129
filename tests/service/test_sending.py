"""The outgoing queue: what the server says decides what becomes of a mail; none is sent twice without need."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from intake.errors import ConfigurationError, TemporaryError
from intake.sender import SendResult, SendState
from service.ledger.sql_ledger import SqlLedger
from service.outcome import ReplyState
from service.records import NewMessage, NewReply, ReplyRecord
from service.sending import GRACE, MOST_ATTEMPTS_IN_DOUBT, PATIENCE_TO_LOOK, Drain, Pace
from tests.fakes import FakeClock

SENT = SendResult(SendState.SENT, "250 OK")


@dataclass
class FakeSender:
    """Answers as the test has laid down; `SENT` once that is used up."""

    answers: list[SendResult | Exception] = field(default_factory=list)
    sent: list[tuple[str, ...]] = field(default_factory=list)

    async def send(self, _raw: bytes, to: tuple[str, ...]) -> SendResult:
        """Answer the next attempt."""
        self.sent.append(to)
        answer = self.answers.pop(0) if self.answers else SENT
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class FakeSentFolder:
    """Holds the Message-IDs that the test has put there."""

    ids: set[str] = field(default_factory=set)
    filed: list[str] = field(default_factory=list)
    broken: bool = False

    def contains(self, mime_id: str) -> bool:
        """Look a mail up."""
        if self.broken:
            raise TemporaryError("the line dropped")
        return mime_id in self.ids

    def file(self, mails: Sequence[tuple[str, bytes]]) -> None:
        """Keep what is filed."""
        if self.broken:
            raise TemporaryError("the line dropped")
        self.filed += [mime_id for mime_id, _ in mails]


@dataclass
class PostRoom:
    """A queue with its clock, its sender and its folder of sent mail."""

    ledger: SqlLedger
    clock: FakeClock = field(default_factory=FakeClock)
    sender: FakeSender = field(default_factory=FakeSender)
    sent_folder: FakeSentFolder = field(default_factory=FakeSentFolder)
    waited: float = 0.0
    pace: Pace = field(default_factory=lambda: Pace(1000, 1000))

    def __post_init__(self) -> None:
        """Build the queue's sender once: it remembers the provider's pause."""
        self.drain = Drain(
            self.ledger,
            self.sender,
            self.sent_folder,
            self.clock,
            self.pace,
            self._sleep,
            jitter=lambda: 0.0,
        )

    async def _sleep(self, seconds: float) -> None:
        self.waited += seconds
        self.clock.advance(seconds=seconds)

    def queue(self, count: int = 1, state: ReplyState = ReplyState.QUEUED) -> None:
        """Put replies into the queue, all to one mail."""
        now = self.clock.now()
        with self.ledger.write() as ledger:
            message = ledger.add_message(NewMessage("0" * 64, 1, "", "主题", "u@example.com", now, now))
            for number in range(count):
                mime_id = f"<{len(ledger.replies())}.{number}@example.org>"
                reply = NewReply(
                    message,
                    "receipt",
                    (),
                    0,
                    mime_id,
                    (f"u{number}@example.com",),
                    "主题",
                    b"raw",
                    state,
                    self.clock.now(),
                )
                ledger.add_reply(reply)

    def send(self) -> int:
        """Send what is due; return how many went out."""
        return asyncio.run(self.drain())

    @property
    def states(self) -> list[ReplyState]:
        """Where the mails of the queue stand."""
        return [reply.state for reply in self.replies]

    @property
    def replies(self) -> tuple[ReplyRecord, ...]:
        """The queue as it stands."""
        with self.ledger.read() as ledger:
            return ledger.replies()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    """An empty ledger."""
    ledger = SqlLedger(f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    ledger.upgrade()
    yield ledger
    ledger.close()


def test_what_is_queued_is_sent_once_and_filed(ledger: SqlLedger) -> None:
    """A second run finds nothing to do."""
    room = PostRoom(ledger)
    room.queue(3)
    assert (room.send(), room.send()) == (3, 0)
    assert {reply.state for reply in room.replies} == {ReplyState.SENT}
    assert all(reply.sent_at == room.clock.now() for reply in room.replies)
    assert len(room.sent_folder.filed) == 3


@pytest.mark.parametrize("state", [ReplyState.HELD, ReplyState.REFUSED, ReplyState.DROPPED])
def test_what_waits_for_a_person_stays(ledger: SqlLedger, state: ReplyState) -> None:
    """Held, refused and dropped replies are not sent."""
    room = PostRoom(ledger)
    room.queue(1, state)
    assert room.send() == 0
    assert room.sender.sent == []


def test_a_refusal_for_good_does_not_hold_up_the_others(ledger: SqlLedger) -> None:
    """A person must look at the one; the others go out."""
    room = PostRoom(ledger)
    room.sender.answers = [SendResult(SendState.REFUSED, "550 no such user")]
    room.queue(2)
    assert room.send() == 1
    assert [reply.state for reply in room.replies] == [ReplyState.REFUSED, ReplyState.SENT]
    assert room.replies[0].response == "550 no such user"


def test_a_refusal_for_now_is_tried_again_when_its_time_has_come(ledger: SqlLedger) -> None:
    """Greylisted: minutes later, not at once."""
    room = PostRoom(ledger)
    room.sender.answers = [SendResult(SendState.DEFERRED, "451 DT:SPM", retry_after=300)]
    room.queue()
    assert (room.send(), room.send()) == (0, 0)
    room.clock.advance(seconds=301)
    assert room.send() == 1


def test_a_limit_of_the_provider_stops_the_whole_queue(ledger: SqlLedger) -> None:
    """The quarter-hour's limit is reached: no other mail is tried before it is over."""
    room = PostRoom(ledger)
    room.sender.answers = [SendResult(SendState.DEFERRED, "451 MI:SFQ", retry_after=900, stop_all=True)]
    room.queue(3)
    assert room.send() == 0
    assert len(room.sender.sent) == 1
    room.clock.advance(seconds=901)
    assert room.send() == 3


def test_a_refused_sign_in_leaves_the_queue_as_it_was(ledger: SqlLedger) -> None:
    """The operator's turn: one attempt, nothing lost."""
    room = PostRoom(ledger)
    room.sender.answers = [ConfigurationError("535 wrong code")]
    room.queue(2)
    with pytest.raises(ConfigurationError):
        room.send()
    assert {reply.state for reply in room.replies} == {ReplyState.QUEUED}
    assert len(room.sender.sent) == 1


@pytest.mark.parametrize(("lies_there", "sends"), [(True, 1), (False, 2)])
def test_an_uncertain_mail_is_looked_for_before_it_is_sent_again(
    ledger: SqlLedger, *, lies_there: bool, sends: int
) -> None:
    """The line dropped after DATA: only what does not lie in the folder of sent mail goes out once more."""
    room = PostRoom(ledger)
    room.sender.answers = [SendResult(SendState.UNCERTAIN, "line dropped after DATA")]
    room.queue()
    assert room.send() == 0
    assert room.states == [ReplyState.UNCERTAIN]
    if lies_there:
        room.sent_folder.ids.add(room.replies[0].mime_id)
    room.clock.advance(seconds=GRACE.total_seconds() + 1)
    room.send()
    assert room.states == [ReplyState.SENT]
    assert len(room.sender.sent) == sends


def test_after_a_crash_what_was_being_sent_is_uncertain(ledger: SqlLedger) -> None:
    """It may or may not have gone out; until the grace is over nothing happens to it."""
    room = PostRoom(ledger)
    room.queue()
    with ledger.write() as transaction:
        transaction.set_reply_state(room.replies[0].id, ReplyState.SENDING)
    room.drain.recover()
    assert room.states == [ReplyState.UNCERTAIN]
    assert room.send() == 0
    room.clock.advance(seconds=GRACE.total_seconds() + 1)
    assert room.send() == 1


def test_a_broken_folder_of_sent_mail_holds_up_nothing(ledger: SqlLedger) -> None:
    """Nobody can look for the mail in doubt: it waits, but not for ever, for a missing receipt is worse than a second copy.

    A missing copy for people is no fault at all.
    """
    room = PostRoom(ledger, sent_folder=FakeSentFolder(broken=True))
    room.sender.answers = [SendResult(SendState.UNCERTAIN, "line dropped")]
    room.queue(2)
    assert room.send() == 1
    for _ in range(20):
        room.clock.advance(seconds=GRACE.total_seconds() + 1)
        assert room.send() == 0
    room.clock.advance(seconds=PATIENCE_TO_LOOK.total_seconds())
    assert room.send() == 1


def test_the_pace_is_kept(ledger: SqlLedger) -> None:
    """Twenty a minute: the twenty-first waits until the first is a minute old."""
    room = PostRoom(ledger, pace=Pace(per_minute=20, per_day=1000))
    room.queue(45)
    began = room.clock.now()
    assert room.send() == 45
    assert room.clock.now() - began >= timedelta(minutes=2)
    assert room.waited < 125


def test_the_days_limit_is_kept_and_resumed_the_next_day(ledger: SqlLedger) -> None:
    """What is over it goes out after midnight."""
    room = PostRoom(ledger, pace=Pace(per_minute=1000, per_day=2))
    room.queue(3)
    assert (room.send(), room.send()) == (2, 0)
    room.clock.advance(days=1)
    assert room.send() == 1


def test_what_a_person_drops_while_the_pace_is_kept_stays_dropped(ledger: SqlLedger) -> None:
    """Between choosing the next mail and sending it may lie a minute."""
    room = PostRoom(ledger, pace=Pace(1, 1000))
    room.queue(2)

    async def drop_meanwhile(seconds: float) -> None:
        room.clock.advance(seconds=seconds)
        with ledger.write() as books:
            books.set_reply_state(room.replies[1].id, ReplyState.DROPPED)

    room.drain.sleep = drop_meanwhile
    assert room.send() == 1
    assert room.states == [ReplyState.SENT, ReplyState.DROPPED]
    assert room.sender.sent == [("u0@example.com",)]


def test_what_a_fault_of_ours_left_half_sent_is_in_doubt_and_tried_again(ledger: SqlLedger) -> None:
    """Without a new start of the program: the next run of the queue takes care of it."""
    room = PostRoom(ledger, sender=FakeSender([RuntimeError("ours")]))
    room.queue()
    with pytest.raises(RuntimeError):
        room.send()
    assert room.send() == 0
    assert room.states == [ReplyState.UNCERTAIN]
    room.clock.advance(seconds=GRACE.total_seconds())
    assert room.send() == 1


def test_a_server_that_always_drops_the_line_gets_no_endless_copies(ledger: SqlLedger) -> None:
    """It may deliver each of them all the same: after some attempts a person must look."""
    unknown = SendResult(SendState.UNCERTAIN, "the line dropped")
    room = PostRoom(ledger, sender=FakeSender([unknown] * 100))
    room.queue()
    for _ in range(100):
        room.send()
        room.clock.advance(minutes=30)
    assert len(room.sender.sent) == MOST_ATTEMPTS_IN_DOUBT
    assert room.states == [ReplyState.REFUSED]


def test_who_did_not_get_a_mail_that_others_got_is_recorded(ledger: SqlLedger) -> None:
    """A digest to several of staff, one of whose addresses is wrong."""
    result = SendResult(SendState.SENT, "250 OK", refused_recipients=("gone@example.org",))
    room = PostRoom(ledger, sender=FakeSender([result]))
    room.queue()
    room.send()
    assert "gone@example.org" in room.replies[0].response
