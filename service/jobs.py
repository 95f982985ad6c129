"""What the scheduler calls: one poll, one run of the queue, the digest when it is due."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

import structlog

from intake.errors import ConfigurationError, TemporaryError
from service.archive import ArchiveError
from service.attempts import count_attempt
from service.collecting import Collection, Collector
from service.desk import Desk
from service.examining import remember_poll
from service.in_hand import InHand
from service.ledger.errors import LedgerError
from service.mailbox_session import MailboxSession
from service.outcome import Disposition, ReplyState
from service.pipeline import collect, handle
from service.reading import ReadAhead
from service.sending import Drain

log = structlog.get_logger()

FULL_COMPARISON_EVERY = timedelta(hours=1)
# When all UIDs were last compared with the ledger, and when the known mails were with what the server says of them.
FULL_COMPARISON = "last full comparison"
COMPARED_MAILS = "last comparison of known mails"
BATCH = 200


@dataclass(frozen=True, slots=True)
class CycleReport:
    """One cycle in the contract's words (`intake poll --json`)."""

    fetched: int = 0
    accepted: int = 0
    gaps: int = 0
    review: int = 0
    ignored: int = 0
    failed: int = 0
    replies_sent: int = 0
    replies_pending: int = 0

    def as_dict(self) -> dict[str, int]:
        """The report as the contract's JSON object."""
        return asdict(self)


def never() -> bool:
    """Nobody asks to stop."""
    return False


@dataclass
class Jobs:
    """The program's three jobs over one desk. `progress` hears of every settled mail (done, due)."""

    desk: Desk
    session: MailboxSession
    drain: Drain
    stop: Callable[[], bool] = never
    progress: Callable[[int, int], None] = lambda _done, _due: None
    has_more: bool = field(
        default=False, init=False
    )  # `settle` came to the end of its time, not of the mails
    _passed_by: bool = field(default=False, init=False)
    before_sending: Callable[[], object] = lambda: None  # the day's digest, where it is due
    tidy_up: Callable[[], None] = lambda: None  # after every round over the mailbox
    _warned: frozenset[str] = field(default=frozenset(), init=False)  # said already: not again in every cycle

    async def poll(self) -> CycleReport:
        """One whole cycle: collect, settle, send. Raises TemporaryError, ConfigurationError and LedgerError."""
        try:
            collection, counts = await asyncio.to_thread(self.take_in)
        except (TemporaryError, ConfigurationError):
            await self._drain_besides()  # what is owed already does not wait for the mailbox
            raise
        await asyncio.to_thread(self.before_sending)
        sent = await self.drain()
        return self._report(collection, counts, sent)

    async def _drain_besides(self) -> None:
        """Send what is due; what goes wrong with it is logged, for another fault is the one to be told."""
        try:
            await self.drain()
        except (TemporaryError, ConfigurationError, LedgerError) as error:
            log.warning("trouble", job="drain", problem=str(error))

    def take_in(self, at_most: timedelta | None = None) -> tuple[Collection, Counter[Disposition]]:
        """Collect new mail and settle what is due; what was collected before a dropped line is settled first.

        `at_most` is how long is spent on settling, as `settle` has it.
        """
        self.has_more = False
        with self.desk.archive.in_use():
            try:
                return self._take_in(at_most)
            finally:
                self.tidy_up()

    def retry(self, message: int) -> Disposition | None:
        """Handle one mail again, now; None where it failed and is tried again later. Raises as `settle` does."""
        with self.desk.archive.in_use(), ReadAhead((message,), self.desk) as ahead:
            return self._settle_one(message, ahead)

    def _take_in(self, at_most: timedelta | None) -> tuple[Collection, Counter[Disposition]]:
        try:
            collection = self._collect()
        except (TemporaryError, ConfigurationError):
            self.settle(at_most)
            self.has_more = False  # the mailbox is tried again at its time, not at once
            raise
        return collection, self.settle(at_most)

    def _collect(self) -> Collection:
        desk = self.desk
        with self.session.connected() as (mailbox, is_new):
            compare = self._is_due(COMPARED_MAILS)
            full = is_new or compare or self._is_due(FULL_COMPARISON)  # known mails lie below the mark
            collector = Collector(
                mailbox,
                desk.ledger,
                desk.archive,
                desk.clock,
                full=full,
                compare=compare,
                stop=self.stop,
                reached=desk.reached,
            )
            try:
                collection = collect(collector)
            finally:
                if collector.result().fetched:
                    self.session.made_progress()
        with desk.ledger.write() as ledger:
            remember_poll(ledger, desk.clock.now())
        self._note_time(*[FULL_COMPARISON] * full, *[COMPARED_MAILS] * compare)
        for warning in set(collection.warnings) - self._warned:
            log.warning("mailbox", warning=warning)
        self._warned = frozenset(collection.warnings)
        return collection

    def _is_due(self, comparison: str) -> bool:
        with self.desk.ledger.read() as ledger:
            last = ledger.note(comparison)
        return last is None or self.desk.clock.now() - datetime.fromisoformat(last) >= FULL_COMPARISON_EVERY

    def _note_time(self, *comparisons: str) -> None:
        if comparisons:
            with self.desk.ledger.write() as ledger:
                for comparison in comparisons:
                    ledger.set_note(comparison, self.desk.clock.now().isoformat())

    def settle(self, at_most: timedelta | None = None) -> Counter[Disposition]:
        """Settle the mails that are due, oldest first, one after the other.

        All of them; or for about as long as `at_most`, but at least one, and then those whose files are being read
        already. `has_more` tells whether some were left.
        """
        self.has_more = False
        until = None if at_most is None else self.desk.clock.now() + at_most
        counts = self.in_hand.count_interrupted()
        try:
            while not self.has_more and (due := self._due()):
                if not self._settle_batch(due, until, counts):
                    break
        finally:
            self.in_hand.release()
        return counts

    def _settle_batch(
        self, due: tuple[int, ...], until: datetime | None, counts: Counter[Disposition]
    ) -> bool:
        """Settle these mails, as far as the time reaches; False where a stop is asked for."""
        with ReadAhead(due, self.desk, self.in_hand.hold) as ahead:
            for done, message in enumerate(due, start=1):
                if self.stop():
                    return False
                if done > 1 and until is not None and self.desk.clock.now() >= until:
                    ahead.begin_no_more()
                    if not ahead.has_begun(message):
                        self.has_more = True
                        continue
                disposition = self._settle_or_pass(message, ahead)
                if disposition is not None:
                    counts[disposition] += 1
                self.progress(done, len(due))
        return True

    @cached_property
    def in_hand(self) -> InHand:
        """What is noted of the mails that are being handled."""
        return InHand(self.desk.ledger, self.desk.clock)

    def _due(self) -> tuple[int, ...]:
        with self.desk.ledger.read() as ledger:
            due = ledger.unsettled(self.desk.clock.now(), BATCH)
            tried = {row.id for row in ledger.messages(due) if row.attempts}
        # What broke us before comes last, with no other mail in hand that it could drag along.
        return tuple(sorted(due, key=tried.__contains__))

    def _settle_or_pass(self, message: int, ahead: ReadAhead) -> Disposition | None:
        """Handle one mail; pass by one whose bytes the disk does not give. With two in a row it is the disk's turn."""
        try:
            disposition = self._settle_one(message, ahead)
        except ArchiveError:
            if self._passed_by:
                self._passed_by = False
                raise
            self._passed_by = True
            return None
        self._passed_by = False
        return disposition

    def _settle_one(self, message: int, ahead: ReadAhead) -> Disposition | None:
        """Handle one mail. Our own failures end here: one bad mail never holds up the next."""
        try:
            outcome = handle(message, self.desk, reading=ahead.take(message))
        except (TemporaryError, LedgerError):
            raise  # the world's turn: the mail is as before, and is tried again with the next cycle
        except Exception as error:  # noqa: BLE001 - the one place where a fault of ours is caught, counted and logged
            return self._count_failure(message, error)
        log.info(
            "settled", message=message, disposition=str(outcome.disposition), entries=list(outcome.entries)
        )
        return outcome.disposition

    def _count_failure(self, message: int, error: Exception) -> Disposition | None:
        log.error("handling failed", message=message, exc_info=error)
        what = f"程序处理失败（{type(error).__name__}）"
        with self.desk.ledger.write() as ledger:
            return count_attempt(ledger, message, self.desk.clock.now(), what)

    def _report(self, collection: Collection, counts: Counter[Disposition], sent: int) -> CycleReport:
        with self.desk.ledger.read() as ledger:
            pending = sum(reply.message is not None for reply in ledger.replies(states=PENDING))
        numbers = {str(disposition): counts[disposition] for disposition in Disposition}
        return CycleReport(fetched=collection.fetched, replies_sent=sent, replies_pending=pending, **numbers)


PENDING = frozenset({ReplyState.QUEUED, ReplyState.HELD, ReplyState.SENDING, ReplyState.UNCERTAIN})
