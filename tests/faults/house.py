"""The program between two fault proxies: a run of many mails under one fault, and what had come of it at the end."""

import asyncio
import os
import smtplib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import message_from_bytes
from functools import cache
from pathlib import Path

from intake.errors import ConfigurationError, TemporaryError
from rules.roster import RosterEntry
from service.app import App, bootstrap, reconciler_of
from service.campaign_files import default_campaigns
from service.config import load_config
from service.outcome import ReplyState
from service.reader import FileReader
from service.records import MessageRecord, ReplyRecord
from service.unfetched import unfetched
from tests.fakes import FakeClock
from tests.faults.catalogue import Fault
from tests.faults.proxy import ImapProxy, Once, SmtpProxy
from tests.servers import MailServers
from tests.service.office import SHANGHAI, ParserInProcess, evidence_docx, mail_of, summary_docx

SECONDS = 1.0  # the program's patience with a server
# No cycle may take longer, whatever the servers do: far more than all the program's own limits of one cycle together.
HANG_GUARD = 120.0
MOST_CYCLES = 30
# Virtual minutes between two cycles: longer than a pause after trouble, and at last than that of a used-up day.
STEPS = (2, 31, 31, 31, 121, 361)

CONFIG = """
timezone = "Asia/Shanghai"
data_dir = "data"
[mailbox]
host = "127.0.0.1"
port = {imap}
tls = "none"
username = "{user}"
password = {{ env = "INTAKE_TEST_PASSWORD" }}
folders = ["INBOX", "\\\\Junk"]
timeout_seconds = {seconds}
[smtp]
host = "127.0.0.1"
port = {smtp}
tls = "none"
username = "{user}"
password = {{ env = "INTAKE_TEST_PASSWORD" }}
from = "{user}"
timeout_seconds = {seconds}
max_per_minute = 100000
max_per_day = 100000
[ledger]
url = "sqlite:///data/ledger.sqlite3"
[digest]
to = []
[[campaign]]
source = "2024-6"
opens = 2024-02-26
deadline = 2099-12-31
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail from a unit, and whether a reply is owed for it."""

    sender: str
    message_id: str
    raw: bytes
    is_owed: bool


@dataclass
class House:
    """The built program, its proxies, its clock, and what lies in its mailbox."""

    servers: MailServers
    imap: ImapProxy
    smtp: SmtpProxy
    app: App
    clock: FakeClock
    user: str
    letters: list[Letter] = field(default_factory=list)
    slowest: float = 0.0
    cycles: int = 0
    troubles: list[str] = field(default_factory=list)

    def deliver(self, letters: Sequence[Letter]) -> None:
        """Put the mails into the mailbox."""
        deliver(self.servers, self.user, letters)
        self.letters += letters

    async def cycle(self) -> None:
        """One poll; trouble is noted, as the daemon does it."""
        began = time.monotonic()
        try:
            await self.app.jobs.poll()
        except (TemporaryError, ConfigurationError) as error:
            self.troubles.append(str(error))
        self.cycles += 1
        self.slowest = max(self.slowest, time.monotonic() - began)

    async def settle(self) -> None:
        """Cycles, the clock moved on between them, until nothing is left to do."""
        for number in range(MOST_CYCLES):
            await self.cycle()
            if self.is_settled():
                return
            self.clock.advance(minutes=STEPS[min(number, len(STEPS) - 1)])

    def rows(self) -> tuple[MessageRecord, ...]:
        """The ledger's mails."""
        with self.app.ledger.read() as ledger:
            return ledger.messages()

    def replies(self) -> tuple[ReplyRecord, ...]:
        """The ledger's replies."""
        with self.app.ledger.read() as ledger:
            return ledger.replies()

    def is_settled(self) -> bool:
        """Whether every mail is in and settled, and every reply sent or left to a person."""
        rows = self.rows()
        return (
            len(rows) >= len(self.letters)
            and all(row.disposition is not None for row in rows)
            and all(reply.state in (ReplyState.SENT, ReplyState.REFUSED) for reply in self.replies())
        )

    def received(self) -> Counter[str]:
        """How often each Message-ID of ours has arrived at a unit, once Postfix has delivered everything."""
        return received(self.servers, [letter.sender for letter in self.letters])


def deliver(servers: MailServers, user: str, letters: Sequence[Letter]) -> None:
    """Put the mails into the user's mailbox, over one connection."""
    if letters:
        with smtplib.LMTP(servers.host, servers.lmtp_port) as lmtp:
            for letter in letters:
                lmtp.sendmail(letter.sender, [user], letter.raw)


def received(servers: MailServers, addresses: Iterable[str]) -> Counter[str]:
    """How often each Message-ID lies in the mailboxes of these addresses, once Postfix has delivered everything."""
    _wait_for_postfix(servers)
    found: Counter[str] = Counter()
    for address in dict.fromkeys(addresses):
        for raw in _maildir(servers, address):
            found[str(message_from_bytes(raw)["Message-ID"])] += 1
    return found


def _wait_for_postfix(servers: MailServers) -> None:
    spool = servers.root / "postfix" / "spool"
    queues = [spool / name for name in ("maildrop", "incoming", "active", "deferred")]
    end = time.monotonic() + 120
    while any(path.is_file() for queue in queues for path in queue.rglob("*")):
        assert time.monotonic() < end, "Postfix does not deliver"
        time.sleep(0.02)


def _maildir(servers: MailServers, address: str) -> Iterator[bytes]:
    """The mails of an address, read from Dovecot's own files: much quicker than a session for each."""
    for folder in ("new", "cur"):
        where = servers.root / "mail" / address / folder
        yield from (path.read_bytes() for path in (where.iterdir() if where.is_dir() else ()))


@contextmanager
def open_house(servers: MailServers, folder: Path) -> Iterator[House]:
    """The program over an empty mailbox and an empty ledger in the folder."""
    user, clock = servers.new_user("submissions"), FakeClock(datetime.now(SHANGHAI))
    with ExitStack() as stack:
        imap = stack.enter_context(ImapProxy((servers.host, servers.imap_port)))
        smtp = stack.enter_context(SmtpProxy((servers.host, servers.smtps_port), servers.tls_context()))
        text = CONFIG.format(imap=imap.port, smtp=smtp.port, user=user, seconds=SECONDS)
        (folder / "config.toml").write_text(text, encoding="utf-8")
        environment = {**os.environ, "INTAKE_TEST_PASSWORD": servers.password}
        app = bootstrap(load_config(folder / "config.toml", environment), clock)
        stack.callback(app.close)
        # What the files hold is not the matter here: no worker process for each run.
        templates = tuple(campaign.template for campaign in app.config.campaigns)
        app.jobs.desk = replace(app.desk, reader=FileReader(app.archive, ParserInProcess(), templates))
        yield House(servers, imap, smtp, app, clock, user)


def letters_of(servers: MailServers, count: int, first: int = 0) -> list[Letter]:
    """So many mails, each of another unit and entry: most without a file, one in ten complete, two in ten not answered."""
    entries = _entries()
    return [
        _letter(servers, entries[number % len(entries)], number) for number in range(first, first + count)
    ]


@cache
def _entries() -> tuple[RosterEntry, ...]:
    return default_campaigns()[0].roster.entries


def _letter(servers: MailServers, entry: RosterEntry, number: int) -> Letter:
    sender, subject = servers.new_user("unit"), f"{entry.project}-{entry.unit}"
    message_id = f"<{number}.{sender}>"
    if number % 10 == 3:  # a machine's
        raw = b"Auto-Submitted: auto-replied\r\n" + mail_of(subject, sender=sender, message_id=message_id)
        return Letter(sender, message_id, raw, is_owed=False)
    if number % 10 == 5:  # a person decides
        raw = mail_of("您好", sender=sender, message_id=message_id)
        return Letter(sender, message_id, raw, is_owed=False)
    files = [summary_docx(entry.unit, entry.project), evidence_docx()] if number % 10 == 7 else []
    return Letter(
        sender, message_id, mail_of(subject, files, sender=sender, message_id=message_id), is_owed=True
    )


@dataclass(frozen=True, slots=True)
class Report:
    """What had come of a run; `wrong` says in words what is not as it should be."""

    name: str
    struck: int
    cycles: int
    slowest: float
    lost: int
    doubled: int
    twice_in_doubt: int
    refused: int
    wrong: tuple[str, ...]


async def run_under(fault: Fault, servers: MailServers, folder: Path, mails: int) -> Report:
    """Half of the mails without a fault; then the session ends, the rest arrives, and the fault strikes."""
    with open_house(servers, folder) as house:
        letters = letters_of(servers, mails)
        try:
            house.deliver(letters[: mails // 2])
            await house.cycle()
            if not fault.when.startswith("NOOP"):  # only a kept session sends it
                house.app.session.close()
                await house.app.sender.aclose()
            house.clock.advance(hours=2)
            house.deliver(letters[mails // 2 :])
            injector = fault.injector()
            (house.imap if fault.protocol == "imap" else house.smtp).injector = injector
            await house.settle()
            if fault.when.startswith(("QUIT", "LOGOUT")):
                house.app.session.close()
                await house.app.sender.aclose()
        finally:
            await house.app.sender.aclose()
        return judge(fault, house, injector)


def judge(fault: Fault, house: House, injector: Once) -> Report:
    """Compare mailbox, ledger and what the units have received."""
    rows = Counter(row.message_id for row in house.rows())
    replies, received = house.replies(), house.received()
    answered = Counter(reply.message for reply in replies)
    numbers = {row.message_id: row.id for row in house.rows()}
    sent = [reply for reply in replies if reply.state is ReplyState.SENT]
    refused = sum(reply.state is ReplyState.REFUSED for reply in replies)
    lost = sum(rows[letter.message_id] == 0 for letter in house.letters)
    lost += sum(received[reply.mime_id] == 0 for reply in sent)
    owed = {numbers.get(letter.message_id) for letter in house.letters if letter.is_owed}
    lost += len(owed - set(answered))
    several = [reply for reply in replies if received[reply.mime_id] > 1]
    excused = [reply for reply in several if fault.may_double and reply.attempts > 1]
    doubled = sum(count > 1 for count in rows.values()) + len(several) - len(excused)
    doubled += sum(count > 1 for count in answered.values()) + len(set(answered) - owed)
    with house.app.ledger.read() as ledger:
        left = len(unfetched(ledger))
    found = reconciler_of(house.app)(deep=True)
    differing = "、".join(difference.kind.value for difference in found.differences)
    checks = {
        "the fault did not strike": injector.struck > 0,
        "not settled": house.is_settled(),
        "rows without a mail": len(house.rows()) == len(house.letters),
        f"{lost} lost": lost == 0,
        f"{doubled} doubled": doubled == 0,
        f"{refused} refused": refused == fault.refused,
        f"reconcile: {differing}": not found.differences,
        f"{left} counted as not fetched": left == 0,
        f"a cycle of {house.slowest:.0f} s": house.slowest < HANG_GUARD,
    }
    wrong = tuple(words for words, holds in checks.items() if not holds)
    return Report(
        f"{fault.protocol} {fault.name}",
        injector.struck,
        house.cycles,
        house.slowest,
        lost,
        doubled,
        len(excused),
        refused,
        wrong,
    )


def run_all(
    faults: Sequence[Fault],
    servers: MailServers,
    folder: Path,
    mails: int,
    tell: Callable[[Report], None] = lambda _: None,
) -> list[Report]:
    """A run under each of the faults, one after the other."""
    reports = []
    for number, fault in enumerate(faults):
        (place := folder / str(number)).mkdir()
        reports.append(asyncio.run(run_under(fault, servers, place, mails)))
        tell(reports[-1])
    return reports
