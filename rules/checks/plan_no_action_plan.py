"""`plan.no_action_plan`: section 5 makes no link to the action plan of the notice."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import PLAN, label, readable_section
from rules.finding import Severity
from rules.text import bare


def judge(given: CheckInput) -> Iterator[Remark]:
    """Point out a plan that names none of the campaign's words for the action plan, short forms included.

    The notice: 结合专利转化运用专项行动有关内容，简述下一步安排及工作建议.
    """
    section = readable_section(given, PLAN)
    if section is None:
        return
    text = bare(section.own_text)
    if not any(bare(word) in text for word in given.campaign.action_plan_words):
        yield Remark(
            message=f"{label(given.template.section(PLAN))}部分未见与专利转化运用专项行动的衔接。",
            section=PLAN,
            where=given.where(section.place),
            expected=given.template.section(PLAN).guidance[0],
            remedy="建议结合专利转化运用专项行动，说明下一步安排及工作建议。",
        )


CHECK = Check("plan.no_action_plan", Severity.ADVICE, judge)
