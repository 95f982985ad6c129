"""The columns of the ledger that staff keep in Excel: one roster entry -> one row of texts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from rules.finding import Finding, Severity
from service.digest import views
from service.digest.labels import STATES, reason_text
from service.digest.values import EntryLine
from service.outcome import CaseState
from service.replies.wording import chinese_number

_UNREAD = frozenset({"summary.missing", "summary.unreadable"})
_SECTION_WORDS = {
    "section.missing": "缺",
    "section.empty": "无内容",
    "section.placeholder": "未填",
    "section.guidance_left": "留模板说明",
    "section.thin": "偏少",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width in characters, and what stands in it for the entry in the n-th row."""

    heading: str
    width: float
    cell: Callable[[int, EntryLine], str | int]


def row_of(number: int, line: EntryLine) -> tuple[str | int, ...]:
    """The entry's row; `number` is its 序号."""
    return tuple(column.cell(number, line) for column in COLUMNS)


def _subjects(line: EntryLine) -> str:
    return _each(message.subject for message in line.messages)


def _senders(line: EntryLine) -> str:
    return _each(message.sender for message in line.messages)


def _received(line: EntryLine) -> str:
    if line.case is None or line.case.received_at is None:
        return ""
    return moment(line.case.received_at, line.campaign.deadline.tzinfo)


def _files(line: EntryLine) -> str:
    return _each(file.name for file in line.files)


def _sections(line: EntryLine) -> str:
    """“一有、二有、三有、四缺、五偏少”; nothing where no summary was read."""
    if not _is_judged(line):
        return ""
    by_section: dict[int | None, list[Finding]] = {}
    for finding in views.findings(line):
        by_section.setdefault(finding.section, []).append(finding)
    return "、".join(
        chinese_number(section.number) + _section_word(by_section.get(section.number, ()))
        for section in line.campaign.template.sections
    )


def _section_word(findings: Iterable[Finding]) -> str:
    own = [finding for finding in findings if finding.severity is not Severity.OFF]
    words = [_SECTION_WORDS[finding.code] for finding in own if finding.code in _SECTION_WORDS]
    if words:
        return words[0]
    return "待补" if any(finding.severity is Severity.GAP for finding in own) else "有"


def _evidence(line: EntryLine) -> str:
    found = _found(line, {"evidence.missing": "缺"})
    separate = sum(file.role == "evidence" and not file.error for file in line.files)
    return f"有（{separate}个文件）" if found == "有" and separate else found


def _seal(line: EntryLine) -> str:
    return _found(line, {"seal.missing": "未见", "seal.unclear": "无法辨认"})


def _contact(line: EntryLine) -> str:
    return _found(line, {"contact.missing": "缺", "contact.incomplete": "不全"})


def _found(line: EntryLine, words: dict[str, str]) -> str:
    """The word for the first of these codes that stands, “有” for none; “未查” where the campaign has one off."""
    if not _is_judged(line):
        return ""
    for finding in views.findings(line):
        if finding.code in words and finding.severity is not Severity.OFF:
            return words[finding.code]
    switched_off = any(line.campaign.severity.get(code) is Severity.OFF for code in words)
    return "未查" if switched_off else "有"


def _result(line: EntryLine) -> str:
    """“齐全（回执ZSCQ2024-0007）”, “待补正：缺佐证材料”, “待人工确认：…”."""
    word = STATES[line.state]
    if line.case is None or line.state is CaseState.WAITING:
        return word
    if line.state is CaseState.EXEMPT:
        return word
    if line.state is CaseState.COMPLETE:
        return f"{word}（回执{line.case.receipt}）" if line.case.receipt else word
    more = (
        reason_text(line.case.review) if line.state is CaseState.REVIEW else "、".join(views.gap_labels(line))
    )
    return f"{word}：{more}" if more else word


def _asked(line: EntryLine) -> str:
    if line.case is None or not line.case.gap_replies:
        return ""
    times = (moment(at, line.campaign.deadline.tzinfo) for at in line.asked_at)
    return "\n".join((f"{line.case.gap_replies}次", *times))


def _remarks(line: EntryLine) -> str:
    parts = [views.time_note(line), line.campaign.exempt.get(line.entry.entry_id, "")]
    advice = "、".join(views.advice_labels(line))
    if advice:
        parts.append(f"建议：{advice}")
    return "；".join(filter(None, parts))


def _is_judged(line: EntryLine) -> bool:
    """Whether a summary was read, so that something can be said of its parts."""
    if line.case is None or not line.is_received or not line.case.summary_name:
        return False
    return not any(finding.code in _UNREAD for finding in line.case.findings)


def moment(at: datetime, zone: tzinfo | None) -> str:
    """“2024-03-20 09:12”, which sorts as text."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _each(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(filter(None, texts)))


# Left blank for people to fill in by hand: the paper copies and who is in charge.
COLUMNS: tuple[Column, ...] = (
    Column("序号", 5, lambda number, _: number),
    Column("编号", 15, lambda _, line: line.entry.entry_id),
    Column("批次", 9, lambda _, line: line.entry.batch),
    Column("项序", 5, lambda _, line: line.entry.project_number),
    Column("项目名称", 26, lambda _, line: line.entry.project),
    Column("子序", 5, lambda _, line: line.entry.sequence),
    Column("单位", 26, lambda _, line: line.entry.unit),
    Column("来件主题", 28, lambda _, line: _subjects(line)),
    Column("发件人", 22, lambda _, line: _senders(line)),
    Column("收到时间", 16, lambda _, line: _received(line)),
    Column("附件清单", 26, lambda _, line: _files(line)),
    Column("五部分情况", 17, lambda _, line: _sections(line)),
    Column("佐证材料", 12, lambda _, line: _evidence(line)),
    Column("盖章", 9, lambda _, line: _seal(line)),
    Column("联系人", 7, lambda _, line: _contact(line)),
    Column("形式核对结果", 28, lambda _, line: _result(line)),
    Column("补正次数/时间", 16, lambda _, line: _asked(line)),
    Column("纸质收到日期/份数", 12, lambda _number, _line: ""),
    Column("经办人", 8, lambda _number, _line: ""),
    Column("备注", 24, lambda _, line: _remarks(line)),
)
