"""`section.missing`: a section of the template has no heading anywhere."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import SectionState, label, state
from rules.finding import Severity


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask for the sections that the summary does not have; a line of a table of contents is no heading.

    The notice's annex 1 asks for five sections; each answers a question of the review of its own.
    """
    if given.summary is None:
        return
    for spec in given.template.sections:
        if state(given.summary.section(spec.number), spec) is SectionState.MISSING:
            yield Remark(
                message=f"未见{label(spec)}部分。",
                section=spec.number,
                where=given.where(),
                expected=f"工作总结包含{label(spec)}：{spec.guidance[0] if spec.guidance else spec.heading}",
                remedy=f"请补写{label(spec)}部分，标题单独成行；如内容已写在其他部分，请以该标题单列。",
            )


CHECK = Check("section.missing", Severity.GAP, judge)
