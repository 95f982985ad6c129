"""The queue on bad days: limits, outages, a mail on which every line breaks, doubts that last, a refused sign-in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from intake.errors import ConfigurationError, SignInRefusedError
from intake.sender import SendResult, SendState
from service.ledger.sql_ledger import SqlLedger
from service.outcome import ReplyState
from service.patience import GIVE_UP_AFTER, growing
from service.sending import GRACE
from service.sign_in_guard import PAUSE, SignInGuard
from tests.service.test_sending import SENT, FakeSender, FakeSentFolder, PostRoom

LIMIT = SendResult(SendState.DEFERRED, "451 MI:SFQ", retry_after=960, stop_all=True)
DROPPED = SendResult(SendState.DEFERRED, "连接中断", retry_after=60, stop_all=True)
GREYLISTED = SendResult(SendState.DEFERRED, "451 DT:SPM", retry_after=300)
UNKNOWN = SendResult(SendState.UNCERTAIN, "the line dropped")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    """An empty ledger."""
    ledger = SqlLedger(f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    ledger.upgrade()
    yield ledger
    ledger.close()


@dataclass
class Choosy(FakeSender):
    """Breaks off with the mails to some; the others go out."""

    bad: set[str] = field(default_factory=set)

    async def send(self, raw: bytes, to: tuple[str, ...]) -> SendResult:
        """Answer by the address."""
        result = await super().send(raw, to)
        return DROPPED if to[0] in self.bad else result


def test_pauses_grow_within_bounds() -> None:
    """Twice as long each time, never shorter than asked, at most a quarter longer by chance."""
    minute, hour = timedelta(minutes=1), timedelta(hours=1)
    assert [growing(minute, n, hour) // minute for n in (0, 1, 2, 3, 7, 1000)] == [1, 1, 2, 4, 60, 60]
    assert growing(6 * hour, 1, hour) == 6 * hour
    assert growing(hour, 1, hour, jitter=1.0) == hour * 1.25


def test_a_providers_limit_outlives_a_restart(ledger: SqlLedger) -> None:
    """The quarter of an hour counts on, whether the program is started anew or not; then everything goes out."""
    room = PostRoom(ledger, sender=FakeSender([LIMIT]))
    room.queue(3)
    room.send()
    anew = PostRoom(ledger, clock=room.clock)
    assert anew.send() == 0
    assert anew.sender.sent == []
    room.clock.advance(seconds=961)
    assert PostRoom(ledger, clock=room.clock).send() == 3


def test_a_dropped_line_does_not_outlive_a_restart(ledger: SqlLedger) -> None:
    """It is no provider's word: the other mails are tried at once."""
    room = PostRoom(ledger, sender=FakeSender([DROPPED]))
    room.queue(3)
    room.send()
    assert PostRoom(ledger, clock=room.clock).send() == 2


def test_pauses_after_trouble_grow_and_end_with_the_trouble(ledger: SqlLedger) -> None:
    """An outage is asked about ever more rarely, up to ten minutes; after a success everything is as before."""
    room = PostRoom(ledger, sender=FakeSender([DROPPED] * 6))
    room.queue(20)
    for minutes in (1, 2, 4, 8, 10):
        room.send()
        tries = len(room.sender.sent)
        room.clock.advance(seconds=minutes * 60 - 1)
        room.send()
        assert len(room.sender.sent) == tries
        room.clock.advance(seconds=1)
    room.send()
    room.clock.advance(minutes=30)
    assert room.send() == 20


def test_a_mail_on_which_every_line_breaks_holds_up_no_other(ledger: SqlLedger) -> None:
    """It is the oldest, and yet all others go out."""
    room = PostRoom(ledger, sender=Choosy(bad={"u0@example.com"}))
    room.queue(5)
    room.send()
    room.clock.advance(minutes=2)
    assert room.send() == 4


def test_a_mail_on_which_every_line_breaks_is_left_to_a_person_after_five_days(ledger: SqlLedger) -> None:
    """The server takes mails to others, so it is this one."""
    room = PostRoom(ledger, sender=Choosy(bad={"u1@example.com"}))
    room.queue(2)
    room.send()
    begun = room.clock.now()
    while room.states[1] is ReplyState.QUEUED and room.clock.now() - begun < timedelta(days=6):
        room.clock.advance(hours=1)
        room.send()
        room.queue(1)
    assert room.states[1] is ReplyState.REFUSED
    assert (
        GIVE_UP_AFTER - timedelta(hours=1) <= room.clock.now() - begun <= GIVE_UP_AFTER + timedelta(hours=3)
    )


def test_an_outage_of_a_week_refuses_nothing(ledger: SqlLedger) -> None:
    """The server takes no mail at all: that is no mail's fault, and all go out once it is over."""
    room = PostRoom(ledger, sender=FakeSender([DROPPED] * 10_000))
    room.queue(3)
    for _ in range(7 * 4):
        room.send()
        room.clock.advance(hours=6)
    assert set(room.states) == {ReplyState.QUEUED}
    room.sender.answers = []
    assert room.send() == 3


def test_a_mail_deferred_for_ever_is_left_to_a_person(ledger: SqlLedger) -> None:
    """RFC 5321, 4.5.4.1: tried ever more rarely, given up after some days. Sent again by a person, it begins anew."""
    room = PostRoom(ledger, sender=FakeSender([GREYLISTED] * 10_000))
    room.queue()
    begun = room.clock.now()
    while room.states == [ReplyState.QUEUED] and room.clock.now() - begun < timedelta(days=6):
        room.send()
        room.clock.advance(minutes=30)
    assert room.states == [ReplyState.REFUSED]
    assert "451 DT:SPM" in room.replies[0].response
    assert GIVE_UP_AFTER <= room.clock.now() - begun <= GIVE_UP_AFTER + timedelta(hours=5)
    assert len(room.sender.sent) < 50
    with ledger.write() as books:
        books.set_reply_state(room.replies[0].id, ReplyState.QUEUED)
    room.send()
    assert room.states == [ReplyState.QUEUED]


@pytest.mark.parametrize("answer", [DROPPED, ConfigurationError("553 Local user only")])
def test_a_mail_in_doubt_that_could_not_be_sent_again_is_in_doubt_still(
    ledger: SqlLedger, answer: SendResult | Exception
) -> None:
    """The net was down when it was tried again: before the next attempt it is looked for once more."""
    room = PostRoom(ledger, sender=FakeSender([UNKNOWN, answer]))
    room.queue()
    room.send()
    room.clock.advance(seconds=GRACE.total_seconds() + 1)
    try:
        room.send()
    except ConfigurationError:
        room.clock.advance(hours=1)
    assert room.states == [ReplyState.UNCERTAIN]
    room.sent_folder.ids.add(room.replies[0].mime_id)
    room.clock.advance(hours=1)
    room.send()
    assert room.states == [ReplyState.SENT]
    assert len(room.sender.sent) == 2


def test_a_refused_sign_in_to_the_mailbox_holds_up_no_sending(ledger: SqlLedger) -> None:
    """Nobody can look for the mail in doubt, the operator must help; the other mails go out."""

    class Shut(FakeSentFolder):
        def contains(self, mime_id: str) -> bool:
            """Refuse."""
            raise SignInRefusedError(f"wrong password, asked for {mime_id}")

    room = PostRoom(ledger, sender=FakeSender([UNKNOWN, SENT]), sent_folder=Shut())
    room.queue(2)
    room.send()
    room.queue(2)
    room.clock.advance(seconds=GRACE.total_seconds() + 1)
    assert room.send() == 2


# The sign-in


def _guard(room: PostRoom, code: str = "secret") -> SignInGuard:
    return SignInGuard(room.ledger, room.clock, "smtp", ("smtp.example.org", "465", "box", code))


def test_a_refused_sign_in_is_not_repeated_even_by_a_new_start(ledger: SqlLedger) -> None:
    """Started every two minutes by cron: one attempt in half an hour, for more would lock the account."""
    refused = SignInRefusedError("535 wrong code")
    room = PostRoom(ledger, sender=FakeSender([refused, refused]))
    room.queue(2)
    for _ in range(20):
        room.drain.guard = _guard(room)
        with pytest.raises(SignInRefusedError, match="535 wrong code"):
            room.send()
        room.clock.advance(minutes=2)
    assert len(room.sender.sent) == 2
    assert set(room.states) == {ReplyState.QUEUED}


def test_another_password_is_tried_at_once(ledger: SqlLedger) -> None:
    """The operator has put it right: that is no repetition."""
    room = PostRoom(ledger, sender=FakeSender([SignInRefusedError("535 wrong code")]))
    room.queue(2)
    room.drain.guard = _guard(room)
    with pytest.raises(SignInRefusedError):
        room.send()
    room.drain.guard = _guard(room, "another")
    assert room.send() == 2


def test_an_accepted_sign_in_ends_the_waiting(ledger: SqlLedger) -> None:
    """As when `intake config doctor` has got in."""
    room = PostRoom(ledger)
    guard = _guard(room)
    guard.refused(SignInRefusedError("535"))
    with pytest.raises(SignInRefusedError, match="doctor"):
        guard.check()
    guard.accepted()
    guard.check()
    guard.refused(SignInRefusedError("535"))
    room.clock.advance(seconds=PAUSE.total_seconds() + 1)
    guard.check()


def test_the_password_stands_nowhere(ledger: SqlLedger) -> None:
    """Neither in the ledger nor in what is shown of the guard; of its mark four digits."""
    room = PostRoom(ledger)
    guard = _guard(room)
    guard.refused(SignInRefusedError("535"))
    with ledger.read() as books:
        (note,) = books.notes("sign-in refused ").values()
    assert "secret" not in note + repr(guard)
    assert '"mark": "' in note
    assert len(note.split('"mark": "')[1].split('"')[0]) == 4
