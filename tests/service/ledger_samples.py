"""Rows for the ledger's tests: complete in every field, each test changes what it is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from rules.finding import Finding, Severity
from service.outcome import CaseState, ReplyKind, ReplyState
from service.records import CaseRecord, NewMessage, NewReply

NOON = datetime(2024, 3, 20, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

GAP = Finding(
    code="section.missing",
    severity=Severity.GAP,
    message="未找到“四、特色亮点工作”。",
    section=4,
    where="总结.docx",
    expected="按模板写明五个部分",
    remedy="请补充该部分",
)
ADVICE = Finding(code="seal.missing", severity=Severity.ADVICE, message="未见公章。")


def a_message(number: int = 1, **changes: Any) -> NewMessage:
    """A mail; the number makes its bytes, Message-ID and minute of receipt its own."""
    message = NewMessage(
        raw_sha256=f"{number:064x}",
        size=1000 + number,
        message_id=f"<{number}@example.org>",
        subject=f"项目-单位 {number}",
        sender="unit@example.org",
        received_at=NOON + number * MINUTE,
        collected_at=NOON + timedelta(days=1),
    )
    return replace(message, **changes)


def a_case(entry: str = "acceptance-046", **changes: Any) -> CaseRecord:
    """A case with a gap and an advice."""
    case = CaseRecord(
        entry=entry,
        campaign="2024-6",
        state=CaseState.INCOMPLETE,
        late=False,
        received_at=NOON,
        updated_at=NOON + MINUTE,
        messages=(),
        findings=(GAP, ADVICE),
        receipt=None,
        receipt_at=None,
        summary_name="总结.docx",
        review="",
    )
    return replace(case, **changes)


def a_reply(number: int = 1, message: int | None = None, **changes: Any) -> NewReply:
    """A reply in the queue; the number makes its Message-ID and minute its own."""
    reply = NewReply(
        message=message,
        kind=ReplyKind.GAPS,
        entries=("acceptance-046",),
        decision=0,
        mime_id=f"<reply-{number}@example.org>",
        to=("unit@example.org",),
        subject=f"回复：项目-单位 {number}",
        raw=b"Subject: reply\r\n\r\n\x00\xff" + bytes([number % 256]),
        state=ReplyState.QUEUED,
        created_at=NOON + number * MINUTE,
        number=f"B-{number}",
    )
    return replace(reply, **changes)
