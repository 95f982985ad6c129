"""Automatic mail is known by its signs, and no person's mail is taken for it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from intake import bodies
from intake.bounces import read_bounce
from intake.message import Attachment, read_message
from intake.screening import bears_document, screen
from tests.intake.samples import Sample, samples_with

_PDF = "--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n%PDF-1.4\r\n--b--\r\n"  # a file of the sender's own


def _screened(headers: str, body: str = "您好") -> str:
    """The kind of a mail of these headers, "" for a person's."""
    fixed = "From: zhang@unit.example\r\n" if "From:" not in headers else ""
    raw = f"{fixed}{headers}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}".encode()
    found = screen(read_message(raw), frozenset({"Submissions@example.org"}))
    assert found is None or (found.reason and not found.reason.endswith("。"))
    return found.kind if found else ""


@pytest.mark.parametrize("sample", samples_with("screening"), ids=lambda sample: sample.name)
def test_samples_are_screened(sample: Sample) -> None:
    """The raw samples are of the kind that their expected result states."""
    found = screen(read_message(sample.raw), frozenset())
    assert (found.kind if found else "") == sample.expected["screening"]


@pytest.mark.parametrize("sample", samples_with("bears_document"), ids=lambda sample: sample.name)
def test_samples_bear_documents(sample: Sample) -> None:
    """A file of the sender's own is told from enclosed originals, reports, calendars and signatures."""
    assert bears_document(read_message(sample.raw)) == sample.expected["bears_document"]


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("Auto-Submitted: auto-replied", "auto_reply"),
        ("auto-submitted: Auto-Generated; owner-email=x", "auto_reply"),
        ("AUTO-SUBMITTED: auto-notified (by a program)", "auto_reply"),
        ("X-QQ-HolidayReply: 1", "auto_reply"),
        ("x-qq-auto-reply: TRUE", "auto_reply"),
        ("X-Autoreply: yes", "auto_reply"),
        ("X-Autorespond: vacation", "auto_reply"),
        ("X-Auto-Response-Suppress: OOF, All", "auto_reply"),
        ("Precedence: auto_reply", "auto_reply"),
        ("Return-Path: <>", "auto_reply"),
        ("Subject: 自动回复: 项目-单位", "auto_reply"),
        ("Subject: 自动回复：项目-单位", "auto_reply"),
        ("Subject: 自动答复: 项目-单位", "auto_reply"),
        ("Subject: 来自张三的自动回复", "auto_reply"),
        ("Subject: 【自动回复】您的邮件已收到", "auto_reply"),
        ("Subject: Automatic reply: x", "auto_reply"),
        ("Subject: Out of Office: x", "auto_reply"),
        ("Subject: Automatische Antwort: x", "auto_reply"),
        ("Subject: Réponse automatique : x", "auto_reply"),
        ("Subject: 自動返信: x", "auto_reply"),
        ("Subject: 自動回覆: x", "auto_reply"),
        ("Precedence: Bulk", "bulk"),
        ("Precedence: junk", "bulk"),
        ("precedence: LIST", "list"),
        ("list-id: <a.example.org>", "list"),
        ("List-Unsubscribe: <mailto:x@example.org>\r\nFeedback-ID: a:b:c", "list"),
        ("From: noreply@oa.unit.example", "robot"),
        ("From: do-not-reply@oa.unit.example", "robot"),
        ("From: postmaster@unit.example\r\nSubject: hello", "robot"),
        ("From: MAILER-DAEMON@unit.example\r\nSubject: failure notice", "bounce"),
        (
            "From: MAILER-DAEMON (Mail Delivery System)\r\nSubject: Undelivered Mail Returned to Sender",
            "bounce",
        ),
        ("From: postmaster@unit.example\r\nSubject: 系统退信/Systems bounce", "bounce"),
        ("Return-Path: <>\r\nSubject: Undeliverable: x", "bounce"),
        ("X-Failed-Recipients: a@unit.example", "bounce"),
        ("Subject: 已读：项目-单位", "read_receipt"),
        ("Subject: 未读: 项目-单位", "read_receipt"),
        ("Subject: 发信方已撤回邮件：<项目-单位>", "recall"),
        ("Subject: [撤回邮件成功]项目-单位", "recall"),
        ("Subject: 撤回: 项目-单位", "recall"),
        ("Subject: Recall: x", "recall"),
        ("X-Intake-Kind: receipt", "own"),
        ("x-intake-kind: gaps\r\nAuto-Submitted: auto-replied", "own"),
        ("From: SUBMISSIONS@example.org", "own"),
    ],
)
def test_automatic_mail_is_known(headers: str, kind: str) -> None:
    """Every sign of the field, in any case of letters, in several languages."""
    assert _screened(headers) == kind


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: no",
        "Auto-Submitted: No (a person)",
        "Auto-Submitted:",
        "X-Autoreply: no",
        "Precedence: normal",
        "Precedence: first-class",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
        "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply",
        "X-Auto-Response-Suppress: None",
        "Feedback-ID: bizesmtp:unit.example:qybglogicsvrgz:qybglogicsvrgz5a-1",
        "To: submissions@example.org\r\nCc: all-staff-list@unit.example",
        "Subject: 自动回复系统建设项目-复旦大学",
        "Subject: 自动答复机器人运营中心-复旦大学",
        "Subject: 回复: 自动回复: 项目-单位",
        "Subject: 转发：系统退信",
        "Subject: 系统退信问题咨询",
        "Subject: 回复：已读：项目-单位",
        "Subject: 已读通知，项目-单位材料报送",
        "Subject: 撤回重报：项目-单位",
        "Subject: Recalling our talk",
        "Subject: Read me first - project report",
        "Subject: Automatic reply systems project",
        "Return-Path: <zhang@unit.example>",
        "From: postmaster.li@unit.example",
        "X-Loop: x\r\nX-Priority: 3",
        "Subject: 外出创新项目总结-复旦大学",
    ],
)
def test_people_are_not_caught(headers: str) -> None:
    """Signs that people's mail bears as well, and subjects that only resemble a program's."""
    assert _screened(headers) == ""


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("这是来自QQ邮箱的假期自动回复邮件。您好，我最近正在休假中。", "auto_reply"),
        ("您好，您的邮件已收到。此为系统自动回复，请勿回信。", "auto_reply"),
        ("This is an automated response. I am away.", "auto_reply"),
        ("这是自动回复系统建设项目的总结，请查收。", ""),
        ("本邮件由某某A8协同管理软件自动发送，请勿回复。", "auto_reply"),
        ("老师您好，我们的专利清单此为检索软件自动生成，请问可以作为佐证材料吗？", ""),
        ("本系统为企业提供软件自动推送，已服务45家。", ""),
        ("收到贵处的自动回复，现将材料重新报送。", ""),
        ("已按要求补充。\n\n---- 回复的原邮件 ----\n这是自动回复，请勿回信。", ""),
        ("已补充\n\n> 这是自动回复邮件。", ""),
        ("本项目建成后可为用户提供服务。" * 60 + "本邮件为系统自动发送。", ""),
    ],
)
def test_bodies_that_call_themselves_automatic(body: str, kind: str) -> None:
    """Only the sender's own short words count, not what he quotes or writes about."""
    assert _screened("Subject: x", body) == kind


def test_a_person_s_file_speaks_for_him() -> None:
    """A body that mentions an automatic reply beside an attached file is a person's."""
    head = "From: a@unit.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    raw = f"{head}--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n这是自动回复，\r\n{_PDF}"
    message = read_message(raw.encode())
    assert message.attachments[0].name == "a.pdf"
    assert screen(message, frozenset()) is None


@pytest.mark.parametrize(
    ("attachment", "document"),
    [
        (Attachment("a.pdf", "application/pdf", b"%PDF"), True),
        (Attachment("a.eml", "message/rfc822", b"Subject: x"), True),
        (Attachment("a.eml", "message/rfc822", b"Subject: x", enclosed_original=True), False),
        (Attachment("logo.png", "image/png", b"x" * 900, inline=True), False),
        (Attachment("photo.jpg", "image/jpeg", b"x" * 400_000, inline=True), True),
        (Attachment("image001.png", "image/png", b"x" * 900), False),
        (Attachment("扫描件.jpg", "image/jpeg", b"x" * 900), True),
        (Attachment("invite.ics", "text/calendar", b"x"), False),
        (Attachment("张三.vcf", "application/octet-stream", b"x"), False),
        (Attachment("smime.p7s", "application/pkcs7-signature", b"x"), False),
        (Attachment("winmail.dat", "application/ms-tnef", b"\x78\x9f\x3e\x22" + bytes(40)), False),
        (Attachment("winmail.dat", "application/ms-tnef", b"\x78\x9f\x3e\x22\x02\x02\x90\x06\x00"), True),
        (Attachment("empty.doc", "application/msword", b""), False),
    ],
)
def test_what_is_a_document(attachment: Attachment, document: bool) -> None:  # noqa: FBT001 - a parameter of the table above
    """Files of the sender's own count; the body's pictures and what programs add do not."""
    message = replace(read_message(b"From: a@unit.example\r\n\r\nx"), attachments=(attachment,))
    assert bears_document(message) == document


def test_an_html_body_is_made_into_text_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Screening looks at one body from many sides; eight megabytes of HTML take seconds, each time."""
    taken: list[str] = []

    def counted(html: str) -> Iterator[bodies.Piece]:
        taken.append(html)
        return iter((bodies.Piece("外出期间邮件由系统处理"),))

    monkeypatch.setattr(bodies, "html_pieces", counted)
    html = "<p>这一封只在此处用到</p>"
    raw = f"From: a@example.org\r\nSubject: Re: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}"
    message = read_message(raw.encode())
    screen(message, frozenset())
    read_bounce(message)
    assert len(taken) == 1
    bodies.html_text.cache_clear()
