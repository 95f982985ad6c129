"""`section.guidance_left`: the template's guidance still stands above real content."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import SectionState, label, state
from rules.finding import Severity


def judge(given: CheckInput) -> Iterator[Remark]:
    """Point out sentences of the template that were left standing beside the unit's own text.

    The notice's annex 1 prints them as guidance; in the sealed paper copy they read oddly.
    """
    if given.summary is None:
        return
    for spec in given.template.sections:
        section = given.summary.section(spec.number)
        if section is not None and section.guidance and state(section, spec) is SectionState.CONTENT:
            yield Remark(
                message=f"{label(spec)}部分保留了模板的说明文字（“{section.guidance[0].strip()}”）。",
                section=spec.number,
                where=given.where(section.place),
                expected="正文只保留本单位填写的内容。",
                remedy="请删去模板的说明文字；纸质件请一并核对。",
            )


CHECK = Check("section.guidance_left", Severity.ADVICE, judge)
