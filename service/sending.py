"""The outgoing queue: what is due is sent, paced; each result is recorded before the next mail is tried."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, assert_never

from intake.errors import ConfigurationError, SignInRefusedError, TemporaryError
from intake.sender import SendResult, SendState
from service.kill_points import Point, Reached, pass_by
from service.ledger.errors import LedgerError
from service.outcome import ReplyState
from service.patience import GIVE_UP_AFTER, growing
from service.ports import Clock, Ledger
from service.records import NewEvent, ReplyRecord
from service.sending_pause import (
    LONGEST_AFTER_LIMIT,
    LONGEST_AFTER_TROUBLE,
    SHORTEST_LIMIT,
    Pause,
    forget_pause,
    remember_pause,
    remembered_pause,
)
from service.sign_in_guard import SignInGuard

GRACE = timedelta(minutes=2)  # before an uncertain mail is looked for: the server may still be filing it
MINUTE = timedelta(minutes=1)
PATIENCE_TO_LOOK = timedelta(hours=1)
A_DAY = timedelta(days=1)
LONGEST_DELAY = timedelta(hours=4)  # between two attempts with a mail that is put off again and again
LONGEST_IN_OUTAGE = timedelta(minutes=30)  # the same where the server takes no mail at all
# Notes, by the reply's number: since when it is put off, since when nobody could look for it.
PUT_OFF = "put off since: reply "
IN_DOUBT = "in doubt since: reply "
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

    `sleep` waits between mails (seconds); `stop` asks whether to end early; `jitter` gives numbers between 0 and 1.
    The only state is the pause after trouble; a provider's is in the ledger as well.
    """

    ledger: Ledger
    sender: Sender
    sent_folder: SentFolder
    clock: Clock
    pace: Pace
    sleep: Callable[[float], Awaitable[None]]
    reached: Reached = field(default=pass_by, kw_only=True)
    stop: Callable[[], bool] = lambda: False
    guard: SignInGuard | None = None
    jitter: Callable[[], float] = random.random
    _pause: Pause | None = field(default=None, init=False)
    _recent: list[datetime] = field(default_factory=list, init=False)
    _taken: dict[int, _Taken] = field(default_factory=dict, init=False)

    async def __call__(self) -> int:
        """Send what is due; return how many replies the server took (a digest is none). Raises ConfigurationError."""
        self.recover()
        self._look_back()
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

    def _look_back(self) -> None:
        """What an earlier run has learnt: a provider's pause, a refused sign-in. Raises SignInRefusedError."""
        with self.ledger.read() as ledger:
            known = [pause for pause in (self._pause, remembered_pause(ledger)) if pause is not None]
        self._pause = max(known, key=lambda pause: pause.until, default=None)
        if self.guard is not None and self._next() is not None:
            self.guard.check()

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
        if self._pause is not None and now < self._pause.until:
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
        if reply.state is ReplyState.UNCERTAIN and await asyncio.to_thread(self._is_dealt_with, reply):
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
            if self.guard is not None and isinstance(error, SignInRefusedError):
                self.guard.refused(error)
            self._record(reply, _as_before(reply), str(error))
            raise
        self._take(reply, result)
        return [(reply.mime_id, raw)] if result.state is SendState.SENT else []

    def _is_dealt_with(self, reply: ReplyRecord) -> bool:
        """Look for a mail in doubt where sent mail lies: found, it is sent; where nobody can look just now, it waits.

        It does not wait for ever: a missing receipt is worse than a second copy, which bears the same Message-ID.
        """
        now = self.clock.now()
        try:
            found = self.sent_folder.contains(reply.mime_id)
        except (TemporaryError, ConfigurationError) as error:
            if now - self._in_doubt_since(reply, now) >= PATIENCE_TO_LOOK:
                return False
            why = f"暂时无法核对是否已经发出：{error}"
            self._record(reply, ReplyState.UNCERTAIN, why, next_attempt_at=now + GRACE)
            return True
        if found:
            self._record(reply, ReplyState.SENT, "已在“已发送”中找到", sent_at=now)
        return found

    def _take(self, reply: ReplyRecord, result: SendResult) -> None:
        now = self.clock.now()
        match result.state:
            case SendState.SENT:
                self._recent.append(now)
                self._record(reply, ReplyState.SENT, _response(result), sent_at=now)
                self._all_is_well()
            case SendState.REFUSED:
                self._record(reply, ReplyState.REFUSED, result.response)
            case SendState.DEFERRED:
                self._put_off(reply, result, now)
            case SendState.UNCERTAIN:
                self._record_doubt(reply, result.response, now)
            case never:
                assert_never(never)

    def _put_off(self, reply: ReplyRecord, result: SendResult, now: datetime) -> None:
        """Try again, ever more slowly; after some days in which others went out, a person must look."""
        if result.stop_all:
            self._pause_all(result, now)
        since = self._unsent_since(reply, now)
        if now - since >= GIVE_UP_AFTER and (not result.stop_all or self._others_go_out(now)):
            note = f"自{since:%m月%d日}起多次暂缓，未能发出，请人工核对：{result.response}"
            self._record(reply, ReplyState.REFUSED, note)
            return
        first = timedelta(seconds=result.retry_after)
        longest = LONGEST_IN_OUTAGE if result.stop_all else LONGEST_DELAY
        delay = growing(first, reply.attempts + 1, longest, self.jitter())
        until = now + delay if self._pause is None else max(self._pause.until, now + delay)
        self._record(reply, _as_before(reply), result.response, next_attempt_at=until)

    def _pause_all(self, result: SendResult, now: datetime) -> None:
        in_a_row = 1 if self._pause is None else self._pause.in_a_row + 1
        first = timedelta(seconds=result.retry_after)
        is_limit = first >= SHORTEST_LIMIT
        longest = LONGEST_AFTER_LIMIT if is_limit else LONGEST_AFTER_TROUBLE
        until = now + growing(first, in_a_row, longest, self.jitter())
        self._pause = Pause(until, result.response, in_a_row)
        if is_limit:  # the provider counts on, whether the program is started anew or not
            with self.ledger.write() as ledger:
                remember_pause(ledger, self._pause)

    def _all_is_well(self) -> None:
        if self.guard is not None:
            self.guard.accepted()
        if self._pause is not None:
            self._pause = None
            with self.ledger.write() as ledger:
                forget_pause(ledger)

    def _others_go_out(self, now: datetime) -> bool:
        """Whether the server takes mails at all: a long outage is no fault of one mail."""
        with self.ledger.read() as ledger:
            return ledger.sent_since(now - A_DAY) > 0

    def _unsent_since(self, reply: ReplyRecord, now: datetime) -> datetime:
        """Since when the mail has been put off; a mail that a person sends again begins anew."""
        return self._noted(f"{PUT_OFF}{reply.id}", now)

    def _in_doubt_since(self, reply: ReplyRecord, now: datetime) -> datetime:
        """Since when nobody could look whether the mail has gone out."""
        return self._noted(f"{IN_DOUBT}{reply.id}", now)

    def _noted(self, key: str, now: datetime) -> datetime:
        with self.ledger.write() as ledger:
            noted = ledger.note(key)
            if noted is None:
                ledger.set_note(key, now.isoformat())
        return datetime.fromisoformat(noted) if noted else now

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
            if state in (ReplyState.SENT, ReplyState.REFUSED):
                for prefix in (PUT_OFF, IN_DOUBT):
                    ledger.forget_note(f"{prefix}{reply.id}")
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


def _as_before(reply: ReplyRecord) -> ReplyState:
    """Where a mail goes that was not sent this time: one in doubt is in doubt still, and is looked for again."""
    return ReplyState.UNCERTAIN if reply.state is ReplyState.UNCERTAIN else ReplyState.QUEUED


def _response(result: SendResult) -> str:
    """The server's word on a mail that it took, with those of its recipients that it did not take it for."""
    refused = "、".join(result.refused_recipients)
    return f"{result.response}（拒收：{refused}）" if refused else result.response
