"""The daemon's rounds: neither a backlog nor a long queue keeps the mailbox from being read; alarms of `intake poll`."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from intake.errors import ConfigurationError, TemporaryError
from service.app import App, bootstrap
from service.collecting import Collection
from service.commands.poll import _cycle
from service.config import load_config
from service.daemon import DRAIN_SECONDS, Daemon
from service.examining import remember_poll
from service.jobs import CycleReport, Jobs
from service.ledger.claim import Claim
from service.outcome import Disposition
from service.service_manager import ServiceManager
from tests.fakes import FakeClock
from tests.service.test_review_cli import CONFIG


@dataclass
class Backlog:
    """Jobs (service.jobs.Jobs) with so many rounds of mails left, whose queue is never sent to its end."""

    rounds: int = 0
    taken: list[timedelta | None] = field(default_factory=list)
    begun: int = 0
    sent: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def has_more(self) -> bool:
        """Hold while rounds are left."""
        return self.rounds > 0

    def take_in(self, at_most: timedelta | None = None) -> tuple[Collection, Counter[Disposition]]:
        """One round."""
        self.rounds -= 1
        self.taken.append(at_most)
        return Collection(1, 0), Counter({Disposition.REVIEW: 1})

    async def drain(self) -> int:
        """Send until the test says so."""
        self.begun += 1
        await self.sent.wait()
        return 0


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """The program, with a clock of the test's."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    app = bootstrap(load_config(path, {}, needs_secrets=False), FakeClock())
    yield app
    app.close()


def test_a_backlog_is_worked_through_round_by_round(app: App) -> None:
    """Each round is as long as the interval, the next follows at once, and sending is not waited for nor doubled."""

    async def run(jobs: Backlog) -> None:
        daemon = Daemon(
            replace(app, jobs=cast("Jobs", jobs)), cast("Claim", None), ServiceManager(), lambda: None
        )
        poll, drain = (job for job in daemon.scheduler().get_jobs() if job.name in {"poll", "drain"})
        await asyncio.wait_for(poll.func(), DRAIN_SECONDS)
        await asyncio.wait_for(drain.func(), DRAIN_SECONDS)  # somebody is sending: it does not wait in line
        assert jobs.begun == 1
        jobs.sent.set()
        await daemon.finish()

    jobs = Backlog(rounds=3)
    asyncio.run(run(jobs))
    assert jobs.taken == [timedelta(seconds=app.config.mailbox.poll_seconds)] * 3


def test_a_cycle_from_cron_ends_the_alarms_of_the_last(app: App) -> None:
    """Each is a process of its own: what does well ends its alarm, what did not run ends nothing."""
    _poll(app, TemporaryError("连接超时"))
    cast("FakeClock", app.clock).advance(minutes=20)
    _poll(app, TemporaryError("连接超时"))
    assert _alarms(app) == ["mailbox"]
    _poll(app, ConfigurationError("535"), reads=True)
    assert _alarms(app) == ["sign_in.smtp"]
    _poll(app, None, reads=True)
    assert _alarms(app) == []


def _poll(app: App, error: Exception | None, *, reads: bool = False) -> None:
    """One cycle in a new process, which reads the mailbox or not and ends with the error."""

    class Cycle:
        async def poll(self) -> CycleReport:
            """Do as the test says."""
            if reads:
                with app.ledger.write() as ledger:
                    remember_poll(ledger, app.clock.now())
            if error is not None:
                raise error
            return CycleReport()

    watch = replace(app.watch, troubles=replace(app.watch.troubles))
    with nullcontext() if error is None else pytest.raises(type(error)):
        asyncio.run(_cycle(replace(app, jobs=cast("Jobs", Cycle()), watch=watch)))


def _alarms(app: App) -> list[str]:
    with app.ledger.read() as ledger:
        return [alarm.name for alarm in ledger.alarms() if alarm.told_at is not None]
