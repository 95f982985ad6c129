"""The replies: their wording against golden texts, their headers field by field."""

import email
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from rules.finding import Finding, Severity
from service.outcome import ReplyKind
from service.replies.compose import ComposedReply, compose
from service.replies.context import EntryAnswer, Reading, ReplyContext
from service.replies.mime import AddressError
from tests.service.reply_samples import (
    BEIJING,
    CAMPAIGN,
    CONTACT_GAP,
    ENTRY,
    EVIDENCE_GAP,
    LATE_ADVICE,
    RECEIVED,
    SEAL_ADVICE,
    SECTION_GAP,
    make_campaign,
    make_context,
    make_original,
)

GOLDEN = Path(__file__).parent / "golden"
FILES = ("总结.docx", "佐证材料.zip/合同.pdf")

COMPLETE = EntryAnswer(ENTRY, CAMPAIGN, receipt="ZSCQ2024-0007", files=FILES)
INCOMPLETE = EntryAnswer(ENTRY, CAMPAIGN, findings=(SECTION_GAP, CONTACT_GAP, SEAL_ADVICE), files=FILES)
SECOND = replace(
    COMPLETE, entry=CAMPAIGN.roster.by_id["midterm-005"], receipt="ZSCQ2024-0008", files=("b.docx",)
)
EXEMPT = EntryAnswer(ENTRY, CAMPAIGN, files=("总结.docx",), exempt_reason="已提前完成")


def _receipt() -> ReplyContext:
    return make_context(ReplyKind.RECEIPT, replace(COMPLETE, findings=(SEAL_ADVICE,)))


def _receipt_late_after_gaps() -> ReplyContext:
    answer = replace(
        COMPLETE,
        findings=(LATE_ADVICE,),
        settled=(SECTION_GAP, EVIDENCE_GAP),
        first_received_at=datetime(2024, 3, 23, 8, 30, tzinfo=BEIJING),
        late=True,
    )
    original = replace(make_original(), received_at=datetime(2024, 3, 25, 10, 0, tzinfo=BEIJING))
    context = make_context(ReplyKind.RECEIPT, answer, original=original)
    return replace(context, composed_at=datetime(2024, 3, 25, 10, 2, tzinfo=BEIJING))


def _receipt_again() -> ReplyContext:
    return make_context(ReplyKind.RECEIPT, replace(COMPLETE, receipt_at=RECEIVED - timedelta(days=3)))


def _gaps() -> ReplyContext:
    answer = replace(INCOMPLETE, settled=(EVIDENCE_GAP,), first_received_at=RECEIVED - timedelta(days=2))
    return make_context(ReplyKind.GAPS, answer)


def _gaps_after_deadline() -> ReplyContext:
    return replace(_gaps(), composed_at=datetime(2024, 3, 23, 0, 0, 1, tzinfo=BEIJING))


def _gaps_on_the_last_day() -> ReplyContext:
    return replace(_gaps(), composed_at=datetime(2024, 3, 22, 23, 0, tzinfo=BEIJING))


def _several_entries_corrected() -> ReplyContext:
    corrected = replace(SECOND, receipt_withdrawn="ZSCQ2024-0003")
    return make_context(ReplyKind.GAPS, INCOMPLETE, corrected, decision=1)


def _withdrawn_with_nothing_left() -> ReplyContext:
    return make_context(
        ReplyKind.GAPS, EntryAnswer(ENTRY, CAMPAIGN, receipt_withdrawn="ZSCQ2024-0003"), decision=2
    )


def _exempt() -> ReplyContext:
    return make_context(ReplyKind.RECEIPT, EXEMPT)


def _clarify() -> ReplyContext:
    context = make_context(ReplyKind.CLARIFY, original=make_original("总结材料"))
    return replace(context, readings=(Reading(ENTRY, "单位相符"), Reading(SECOND.entry, "项目相符")))


def _clarify_without_readings() -> ReplyContext:
    return make_context(ReplyKind.CLARIFY, original=make_original(""))


CONTEXTS: tuple[Callable[[], ReplyContext], ...] = (
    _receipt,
    _receipt_late_after_gaps,
    _receipt_again,
    _gaps,
    _gaps_after_deadline,
    _gaps_on_the_last_day,
    _several_entries_corrected,
    _withdrawn_with_nothing_left,
    _exempt,
    _clarify,
    _clarify_without_readings,
)
each_context = pytest.mark.parametrize("make", CONTEXTS, ids=lambda make: make.__name__.lstrip("_"))


def _parsed(reply: ComposedReply) -> EmailMessage:
    message = email.message_from_bytes(reply.raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@each_context
def test_text_reads_as_agreed(make: Callable[[], ReplyContext]) -> None:
    """Each kind's wording is a text that people have read and agreed to."""
    expected = (GOLDEN / f"reply_{make.__name__.lstrip('_')}.txt").read_text(encoding="utf-8")
    reply = compose(make())
    assert f"{reply.subject}\n\n{reply.text}" == expected


@each_context
def test_html_says_what_the_text_says(make: Callable[[], ReplyContext]) -> None:
    """Whoever reads only one of the two forms misses nothing: every line's words stand in the HTML too."""
    reply = compose(make())
    seen = re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", reply.html)).replace("&lt;", "<")
    for line in reply.text.splitlines():
        words = re.sub(r"^\s*(\d+\.|\(\d+\))|【.*?】|[（）]|.*[：:]", "", line)
        assert re.sub(r"\s+", "", words) in seen.replace("（", "").replace("）", ""), line


@each_context
def test_reply_names_time_and_number_and_judges_nobody(make: Callable[[], ReplyContext]) -> None:
    """Identical bodies are refused as spam, so each says whose it is and when; none rejects."""
    context = make()
    reply = compose(context)
    assert reply.number in reply.subject
    assert "收到时间：2024年3月2" in reply.text
    for form in (reply.text, reply.html):
        assert reply.number in form
        assert all(answer.entry.unit in form and answer.entry.project in form for answer in context.answers)
        assert not re.search("不合格|驳回|退回|拒绝", form)


@each_context
def test_mail_is_seven_bit_with_short_lines(make: Callable[[], ReplyContext]) -> None:
    """CRLF only, ASCII only, at most 998 octets a line: every server passes it on unchanged (RFC 5322, 2.1.1)."""
    raw = compose(make()).raw
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@each_context
def test_mail_parses_back_to_both_forms(make: Callable[[], ReplyContext]) -> None:
    """What was composed is what a mail program shows, without a defect."""
    reply = compose(make())
    message = _parsed(reply)
    assert not message.defects
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content() == reply.text
    assert html.get_content().strip() == reply.html.strip()


@each_context
def test_equal_contexts_give_equal_bytes(make: Callable[[], ReplyContext]) -> None:
    """Composed again after a crash, the reply is the same to the byte."""
    assert compose(make()) == compose(make())


def test_headers_are_the_contracts() -> None:
    """Every header field that the contract names, exactly."""
    reply = compose(_gaps())
    message = _parsed(reply)
    assert message["In-Reply-To"] == "<m12@unit.example.org>"
    assert message["References"] == "<m3@unit.example.org> <m12@unit.example.org>"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["X-Intake-Kind"] == "gaps"
    assert message["X-Intake-Entry"] == "acceptance-001"
    assert message["Message-ID"] == reply.mime_id
    assert message["To"] == reply.to == "office@unit.example.org"
    assert message["From"] == "浦江市知识产权局 <submissions@example.org>"
    assert message["Subject"] == reply.subject
    assert message["Date"].datetime == datetime(2024, 3, 20, 9, 15, tzinfo=BEIJING)
    assert message["MIME-Version"] == "1.0"


def test_several_entries_stand_in_one_header() -> None:
    """Entries of one unit share one reply, which names them all."""
    assert _parsed(compose(_several_entries_corrected()))["X-Intake-Entry"] == "acceptance-001, midterm-005"


def test_clarify_names_no_entry() -> None:
    """Where nothing is known, no entry is claimed."""
    assert _parsed(compose(_clarify()))["X-Intake-Entry"] is None


def test_message_id_differs_by_message_kind_entries_and_decision() -> None:
    """Each part that tells two replies apart tells their Message-IDs apart; the time does not."""
    context = _gaps()
    others = (
        replace(context, kind=ReplyKind.RECEIPT),
        replace(context, decision=1),
        replace(context, answers=(*context.answers, SECOND)),
        replace(context, original=replace(context.original, message=13)),
        replace(context, original=replace(context.original, message_id="<other@unit.example.org>")),
    )
    ids = {compose(other).mime_id for other in (context, *others)}
    assert len(ids) == 6
    later = replace(context, composed_at=RECEIVED + timedelta(days=1))
    assert compose(later).mime_id == compose(context).mime_id
    assert all(re.fullmatch(r"<intake\.(gaps|receipt)\.[0-9a-f]{32}@example\.org>", item) for item in ids)


def test_numbers_are_the_receipts_or_the_mails() -> None:
    """A receipt bears its own number; other replies the mail's, with the decision where a person took one."""
    assert compose(_receipt()).number == "ZSCQ2024-0007"
    assert compose(make_context(ReplyKind.RECEIPT, COMPLETE, SECOND)).number == "ZSCQ2024-0007、ZSCQ2024-0008"
    assert compose(_gaps()).number == "ZSCQ2024-M00012"
    assert compose(_several_entries_corrected()).number == "ZSCQ2024-M00012-1"


def test_clarify_of_two_notices_bears_no_prefix_and_names_both_contacts() -> None:
    """Nobody knows yet which notice is meant."""
    other = replace(make_campaign(), key="2024-9", name="另一通知", receipt_prefix="QT2024")
    reply = compose(replace(_clarify(), campaigns=(CAMPAIGN, other)))
    assert reply.number == "M00012"
    assert "（另一通知）" in reply.text


def test_every_gap_stands_in_full() -> None:
    """All gaps at once, each with what is expected, where, and how to put it right; advice stands apart."""
    text = compose(_gaps()).text
    for gap in (SECTION_GAP, CONTACT_GAP):
        assert all(part in text for part in (gap.message, gap.expected, gap.where, gap.remedy))
    assert text.index(CONTACT_GAP.remedy) < text.index("供参考的建议") < text.index(SEAL_ADVICE.message)


def test_lateness_is_said_once_and_kindly() -> None:
    """The finding `late` is no item of advice beside its own sentence."""
    text = compose(_receipt_late_after_gaps()).text
    assert "逾期" in text
    assert "供参考的建议" not in text


def test_finding_switched_off_is_not_mentioned() -> None:
    """A code that the campaign has switched off is silent."""
    silent = Finding("title.missing", Severity.OFF, "没有标题。")
    assert (
        "没有标题" not in compose(make_context(ReplyKind.RECEIPT, replace(COMPLETE, findings=(silent,)))).text
    )


def test_long_file_lists_are_cut_with_their_count() -> None:
    """Two hundred photos do not make a reply that nobody reads."""
    reply = compose(
        make_context(ReplyKind.RECEIPT, replace(COMPLETE, files=tuple(f"{i}.jpg" for i in range(200))))
    )
    assert "另外170个文件" in reply.text
    assert "199.jpg" not in reply.text


@pytest.mark.parametrize(
    "address", ["", "a", "a@b\r\nBcc: x@example.org", "a b@example.org", "张@example.org", "a@b,c@d"]
)
def test_unusable_address_is_an_error_of_its_own(address: str) -> None:
    """An address that cannot be written to is for a person, not for the header."""
    original = replace(make_original(), reply_address=address)
    with pytest.raises(AddressError):
        compose(make_context(ReplyKind.RECEIPT, COMPLETE, original=original))


def test_two_units_never_share_a_reply() -> None:
    """One unit must not read another's gaps."""
    other = replace(COMPLETE, entry=CAMPAIGN.roster.by_id["midterm-001"])
    with pytest.raises(ValueError, match="different units"):
        compose(make_context(ReplyKind.RECEIPT, COMPLETE, other))
