"""`section.placeholder`: the template's guidance or a blank stands in place of content."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import SectionState, is_stray_mark, label, own_words, state
from rules.finding import Severity
from rules.summary import Section


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask for what is still blank: “XX件”, “____”, “***”, 待补充, or the template's own guidance and nothing else.

    The notice: 须可量化、可考核; a figure left as XX tells nothing. One blank in a finished sentence suffices.
    """
    if given.summary is None:
        return
    for spec in given.template.sections:
        section = given.summary.section(spec.number)
        if section is not None and state(section, spec) is SectionState.PLACEHOLDER:
            yield Remark(
                message=f"{label(spec)}部分{_found(section)}。",
                section=spec.number,
                where=given.where(section.place),
                expected=spec.guidance[0] if spec.guidance else f"{label(spec)}部分的实际内容。",
                remedy="请以本项目的实际内容替换，并检查全文有无其他待填之处。",
            )


def _found(section: Section) -> str:
    """What stands there in place of content."""
    blanks = tuple(dict.fromkeys(blank.strip() for blank in section.placeholders))
    if blanks:
        shown = "、".join(f"“{blank}”" for blank in blanks[:3])
        return f"尚有待填写的内容：{shown}{'等' if len(blanks) > 3 else ''}"
    if own_words(section) and not is_stray_mark(section):
        return f"仅写有“{own_words(section)}”"
    return "仍为模板的说明文字，尚未填写"


CHECK = Check("section.placeholder", Severity.GAP, judge)
