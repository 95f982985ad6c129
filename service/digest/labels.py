"""The check codes in a few Chinese words, for lists: “section.missing:4” -> 缺“四、特色亮点工作”."""

from collections.abc import Mapping
from types import MappingProxyType

from rules.finding import Finding
from rules.template import Template
from service.outcome import CaseState, Disposition, ReplyState
from service.replies.text import shorten
from service.replies.wording import chinese_number

# {section} is the section as the template heads it: “四、特色亮点工作”, quotation marks included.
LABELS: Mapping[str, str] = MappingProxyType(
    {
        "summary.missing": "缺工作总结",
        "summary.unreadable": "工作总结无法读取",
        "summary.twins_differ": "两份总结内容不一致",
        "identity.unit_mismatch": "总结所写单位与名单不一致",
        "identity.unit_unclear": "署名单位待确认",
        "identity.project_mismatch": "总结所写项目与名单不一致",
        "title.missing": "缺标题",
        "section.missing": "缺{section}",
        "section.empty": "{section}无内容",
        "section.placeholder": "{section}有模板空项未填",
        "section.guidance_left": "{section}留有模板说明文字",
        "section.thin": "{section}内容偏少",
        "section.order": "各部分顺序与模板不同",
        "results.unquantified": "成效未量化",
        "funds.no_figures": "资金情况缺数据",
        "funds.reason_missing": "资金进度或调整缺原因说明",
        "progress.not_itemised": "工作推进未逐条说明",
        "progress.reason_missing": "未启动工作缺原因说明",
        "plan.no_action_plan": "计划未结合专利转化运用专项行动",
        "signoff.missing": "缺落款单位",
        "signoff.date_missing": "缺落款日期",
        "seal.missing": "未见公章",
        "seal.unclear": "公章无法辨认",
        "text.uncertain": "扫描件部分文字待确认",
        "contact.missing": "缺项目联系人",
        "contact.incomplete": "联系人信息不全",
        "evidence.missing": "缺佐证材料",
        "late": "截止后送达",
    }
)

STATES: Mapping[CaseState, str] = MappingProxyType(
    {
        CaseState.WAITING: "未报",
        CaseState.COMPLETE: "齐全",
        CaseState.INCOMPLETE: "待补正",
        CaseState.REVIEW: "待人工确认",
        CaseState.EXEMPT: "免报",
    }
)

DISPOSITIONS: Mapping[Disposition | None, str] = MappingProxyType(
    {
        Disposition.ACCEPTED: "已收齐",
        Disposition.GAPS: "已告知补正",
        Disposition.REVIEW: "待人工确认",
        Disposition.IGNORED: "不予回复",
        Disposition.FAILED: "处理失败",
        None: "处理中",
    }
)

REPLY_STATES: Mapping[ReplyState, str] = MappingProxyType(
    {
        ReplyState.QUEUED: "尚未送出",
        ReplyState.HELD: "等待放行",
        ReplyState.SENDING: "尚未送出",
        ReplyState.UNCERTAIN: "是否送达不明",
        ReplyState.SENT: "已送出",
        ReplyState.REFUSED: "被对方服务器拒收",
        ReplyState.UNDELIVERED: "未送达（被退回）",
        ReplyState.DROPPED: "已决定不发",
    }
)

REPLY_KINDS: Mapping[str, str] = MappingProxyType(
    {"receipt": "收件回执", "gaps": "补正告知", "clarify": "归属询问", "digest": "收件日报", "alarm": "告警"}
)

EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "collected": "收取",
        "judged": "核对",
        "assigned": "人工指定",
        "no_reply_address": "无法回复",
        "digest_queued": "生成日报",
        "reply_queued": "回复待发",
        "reply_held": "回复待放行",
        "reply_sending": "回复发送中",
        "reply_uncertain": "回复是否送达不明",
        "reply_sent": "回复已送出",
        "reply_refused": "回复被拒收",
        "reply_undelivered": "回复未送达",
        "reply_delayed": "回复投递延迟",
        "reply_dropped": "回复取消",
        "reply_released": "回复放行或重发",
        "alarm": "告警",
        "alarm_ended": "告警解除",
        "done": "人工办结",
        "reopened": "取消办结",
        "retried": "重新处理",
        "purged": "清除个人信息",
    }
)

# Why a file could not be read (the words of parsers.errors).
FILE_ERRORS: Mapping[str, str] = MappingProxyType(
    {
        "unreadable": "打不开或已损坏",
        "encrypted": "有密码",
        "too_large": "过大或过于复杂",
        "unsupported": "格式不能读取",
        "link": "只有链接，没有文件",
    }
)

# Words of the program that `why` may be alone. Where a sentence follows one (“bounce：…”), the sentence says more.
_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "question": "来信咨询，请人工答复",
        "ambiguous": "标题有多种可能，请确认归属",
        "unmatched": "标题未能对应到名单",
        "bounce": "收到退信",
    }
)


def finding_label(finding: Finding, template: Template) -> str:
    """The finding in a few words; of a code without a label (a new check) its own sentence, shortened."""
    label = LABELS.get(finding.code)
    if label is None:
        return shorten(finding.message, 30) or finding.code
    return label.format(section=section_name(finding.section, template))


def section_name(number: int | None, template: Template) -> str:
    """“四、特色亮点工作” in quotation marks; “第四部分” where the template has no such section, “正文” for none."""
    if number is None:
        return "正文"
    try:
        heading = template.section(number).heading
    except KeyError:
        return f"第{chinese_number(number)}部分"
    numeral = f"{chinese_number(number)}、"
    return f"“{heading if heading.startswith(numeral) else numeral + heading}”"


def event_text(kind: str) -> str:
    """What happened, for people; a kind that is not known stays as it is."""
    return EVENTS.get(kind, kind)


def note_text(note: str) -> str:
    """An event's note, for people: the disposition that one begins with and the reason after it in their words."""
    word, colon, rest = note.partition("：")
    if not colon or word not in set(Disposition):
        return note
    disposition = DISPOSITIONS[Disposition(word)]
    return f"{disposition}：{reason_text(rest)}" if rest else disposition


def reason_text(why: str) -> str:
    """Why a person must look, for people."""
    word, _, sentence = why.partition("：")
    if sentence and word.isascii():
        return sentence
    return _REASONS.get(why, why) or "请人工查看"
