"""Subjects, numbers and header fields against what foreign mails bring along."""

import email
import html as html_module
import re
from dataclasses import replace
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.outcome import ReplyKind
from service.replies import mime, wording
from service.replies.compose import compose
from service.replies.context import EntryAnswer
from service.replies.headers import base_subject, reply_subject
from service.replies.text import clean_line, mask_personal
from tests.service.reply_samples import (
    BEIJING,
    CAMPAIGN,
    DEADLINE,
    ENTRY,
    SECTION_GAP,
    make_context,
    make_original,
)

# Text as hostile as mail brings it: controls, bidi, surrogates, markup, header look-alikes.
CONTROLS = (
    "\r\n",
    "\n",
    "\r",
    "\x00",
    "\x0b",
    "\x1b[2J",
    "\x85",
    "\u2028",
    "\u202e",
    "\u2066",
    "\u200b",
    "\ud800",
)
MARKUP = (
    "<script>",
    "</td>",
    "&amp;",
    '"',
    "'",
    "{{ 7 * 7 }}",
    "{% x %}",
    "Bcc: a@example.org",
    "=?utf-8?",
    "项目",
    " ",
)
HOSTILE = st.text(max_size=60) | st.lists(st.sampled_from(CONTROLS + MARKUP), max_size=12).map("".join)
FIELDS = {
    "from", "to", "subject", "date", "message-id", "in-reply-to", "references", "auto-submitted",
    "x-auto-response-suppress", "x-intake-kind", "x-intake-entry", "mime-version", "content-type",
}  # fmt: skip


def _message(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_foreign_text_makes_a_header_or_markup(subject: str, file_name: str, reference: str) -> None:
    """Whatever stands in subject, file name and thread: no further field, no line break, no tag, no template."""
    original = replace(
        make_original(subject), message_id=reference, references=(reference, f"<{reference}@x>")
    )
    answer = EntryAnswer(
        ENTRY, CAMPAIGN, (replace(SECTION_GAP, message=f"甲{file_name}乙"),), files=(file_name, "b.pdf")
    )
    reply = compose(make_context(ReplyKind.GAPS, answer, original=original))
    message = _message(reply.raw)
    assert {name.lower() for name in message} <= FIELDS
    assert len(message.keys()) == len(set(message.keys()))
    assert max(map(len, reply.raw.split(b"\r\n"))) <= 998
    assert message["Subject"] == reply.subject == clean_line(reply.subject)
    assert not re.search(r"<script|\u202e|\u2066|\u200b|\x1b", reply.html)
    assert not re.search(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\ud800-\udfff]", reply.text
    )
    assert f"甲{clean_line('甲' + file_name + '乙')[1:-1]}乙" in html_module.unescape(reply.html)


@given(HOSTILE)
def test_html_keeps_its_own_tags_only(file_name: str) -> None:
    """The number of tags is the template's, whatever a file is called."""
    usual = EntryAnswer(ENTRY, CAMPAIGN, receipt="ZSCQ2024-0001", files=("a.pdf",))
    hostile = replace(usual, files=(f"a{file_name}.pdf",))
    counts = [compose(make_context(ReplyKind.RECEIPT, item)).html.count("<") for item in (usual, hostile)]
    assert counts[0] == counts[1]


@given(st.text(max_size=400))
def test_subject_survives_encoding(subject: str) -> None:
    """Encoded-words of 75 octets at most (RFC 2047, 2), never cut inside a character."""
    reply = compose(make_context(ReplyKind.CLARIFY, original=make_original(subject)))
    head = reply.raw.split(b"\r\n\r\n")[0].decode("ascii")
    assert _message(reply.raw)["Subject"] == reply.subject
    assert all(len(word) <= 75 for word in re.findall(r"=\?utf-8\?[bq]\?[^?]*\?=", head))


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("项目-单位", "项目-单位"),
        ("Re: 项目-单位", "项目-单位"),
        ("RE：回复: 答复： 项目-单位", "项目-单位"),
        ("Re[2]: 项目-单位", "项目-单位"),
        ("回复：转发：项目-单位", "转发：项目-单位"),
        ("回复：项目-单位〔ZSCQ2024-M00012〕", "项目-单位"),
        ("Re: 回复：项目-单位〔ZSCQ2024-M00012-1〕〔ZSCQ2024-0007〕", "项目-单位"),
        ("回复：项目-单位〔ZSCQ2024-0007、ZSCQ2024-0008〕", "项目-单位"),
        ("沪知局促〔2024〕6号 总结", "沪知局促〔2024〕6号 总结"),
        ("Report of the Re unit", "Report of the Re unit"),
        ("项目-单位\r\nBcc: x@example.org", "项目-单位 Bcc: x@example.org"),
        ("", "（无主题）"),
        ("Re:", "（无主题）"),
    ],
)
def test_base_subject_drops_reply_marks_and_our_numbers_only(written: str, base: str) -> None:
    """回复： is never doubled, and numbers do not pile up over a long exchange."""
    assert base_subject(written) == base
    assert reply_subject(written, "N-0001") == f"回复：{base}〔N-0001〕"


def test_endless_subject_is_shortened() -> None:
    """The number at the end is still seen."""
    subject = reply_subject("长" * 5000, "ZSCQ2024-0001")
    assert len(subject) < 200
    assert subject.endswith("…〔ZSCQ2024-0001〕")


def test_long_threads_keep_root_and_newest_whole() -> None:
    """Ids are never folded inside nor made encoded-words; a mail without usable id simply has no thread."""
    long_id = f"<{'x' * 300}@unit.example.org>"
    references = tuple(f"<{number}@unit.example.org>" for number in range(60))
    original = replace(make_original(), message_id=long_id, references=references)
    message = _message(compose(make_context(ReplyKind.CLARIFY, original=original)).raw)
    assert message["In-Reply-To"] == long_id
    kept = message["References"].split()
    assert (kept[0], kept[-1], len(kept)) == ("<0@unit.example.org>", long_id, 20)
    nameless = replace(make_original(), message_id="", references=())
    message = _message(compose(make_context(ReplyKind.CLARIFY, original=nameless)).raw)
    assert message["In-Reply-To"] is None
    assert message["References"] is None


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("项目-单位 13800001234", "项目-单位 138****1234"),
        ("电话 138-0000-1234", "电话 138****1234"),
        ("座机55550100", "座机55****100"),
        ("张三 zhang.san@example.org", "张三 ***@example.org"),
        ("总结20240320", "总结20240320"),
        ("2022年度培育-第704所", "2022年度培育-第704所"),
    ],
)
def test_personal_numbers_are_masked(text: str, masked: str) -> None:
    """What the digest quotes bears no one's telephone or address; dates and years stay."""
    assert mask_personal(text) == masked


def test_deadline_of_a_whole_day_ends_at_midnight() -> None:
    """23:59:59 and the midnight after mean the same day; the last day has 0 days left, the next second is past."""
    midnight = DEADLINE.replace(day=23, hour=0, minute=0, second=0)
    noon = DEADLINE.replace(hour=12, minute=0, second=0)
    assert wording.deadline_text(DEADLINE) == wording.deadline_text(midnight) == "2024年3月22日24:00"
    assert wording.deadline_text(noon) == "2024年3月22日12:00"
    assert wording.days_left(DEADLINE, DEADLINE.replace(day=20)) == 2
    assert wording.days_left(midnight, DEADLINE.replace(hour=23)) == 0
    assert wording.days_left(noon, DEADLINE) == -1
    assert wording.days_left(DEADLINE, DEADLINE.replace(day=24).astimezone(BEIJING)) == -2


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "〇"), (4, "四"), (10, "十"), (12, "十二"), (20, "二十"), (31, "三十一"), (120, "120")],
)
def test_chinese_numbers(number: int, text: str) -> None:
    """Section numbers as the template writes them."""
    assert wording.chinese_number(number) == text


def test_assembling_cleans_by_itself() -> None:
    """Whoever composes a mail, a line break in subject or name ends no header field."""
    headers = mime.Headers(
        sender="a@example.org",
        sender_name="局\r\nBcc: x@example.org",
        to=("b@example.org",),
        subject="总结\r\nBcc: x@example.org",
        date=DEADLINE,
        message_id="<1@example.org>",
        extra=(("X-Intake-Kind", "gaps\r\nBcc: x@example.org"),),
    )
    message = _message(mime.assemble(headers, "正文", "<p>正文</p>"))
    assert message["Bcc"] is None
    assert message["Subject"] == "总结 Bcc: x@example.org"
