"""The outgoing queue: what is due is sent, paced; each result is recorded before the next mail is tried."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, assert_never

from intake.errors import ConfigurationError, TemporaryError
from intake.sender import SendResult, SendState
from service.kill_points import Point, Reached, pass_by
from service.ledger.errors import LedgerError
from service.outcome import ReplyState
from service.ports import Clock, Ledger
from service.records import NewEvent, ReplyRecord

GRACE = timedelta(minutes=2)  # before an uncertain mail is looked for: the server may still be filing it
MINUTE = timedelta(minutes=1)
MOST_ATTEMPTS_IN_DOUBT = 5  # a server that always drops the line may deliver every time all the same


class Sender(Protocol):
    """The way out (intake.sender.SmtpSender, or a test's)."""

    async def send(self, raw: bytes, to: tuple[str, ...]) -> SendResult:
        """Send one mail. Raises ConfigurationError where only the operator can help."""


class SentFolder(Protocol):
    """The mailbox's folder of sent mail."""

    def contains(self, mime_id: str) -> bool:
        """Hold where a mail of that Message-ID lies there. Raises TemporaryError."""

    def file(self, mails: Sequence[tuple[str, bytes]]) -> None:
        """Put these there (Message-ID, bytes) unless the server has done so by itself. Raises TemporaryError."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast mails may go out."""

    per_minute: int
    per_day: int

    def wait(self, sent_in_minute: int, oldest_in_minute: datetime | None, now: datetime) -> timedelta:
        """How long to wait before the next mail."""
        if sent_in_minute < self.per_minute or oldest_in_minute is None:
            return timedelta(0)
        return max(oldest_in_minute + MINUTE - now, timedelta(0))


@dataclass(frozen=True, slots=True)
class _Taken:
    """The server's word on a mail, which the ledger does not have yet."""

    at: datetime
    response: str


@dataclass
class Drain:
    """Sends the queue until nothing is due, or the provider wants a pause.

    `sleep` waits between mails (seconds); `stop` asks whether to end early. The only state is the provider's pause.
    """

    ledger: Ledger
    sender: Sender
    sent_folder: SentFolder
    clock: Clock
    pace: Pace
    sleep: Callable[[float], Awaitable[None]]
    reached: Reached = field(default=pass_by, kw_only=True)
    stop: Callable[[], bool] = lambda: False
    _paused_until: datetime | None = field(default=None, init=False)
    _recent: list[datetime] = field(default_factory=list, init=False)
    _taken: dict[int, _Taken] = field(default_factory=dict, init=False)

    async def __call__(self) -> int:
        """Send what is due; return how many replies the server took (a digest is none). Raises ConfigurationError."""
        self.recover()
        replies, copies = 0, list[tuple[str, bytes]]()
        try:
            while (reply := self._next()) is not None and not self.stop():
                if not await self._may_send():
                    break
                copy = await self._deliver(reply)
                copies += copy
                replies += len(copy) if reply.message is not None else 0
        finally:
            await asyncio.to_thread(self._file, [*copies, *self._unrecorded()])
        return replies

    def recover(self) -> None:
        """A mail that was being sent when the program or its ledger failed may or may not have gone out."""
        with self.ledger.read() as ledger:
            left = ledger.replies(states={ReplyState.SENDING})
        left = tuple(reply for reply in left if not self._make_up_for(reply))
        if not left:
            return
        with self.ledger.write() as ledger:
            for reply in left:
                due = self.clock.now() + GRACE
                ledger.set_reply_state(reply.id, ReplyState.UNCERTAIN, "发送时程序中断", next_attempt_at=due)
        self.reached(Point.DOUBT_RECORDED)

    def _make_up_for(self, reply: ReplyRecord) -> bool:
        """Record now what could not be recorded when the server took the mail; hold where that was so."""
        taken = self._taken.get(reply.id)
        if taken is not None:
            self._record(reply, ReplyState.SENT, taken.response, sent_at=taken.at)
        return taken is not None

    def _next(self) -> ReplyRecord | None:
        now = self.clock.now()
        if self._paused_until is not None and now < self._paused_until:
            return None
        with self.ledger.read() as ledger:
            return next(iter(ledger.due_replies(now, 1)), None)

    async def _may_send(self) -> bool:
        """Wait for the pace; say no where the day's own limit is reached."""
        now = self.clock.now()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        with self.ledger.read() as ledger:
            if ledger.sent_since(midnight) >= self.pace.per_day:
                return False
            in_minute = ledger.sent_since(now - MINUTE + timedelta(microseconds=1))
        self._recent = [moment for moment in self._recent if moment > now - MINUTE]
        oldest = self._recent[0] if self._recent else now
        wait = self.pace.wait(in_minute, oldest, now).total_seconds()
        while wait > 0 and not self.stop():
            step = min(wait, 0.5)  # short steps, so that a stop is heeded at once
            await self.sleep(step)
            wait -= step
        return not self.stop()

    async def _deliver(self, reply: ReplyRecord) -> list[tuple[str, bytes]]:
        """Send one mail; return its copy for the folder of sent mail where the server took it."""
        if reply.state is ReplyState.UNCERTAIN and await asyncio.to_thread(self._was_sent, reply):
            self._record(reply, ReplyState.SENT, "已在“已发送”中找到", sent_at=self.clock.now())
            return []
        with self.ledger.write() as ledger:
            row = ledger.reply(reply.id)
            if row is None or row.state is not reply.state:
                return []  # while the pace was kept, a person has dropped it
            ledger.set_reply_state(reply.id, ReplyState.SENDING)
            raw = ledger.reply_raw(reply.id)
        self.reached(Point.SEND_BEGUN)
        try:
            result = await self.sender.send(raw, reply.to)
        except ConfigurationError as error:
            # Trying again at once may lock the account: the operator's turn, and this mail stays in the queue.
            self._record(reply, ReplyState.QUEUED, str(error))
            raise
        self._take(reply, result)
        return [(reply.mime_id, raw)] if result.state is SendState.SENT else []

    def _was_sent(self, reply: ReplyRecord) -> bool:
        try:
            return self.sent_folder.contains(reply.mime_id)
        except TemporaryError:
            return False  # a missing receipt is worse than a second copy, which bears the same Message-ID

    def _take(self, reply: ReplyRecord, result: SendResult) -> None:
        now = self.clock.now()
        match result.state:
            case SendState.SENT:
                self._recent.append(now)
                self._record(reply, ReplyState.SENT, _response(result), sent_at=now)
            case SendState.REFUSED:
                self._record(reply, ReplyState.REFUSED, result.response)
            case SendState.DEFERRED:
                again = now + timedelta(seconds=result.retry_after)
                if result.stop_all:
                    self._paused_until = again
                self._record(reply, ReplyState.QUEUED, result.response, next_attempt_at=again)
            case SendState.UNCERTAIN:
                self._record_doubt(reply, result.response, now)
            case never:
                assert_never(never)

    def _record_doubt(self, reply: ReplyRecord, response: str, now: datetime) -> None:
        """Try again, ever more slowly; after some attempts a person must find out what became of it."""
        attempts = reply.attempts + 1
        if attempts >= MOST_ATTEMPTS_IN_DOUBT:
            note = f"已发送{attempts}次，结果仍不明，请人工核对：{response}"
            self._record(reply, ReplyState.REFUSED, note)
        else:
            self._record(reply, ReplyState.UNCERTAIN, response, next_attempt_at=now + GRACE * attempts)

    def _record(
        self,
        reply: ReplyRecord,
        state: ReplyState,
        response: str,
        sent_at: datetime | None = None,
        next_attempt_at: datetime | None = None,
    ) -> None:
        if state is ReplyState.SENT:
            self._taken[reply.id] = _Taken(sent_at or self.clock.now(), response)
        with self.ledger.write() as ledger:
            ledger.set_reply_state(reply.id, state, response, sent_at, next_attempt_at)
            entry = reply.entries[0] if reply.entries else None
            event = NewEvent(self.clock.now(), "intake", f"reply_{state}", reply.message, entry, response)
            ledger.add_event(event)
        if self._taken.pop(reply.id, None) is not None:
            self.reached(Point.MARKED_SENT if reply.message is not None else Point.DIGEST_SENT)

    def _unrecorded(self) -> list[tuple[str, bytes]]:
        """Mails that went out though the ledger could not be written.

        Should the program end before it can be, their copies in the folder of sent mail tell of them.
        """
        mails = []
        with suppress(LedgerError), self.ledger.read() as ledger:
            for number in self._taken:
                reply = ledger.reply(number)
                if reply is not None:
                    mails.append((reply.mime_id, ledger.reply_raw(number)))
        return mails

    def _file(self, copies: Sequence[tuple[str, bytes]]) -> None:
        """Copies in the folder of sent mail are for people to see; they never hold up the queue."""
        if copies:
            with suppress(TemporaryError, ConfigurationError):
                self.sent_folder.file(copies)
            self.reached(Point.FILED)


def _response(result: SendResult) -> str:
    """The server's word on a mail that it took, with those of its recipients that it did not take it for."""
    refused = "、".join(result.refused_recipients)
    return f"{result.response}（拒收：{refused}）" if refused else result.response
