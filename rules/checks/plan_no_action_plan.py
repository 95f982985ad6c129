"""`plan.no_action_plan`: section 5 makes no link to the action plan of the notice."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import label, readable_section
from rules.finding import Severity
from rules.template import Subject
from rules.text import bare


def judge(given: CheckInput) -> Iterator[Remark]:
    """Point out a plan that names none of the campaign's words for the action plan, short forms included.

    The notice: 结合专利转化运用专项行动有关内容，简述下一步安排及工作建议.
    """
    standing = readable_section(given, Subject.PLAN)
    if standing is None:
        return
    spec, section = standing
    text = bare(section.own_text)
    if not any(bare(word) in text for word in given.campaign.action_plan_words):
        yield Remark(
            message=f"{label(spec)}部分未见与专利转化运用专项行动的衔接。",
            section=spec.number,
            where=given.where(section.place),
            expected=spec.guidance[0] if spec.guidance else f"{label(spec)}与专利转化运用专项行动相衔接。",
            remedy="建议结合专利转化运用专项行动，说明下一步安排及工作建议。",
        )


CHECK = Check("plan.no_action_plan", Severity.ADVICE, judge)
