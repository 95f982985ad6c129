"""The one place where the real adapters are built and put together.                                        I/O."""

import asyncio
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from intake.mailbox import ImapMailbox, MailboxSettings
from intake.sender import SmtpSender, SmtpSettings
from parsers.sandbox import Sandbox
from rules.matching import Matcher
from service.archive import FileArchive
from service.config import Config
from service.desk import Desk
from service.digesting import DigestDesk
from service.jobs import Jobs
from service.ledger.sql_ledger import SqlLedger
from service.mailbox_session import MailboxSession, SentMail
from service.policy import Policy
from service.ports import Clock
from service.reader import FileReader
from service.replies.compose import compose
from service.sending import Drain, Pace
from service.sign_in_guard import SignInGuard


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
    """Asked before every next step: the program ends once it is wanted."""

    wanted: bool = False

    def __call__(self) -> bool:
        """Hold once a stop is wanted."""
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
    stop: Stop = field(default_factory=Stop)

    def close(self) -> None:
        """Let go of everything; the sender's connection is the loop's to close."""
        self.session.close()
        self.sandbox.close()
        self.ledger.close()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one that polls and sends on this data. Raises AlreadyRunningError."""
        path = self.config.data_dir / "intake.lock"
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600)) as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise AlreadyRunningError(
                    f"另一个 intake 正在使用 {self.config.data_dir}；请等它结束，或先停止它"
                ) from error
            yield


def bootstrap(config: Config, clock: Clock | None = None) -> App:
    """Build the program from its configuration and bring the ledger's schema up to date. Raises LedgerError."""
    config.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    clock = clock or SystemClock(config.timezone)
    ledger = SqlLedger(config.ledger.url)
    ledger.upgrade()
    stop = Stop()
    archive = FileArchive(config.data_dir)
    sandbox = Sandbox(workers=os.cpu_count() or 1)
    policy = policy_of(config)
    templates = tuple(campaign.template for campaign in config.campaigns)
    desk = Desk(ledger, archive, FileReader(archive, sandbox, templates), policy, clock, compose)
    sender = SmtpSender(smtp_settings(config))
    guard = mailbox_guard(config, ledger, clock)
    session = MailboxSession(mailbox_opener(config), clock, guard)
    drain = Drain(
        ledger=ledger,
        sender=sender,
        sent_folder=SentMail(
            mailbox_opener(config), files_copies=config.smtp.save_sent != "never", guard=guard
        ),
        clock=clock,
        pace=Pace(config.smtp.max_per_minute, config.smtp.max_per_day),
        sleep=asyncio.sleep,
        stop=stop,
        guard=smtp_guard(config, ledger, clock),
    )
    digest = DigestDesk(ledger, policy, clock, config.digest.to, config.digest.at)
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
        jobs=Jobs(desk, session, drain, stop, before_sending=digest.queue_if_due),
        digest=digest,
        stop=stop,
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
    )


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


def mailbox_guard(config: Config, ledger: SqlLedger, clock: Clock) -> SignInGuard:
    """What keeps the mailbox's account from being locked."""
    at = config.mailbox
    return SignInGuard(ledger, clock, "imap", (at.host, str(at.port), at.username, at.password.reveal()))


def smtp_guard(config: Config, ledger: SqlLedger, clock: Clock) -> SignInGuard:
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
