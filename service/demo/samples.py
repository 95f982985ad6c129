"""The sample submissions of `intake demo`: about a dozen mails of every kind, as bytes of a mail program."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from importlib import resources

from rules.roster import RosterEntry
from service.demo.documents import SECTIONS, Summary, blank_template_docx, evidence_docx

TO = "submissions@example.org"
DOCX = "vnd.openxmlformats-officedocument.wordprocessingml.document"
SIGNATURE = "您好！现报送我单位工作总结及佐证材料，请查收。\n\n张三\n电话 021-00001234\n"

Roster = Callable[[str], RosterEntry]


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample mail: what it shows, who sends it, when it is received (hours from now), its bytes."""

    shows: str
    sender: str
    raw: bytes
    received: timedelta = timedelta(hours=-1)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file to attach."""

    name: str
    payload: bytes

    @property
    def subtype(self) -> str:
        """Its media subtype, of "application"."""
        return "pdf" if self.name.endswith(".pdf") else DOCX


def first_round(entry: Roster, now: datetime) -> tuple[Sample, ...]:
    """What lies in the mailbox at first."""
    complete = _complete(entry("acceptance-046"), now)
    return (
        complete,
        _without_highlights(entry("acceptance-048"), now),
        _swapped(entry("midterm-009"), now),
        _without_evidence(entry("midterm-037"), now),
        _unit_only(entry("acceptance-045"), now),
        _told_by_document(entry("midterm-031"), now),
        _english(entry("midterm-050"), now),
        _blank_template(entry("midterm-109"), now),
        _scan(entry("acceptance-051"), now),
        _link_only(entry("acceptance-038"), now),
        _exempt(entry("acceptance-012"), now),
        _auto_reply(now),
        _bounce(now),
        Sample("同一封邮件再次到达", complete.sender, complete.raw + b"\r\n", timedelta(minutes=-20)),
        _old(entry("acceptance-037"), now),
    )


def second_round(
    entry: Roster, now: datetime, last_reply_to: Callable[[str], tuple[str, str]]
) -> tuple[Sample, ...]:
    """What units send after the first answers; `last_reply_to` gives Message-ID and subject of the reply to a unit."""
    item = entry("midterm-037")
    message_id, subject = last_reply_to("unit-midterm-037@example.org")
    supplement = _mail(
        item, now, f"Re: {subject}", [Attached("佐证材料.docx", evidence_docx(item.unit))], "补充材料"
    )
    supplement["In-Reply-To"] = supplement["References"] = message_id
    asker = entry("acceptance-046")
    message_id, subject = last_reply_to("unit-acceptance-046@example.org")
    question = _mail(asker, now, f"回复：{subject}", [], "提问")
    question["In-Reply-To"] = question["References"] = message_id
    question.set_content("请问纸质材料可以到现场递交吗？谢谢！\n")
    return (
        _sample("补交所缺的佐证材料", supplement, timedelta(minutes=-5)),
        _sample("收齐之后来信询问", question, timedelta(minutes=-4)),
    )


def _complete(item: RosterEntry, now: datetime) -> Sample:
    files = [
        Attached("工作总结.docx", Summary(item.unit, item.project).as_docx()),
        Attached("佐证材料.docx", evidence_docx(item.unit)),
    ]
    return _sample("内容齐全", _mail(item, now, f"{item.project}-{item.unit}", files, "齐全"))


def _without_highlights(item: RosterEntry, now: datetime) -> Sample:
    sections = tuple(heading for heading in SECTIONS if not heading.startswith("四"))
    contact = "项目联系人：张三　电话：021-00001234"
    files = [
        Attached("总结.docx", Summary(item.unit, item.project, sections, contact).as_docx()),
        Attached("附件1 佐证.docx", evidence_docx(item.unit)),
    ]
    return _sample("缺第四部分和邮箱", _mail(item, now, f"{item.project}—{item.unit}", files, "缺项"))


def _swapped(item: RosterEntry, now: datetime) -> Sample:
    files = [
        Attached("工作总结（盖章版）.pdf", _stored("summary.pdf")),
        Attached("佐证.docx", evidence_docx(item.unit)),
    ]
    mail = _mail(item, now, f"转发：{item.unit}_{item.project}", files, "前后互换")
    return _sample("标题先单位后项目，PDF", mail)


def _without_evidence(item: RosterEntry, now: datetime) -> Sample:
    files = [Attached(f"{item.unit}工作总结.docx", Summary(item.unit, item.project).as_docx())]
    return _sample("没有佐证材料", _mail(item, now, f"{item.project}-{item.unit}", files, "无佐证"))


def _unit_only(item: RosterEntry, now: datetime) -> Sample:
    files = [Attached("总结.docx", Summary(item.unit, item.project, titled=False).as_docx())]
    return _sample("只写单位，该单位有三个项目", _mail(item, now, f"{item.unit}工作总结", files, "不明确"))


def _told_by_document(item: RosterEntry, now: datetime) -> Sample:
    files = [
        Attached("总结.docx", Summary(item.unit, item.project).as_docx()),
        Attached("佐证.docx", evidence_docx(item.unit)),
    ]
    return _sample("只写项目，总结写明了单位", _mail(item, now, f"{item.project}工作总结", files, "所附总结"))


def _english(item: RosterEntry, now: datetime) -> Sample:
    files = [Attached("summary.docx", Summary(item.unit, item.project).as_docx())]
    return _sample("英文标题", _mail(item, now, "Project summary report, final version", files, "英文"))


def _blank_template(item: RosterEntry, now: datetime) -> Sample:
    files = [Attached("附件1.工作总结模板.docx", blank_template_docx())]
    return _sample("只寄回空白模板", _mail(item, now, f"{item.project}-{item.unit}", files, "模板"))


def _scan(item: RosterEntry, now: datetime) -> Sample:
    files = [
        Attached("盖章扫描件.pdf", _stored("scan.pdf")),
        Attached("佐证材料.docx", evidence_docx(item.unit)),
    ]
    return _sample("总结是盖章扫描件", _mail(item, now, f"{item.project}-{item.unit}", files, "扫描"))


def _link_only(item: RosterEntry, now: datetime) -> Sample:
    mail = _mail(item, now, f"{item.project}+{item.unit}", [], "超大附件")
    mail.set_content(_LINK, subtype="html")
    return _sample("只有超大附件链接", mail)


def _exempt(item: RosterEntry, now: datetime) -> Sample:
    files = [Attached("说明.docx", Summary(item.unit, item.project).as_docx())]
    return _sample("名单中免报的项目", _mail(item, now, f"{item.project}-{item.unit}", files, "免报"))


def _auto_reply(now: datetime) -> Sample:
    mail = _letter("holiday@example.org", "自动回复：关于开展总结验收和中期检查的通知", now, "自动回复")
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content("您好，我正在休假，回来后会尽快与您联系。这是自动回复。\n")
    return _sample("自动回复", mail)


def _bounce(now: datetime) -> Sample:
    mail = _letter("postmaster@example.org", "系统退信", now, "退信")
    mail["Return-Path"] = "<>"
    mail.set_content("很抱歉，您发送的邮件未能送达。\n")
    return _sample("退信", mail)


def _old(item: RosterEntry, now: datetime) -> Sample:
    files = [Attached("旧总结.docx", Summary(item.unit, item.project).as_docx())]
    mail = _mail(item, now, f"{item.project}-{item.unit}", files, "旧")
    return _sample("通知发布之前的旧邮件", mail, timedelta(days=-90))


def _mail(item: RosterEntry, now: datetime, subject: str, files: list[Attached], key: str) -> EmailMessage:
    """A mail of the entry's unit with a body and files."""
    mail = _letter(f"unit-{item.entry_id}@example.org", subject, now, f"{item.entry_id}-{key}")
    mail.set_content(SIGNATURE)
    for file in files:
        mail.add_attachment(file.payload, maintype="application", subtype=file.subtype, filename=file.name)
    return mail


def _letter(sender: str, subject: str, now: datetime, key: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, TO, subject
    mail["Date"] = format_datetime(now - timedelta(hours=1))
    mail["Message-ID"] = f"<{key.encode().hex()}.{now:%Y%m%d%H%M%S}@example.org>"
    return mail


def _sample(shows: str, mail: EmailMessage, received: timedelta = timedelta(hours=-1)) -> Sample:
    return Sample(shows, mail["From"], mail.as_bytes().replace(b"\n", b"\r\n"), received)


def _stored(name: str) -> bytes:
    return resources.files("service.demo").joinpath("samples", name).read_bytes()


_LINK = """
<div>您好，附件较大，见下：</div>
<div id="divNeteaseBigAttach"><div>从网易163邮箱发来的超大附件</div>
<div><a href="https://mail.163.com/large-attachment-download/index.html?p=demo">工作总结及佐证.zip</a>
(128.03M, 2024年4月15日 21:59 到期)</div></div>
"""
