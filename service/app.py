"""The one place where the real adapters are built and put together.                                        I/O."""

import asyncio
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from intake.authentication import Trust
from intake.mailbox import ImapMailbox, MailboxSettings
from intake.sender import SmtpSender, SmtpSettings
from parsers.sandbox import Sandbox
from rules.matching import Matcher
from service.alarms import AlarmDesk, Watch
from service.archive import FileArchive
from service.config import Config
from service.daily import DailyRound
from service.desk import Desk
from service.digesting import DigestDesk
from service.examining import Examiner
from service.heartbeat import BeatingParser, Heartbeat
from service.jobs import Jobs
from service.kill_points import Point, Reached, pass_by
from service.ledger.claim import Claim
from service.ledger.sql_ledger import SqlLedger
from service.lost_ledger import open_ledger
from service.mailbox_session import MailboxSession, SentMail, signed_in
from service.memory import give_back
from service.policy import Policy
from service.ports import Clock, Ledger
from service.reader import FileReader
from service.reconciling import DailyReconciliation, Reconciler
from service.replies.compose import compose
from service.sending import Drain, Pace
from service.sign_in_guard import SignInGuard
from service.troubles import Troubles


class AlreadyRunningError(Exception):
    """Another intake works on this data already. The message is one line for the operator."""


@dataclass(frozen=True)
class SystemClock:
    """The machine's clock in the configured zone."""

    zone: ZoneInfo

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(self.zone)


@dataclass
class Stop:
    """Asked before every next step: the program ends once it is wanted. To be asked is a sign of life."""

    heartbeat: Heartbeat = field(default_factory=Heartbeat)
    wanted: bool = False

    def __call__(self) -> bool:
        """Hold once a stop is wanted."""
        self.heartbeat.beat()
        return self.wanted


@dataclass(frozen=True)
class App:
    """The program, built."""

    config: Config
    policy: Policy
    clock: Clock
    ledger: SqlLedger
    archive: FileArchive
    sandbox: Sandbox
    desk: Desk
    sender: SmtpSender
    session: MailboxSession
    jobs: Jobs
    digest: DigestDesk
    daily: DailyRound
    watch: Watch
    heartbeat: Heartbeat
    stop: Stop = field(default_factory=Stop)

    def close(self) -> None:
        """Let go of everything; the sender's connection is the loop's to close."""
        self.session.close()
        self.sandbox.close()
        self.ledger.close()

    @contextmanager
    def alone(self) -> Iterator[Claim]:
        """Be the only one that polls and sends on this data and this ledger. Raises AlreadyRunningError, LedgerError."""
        path = self.config.data_dir / "intake.lock"
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600)) as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise AlreadyRunningError(
                    f"另一个 intake 正在使用 {self.config.data_dir}；请等它结束，或先停止它"
                ) from error
            with self.ledger.claim() as claim:
                yield claim


def bootstrap(config: Config, clock: Clock | None = None, reached: Reached = pass_by) -> App:
    """Build the program from its configuration and bring the ledger's schema up to date. Raises LedgerError.

    `reached` hears of every step that was taken; it is for tests (service/kill_points.py).
    """
    make_private(config.data_dir)
    clock = clock or SystemClock(config.timezone)
    ledger = open_ledger(config.ledger.url, config.data_dir)
    heartbeat = Heartbeat()
    stop = Stop(heartbeat)
    archive = FileArchive(config.data_dir)
    sandbox = Sandbox(workers=os.cpu_count() or 1)
    policy = policy_of(config)
    templates = tuple(campaign.template for campaign in config.campaigns)
    reader = FileReader(archive, BeatingParser(sandbox, heartbeat), templates)
    desk = Desk(ledger, archive, reader, policy, clock, compose, reached)
    sender = SmtpSender(smtp_settings(config), lambda step: reached(Point(step)))
    session = MailboxSession(mailbox_opener(config), clock, mailbox_guard(config, ledger, clock))
    drain = _drain(config, desk, sender, stop)
    digest = DigestDesk(ledger, policy, clock, config.digest.to, config.digest.at, reached)
    opener = partial(signed_in, mailbox_opener(config), mailbox_guard(config, ledger, clock))
    reconciler = Reconciler(ledger, archive, clock, opener, heartbeat.beat)
    daily = DailyRound(DailyReconciliation(reconciler, ledger, clock), digest)
    return App(
        config=config,
        policy=policy,
        clock=clock,
        ledger=ledger,
        archive=archive,
        sandbox=sandbox,
        desk=desk,
        sender=sender,
        session=session,
        jobs=Jobs(desk, session, drain, stop, before_sending=daily, tidy_up=give_back),
        digest=digest,
        daily=daily,
        watch=watch_of(config, ledger, clock),
        heartbeat=heartbeat,
        stop=stop,
    )


def _drain(config: Config, desk: Desk, sender: SmtpSender, stop: Stop) -> Drain:
    """The outgoing queue, and the folder of sent mail in which it looks and files."""
    guard = mailbox_guard(config, desk.ledger, desk.clock)
    files_copies = config.smtp.save_sent != "never"
    return Drain(
        ledger=desk.ledger,
        sender=sender,
        sent_folder=SentMail(
            mailbox_opener(config),
            files_copies,
            guard=guard,
            reached=desk.reached,
            beat=stop.heartbeat.beat,
        ),
        clock=desk.clock,
        pace=Pace(config.smtp.max_per_minute, config.smtp.max_per_day),
        sleep=asyncio.sleep,
        stop=stop,
        reached=desk.reached,
        guard=smtp_guard(config, desk.ledger, desk.clock),
    )


def make_private(folder: Path) -> None:
    """Make the folder where it is missing, and keep other accounts out of it: it holds other people's mail."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        with suppress(PermissionError):  # another account's folder, who must know what he does
            folder.chmod(0o700)


def reconciler_of(app: App) -> Reconciler:
    """What compares mailbox, ledger and archive."""
    return app.daily.reconciliation.reconciler


def watch_of(config: Config, ledger: SqlLedger, clock: Clock) -> Watch:
    """What looks whether the program is well, and tells the operator."""
    return Watch(
        Examiner(ledger, clock, config.data_dir, config.health),
        AlarmDesk(ledger, clock, config.smtp.sender, config.alarm.to),
        Troubles(clock, timedelta(minutes=config.alarm.after_minutes)),
    )


def policy_of(config: Config) -> Policy:
    """The rules as configured."""
    own = {config.mailbox.username, config.smtp.username, config.smtp.sender}
    return Policy(
        campaigns=config.campaigns,
        matcher=Matcher(config.campaigns, config.matching),
        own_addresses=frozenset(address.lower() for address in own if "@" in address),
        sender=config.smtp.sender,
        hold_replies=config.smtp.mode == "hold",
        evidence=config.evidence,
        limits=config.limits,
        trust=trust_of(config),
    )


def trust_of(config: Config) -> Trust | None:
    """Whose check of the sender is believed, None where the configuration names nobody."""
    mailbox = config.mailbox
    return Trust(mailbox.authserv_id, mailbox.auth_results_position) if mailbox.authserv_id else None


def mailbox_opener(config: Config) -> Callable[[], ImapMailbox]:
    """What opens one more session to the mailbox, not yet connected."""
    settings = MailboxSettings(
        host=config.mailbox.host,
        port=config.mailbox.port,
        tls=config.mailbox.tls,
        ca_file=config.mailbox.ca_file,
        username=config.mailbox.username,
        password=config.mailbox.password.reveal(),
        folders=config.mailbox.folders,
        timeout_seconds=config.mailbox.timeout_seconds,
    )
    return lambda: ImapMailbox(settings)


def mailbox_guard(config: Config, ledger: Ledger, clock: Clock) -> SignInGuard:
    """What keeps the mailbox's account from being locked."""
    at = config.mailbox
    return SignInGuard(ledger, clock, "imap", (at.host, str(at.port), at.username, at.password.reveal()))


def smtp_guard(config: Config, ledger: Ledger, clock: Clock) -> SignInGuard:
    """What keeps the sending account from being locked."""
    at = config.smtp
    return SignInGuard(ledger, clock, "smtp", (at.host, str(at.port), at.username, at.password.reveal()))


def smtp_settings(config: Config) -> SmtpSettings:
    """How to reach the submission server."""
    return SmtpSettings(
        host=config.smtp.host,
        port=config.smtp.port,
        tls=config.smtp.tls,
        ca_file=config.smtp.ca_file,
        username=config.smtp.username,
        password=config.smtp.password.reveal(),
        sender=config.smtp.sender,
        timeout_seconds=config.smtp.timeout_seconds,
    )
