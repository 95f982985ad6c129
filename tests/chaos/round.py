"""One round: mails into an empty mailbox, the program killed at a point some times, run until all is settled, counted."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from service.kill_points import Point
from service.ledger import SqlLedger
from service.outcome import Disposition, ReplyState
from tests.chaos.mails import Mail, mails
from tests.chaos.program import Program, Run
from tests.servers import MailServers

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2024, 3, 4, 12, tzinfo=SHANGHAI)
A_DAY = timedelta(days=1)  # between two starts: every pause is over by then, and a digest is due
RECEIVED = '"04-Mar-2024 09:00:00 +0800"'
MOST_STARTS = 8
UNSETTLED = frozenset({ReplyState.QUEUED, ReplyState.SENDING, ReplyState.UNCERTAIN})
OF_DOUBT = frozenset({Point.DOUBT_RECORDED, Point.SENT_LOOKED_THROUGH})

CONFIG = """
timezone = "Asia/Shanghai"
data_dir = "data"

[mailbox]
host = "127.0.0.1"
port = {servers.imaps_port}
tls = "implicit"
ca_file = "{servers.ca_file}"
username = "{user}"
password = {{ env = "INTAKE_MAILBOX_PASSWORD" }}
folders = ["INBOX", "\\\\Junk"]

[smtp]
host = "127.0.0.1"
port = {servers.smtps_port}
tls = "implicit"
ca_file = "{servers.ca_file}"
username = "{user}"
password = {{ env = "INTAKE_SMTP_PASSWORD" }}
from = "{user}"
max_per_minute = 100000
max_per_day = 100000
save_sent = "{save_sent}"

[ledger]
url = "{url}"

[digest]
to = ["{staff}"]
at = "12:30"

[[campaign]]
source = "2024-6"
opens = 2024-02-26
deadline = 2024-04-30
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a round does: where it kills and at which passings, how many mails, which provider.

    `saves` is a provider that files what goes out among the sent mails by itself; without it a second copy of a mail
    that was under way cannot always be avoided.
    """

    point: Point
    passings: tuple[int, ...]
    mails: int
    saves: bool
    url: str = "sqlite:///data/ledger.sqlite3"


@dataclass
class Tally:
    """What a round came to. `faults` says in words what is wrong."""

    plan: Plan
    kills: int = 0
    starts: int = 0
    uncertain: set[str] = field(default_factory=set)
    second_copies: int = 0
    lost: int = 0
    doubled: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Nothing lost, nothing doubled, nothing otherwise wrong, and the program was really killed."""
        return not (self.lost or self.doubled or self.faults) and self.kills > 0


class Round:
    """One round over fresh mailboxes."""

    def __init__(self, plan: Plan, servers: MailServers, program: Program, folder: Path) -> None:
        self.plan, self._servers, self._program, self._folder = plan, servers, program, folder
        self._user, self._staff = servers.new_user("submissions"), servers.new_user("staff")
        self._mails = mails(
            plan.mails, self._user.partition("@")[0].replace("submissions", "unit"), servers.domain
        )
        self._now = START
        self._filed: set[str] = set()
        self.tally = Tally(plan)

    def play(self) -> Tally:
        """Play it; return what it came to."""
        self._write_config()
        self._put_mails()
        for number, passing in enumerate(self.plan.passings):
            # There is doubt only after a crash in the middle of a send.
            first_of_doubt = number == 0 and self.plan.point in OF_DOUBT
            self._start(Point.ANSWERED if first_of_doubt else self.plan.point, passing)
        while not self._is_settled() and self.tally.starts < MOST_STARTS:
            self._start()
        self._start()  # a start too many changes nothing
        self._count()
        return self.tally

    def _write_config(self) -> None:
        text = CONFIG.format(
            servers=self._servers,
            user=self._user,
            staff=self._staff,
            url=self.plan.url,
            save_sent="never" if self.plan.saves else "auto",
        )
        (self._folder / "config.toml").write_text(text, encoding="utf-8")

    def _put_mails(self) -> None:
        with self._servers.imap(self._user) as client:
            for mail in self._mails:
                answer = client.append(mail.folder, "", RECEIVED, mail.raw)
                assert answer[0] == "OK", answer

    def _start(self, point: Point | None = None, passing: int = 1) -> None:
        killed = self._program.run(Run(self._folder / "config.toml", self._now, point, passing))
        self.tally.kills += killed
        self.tally.starts += 1
        self._now += A_DAY
        with self._ledger().read() as ledger:
            under_way = ledger.replies(states={ReplyState.SENDING})
        self.tally.uncertain |= {reply.mime_id for reply in under_way}
        if self.plan.saves:
            self._save_sent()

    def _save_sent(self) -> None:
        """Do as providers do that keep what goes out."""
        for address in (self._staff, *{mail.sender for mail in self._mails}):
            for raw in self._arrived(address):
                key = str(_read(raw)["Message-ID"])
                if key not in self._filed:
                    self._filed.add(key)
                    self._servers.append(self._user, "Sent", raw)

    def _is_settled(self) -> bool:
        with self._ledger().read() as ledger:
            rows, replies = ledger.messages(), ledger.replies(states=UNSETTLED)
        return bool(rows) and all(row.disposition is not None for row in rows) and not replies

    def _ledger(self) -> SqlLedger:
        return SqlLedger(self.plan.url.replace("sqlite:///", f"sqlite:///{self._folder}/"))

    def _arrived(self, address: str) -> list[bytes]:
        """What lies in somebody's mailbox, read from the disk; Postfix delivers a moment after it has said 250."""
        spool = self._servers.root / "postfix" / "spool"
        while any(
            path.is_file()
            for name in ("incoming", "active", "deferred")
            for path in (spool / name).rglob("*")
        ):
            time.sleep(0.01)
        box = self._servers.root / "mail" / address
        return [path.read_bytes() for name in ("new", "cur") for path in sorted((box / name).glob("*"))]

    # What it came to

    def _count(self) -> None:
        self._count_rows()
        for mail in {mail.key: mail for mail in self._mails}.values():
            self._count_replies(mail)
        self._count_digests()

    def _count_rows(self) -> None:
        """Every mail has one row and one verdict; of copies one counts and the others are duplicates."""
        faults = self.tally.faults
        with self._ledger().read() as ledger:
            rows = ledger.messages()
            events = Counter((event.kind, event.message) for event in ledger.events())
        put, found = Counter(mail.key for mail in self._mails), Counter(row.message_id for row in rows)
        self.tally.lost += (put - found).total()
        self.tally.doubled += (found - put).total()
        for row in rows:
            if (events["collected", row.id], events["judged", row.id]) != (1, 1):
                faults.append(f"message {row.id} has not one verdict: {events}")
        for mail in {mail.key: mail for mail in self._mails}.values():
            found_here = Counter(row.disposition for row in rows if row.message_id == mail.key)
            expected = {_DISPOSITIONS[mail.kind]: 1}
            if put[mail.key] > 1:
                expected[Disposition.IGNORED] = put[mail.key] - 1
            if found_here != Counter(expected):
                faults.append(f"{mail.key}: {found_here}, not {expected}")

    def _count_replies(self, mail: Mail) -> None:
        """Each owed reply lies in the unit's mailbox once, and no other."""
        replies = [_read(raw) for raw in self._arrived(mail.sender)]
        self._count_copies([str(reply["Message-ID"]) for reply in replies], int(mail.owes_reply), mail.key)
        if any(reply["In-Reply-To"] != mail.key for reply in replies):
            self.tally.faults.append(f"a reply to another mail lies at {mail.sender}")
        kinds = {str(reply["X-Intake-Kind"]) for reply in replies}
        if mail.owes_reply and kinds != {_REPLIES[mail.kind]}:
            self.tally.faults.append(f"{mail.key}: {kinds}")

    def _count_digests(self) -> None:
        """Each day's digest that the ledger knows lies in the staff's mailbox once."""
        with self._ledger().read() as ledger:
            owed = [reply.mime_id for reply in ledger.replies() if reply.message is None]
        # The first start is before its day's hour; one that was killed early left its digest to the next.
        if not 1 <= len(owed) < self.tally.starts:
            self.tally.faults.append(f"{len(owed)} digests of {self.tally.starts} starts")
        arrived = [str(_read(raw)["Message-ID"]) for raw in self._arrived(self._staff)]
        self._count_copies(arrived, len(owed), "digests")

    def _count_copies(self, found: Sequence[str], owed: int, of: str) -> None:
        """A second copy may only be one of a mail that was under way at a crash, under the same Message-ID."""
        copies = Counter(found)
        self.tally.lost += max(0, owed - len(copies))
        self.tally.doubled += max(0, len(copies) - owed)
        for key, number in copies.items():
            if number == 1:
                continue
            if key in self.tally.uncertain and not self.plan.saves:
                self.tally.second_copies += number - 1
            else:
                self.tally.doubled += number - 1
                self.tally.faults.append(f"{number} copies of {key} ({of})")


_DISPOSITIONS = {
    "complete": Disposition.ACCEPTED,
    "gaps": Disposition.GAPS,
    "clarify": Disposition.REVIEW,
    "automatic": Disposition.IGNORED,
}
_REPLIES = {"complete": "receipt", "gaps": "gaps", "clarify": "clarify"}


def _read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)
