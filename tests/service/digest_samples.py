"""A small made-up ledger, mid-campaign, for the tests of the digest."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rules.finding import Finding
from service.digest.digest import build_digest
from service.digest.values import Digest, Snapshot
from service.outcome import CaseState, Disposition, ReplyState
from service.records import CaseRecord, FileRecord, MessageRecord, ReplyRecord
from tests.service.reply_samples import (
    BEIJING,
    CONTACT_GAP,
    EVIDENCE_GAP,
    SEAL_ADVICE,
    SECTION_GAP,
    make_campaign,
)

NOW = datetime(2024, 3, 20, 17, 0, tzinfo=BEIJING)
SINCE = NOW - timedelta(days=1)
EXEMPT = {"midterm-004": "绩效奖补"}
CAMPAIGN = make_campaign(exempt=EXEMPT)


def make_message(
    number: int,
    disposition: Disposition | None,
    *entries: str,
    subject: str = "",
    why: str = "依据邮件标题",
    hours_ago: float = 2,
    candidates: tuple[str, ...] = (),
) -> MessageRecord:
    """A mail; its subject is its first entry's own unless another is given."""
    roster = CAMPAIGN.roster.by_id
    known = roster[entries[0]] if entries else None
    received = NOW - timedelta(hours=hours_ago)
    return MessageRecord(
        id=number,
        raw_sha256=f"{number:064x}",
        size=1000,
        message_id=f"<{number}@unit.example.org>",
        subject=subject or (f"{known.project}-{known.unit}" if known else "总结"),
        sender=f"office{number}@unit.example.org",
        received_at=received,
        collected_at=received + timedelta(minutes=1),
        in_junk=False,
        disposition=disposition,
        why=why,
        entries=entries,
        candidates=candidates,
        attempts=0,
        next_attempt_at=None,
        decisions=0,
    )


def make_case(
    entry: str,
    state: CaseState,
    message: MessageRecord,
    findings: tuple[Finding, ...] = (),
    *,
    late: bool = False,
    completed_late: bool = False,
    review: str = "",
) -> CaseRecord:
    """A case of one mail."""
    is_complete = state is CaseState.COMPLETE
    return CaseRecord(
        entry=entry,
        campaign=CAMPAIGN.key,
        state=state,
        late=late,
        received_at=message.received_at,
        updated_at=message.collected_at,
        messages=(message.id,),
        findings=findings,
        receipt=f"ZSCQ2024-{message.id:04d}" if is_complete else None,
        receipt_at=message.collected_at if is_complete else None,
        summary_name="总结.docx",
        review=review,
        gap_replies=1 if state is CaseState.INCOMPLETE else 0,
        completed_late=completed_late,
    )


def make_reply(
    number: int,
    state: ReplyState,
    entry: str,
    *,
    kind: str = "gaps",
    response: str = "",
    hours_ago: float = 1,
) -> ReplyRecord:
    """A reply of ours."""
    created = NOW - timedelta(hours=hours_ago)
    return ReplyRecord(
        id=number,
        message=1,
        kind=kind,
        entries=(entry,),
        decision=0,
        mime_id=f"<{number}@example.org>",
        to=("office@unit.example.org",),
        subject="回复：总结",
        state=state,
        created_at=created,
        number="ZSCQ2024-M00001",
        sent_at=created if state is ReplyState.SENT else None,
        attempts=1,
        next_attempt_at=None,
        response=response,
    )


def make_file(message: int, position: int, name: str, role: str) -> FileRecord:
    """A file of a mail."""
    kind = name.rpartition(".")[2]
    return FileRecord(
        message, position, name, sha256="0" * 64, size=1000, inline=False, kind=kind, role=role, error=""
    )


def make_digest(rows: Snapshot, now: datetime = NOW, since: datetime | None = SINCE) -> Digest:
    """The digest of these rows."""
    return build_digest((CAMPAIGN,), rows, now, since)


def mid_campaign() -> Snapshot:
    """Every state once at least: of ten entries one is exempt, three are silent."""
    messages = _messages()
    by_id = {message.id: message for message in messages}
    cases = (
        make_case("acceptance-001", CaseState.COMPLETE, by_id[1], (SEAL_ADVICE,)),
        make_case("acceptance-002", CaseState.INCOMPLETE, by_id[2], (SECTION_GAP, CONTACT_GAP, SEAL_ADVICE)),
        make_case("acceptance-003", CaseState.COMPLETE, by_id[3], late=True),
        make_case("midterm-001", CaseState.INCOMPLETE, by_id[4], (EVIDENCE_GAP,)),
        make_case("midterm-002", CaseState.REVIEW, by_id[5], review="两份总结内容不一致"),
        make_case("midterm-005", CaseState.COMPLETE, by_id[6], completed_late=True),
    )
    replies = (
        make_reply(1, ReplyState.SENT, "acceptance-002"),
        make_reply(2, ReplyState.REFUSED, "midterm-001", response="554 DT:SPM <office4@unit.example.org>"),
        make_reply(3, ReplyState.UNCERTAIN, "acceptance-001", kind="receipt"),
        make_reply(4, ReplyState.HELD, "midterm-005", kind="receipt"),
        make_reply(5, ReplyState.QUEUED, "midterm-005", kind="receipt"),
        make_reply(6, ReplyState.QUEUED, "acceptance-003", kind="receipt", hours_ago=30),
    )
    files = (
        make_file(1, 0, "总结.docx", "summary"),
        make_file(1, 1, "佐证材料.pdf", "evidence"),
        make_file(2, 0, "总结.docx", "summary"),
    )
    return Snapshot(cases, messages, replies, files)


def _messages() -> Sequence[MessageRecord]:
    accepted, gaps, review = Disposition.ACCEPTED, Disposition.GAPS, Disposition.REVIEW
    unclear = "ambiguous：标题对应多个项目或单位，或前后不一致"
    return (
        make_message(1, accepted, "acceptance-001"),
        make_message(2, gaps, "acceptance-002"),
        make_message(3, accepted, "acceptance-003", hours_ago=50),
        make_message(4, gaps, "midterm-001", hours_ago=3),
        make_message(5, accepted, "midterm-002", hours_ago=60),
        make_message(6, accepted, "midterm-005", hours_ago=70),
        make_message(7, review, "acceptance-001", subject="请问纸质材料寄到哪里 13800001234", why="question"),
        make_message(
            8, review, subject="航天信息研究所", why=unclear, candidates=("acceptance-004", "midterm-005")
        ),
        make_message(
            9, Disposition.FAILED, subject="=cmd|x", why="程序处理失败3次，请人工处理", hours_ago=40
        ),
        make_message(10, Disposition.IGNORED, subject="自动回复", why="自动回复"),
        make_message(11, Disposition.IGNORED, subject="系统退信", why="bounce：邮件服务器退信"),
        make_message(12, None, why=""),
        make_message(13, None, why="", hours_ago=26),
        make_message(
            14, Disposition.IGNORED, subject="系统退信", why="bounce：邮件服务器退信", hours_ago=100
        ),
    )
