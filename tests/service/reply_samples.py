"""Made-up campaign, roster and findings for the tests of replies and digest."""

from datetime import datetime, timedelta, timezone

from rules.campaign import Batch, BureauContact, Campaign
from rules.finding import Finding, Severity
from rules.roster import Roster, RosterEntry
from rules.template import SectionSpec, Template
from service.outcome import ReplyKind
from service.replies.context import EntryAnswer, Original, ReplyContext

BEIJING = timezone(timedelta(hours=8))
RECEIVED = datetime(2024, 3, 20, 9, 12, tzinfo=BEIJING)
DEADLINE = datetime(2024, 3, 22, 23, 59, 59, tzinfo=BEIJING)
SENDER = "submissions@example.org"
HEADINGS = ("项目实施成效", "资金使用情况", "工作推进情况", "特色亮点工作", "工作计划和建议")

CONTACT = BureauContact(
    name="章老师",
    telephone="021-55550100",
    mailbox="help@example.org",
    postal_address="浦江市滨江路1号知识产权运用促进处",
    bureau="浦江市知识产权局",
    department="知识产权运用促进处",
)

TEMPLATE = Template(
    title_pattern="xx单位关于XX项目工作总结",
    title_words=("工作总结",),
    sections=tuple(
        SectionSpec(number, heading, (), (), (), ()) for number, heading in enumerate(HEADINGS, 1)
    ),
    annex_heading="附件：佐证材料",
    annex_labels=("附件",),
    contact_labels=("项目联系人",),
    contact_line="项目联系人：姓名 电话 邮箱",
    sign_off_line="xx单位（盖章）",
    date_line="2024年3月xx日",
)

_PROJECTS = {
    ("acceptance", "总结验收", 1): (
        "高价值专利升级培育项目",
        ("箱箱智能科技有限公司", "和辉光电股份有限公司", "携福电器有限公司"),
    ),
    ("acceptance", "总结验收", 2): ("知识产权运营促进中心", ("航天信息研究所", "高校科技发展中心")),
    ("midterm", "中期检查", 1): ("高校知识产权运营中心", ("浦江大学", "浦江师范大学", "浦江理工大学")),
    ("midterm", "中期检查", 2): ("“专利超市”项目", ("滨江区", "箱箱智能科技有限公司")),
}


def make_roster(campaign: str = "2024-6") -> Roster:
    """Ten entries, five a batch, one unit in both batches."""
    entries: list[RosterEntry] = []
    sequences = {"acceptance": 0, "midterm": 0}
    for (key, batch, number), (project, units) in _PROJECTS.items():
        for unit in units:
            sequences[key] += 1
            sequence = sequences[key]
            entry_id = f"{key}-{sequence:03d}"
            entries.append(RosterEntry(entry_id, key, batch, number, project, sequence, unit, campaign))
    return Roster(tuple(entries))


def make_campaign(deadline: datetime = DEADLINE, exempt: dict[str, str] | None = None) -> Campaign:
    """The campaign of these samples."""
    return Campaign(
        key="2024-6",
        name="2024年专项资金支持项目总结验收和中期检查",
        notice="浦知局〔2024〕6号",
        opens=datetime(2024, 2, 26, tzinfo=BEIJING),
        deadline=deadline,
        deadline_text="3月22日前",
        batches=(Batch("acceptance", "总结验收"), Batch("midterm", "中期检查")),
        roster=make_roster(),
        template=TEMPLATE,
        contact=CONTACT,
        receipt_prefix="ZSCQ2024",
        exempt=exempt or {},
    )


CAMPAIGN = make_campaign()
ENTRY = CAMPAIGN.roster.by_id["acceptance-001"]

SECTION_GAP = Finding(
    code="section.missing",
    severity=Severity.GAP,
    section=4,
    message="总结中没有找到“四、特色亮点工作”部分。",
    where="总结.docx，全文",
    expected="简要描述本单位项目实施中的特色亮点工作，如形成的创新举措、有效模式。",
    remedy="请在总结中补充该部分，并发送补充后的完整总结。",
)
CONTACT_GAP = Finding(
    code="contact.incomplete",
    severity=Severity.GAP,
    message="项目联系人一行缺少邮箱。",
    where="总结.docx，第6页",
    expected="项目联系人的姓名、电话和邮箱。",
    remedy="请补充联系人邮箱。",
)
EVIDENCE_GAP = Finding(
    code="evidence.missing",
    severity=Severity.GAP,
    message="没有收到资金使用及工作成效的佐证材料。",
    where="本次来信的附件",
    expected="资金使用及工作成效佐证材料。",
    remedy="请以附件补发佐证材料，无需重发总结。",
)
SEAL_ADVICE = Finding(
    code="seal.missing",
    severity=Severity.ADVICE,
    message="电子版上没有看到公章。",
    where="总结.docx",
    remedy="请确认寄送的纸质材料已加盖公章。",
)
LATE_ADVICE = Finding(code="late", severity=Severity.ADVICE, message="材料于截止时间之后收到。")


def make_original(subject: str = "高价值专利升级培育项目-箱箱智能科技有限公司") -> Original:
    """The mail that is answered."""
    return Original(
        message=12,
        message_id="<m12@unit.example.org>",
        references=("<m3@unit.example.org>",),
        subject=subject,
        reply_address="office@unit.example.org",
        received_at=RECEIVED,
    )


def make_context(
    kind: ReplyKind, *answers: EntryAnswer, original: Original | None = None, decision: int = 0
) -> ReplyContext:
    """A context with the samples' usual times; clarify knows the campaign."""
    return ReplyContext(
        kind=kind,
        original=original or make_original(),
        sender=SENDER,
        answers=answers,
        campaigns=(CAMPAIGN,),
        decision=decision,
        composed_at=datetime(2024, 3, 20, 9, 15, tzinfo=BEIJING),
    )
