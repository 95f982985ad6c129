"""`section.empty`: a section's heading stands with nothing under it."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import SectionState, is_stray_mark, label, own_words, state
from rules.finding import Severity
from rules.summary import Section


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask for content under a bare heading; “无” alone says nothing either, but for the highlights.

    The notice's annex 1 tells under each heading what to write there.
    """
    if given.summary is None:
        return
    for spec in given.template.sections:
        section = given.summary.section(spec.number)
        if section is not None and state(section, spec) is SectionState.EMPTY:
            yield Remark(
                message=f"{label(spec)}部分{_found(section)}。",
                section=spec.number,
                where=given.where(section.place),
                expected=spec.guidance[0] if spec.guidance else f"{label(spec)}部分的内容。",
                remedy=f"请补写{label(spec)}部分的内容。",
            )


def _found(section: Section) -> str:
    if is_stray_mark(section) or not section.own_text.strip():
        return "标题之下没有内容"
    return f"仅写有“{own_words(section)}”" if own_words(section) else "只有照片，没有文字"


CHECK = Check("section.empty", Severity.GAP, judge)
