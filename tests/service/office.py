"""A whole office for tests: the real ledger, archive, rules and parsers, with a clock and a mailbox of the test's own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import BinaryIO
from zlib import crc32
from zoneinfo import ZoneInfo

from intake.errors import TemporaryError
from intake.mailbox import FetchedMail, Folder, MailStamp, MessageGoneError, ResolvedFolders
from intake.message import read_message
from parsers.document import Document
from parsers.registry import parse
from rules.campaign import Campaign
from rules.matching import Matcher
from service.archive import FileArchive
from service.campaign_files import default_campaigns
from service.desk import Desk
from service.ledger.sql_ledger import SqlLedger
from service.outcome import Outcome
from service.pipeline import handle
from service.policy import Policy
from service.reader import FileReader
from service.records import CaseRecord, MessageRecord, NewMessage, ReplyRecord
from service.replies.compose import compose
from tests.documents.writers import Heading, Line, Right, Title, docx_of
from tests.fakes import FakeClock

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2024, 3, 20, 12, tzinfo=SHANGHAI)  # in time: the notice's deadline is the end of 22 March
OURSELVES = "submissions@example.org"
DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")


class ParserInProcess:
    """The parsers without their sandbox: quick, and a fault of theirs shows where it is."""

    def parse(self, path: Path, name: str, pages: frozenset[int] = frozenset()) -> Document:
        """Read one file."""
        return parse(path.read_bytes(), name, pages)


@dataclass
class Office:
    """A desk over an empty ledger, and what tests do with it all the time."""

    desk: Desk
    clock: FakeClock

    def arrive(self, raw: bytes, received_at: datetime = NOON, *, in_junk: bool = False) -> int:
        """Archive a mail and make its row, as collect does; return its id."""
        mail = read_message(raw)
        sender = mail.sender.email if mail.sender else ""
        sha256 = self.desk.archive.put(raw)
        new = NewMessage(
            sha256, len(raw), mail.message_id, mail.subject, sender, received_at, self.clock.now(), in_junk
        )
        with self.desk.ledger.write() as ledger:
            return ledger.add_message(new)

    def receive(
        self, raw: bytes, received_at: datetime = NOON, *, in_junk: bool = False
    ) -> tuple[int, Outcome]:
        """Let a mail arrive and settle it."""
        message = self.arrive(raw, received_at, in_junk=in_junk)
        return message, handle(message, self.desk)

    def message(self, message: int) -> MessageRecord:
        """The mail's row."""
        with self.desk.ledger.read() as ledger:
            row = ledger.message(message)
        assert row is not None
        return row

    def case(self, entry: str) -> CaseRecord:
        """The entry's case; it must have one."""
        with self.desk.ledger.read() as ledger:
            case = ledger.case(entry)
        assert case is not None
        return case

    def replies(self, message: int | None = None) -> tuple[ReplyRecord, ...]:
        """Replies, of one mail or all."""
        with self.desk.ledger.read() as ledger:
            return ledger.replies(message=message)

    def reply_text(self, message: int) -> str:
        """The plain text of the mail's newest reply."""
        newest = self.replies(message)[-1]
        with self.desk.ledger.read() as ledger:
            raw = ledger.reply_raw(newest.id)
        return read_message(raw).text


def open_office(folder: Path, *campaigns: Campaign, hold: bool = False) -> Office:
    """An office in an empty folder; close its ledger at the end."""
    clock = FakeClock(NOON)
    known = campaigns or default_campaigns()
    policy = Policy(known, Matcher(known), frozenset({OURSELVES}), OURSELVES, hold_replies=hold)
    ledger = SqlLedger(f"sqlite:///{folder / 'ledger.sqlite3'}")
    ledger.upgrade()
    archive = FileArchive(folder)
    return Office(
        Desk(ledger, archive, FileReader(archive, ParserInProcess()), policy, clock, compose), clock
    )


@dataclass(frozen=True, slots=True)
class File:
    """A file to attach."""

    name: str
    payload: bytes


def mail_of(
    subject: str,
    files: Sequence[File] = (),
    *,
    sender: str = "unit@example.com",
    answers: str = "",
    text: str = "您好，请查收。",
    message_id: str = "",
) -> bytes:
    """A mail as a mail program writes it, with its Message-ID made from the subject where none is given."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, OURSELVES, subject
    mail["Date"] = format_datetime(NOON)
    mail["Message-ID"] = (
        message_id or f"<{crc32(repr((subject, text, len(files), answers)).encode())}@example.com>"
    )
    if answers:
        mail["In-Reply-To"] = mail["References"] = answers
    mail.set_content(text)
    for file in files:
        mail.add_attachment(file.payload, DOCX[0], DOCX[1], filename=file.name)
    return mail.as_bytes().replace(b"\n", b"\r\n")


FULL_TEXT: dict[str, Sequence[Line]] = {
    "一、项目实施成效": [
        "本项目期内新增发明专利授权21件，许可9项，合同金额1,280万元，培训430人次，绩效目标均已完成，成效明显。"
    ],
    "二、资金使用情况": [
        "专项资金总额100万元，已使用92.5万元，执行率92.5%，按合同约定科目列支，专账核算，未作调整，账目清楚。"
    ],
    "三、工作推进情况": [
        "1.专利导航：已完成两个重点产品的导航分析，形成报告2份。",
        "2.数据库建设：已完成并投入使用，月均检索1500次。",
        "3.转化运用：已完成许可9项、转让2项，另有3项正在洽谈之中。",
    ],
    "四、特色亮点工作": [
        "建立三方联席评审机制，把专利布局前移到立项阶段，申请周期平均缩短40天；形成分级管理办法并推广。"
    ],
    "五、工作计划和建议": [
        "下一步结合专利转化运用专项行动，完成存量专利盘点，推动不少于10项专利开放许可，建议加强信息共享。"
    ],
}


def summary_lines(unit: str, project: str, *, without: str = "", contact: str = "") -> list[Line]:
    """The lines of a complete summary; `without` leaves out the section whose heading begins so."""
    lines: list[Line] = [Title(f"{unit}关于{project}工作总结")]
    for heading, content in FULL_TEXT.items():
        if not without or not heading.startswith(without):
            lines += [Heading(heading), *content]
    lines += ["附件：资金使用及工作成效佐证材料", Right(f"{unit}（盖章）"), Right("2024年3月15日")]
    return [*lines, contact or "项目联系人：张三 电话：021-00001234 邮箱：zhangsan@example.org"]


def summary_docx(unit: str, project: str, *, without: str = "", contact: str = "") -> File:
    """A summary as a Word file."""
    return File("工作总结.docx", docx_of(summary_lines(unit, project, without=without, contact=contact)))


def evidence_docx() -> File:
    """A file of evidence."""
    lines = [
        "资金使用及工作成效佐证材料",
        "凭证记-0012，专利导航分析服务费35.0万元；授权专利清单共21件，见下。",
    ]
    return File("佐证材料.docx", docx_of(lines))


@dataclass
class FakeMailbox:
    """A mailbox of folders that the test fills, empties and breaks."""

    mails: dict[str, dict[int, bytes]] = field(default_factory=lambda: {"INBOX": {}})
    uidvalidity: int = 7
    received: datetime = NOON - timedelta(hours=1)
    broken: set[int] = field(default_factory=set)
    fetched: list[tuple[str, int]] = field(default_factory=list)

    def folders(self) -> ResolvedFolders:
        """Every folder there is."""
        return ResolvedFolders(tuple(Folder(name, self.uidvalidity, name == "Junk") for name in self.mails))

    def uids(self, folder: str, above: int = 0) -> tuple[int, ...]:
        """UIDs above the given one."""
        return tuple(sorted(uid for uid in self.mails[folder] if uid > above))

    def stamps(self, folder: str, uids: Sequence[int]) -> dict[int, MailStamp]:
        """Size, date and Message-ID field of the mails."""
        found = {uid: self.mails[folder][uid] for uid in uids if uid in self.mails[folder]}
        return {
            uid: MailStamp(len(raw), self.received, b"Message-ID: " + read_message(raw).message_id.encode())
            for uid, raw in found.items()
        }

    def fetch(self, folder: str, uid: int, into: BinaryIO) -> FetchedMail:
        """Write the mail's bytes."""
        self.fetched.append((folder, uid))
        if uid in self.broken:
            raise TemporaryError("the line dropped")
        if uid not in self.mails[folder]:
            raise MessageGoneError("moved meanwhile")
        into.write(self.mails[folder][uid])
        return FetchedMail(self.received, len(self.mails[folder][uid]))
