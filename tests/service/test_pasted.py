"""A summary written into the mail itself: found, checked, kept with its case, and told from what is only quoted."""

from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path

import pytest

from intake.message import read_message
from service.campaign_files import default_campaigns
from service.outcome import DUPLICATE, Disposition
from service.pasted import body_document, pasted_summary
from tests.documents.writers import Heading, Line, Right, Title
from tests.service.office import (
    OURSELVES,
    Office,
    evidence_docx,
    mail_of,
    open_office,
    summary_docx,
    summary_lines,
)

UNIT, PROJECT = "上海和辉光电股份有限公司", "2022年度上海市高价值专利升级培育项目"
SUBJECT = f"{PROJECT}-{UNIT}"
ENTRY = "acceptance-046"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty office."""
    office = open_office(tmp_path)
    yield office
    office.desk.ledger.close()


def text_of(lines: Sequence[Line]) -> str:
    """The lines as plain text."""
    return "\n".join(line.text if isinstance(line, Title | Heading | Right) else str(line) for line in lines)


def html_of(lines: Sequence[Line]) -> str:
    """The lines as the HTML of a mail program, laid out by a table."""
    paragraphs = "".join(f"<p>{line}</p>" for line in text_of(lines).split("\n"))
    return f"<html><body><table><tr><td>{paragraphs}</td></tr></table></body></html>"


def html_mail(html: str, plain: str = "", subject: str = SUBJECT) -> bytes:
    """A mail with an HTML part beside the plain one."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "unit@example.com", OURSELVES, subject
    mail["Message-ID"] = "<html@example.com>"
    mail.set_content(plain)
    mail.add_alternative(html, subtype="html")
    return mail.as_bytes().replace(b"\n", b"\r\n")


FULL = text_of(summary_lines(UNIT, PROJECT))


def is_pasted(raw: bytes) -> bool:
    """Hold for a mail whose body is taken for a summary."""
    return pasted_summary(read_message(raw), default_campaigns()) is not None


def test_pasted_summary_is_checked_and_acknowledged(office: Office) -> None:
    """The body is the summary, a file the evidence; the receipt says so, and the ledger shows it."""
    message, outcome = office.receive(mail_of(SUBJECT, [evidence_docx()], text=f"您好：\n{FULL}"))
    assert (outcome.disposition, outcome.entries) == (Disposition.ACCEPTED, (ENTRY,))
    assert office.case(ENTRY).summary_name == "邮件正文"
    assert "邮件正文" in office.reply_text(message)
    with office.desk.ledger.read() as ledger:
        rows = [(row.name, row.kind, row.role) for row in ledger.files(message)]
    assert rows == [("佐证材料.docx", "docx", "evidence"), ("邮件正文", "body", "summary")]


def test_pasted_summary_stays_with_its_case(office: Office) -> None:
    """What a later mail adds is judged with the body of the first, read again from the archive."""
    _first, outcome = office.receive(mail_of(SUBJECT, text=FULL))
    assert outcome.disposition is Disposition.GAPS
    assert [finding.code for finding in office.case(ENTRY).findings if finding.severity == "gap"] == [
        "evidence.missing"
    ]
    _second, outcome = office.receive(mail_of(f"{SUBJECT} 补充", [evidence_docx()], text="补充佐证材料。"))
    assert outcome.disposition is Disposition.ACCEPTED
    assert office.case(ENTRY).summary_name == "邮件正文"


def test_corrected_body_replaces_the_first(office: Office) -> None:
    """A second body with the section that the first lacked settles the gap."""
    lacking = text_of(summary_lines(UNIT, PROJECT, without="三"))
    _first, outcome = office.receive(mail_of(SUBJECT, [evidence_docx()], text=lacking))
    assert (outcome.disposition, office.case(ENTRY).findings[0].key) == (
        Disposition.GAPS,
        "section.missing:3",
    )
    _second, outcome = office.receive(mail_of(f"回复：{SUBJECT}", text=FULL))
    assert outcome.disposition is Disposition.ACCEPTED


def test_body_beside_an_attached_summary_is_idle(office: Office) -> None:
    """The attached file is the summary, and the ledger has no row for the body."""
    files = [summary_docx(UNIT, PROJECT), evidence_docx()]
    message, _outcome = office.receive(mail_of(SUBJECT, files, text=FULL))
    assert office.case(ENTRY).summary_name == "工作总结.docx"
    with office.desk.ledger.read() as ledger:
        assert [row.kind for row in ledger.files(message)] == ["docx", "docx"]


def test_same_pasted_mail_again_is_a_duplicate(office: Office) -> None:
    """The body's row in the ledger does not hide that nothing new came."""
    raw = mail_of(SUBJECT, [evidence_docx()], text=FULL)
    office.receive(raw)
    _message, outcome = office.receive(b"X-Folder: 2\r\n" + raw)
    assert outcome.why.startswith(DUPLICATE)


def test_unassigned_pasted_summary_is_asked_about(office: Office) -> None:
    """Under a subject that names nothing the unit hears that its summary could not be assigned."""
    message, outcome = office.receive(mail_of("工作总结", text=FULL))
    assert outcome.disposition is Disposition.REVIEW
    assert [reply.kind for reply in office.replies(message)] == ["clarify"]


def test_html_body_is_read_by_its_paragraphs(office: Office) -> None:
    """Of a mail in HTML the paragraphs and tables are read; a table that only lays out the page is none."""
    lines = summary_lines(UNIT, PROJECT, contact="联系")
    table = "<table><tr><td>姓名</td><td>张三</td></tr><tr><td>电话</td><td>021-00001234</td></tr>"
    table += "<tr><td>邮箱</td><td>zhangsan@example.org</td></tr></table>"
    raw = html_mail(html_of(lines).replace("<p>联系</p>", table))
    _message, outcome = office.receive(raw)
    assert [finding.key for finding in office.case(ENTRY).findings if finding.severity == "gap"] == [
        "evidence.missing"
    ]
    assert outcome.disposition is Disposition.GAPS
    rows = [block.cells for block in body_document(read_message(raw)).blocks if block.cells]
    assert rows[0] == ("姓名", "张三")


@pytest.mark.parametrize(
    "letter",
    ["您好，总结见附件，请查收。", "您好！" + "我单位的工作总结和佐证材料已经上传，请老师查收，谢谢。" * 8],
)
def test_letter_is_no_summary(letter: str) -> None:
    """A covering letter, short or long."""
    assert not is_pasted(mail_of(SUBJECT, text=letter))


QUOTES = {
    "qq": "好的，见附件。\n\n\n------------------ 原始邮件 ------------------\n发件人: unit\n{text}",
    "netease": "见附件\n---- 回复的原邮件 ----\n| 发件人 | unit |\n{text}",
    "outlook": "见附件\n发件人: unit <unit@example.com>\n发送时间: 2024年3月20日\n收件人: a\n主题: x\n\n{text}",
    "wrote": "见附件\n在 2024-03-20 10:00:00，unit <unit@example.com> 写道：\n{text}",
    "marked": "见附件\n{marked}",
    "signature": "见附件\n-- \n{text}",
}  # fmt: skip


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_summary_that_is_only_quoted_does_not_count(quote: str) -> None:
    """What stands in an earlier mail, quoted below the answer, was sent then and not now."""
    marked = "\n".join(f"> {line}" for line in FULL.split("\n"))
    assert not is_pasted(mail_of(f"回复：{SUBJECT}", text=quote.format(text=FULL, marked=marked)))
    assert is_pasted(
        mail_of(SUBJECT, text=f"{FULL}\n发自我的iPhone\n{quote.format(text=FULL, marked=marked)}")
    )


@pytest.mark.parametrize(
    "wrapper",
    [
        '<div class="gmail_quote">{}</div>',
        '<blockquote type="cite">{}</blockquote>',
        '<div id="isReplyContent">{}</div>',
        '<div class="mail-signature">{}</div>',
        "<div>------------------ 原始邮件 ------------------</div><div>{}</div>",
    ],
)
def test_quoted_html_does_not_count(wrapper: str) -> None:
    """The elements and lines in which mail programs keep the original."""
    quoted = wrapper.format(html_of(summary_lines(UNIT, PROJECT)))
    assert not is_pasted(html_mail(f"<p>见附件</p>{quoted}", "见附件"))
    assert is_pasted(html_mail(html_of(summary_lines(UNIT, PROJECT)) + quoted))


@pytest.mark.parametrize("mark", ["", "------------------ 原始邮件 ------------------\n"])
def test_our_own_reply_quoted_is_no_summary(office: Office, mark: str) -> None:
    """Our request names every section that is missing; an answer that quotes it, marked or not, is a letter."""
    poor = text_of(summary_lines(UNIT, PROJECT, without="三"))[:300]
    message, _outcome = office.receive(mail_of(SUBJECT, text=poor))
    with office.desk.ledger.read() as ledger:
        ours = read_message(ledger.reply_raw(office.replies(message)[-1].id))
    assert not is_pasted(mail_of(f"回复：{SUBJECT}", text=f"见附件。\n{mark}{ours.text}"))
    assert not is_pasted(html_mail(f"<p>见附件。</p><p>{mark}</p>{ours.html}", "见附件。"))
    assert is_pasted(mail_of(f"回复：{SUBJECT}", text=f"{FULL}\n{mark}{ours.text}"))


def test_forwarded_summary_counts() -> None:
    """Who passes a mail on sends what stands in it."""
    text = f"请查收\n---------- 转发的邮件 ----------\n发件人: a <a@example.com>\n主题: 总结\n\n{FULL}"
    assert is_pasted(mail_of(f"转发：{SUBJECT}", text=text))


def test_signature_and_device_are_no_text_of_the_summary() -> None:
    """What the mail program adds below is left out."""
    document = body_document(
        read_message(mail_of(SUBJECT, text=f"{FULL}\n发自我的iPhone\n-- \n李四 13800000000"))
    )
    assert document.blocks[-1].text == FULL.split("\n")[-1]
