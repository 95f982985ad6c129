"""Does the ledger agree with itself and with the archive? Pure: rows in, differences out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.outcome import DUPLICATE, Disposition, ReplyState
from service.records import CaseRecord, MessageRecord, ReplyRecord


class DifferenceKind(StrEnum):
    """What does not agree."""

    MAIL_MISSING = "mail.missing"  # lies in a folder, was passed by, and has no row
    MAIL_UNFETCHED = "mail.unfetched"  # lies in a folder and could not be fetched, however often it was tried
    MAIL_DOUBLED = "mail.doubled"  # one mail with two rows that were both judged
    CASE_MISSING = "case.missing"  # settled for an entry whose case does not hold it
    RECEIPT_DOUBLED = "receipt.doubled"  # one receipt number for two cases
    REPLY_MISSING = "reply.missing"  # owed, and not in the outgoing queue
    REPLY_DOUBLED = "reply.doubled"  # two replies for one mail and decision
    BYTES_MISSING = "bytes.missing"  # a row whose bytes the archive does not hold
    BYTES_WRONG = "bytes.wrong"  # the archive holds other bytes


ADVICE: Mapping[DifferenceKind, str] = {
    DifferenceKind.MAIL_MISSING: "执行 intake poll，程序会重新收取；再次核对仍在的，请查看日志",
    DifferenceKind.MAIL_UNFETCHED: "在网页邮箱中打开这封邮件查看；程序每轮都会再试",
    DifferenceKind.MAIL_DOUBLED: "用 intake show 逐一查看；多余的一封没有回复的，不必处理",
    DifferenceKind.CASE_MISSING: "执行 intake assign 来件序号 编号，重新归入",
    DifferenceKind.RECEIPT_DOUBLED: "用 intake show 逐一查看，并告知其中一家以新的回执为准",
    DifferenceKind.REPLY_MISSING: "用 intake show 查看；确应答复的，intake assign 来件序号 编号 会再答复一次",
    DifferenceKind.REPLY_DOUBLED: "用 intake replies list --all 查看；尚未发出的一封 intake replies drop",
    DifferenceKind.BYTES_MISSING: "从备份中恢复 data_dir 的 raw 文件夹",
    DifferenceKind.BYTES_WRONG: "磁盘可能有损坏：从备份中恢复该文件，并检查磁盘",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not agree. `where` names a folder's place or a file of the archive; no personal data."""

    kind: DifferenceKind
    what: str
    message: int | None = None
    reply: int | None = None
    where: str = ""

    @property
    def advice(self) -> str:
        """What to do about it."""
        return ADVICE[self.kind]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The result of comparing mailbox, ledger and archive.

    `mails` lie in the folders, `waiting` of them have no row yet, and the next poll takes them in; `gone` rows lie in no
    folder any more (people may move and delete); `purged` rows have no bytes to be looked for.
    """

    at: datetime
    mails: int
    waiting: int
    rows: int
    gone: int
    purged: int
    replies: int
    deep: bool
    differences: tuple[Difference, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LastReconciliation:
    """What is remembered of the last comparison."""

    at: datetime
    mails: int
    differences: int


def ledger_differences(
    rows: Sequence[MessageRecord],
    replies: Sequence[ReplyRecord],
    cases: Iterable[CaseRecord],
    counted_to: Mapping[int, Sequence[str]],
    excused: Collection[int],
) -> Iterator[Difference]:
    """What of the ledger does not agree with itself; `excused` are mails whose sender has no address to answer."""
    yield from _doubled_mails(rows)
    yield from _cases_missing(rows, counted_to)
    yield from _doubled_receipts(cases)
    yield from _owed_replies(rows, replies, excused)
    yield from _doubled_replies(replies)


def _doubled_mails(rows: Iterable[MessageRecord]) -> Iterator[Difference]:
    """Copies of a mail have rows too; only one of them may have been judged, unless a person said so."""
    judged: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_itself = row.disposition not in (None, Disposition.IGNORED) and row.decisions == 0
        if by_itself and not row.why.startswith(DUPLICATE):
            judged[row.raw_sha256].append(row.id)
    for first, *others in judged.values():
        for other in others:
            what = f"第{first}号和第{other}号来件是同一封邮件，却各作了处理"
            yield Difference(DifferenceKind.MAIL_DOUBLED, what, other)


def _cases_missing(
    rows: Iterable[MessageRecord], counted_to: Mapping[int, Sequence[str]]
) -> Iterator[Difference]:
    for row in rows:
        if row.disposition in (Disposition.ACCEPTED, Disposition.GAPS):
            for entry in set(row.entries) - set(counted_to.get(row.id, ())):
                what = f"第{row.id}号来件归入 {entry}，而该条目中没有它"
                yield Difference(DifferenceKind.CASE_MISSING, what, row.id)


def _doubled_receipts(cases: Iterable[CaseRecord]) -> Iterator[Difference]:
    known: dict[str, str] = {}
    for case in cases:
        if case.receipt is None:
            continue
        other = known.setdefault(case.receipt, case.entry)
        if other != case.entry:
            what = f"回执号 {case.receipt} 同时给了 {other} 和 {case.entry}"
            yield Difference(DifferenceKind.RECEIPT_DOUBLED, what)


def _owed_replies(
    rows: Iterable[MessageRecord], replies: Iterable[ReplyRecord], excused: Collection[int]
) -> Iterator[Difference]:
    answered = {reply.message for reply in replies}
    for row in rows:
        is_owed = row.disposition in (Disposition.ACCEPTED, Disposition.GAPS)
        if is_owed and row.id not in answered and row.id not in excused:
            what = f"第{row.id}号来件应有答复，而待发队列中没有"
            yield Difference(DifferenceKind.REPLY_MISSING, what, row.id)


def _doubled_replies(replies: Iterable[ReplyRecord]) -> Iterator[Difference]:
    known: dict[tuple[int, int], int] = {}
    for reply in replies:
        if reply.message is None or reply.state is ReplyState.DROPPED:
            continue
        first = known.setdefault((reply.message, reply.decision), reply.id)
        if first != reply.id:
            what = f"第{reply.message}号来件有两封答复：第{first}号和第{reply.id}号回复"
            yield Difference(DifferenceKind.REPLY_DOUBLED, what, reply.message, reply.id)
