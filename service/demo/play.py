"""`intake demo`: a provider on loopback, sample mails, two real cycles, and what became of it all."""

import asyncio
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from service.app import App, bootstrap
from service.config import Config, load_config
from service.demo.samples import TO, Sample, first_round, second_round
from service.demo.servers import DeliveredMail, DemoServers
from service.jobs import CycleReport
from service.records import MessageRecord, ReplyRecord

PASSWORD_VARIABLE = "INTAKE_DEMO_PASSWORD"  # noqa: S105 - the name of a variable, not a password
PASSWORD = "demo"  # noqa: S105 - of a server that lives for this one command, on loopback
STAFF = "staff@example.org"


@dataclass(frozen=True, slots=True)
class Played:
    """One sample with what the program made of it."""

    round: int
    shows: str
    message: MessageRecord
    replies: tuple[ReplyRecord, ...]


@dataclass(frozen=True, slots=True)
class Performance:
    """Everything that the demonstration shows."""

    folder: Path
    played: tuple[Played, ...]
    reports: tuple[CycleReport, ...]
    replies: tuple[
        tuple[str, str], ...
    ]  # subject and text of two replies: of the gaps and of the receipt after them
    digest: str


def perform(folder: Path) -> Performance:
    """Play it all; the files stay in `folder`, which is made anew."""
    folder.mkdir(parents=True, exist_ok=True)
    with DemoServers(TO, PASSWORD) as servers:
        config = _config(folder, servers)
        app = bootstrap(config)
        try:
            return asyncio.run(_play(app, servers, folder))
        finally:
            app.close()


def _config(folder: Path, servers: DemoServers) -> Config:
    """Write the demonstration's configuration; `opens` and `deadline` lie around today."""
    today = datetime.now().astimezone().date()
    path = folder / "config.toml"
    path.write_text(
        _CONFIG.format(
            imap=servers.imap_port,
            smtp=servers.smtp_port,
            opens=today - timedelta(days=14),
            deadline=today + timedelta(days=7),
        ),
        encoding="utf-8",
    )
    return load_config(path, {**os.environ, PASSWORD_VARIABLE: PASSWORD})


async def _play(app: App, servers: DemoServers, folder: Path) -> Performance:
    now = app.clock.now()
    first = first_round(app.policy.entry, now)
    reports = [await _cycle(app, servers, first, now)]
    second = second_round(app.policy.entry, now, lambda unit: _last_reply(servers.delivered, unit))
    reports.append(await _cycle(app, servers, second, now))
    app.digest.queue_now()
    await app.jobs.drain()
    await app.sender.aclose()
    _keep(servers.delivered, folder / "replies")
    return Performance(
        folder=folder,
        played=_played(app, first, second),
        reports=tuple(reports),
        replies=tuple(
            _subject_and_text(mail) for mail in _to(servers.delivered, "unit-midterm-037@example.org")
        ),
        digest=next(_subject_and_text(mail)[1] for mail in _to(servers.delivered, STAFF)),
    )


async def _cycle(app: App, servers: DemoServers, samples: tuple[Sample, ...], now: datetime) -> CycleReport:
    for sample in samples:
        servers.deliver(sample.raw, now + sample.received)
    return await app.jobs.poll()


def _played(app: App, *rounds: tuple[Sample, ...]) -> tuple[Played, ...]:
    """Samples and rows in the same order: the mailbox hands out mails as they were put in."""
    with app.ledger.read() as ledger:
        rows, replies = ledger.messages(), ledger.replies()
    samples = [(number, sample) for number, each in enumerate(rounds, start=1) for sample in each]
    return tuple(
        Played(number, sample.shows, row, tuple(reply for reply in replies if reply.message == row.id))
        for (number, sample), row in zip(samples, rows, strict=True)
    )


def _last_reply(delivered: tuple[DeliveredMail, ...], unit: str) -> tuple[str, str]:
    mail = _parsed(_to(delivered, unit)[-1])
    return str(mail["Message-ID"]), str(mail["Subject"])


def _to(delivered: tuple[DeliveredMail, ...], address: str) -> list[DeliveredMail]:
    return [mail for mail in delivered if mail.to == address]


def _parsed(mail: DeliveredMail) -> EmailMessage:
    return message_from_bytes(mail.raw, policy=policy.default)


def _subject_and_text(mail: DeliveredMail) -> tuple[str, str]:
    parsed = _parsed(mail)
    body = parsed.get_body(("plain",))
    return str(parsed["Subject"]), str(body.get_content()) if body is not None else ""


def _keep(delivered: tuple[DeliveredMail, ...], folder: Path) -> None:
    """Keep what was delivered, for looking at: the mails, and their HTML for a browser."""
    folder.mkdir(exist_ok=True)
    for number, mail in enumerate(delivered, start=1):
        stem = f"{number:02d}-{mail.to.partition('@')[0]}"
        (folder / f"{stem}.eml").write_bytes(mail.raw)
        parsed = _parsed(mail)
        body = parsed.get_body(("html",))
        if body is not None:
            (folder / f"{stem}.html").write_text(str(body.get_content()), encoding="utf-8")
        for attachment in parsed.iter_attachments():
            name = Path(attachment.get_filename() or "attachment").name
            content = attachment.get_content()
            if isinstance(content, bytes):
                (folder / f"{stem}-{name}").write_bytes(content)


_CONFIG = """\
# The configuration of `intake demo`: two servers on loopback that live as long as the command.
timezone = "Asia/Shanghai"
data_dir = "data"

[mailbox]
host = "127.0.0.1"
port = {imap}
tls = "none"
username = "submissions@example.org"
password = {{ env = "INTAKE_DEMO_PASSWORD" }}
folders = ["INBOX"]

[smtp]
host = "127.0.0.1"
port = {smtp}
tls = "none"
username = "submissions@example.org"
password = {{ env = "INTAKE_DEMO_PASSWORD" }}
from = "submissions@example.org"
max_per_minute = 1000

[ledger]
url = "sqlite:///data/ledger.sqlite3"

[digest]
to = ["staff@example.org"]

[[campaign]]
source = "2024-6"
opens = {opens}
deadline = {deadline}
[campaign.exempt]
"acceptance-012" = "已提前完成"
"""
