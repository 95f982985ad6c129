"""`intake run`: the scheduler, the three jobs and a quiet end on SIGTERM.                                   I/O."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from intake.errors import ConfigurationError, TemporaryError
from service.app import App
from service.first_start import remember_first_start
from service.ledger.claim import Claim, LedgerInUseError
from service.ledger.errors import LedgerError
from service.service_manager import READY, STOPPING, WATCHDOG, ServiceManager

log = structlog.get_logger()

DRAIN_SECONDS = 15
DIGEST_SECONDS = 60
WATCH_SECONDS = 60
PAUSE_AFTER_REFUSAL = timedelta(minutes=30)  # after what only the operator can put right


async def run(app: App, claim: Claim, manager: ServiceManager) -> None:
    """Work until SIGTERM or SIGINT: the current message is finished, then the program ends.

    Raises LedgerInUseError where the claim to the ledger was lost: another program may be at work on it by now.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _ask_to_stop, app, stopping)
    with app.ledger.write() as ledger:
        remember_first_start(ledger, app.clock.now())
    app.jobs.drain.recover()
    jobs = Daemon(app, claim, manager, give_up=stopping.set)
    scheduler = jobs.scheduler()
    scheduler.start()
    manager.tell(READY)
    log.info("started", mailbox=app.config.mailbox.host, poll_seconds=app.config.mailbox.poll_seconds)
    await stopping.wait()
    app.stop.wanted = True
    manager.tell(STOPPING)
    # Shutting the scheduler down cancels what it runs: nothing new first, then what is in hand, then the end.
    scheduler.remove_all_jobs()
    await jobs.finish()
    scheduler.shutdown(wait=False)
    await app.sender.aclose()
    log.info("stopped")
    if jobs.has_lost_claim:
        raise LedgerInUseError("与台账的连接断过，另一个 intake 可能已在使用它：本程序停止工作")


class _StillPausedError(Exception):
    """A job waits for its pause to end."""


def _ask_to_stop(app: App, stopping: asyncio.Event) -> None:
    app.stop.wanted = True
    stopping.set()


class Daemon:
    """The jobs as the scheduler calls them: none of them ends the program, each says once what is wrong."""

    def __init__(self, app: App, claim: Claim, manager: ServiceManager, give_up: Callable[[], None]) -> None:
        self._app, self._claim, self._manager, self._give_up = app, claim, manager, give_up
        self.has_lost_claim = False
        self._running: set[asyncio.Task[None]] = set()
        self._sending = asyncio.Lock()
        self._send_not_before: datetime | None = None
        self._last_trouble: dict[str, str] = {}

    def scheduler(self) -> AsyncIOScheduler:
        """Poll, drain and digest, each alone and never piled up after a pause."""
        scheduler = AsyncIOScheduler(timezone=self._app.config.timezone)
        now = self._app.clock.now()
        every = {
            self.poll: self._app.config.mailbox.poll_seconds,
            self.drain: DRAIN_SECONDS,
            self.digest: DIGEST_SECONDS,
            self.watch: WATCH_SECONDS,
        }
        for job, seconds in every.items():
            scheduler.add_job(
                self._tracked(job),
                "interval",
                seconds=seconds,
                next_run_time=now,
                name=job.__name__,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        if self._manager.ping_seconds is not None:
            scheduler.add_job(self.ping, "interval", seconds=self._manager.ping_seconds, next_run_time=now)
        return scheduler

    async def ping(self) -> None:
        """Tell the service manager that all is well, as long as what runs makes progress."""
        if self._app.heartbeat.is_alive:
            self._manager.tell(WATCHDOG)

    async def finish(self) -> None:
        """Wait for what is being done right now, and for what it has begun."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def poll(self) -> None:
        """Collect, and settle for as long as one interval; then send at once what is owed.

        Neither a large backlog nor a long queue keeps the mailbox from being read: the next cycle goes on with the
        one, and the other is not waited for.
        """
        interval = timedelta(seconds=self._app.config.mailbox.poll_seconds)
        collection, counts = await asyncio.to_thread(self._app.jobs.take_in, interval)
        if collection.fetched or counts:
            settled = {str(disposition): number for disposition, number in counts.items()}
            log.info("polled", fetched=collection.fetched, **settled)
        self._begin(self.drain)

    async def drain(self) -> None:
        """Send what is due. After a fault that only the operator can put right nothing is tried for a while."""
        now = self._app.clock.now()
        if self._send_not_before is not None and now < self._send_not_before:
            raise _StillPausedError
        if self._sending.locked():
            raise _StillPausedError  # who is sending goes on until nothing is due
        async with self._sending:
            try:
                sent = await self._app.jobs.drain()
            except ConfigurationError as error:
                # A refusal that is noted in the ledger is the pause itself, and ends once somebody was let in.
                guard = self._app.jobs.drain.guard
                if guard is None or not guard.holds(error):
                    self._send_not_before = now + PAUSE_AFTER_REFUSAL
                raise
        if sent:
            log.info("replies sent", count=sent)

    async def digest(self) -> None:
        """Make the day's digest when it is due."""
        day = await asyncio.to_thread(self._app.daily)
        if day is not None:
            log.info("digest queued", day=day.isoformat())

    async def watch(self) -> None:
        """Look whether all is well, and whether the ledger is still ours alone."""
        if not await asyncio.to_thread(self._claim.holds):
            self.has_lost_claim = True
            log.error("claim to the ledger lost")
            self._give_up()
            return
        await asyncio.to_thread(self._app.watch)

    def _tracked(self, job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        async def tracked() -> None:
            await self._begin(job)
            while job == self.poll and self._app.jobs.has_more and not self._app.stop.wanted:
                await self._begin(job)

        return tracked

    def _begin(self, job: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(self._guarded(getattr(job, "__name__", "job"), job))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _guarded(self, name: str, job: Callable[[], Awaitable[None]]) -> None:
        """Run a job; say what is wrong once, and once when it is well again."""
        troubles = self._app.watch.troubles
        try:
            with self._app.heartbeat.job():
                await job()
        except _StillPausedError:
            pass  # neither well nor a new trouble
        except (TemporaryError, ConfigurationError, LedgerError) as error:
            troubles.failed(name, error)
            if self._last_trouble.get(name) != str(error):
                retried = isinstance(error, TemporaryError)
                log.warning("trouble", job=name, problem=str(error), retried=retried)
            self._last_trouble[name] = str(error)
        except Exception:  # a fault of ours in one job must not end the others
            log.exception("job failed", job=name)
        else:
            troubles.well(name)
            if self._last_trouble.pop(name, None) is not None:
                log.info("well again", job=name)
